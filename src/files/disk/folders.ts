import { chmod, lstat, mkdir, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { UnsafeStorageNameError } from "../errors.ts";

/**
 * Makes the folders below a root, and gives the real path of the innermost. Each new one gets exactly this mode: not
 * by the umask, which belongs to the whole process and may be changed by anybody in it meanwhile (CVE-2026-25674).
 * @throws {@link UnsafeStorageNameError} where a link on the way leads out of the root.
 */
export async function ensureFolder(root: string, segments: readonly string[], mode: number): Promise<string> {
  await makeFolder(root, mode);
  const top = await realpath(root);
  let folder = top;
  for (const segment of segments) {
    const next = join(folder, segment);
    await makeFolder(next, mode);
    folder = (await lstat(next)).isSymbolicLink() ? await realpath(next) : next;
    if (folder !== top && !folder.startsWith(top.endsWith(sep) ? top : top + sep))
      throw new UnsafeStorageNameError(segments.join("/"), "a link leads out of the storage's folder");
  }
  return folder;
}

async function makeFolder(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder), mode);
    return makeFolder(folder, mode);
  }
  await chmod(folder, mode);
}
