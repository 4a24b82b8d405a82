import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Asset, type AssetContent, type AssetSource, type ServedAsset, versionOf } from "./asset.ts";
import { contentEncodings, encodedEndings } from "./content-encoding.ts";
import { withoutHash } from "./hashed-name.ts";
import type { CollectedFile, Manifest } from "./manifest.ts";

// Small files that were asked for are kept in memory: then a request for one touches no file. A page has some dozens, and
// more than this is better left to the system's own cache.
const maxKeptBytes = 128 * 1024;
const maxKeptBytesInAll = 16 * 1024 * 1024;

/**
 * Assets that `quintet assets collect` has written. Only what the manifest lists is there: no name that a visitor makes
 * up ever reaches the file system.
 */
export class CollectedAssets implements AssetSource {
  readonly #folder: string;
  readonly #manifest: Manifest;
  /** Files by the path behind the prefix. */
  readonly #served = new Map<string, ServedAsset>();
  readonly #kept = new Map<string, Promise<AssetContent>>();
  #keptBytes = 0;

  constructor(folder: string, manifest: Manifest) {
    this.#folder = folder;
    this.#manifest = manifest;
    for (const [file, collected] of manifest.earlier)
      this.#served.set(file, this.#servedFile(withoutHash(file) ?? file, file, collected, true));
    // A name as it is, and an old hash in it, lead to the newest; browsers ask about it each time.
    for (const [name, entry] of manifest.assets)
      this.#served.set(name, this.#servedFile(name, entry.file, entry, entry.file === name));
    for (const [name, entry] of manifest.assets)
      this.#served.set(entry.file, this.#servedFile(name, entry.file, entry, true));
  }

  get(name: string): Asset | undefined {
    const entry = this.#manifest.assets.get(name);
    return entry && { name, hashedName: entry.file, integrity: entry.integrity, imports: entry.imports };
  }

  names(): readonly string[] {
    return [...this.#manifest.assets.keys()];
  }

  resolve(path: string): ServedAsset | undefined {
    const served = this.#served.get(path);
    if (served !== undefined) return served;
    const name = withoutHash(path);
    return name === undefined ? undefined : this.#served.get(name);
  }

  #servedFile(name: string, file: string, collected: CollectedFile, isImmutable: boolean): ServedAsset {
    const { size, encodings } = collected;
    return {
      name,
      version: versionOf(collected.integrity),
      isImmutable,
      encodings: contentEncodings.filter((encoding) => encodings[encoding] !== undefined),
      plain: () => this.#content(file, size),
      encoded: (encoding) => this.#content(file + encodedEndings[encoding], encodings[encoding] ?? size),
    };
  }

  #content(file: string, size: number): AssetContent | Promise<AssetContent> {
    const path = join(this.#folder, file);
    const kept = this.#kept.get(path);
    if (kept !== undefined) return kept;
    if (size > maxKeptBytes || this.#keptBytes + size > maxKeptBytesInAll) return { path };
    const content = this.#load(path);
    this.#kept.set(path, content);
    this.#keptBytes += size;
    return content;
  }

  /** A file that can't be read is left to the request, which answers that it isn't there. */
  async #load(path: string): Promise<AssetContent> {
    try {
      const [bytes, { mtime }] = await Promise.all([readFile(path), stat(path)]);
      return { bytes, modified: mtime };
    } catch {
      return { path };
    }
  }
}
