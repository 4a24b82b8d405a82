import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import type { App } from "../core/index.ts";
import { containedPathSync } from "../http/index.ts";
import type { AssetFolder } from "./asset-folder.ts";

/** A file that has an asset's name. */
export interface PlacedFile {
  readonly name: string;
  readonly path: string;
}

export interface AssetFoldersOptions {
  /** Looked in first. */
  readonly project: readonly string[];
  readonly modules: readonly string[];
  /** Looked in last. */
  readonly more: readonly AssetFolder[];
  /** Endings of names, with their dots in front, that are assets. */
  readonly endings: ReadonlySet<string>;
  /** Looks into the folders each time, so that files that come later are seen. */
  readonly isLive: boolean;
}

/**
 * The folders in which assets are looked for: the project's own first, then `assets/` of each module. The first one that
 * has a name wins. Hidden files, files whose ending isn't one of those that are served, and links that lead out of a
 * folder count as absent.
 */
export class AssetFolders {
  readonly #folders: readonly { readonly folder: string; readonly at: string }[];
  readonly #project: readonly string[];
  readonly #more: readonly AssetFolder[];
  readonly endings: ReadonlySet<string>;
  readonly #isLive: boolean;
  #known: ReadonlyMap<string, string> | undefined;

  constructor({ project, modules, more, endings, isLive }: AssetFoldersOptions) {
    this.#project = project;
    this.#more = more;
    this.#folders = [...[...project, ...modules].map((folder) => ({ folder, at: "" })), ...more];
    this.endings = endings;
    this.#isLive = isLive;
  }

  static of({ config, modules }: App): AssetFolders {
    return new AssetFolders({
      project: config.assets.folders.map((folder) => resolve(folder)),
      modules: modules.map((module) => join(module.folder, "assets")),
      more: modules.flatMap((module) => module.assetFolders ?? []),
      endings: new Set(config.assets.endings.map((ending) => `.${ending}`)),
      isLive: config.debug,
    });
  }

  /** Where assets are and could be, for messages: most modules have none. */
  get places(): readonly string[] {
    const all = this.#folders.map(({ folder }) => folder);
    return all.filter((folder) => this.#project.includes(folder) || existsSync(folder));
  }

  /** The path of the first file of that name. */
  find(name: string): string | undefined {
    if (!this.#isLive) return this.#all().get(name);
    for (const { folder, at } of this.#folders) {
      const path = name.startsWith(at) ? this.#pathIn(folder, name.slice(at.length)) : undefined;
      if (path !== undefined) return path;
    }
    return undefined;
  }

  /** All files of that name, the one that is used first. */
  findAll(name: string): string[] {
    return this.#folders
      .filter(({ at }) => name.startsWith(at))
      .map(({ folder, at }) => this.#pathIn(folder, name.slice(at.length)))
      .filter((path) => path !== undefined);
  }

  /** All assets, each name once. */
  list(): PlacedFile[] {
    return [...this.#all()].map(([name, path]) => ({ name, path }));
  }

  /** Whether files with this ending are assets. */
  serves(name: string): boolean {
    return this.endings.has(endingOf(name));
  }

  /** Whether a name holds a hash already, and is to stay as it is. */
  hasHash(name: string): boolean {
    return this.#more.some(({ at, hasHash }) => name.startsWith(at) && hasHash(name.slice(at.length)));
  }

  #pathIn(folder: string, name: string): string | undefined {
    // One name for one file: "a.css/" and "a//b.css" are none.
    if (!this.serves(name) || name.split("/").includes("")) return undefined;
    const path = containedPathSync(folder, name);
    return path !== undefined && statSync(path).isFile() ? path : undefined;
  }

  #all(): ReadonlyMap<string, string> {
    if (this.#known !== undefined) return this.#known;
    const known = new Map<string, string>();
    for (const { folder, at } of this.#folders) {
      if (!existsSync(folder)) continue;
      const root = realpathSync(folder);
      for (const { name, path } of filesBelow(root, root, at)) {
        if (this.serves(name) && !known.has(name)) known.set(name, path);
      }
    }
    if (!this.#isLive) this.#known = known;
    return known;
  }
}

/** `"admin/admin.CSS"` gives `".css"`, a name without an ending `""`. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > name.lastIndexOf("/") ? name.slice(dot).toLowerCase() : "";
}

/** The files below a folder by their names in it, as `containedPath()` would allow them. */
function* filesBelow(root: string, folder: string, prefix: string): Generator<PlacedFile> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".") || /[\\:]/.test(entry.name)) continue;
    const name = prefix + entry.name;
    const path = pathOf(root, folder, entry);
    if (path === undefined) continue;
    if (path.isFolder) yield* filesBelow(root, path.path, `${name}/`);
    else yield { name, path: path.path };
  }
}

/** Where an entry leads: a link may point at a file or a folder of the same root, but not at a folder around itself. */
function pathOf(
  root: string,
  folder: string,
  entry: Dirent,
): { path: string; isFolder: boolean } | undefined {
  const path = join(folder, entry.name);
  if (entry.isDirectory()) return { path, isFolder: true };
  if (entry.isFile()) return { path, isFolder: false };
  if (!entry.isSymbolicLink()) return undefined;
  try {
    const real = realpathSync(path);
    if (!real.startsWith(root + sep)) return undefined;
    const isFolder = statSync(real).isDirectory();
    if (isFolder && `${folder}${sep}`.startsWith(`${real}${sep}`)) return undefined;
    return { path: real, isFolder };
  } catch {
    return undefined; // leads nowhere
  }
}
