import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { App } from "../core/index.ts";
import { containedPathSync } from "../http/index.ts";

/** The folders in which assets are looked for: the project's own first, then `assets/` of each module. */
export class AssetFolders {
  readonly folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.folders = folders;
  }

  static of(app: App): AssetFolders {
    const { config, modules } = app;
    const all = [
      ...config.assets.folders.map((folder) => resolve(folder)),
      ...modules.map((module) => join(module.folder, "assets")),
    ];
    // In debug a folder may still come. In production each one that isn't there would cost every look-up.
    return new AssetFolders(config.debug ? all : all.filter((folder) => existsSync(folder)));
  }

  /** The path of the first file of that name. */
  find(name: string): string | undefined {
    for (const folder of this.folders) {
      const path = containedPathSync(folder, name);
      if (path !== undefined && statSync(path).isFile()) return path;
    }
    return undefined;
  }

  /** The names of all assets, for messages. */
  list(): string[] {
    const names = this.folders
      .filter((folder) => existsSync(folder))
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/")),
      );
    return [...new Set(names)];
  }
}
