import type { ContentEncoding } from "./content-encoding.ts";

/** A style sheet, a script or a picture, and what a page has to know to load it. */
export interface Asset {
  readonly name: string;
  /** The name with the hash of its content in it. */
  readonly hashedName: string;
  /** For the attribute `integrity`: `"sha384-…"`. */
  readonly integrity: string;
  /** The modules that this one loads at once. */
  readonly imports: readonly string[];
}

/** What goes out for an asset: bytes, or a file that holds them. */
export type AssetContent = { readonly bytes: Buffer; readonly modified: Date } | { readonly path: string };

/** What an address leads to. */
export interface ServedAsset {
  /** The name of the asset, which gives its type. */
  readonly name: string;
  /** Differs with the content; for `ETag`. */
  readonly version: string;
  /** The address names this very content: it may be kept for good. */
  readonly isImmutable: boolean;
  /** How it can be had besides as it is. */
  readonly encodings: readonly ContentEncoding[];
  plain(): AssetContent | Promise<AssetContent>;
  /** `undefined` where compressing it turned out to save nothing. */
  encoded(encoding: ContentEncoding): AssetContent | undefined | Promise<AssetContent | undefined>;
}

/** Tells versions of a content apart: the beginning of its digest. */
export function versionOf(integrity: string): string {
  return integrity.slice("sha384-".length, "sha384-".length + 16);
}

/** Where assets come from: their folders, or what was collected from them. */
export interface AssetSource {
  /** The asset of that name. */
  get(name: string): Asset | undefined;
  names(): readonly string[];
  /** What the part of an address behind the prefix leads to, with a hash in it or without. */
  resolve(path: string): ServedAsset | undefined;
}
