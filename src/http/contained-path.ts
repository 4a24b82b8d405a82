import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";

/**
 * The real path of a file below a folder, or `undefined` where there is none: the name leaves the folder (`..`, an
 * absolute path, a link that leads out), has a hidden part (`.git`, `.env`), or can't be the name of a file.
 */
export async function containedPath(folder: string, name: string): Promise<string | undefined> {
  // A backslash is a separator on Windows, and a colon begins a drive or a stream.
  if (/[\0\\:]/.test(name)) return undefined;
  const parts = name.split("/").filter((part) => part !== "");
  if (parts.length === 0 || parts.some((part) => part.startsWith("."))) return undefined;
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, ...parts))]);
    return path.startsWith(root.endsWith(sep) ? root : root + sep) ? path : undefined;
  } catch {
    return undefined; // absent, too long, a loop of links, out of reach: all the same to a visitor
  }
}
