import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { TemplateSyntaxError } from "../errors.ts";
import type { Candidate, Loader } from "./loader.ts";

/**
 * Templates from folders, the first one that has a name wins.
 *
 * @example
 * new Engine({ loaders: [folderLoader(["templates"])] });
 */
export function folderLoader(folders: readonly string[]): Loader {
  const roots = folders.map((folder) => path.resolve(folder));
  const paths = (name: string): string[] =>
    roots.flatMap((root) => {
      const file = path.resolve(root, name);
      return isBelow(root, file) ? [file] : []; // a name never leads out of its folder
    });
  return {
    *find(name): Iterable<Candidate> {
      if (name === "" || name.includes("\0")) return;
      for (const file of paths(name)) {
        if (!statSync(file, { throwIfNoEntry: false })?.isFile() || leadsOut(roots, file)) continue;
        yield {
          origin: file,
          read: () => readText(file, name),
          version: () => statSync(file, { throwIfNoEntry: false })?.mtimeMs,
        };
      }
    },
    places: paths,
    names: () => roots.flatMap(filesBelow),
  };
}

function isBelow(root: string, file: string): boolean {
  return file.startsWith(root + path.sep);
}

/** Whether a file is a link to somewhere outside of all folders of templates. */
function leadsOut(roots: readonly string[], file: string): boolean {
  const real = realpathSync(file);
  if (real === file) return false;
  const realRoots = roots.filter((root) => statSync(root, { throwIfNoEntry: false }) !== undefined);
  return !realRoots.some((root) => isBelow(realpathSync(root), real));
}

function readText(file: string, name: string): string {
  const bytes = readFileSync(file);
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  const offset = invalidOffset(bytes);
  const line = bytes.subarray(0, offset).toString("latin1").split("\n").length;
  throw new TemplateSyntaxError(
    `The template "${name}" is not valid UTF-8: the byte 0x${bytes[offset]!.toString(16).padStart(2, "0")} at offset ${offset}, in line ${line}, begins no character.\nSave ${file} as UTF-8.`,
  );
}

/** Where the first byte stands that begins no character: there, what was read differs from what is written again. */
function invalidOffset(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString("utf8"));
  let at = 0;
  while (bytes[at] === again[at]) at++;
  while (at > 0 && (again[at]! & 0xc0) === 0x80) at--; // the first bytes of U+FFFD may be right by chance
  return at;
}

function filesBelow(root: string): string[] {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return [];
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}
