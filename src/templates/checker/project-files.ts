import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const ignoredFolders = new Set(["node_modules", "dist"]);

/** The TypeScript files of some folders, without what is installed, built or hidden there. */
export function typeScriptFiles(folders: readonly string[]): string[] {
  const files = new Set<string>();
  for (const folder of folders) for (const file of filesBelow(folder)) files.add(file);
  return [...files].sort();
}

function* filesBelow(folder: string): Generator<string> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!ignoredFolders.has(entry.name) && !entry.name.startsWith(".")) yield* filesBelow(file);
    } else if (/(?<!\.d)\.m?ts$/.test(entry.name)) {
      yield file;
    }
  }
}

/** The nearest tsconfig.json, in a folder or above it. */
export function findTsconfig(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, "tsconfig.json");
    if (existsSync(file)) return file;
    if (path.dirname(at) === at) return undefined;
  }
}

/** The innermost folder that all of these are in. */
export function commonFolder(folders: readonly string[]): string {
  const [first = path.sep, ...rest] = folders;
  let common = first;
  for (const folder of rest) {
    while (folder !== common && !folder.startsWith(common + path.sep)) {
      if (path.dirname(common) === common) break;
      common = path.dirname(common);
    }
  }
  return common;
}

/** A folder that holds exactly the given files; what is as it should be already is not touched. */
export class WrittenFolder {
  readonly folder: string;
  readonly #kept = new Set<string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Writes a file. Leaving its time alone where nothing changes spares the compiler work. */
  write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    this.#kept.add(file);
    if (existsSync(file) && readFileSync(file, "utf8") === text) return file;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Lets a file that others write stand. */
  keep(name: string): void {
    this.#kept.add(path.join(this.folder, name));
  }

  /** Removes what was not written this time. */
  clean(): void {
    if (!existsSync(this.folder)) return;
    for (const entry of readdirSync(this.folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile() && !this.#kept.has(file)) rmSync(file);
    }
  }
}
