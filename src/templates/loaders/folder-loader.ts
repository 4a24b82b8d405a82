import { readdirSync, readFileSync, statSync } from "node:fs";
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
      return file.startsWith(root + path.sep) ? [file] : []; // a name never leads out of its folder
    });
  return {
    *find(name): Iterable<Candidate> {
      if (name === "" || name.includes("\0")) return;
      for (const file of paths(name)) {
        if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
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

function readText(file: string, name: string): string {
  const bytes = readFileSync(file);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    const error = new TemplateSyntaxError(
      `The template "${name}" is not valid UTF-8.\nSave ${file} as UTF-8.`,
    );
    error.cause = cause;
    throw error;
  }
}

function filesBelow(root: string): string[] {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return [];
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}
