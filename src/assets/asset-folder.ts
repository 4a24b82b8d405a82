import type { Request, Response } from "../http/index.ts";

/** A folder of assets besides the usual ones, such as what a bundler writes. */
export interface AssetFolder {
  readonly folder: string;
  /** What the names of its files begin with: `"vite/"`. */
  readonly at: string;
  /** Whether a file's name holds a hash of its content already. Such a file keeps its name, and its content as it is. */
  hasHash(name: string): boolean;
  /** In debug, who answers for a name in it instead; `undefined` for the folder itself. */
  answerInDebug?(request: Request, name: string): Response | Promise<Response> | undefined;
}

declare module "../core/module.ts" {
  interface ModuleOptions {
    /** Folders of assets besides `assets/`. */
    readonly assetFolders?: readonly AssetFolder[];
  }
}
