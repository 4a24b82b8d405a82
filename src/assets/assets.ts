import { filePathToUri, serviceKey } from "../core/index.ts";
import type { Request, Response } from "../http/index.ts";
import type { Asset, AssetSource, ServedAsset } from "./asset.ts";
import type { AssetBuilder } from "./asset-builder.ts";
import type { AssetFolder } from "./asset-folder.ts";
import { AssetEndingError, AssetNotFoundError, AssetReferenceError } from "./errors.ts";

export interface AssetsOptions {
  /** What the addresses begin with: `"/static/"`. */
  readonly prefix: string;
  /** The CDN that pages load assets from, if not from the site itself. */
  readonly origin: string | undefined;
  /** Makes assets from the files in their folders. */
  readonly builder: AssetBuilder;
  /** Where pages and requests get them: the same, or what was collected. */
  readonly source: AssetSource;
  /** Folders for which somebody else answers in debug. */
  readonly folders: readonly AssetFolder[];
  /** What isn't there is an error. */
  readonly debug: boolean;
  /** In debug, a reference to what isn't there is an error, too. */
  readonly strict: boolean;
}

/** The style sheets, scripts and pictures that belong to an app. */
export class Assets {
  readonly prefix: string;
  readonly origin: string | undefined;
  readonly builder: AssetBuilder;
  readonly #source: AssetSource;
  readonly #folders: readonly AssetFolder[];
  readonly #debug: boolean;
  readonly #strict: boolean;

  constructor({ prefix, origin, builder, source, folders, debug, strict }: AssetsOptions) {
    this.prefix = prefix;
    this.origin = origin;
    this.builder = builder;
    this.#source = source;
    this.#folders = debug ? folders.filter(({ answerInDebug }) => answerInDebug !== undefined) : [];
    this.#debug = debug;
    this.#strict = strict;
  }

  /**
   * The address of an asset, which changes when its content does.
   * @throws {@link AssetNotFoundError} and the like in debug. In production the address comes without a hash, and leads to a 404.
   */
  url(name: string): string {
    const path = this.prefix + filePathToUri(this.get(name)?.hashedName ?? name);
    return isOfSite(name) ? path : (this.origin ?? "") + path;
  }

  /** What addresses of assets begin with on pages: the prefix, on the CDN if there is one. */
  get base(): string {
    return (this.origin ?? "") + this.prefix;
  }

  /** The names of all assets. */
  names(): readonly string[] {
    return this.#source.names();
  }

  /**
   * What is known of an asset. In production `undefined` where there is none.
   * @throws {@link AssetNotFoundError} {@link AssetEndingError} {@link AssetReferenceError} in debug.
   */
  get(name: string): Asset | undefined {
    const asset = this.#source.get(name);
    if (this.#debug) this.#complain(name, asset);
    return asset;
  }

  /** What the part of an address behind the prefix leads to, with a hash in it or without. */
  resolve(path: string): ServedAsset | undefined {
    return this.#source.resolve(path);
  }

  /** The answer of somebody who answers for a folder while developing. */
  answerInDebug(request: Request, path: string): Response | Promise<Response> | undefined {
    for (const folder of this.#folders) {
      const answer = path.startsWith(folder.at)
        ? folder.answerInDebug?.(request, path.slice(folder.at.length))
        : undefined;
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  #complain(name: string, asset: Asset | undefined): void {
    const { folders } = this.builder;
    if (asset === undefined) {
      if (!folders.serves(name)) throw new AssetEndingError(name);
      const known = folders.list().map((each) => each.name);
      throw new AssetNotFoundError(name, known, folders.places);
    }
    const mistakes = this.#strict
      ? this.builder.problemsBelow(name).filter(({ level }) => level === "error")
      : [];
    if (mistakes.length > 0) throw new AssetReferenceError(mistakes);
  }
}

/**
 * A web app's manifest says where the app begins, which must be on the site that the manifest is from; a CDN gets none of it.
 */
function isOfSite(name: string): boolean {
  return name.endsWith(".webmanifest");
}

/** The assets of an app. */
export const assetsService = serviceKey<Assets>("assets.assets");
