import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { filePathToUri, serviceKey } from "../core/index.ts";
import type { AssetFolders } from "./asset-folders.ts";
import { AssetNotFoundError } from "./errors.ts";
import { hashedName, hashLength, splitHashedName } from "./hashed-name.ts";

/** A file that an address leads to. */
export interface FoundAsset {
  readonly path: string;
  /** The address names this very content: it may be kept for good. */
  readonly isImmutable: boolean;
}

interface KnownFile {
  readonly path: string;
  /** Computed when an address is first made or compared. */
  hash: string | undefined;
  mtimeMs: number;
}

export interface AssetsOptions {
  /** What the addresses begin with: `"/static/"`. */
  readonly prefix: string;
  /** Looks again at each file each time, so that a change is seen. */
  readonly debug: boolean;
}

/** The style sheets, scripts and pictures that belong to an app. */
export class Assets {
  readonly prefix: string;
  readonly folders: AssetFolders;
  readonly #debug: boolean;
  readonly #known = new Map<string, KnownFile>();

  constructor(folders: AssetFolders, { prefix, debug }: AssetsOptions) {
    this.folders = folders;
    this.prefix = prefix;
    this.#debug = debug;
  }

  /**
   * The address of an asset, which changes when its content does.
   * @throws {@link AssetNotFoundError} in debug. In production the address comes without a hash, and leads to a 404.
   */
  url(name: string): string {
    const file = this.#find(name);
    if (file === undefined) {
      if (this.#debug) throw new AssetNotFoundError(name, this.folders.list(), this.folders.folders);
      return this.prefix + filePathToUri(name);
    }
    return this.prefix + filePathToUri(hashedName(name, this.#hashOf(file)));
  }

  /** What the part of an address behind the prefix leads to, with a hash in it or without. */
  resolve(name: string): FoundAsset | undefined {
    const hashed = splitHashedName(name);
    const file = hashed && this.#find(hashed.name);
    // An outdated hash, in a page that was open while the app changed, still leads to the file.
    if (file !== undefined) return { path: file.path, isImmutable: this.#hashOf(file) === hashed!.hash };
    const plain = this.#find(name);
    return plain && { path: plain.path, isImmutable: false };
  }

  #find(name: string): KnownFile | undefined {
    const known = this.#known.get(name);
    if (known !== undefined && !this.#debug) return known;
    const path = this.folders.find(name);
    if (path === undefined) return undefined; // not kept: visitors may ask for endless names
    if (known?.path === path) return known;
    const file: KnownFile = { path, hash: undefined, mtimeMs: 0 };
    this.#known.set(name, file);
    return file;
  }

  #hashOf(file: KnownFile): string {
    if (file.hash !== undefined && !this.#debug) return file.hash;
    const { mtimeMs } = statSync(file.path);
    if (file.hash === undefined || file.mtimeMs !== mtimeMs) {
      file.hash = createHash("sha256").update(readFileSync(file.path)).digest("hex").slice(0, hashLength);
      file.mtimeMs = mtimeMs;
    }
    return file.hash;
  }
}

/** The assets of an app. */
export const assetsService = serviceKey<Assets>("assets.assets");
