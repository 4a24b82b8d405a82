import { realpathSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";

/**
 * The real path of a file below a folder, or `undefined` where there is none: the name leaves the folder (`..`, an
 * absolute path, a link that leads out), has a hidden part (`.git`, `.env`), or can't be the name of a file.
 */
export async function containedPath(folder: string, name: string): Promise<string | undefined> {
  const parts = visibleParts(name);
  if (parts === undefined) return undefined;
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, ...parts))]);
    return isBelow(root, path) ? path : undefined;
  } catch {
    return undefined; // absent, too long, a loop of links, out of reach: all the same to a visitor
  }
}

/** The same, at once: for look-ups that are kept. */
export function containedPathSync(folder: string, name: string): string | undefined {
  const parts = visibleParts(name);
  if (parts === undefined) return undefined;
  try {
    const path = realpathSync.native(join(folder, ...parts));
    return isBelow(realpathSync.native(folder), path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The parts of a relative path, unless one of them is hidden, leads up, or could mean something else to a system. */
function visibleParts(name: string): readonly string[] | undefined {
  // A backslash is a separator on Windows, and a colon begins a drive or a stream.
  if (/[\0\\:]/.test(name)) return undefined;
  const parts = name.split("/").filter((part) => part !== "");
  return parts.length === 0 || parts.some((part) => part.startsWith(".")) ? undefined : parts;
}

function isBelow(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}
