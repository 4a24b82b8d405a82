import { readFile } from "node:fs/promises";
import { logger } from "../core/index.ts";
import { type Asset, type AssetContent, type AssetSource, type ServedAsset, versionOf } from "./asset.ts";
import type { AssetBuilder, BuiltAsset } from "./asset-builder.ts";
import { describeProblem } from "./asset-file.ts";
import { type ContentEncoding, compress, contentEncodings, isCompressible } from "./content-encoding.ts";
import { withoutHash } from "./hashed-name.ts";

const log = logger("assets");

// Above, compressing takes so long that whoever asked first would wait: `quintet assets collect` does it ahead.
const maxCompressedBytes = 1024 * 1024;

export interface BuiltAssetsOptions {
  /** Compresses what is asked for, and keeps it: for production. */
  readonly compresses: boolean;
}

/** Assets straight from their folders, built when they are first asked for. */
export class BuiltAssets implements AssetSource {
  readonly #builder: AssetBuilder;
  readonly #compresses: boolean;
  /** By name with hash and encoding. There are as many as there are assets. */
  readonly #compressed = new Map<string, Promise<AssetContent | undefined>>();
  readonly #told = new Set<string>();

  constructor(builder: AssetBuilder, { compresses }: BuiltAssetsOptions) {
    this.#builder = builder;
    this.#compresses = compresses;
  }

  get(name: string): Asset | undefined {
    const built = this.#builder.build(name);
    if (built !== undefined) this.#tell(built);
    return built;
  }

  names(): readonly string[] {
    return this.#builder.folders.list().map(({ name }) => name);
  }

  resolve(path: string): ServedAsset | undefined {
    const name = withoutHash(path);
    const hashed = name === undefined ? undefined : this.#builder.build(name);
    // An outdated hash, in a page that was open while the app changed, still leads to the file.
    if (hashed !== undefined) return this.#served(hashed, hashed.hashedName === path);
    const plain = this.#builder.build(path);
    return plain && this.#served(plain, plain.hashedName === path);
  }

  #served(built: BuiltAsset, isImmutable: boolean): ServedAsset {
    const { name, size } = built;
    const compresses = this.#compresses && size <= maxCompressedBytes && isCompressible(name, size);
    return {
      name,
      version: versionOf(built.integrity),
      isImmutable,
      encodings: compresses ? contentEncodings : [],
      plain: () => contentOf(built),
      encoded: (encoding) => this.#compress(built, encoding),
    };
  }

  #compress(built: BuiltAsset, encoding: ContentEncoding): Promise<AssetContent | undefined> {
    const key = `${built.hashedName} ${encoding}`;
    let compressed = this.#compressed.get(key);
    if (compressed === undefined) {
      compressed = compressedContent(built, encoding);
      this.#compressed.set(key, compressed);
    }
    return compressed;
  }

  /** In production a page with a wrong reference still renders; the log says so once. */
  #tell({ name, problems }: BuiltAsset): void {
    const errors = problems.filter(({ level }) => level === "error");
    if (errors.length === 0 || this.#told.has(name)) return;
    this.#told.add(name);
    for (const problem of errors) log.warn(describeProblem(problem));
  }
}

function contentOf({ content, path, mtimeMs }: BuiltAsset): AssetContent {
  return content === undefined ? { path } : { bytes: content, modified: new Date(mtimeMs) };
}

async function compressedContent(
  { content, path, mtimeMs }: BuiltAsset,
  encoding: ContentEncoding,
): Promise<AssetContent | undefined> {
  const bytes = await compress(content ?? (await readFile(path)), encoding, "now").catch(() => undefined);
  return bytes && { bytes, modified: new Date(mtimeMs) };
}
