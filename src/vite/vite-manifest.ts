import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isPlainObject } from "../core/index.ts";
import { ViteEntryError, ViteManifestError, ViteNotBuiltError } from "./errors.ts";

/** A file that Vite has built, with what must be there for it. Paths are relative to the build's folder. */
export interface ViteChunk {
  readonly file: string;
  readonly css: readonly string[];
  readonly assets: readonly string[];
  /** Chunks that it loads at once, by their keys. */
  readonly imports: readonly string[];
}

/** What Vite wrote down about a build: which file came out of which source. */
export class ViteManifest {
  readonly #chunks: ReadonlyMap<string, ViteChunk>;
  readonly #files: ReadonlySet<string>;

  constructor(chunks: ReadonlyMap<string, ViteChunk>) {
    this.#chunks = chunks;
    this.#files = new Set([...chunks.values()].flatMap(({ file, css, assets }) => [file, ...css, ...assets]));
  }

  /** Whether Vite has written this file, under a name that holds a hash. */
  hasFile(name: string): boolean {
    return this.#files.has(name);
  }

  /** @throws {@link ViteEntryError} */
  chunk(source: string): ViteChunk {
    const chunk = this.#chunks.get(source);
    if (chunk === undefined)
      throw new ViteEntryError(
        source,
        [...this.#chunks.keys()].filter((key) => !key.startsWith("_")),
      );
    return chunk;
  }

  /** All that a source's file loads at once: the chunks that it imports, deepest last, and style sheets in the order in which they count. */
  needs(source: string): { readonly chunks: readonly ViteChunk[]; readonly css: readonly string[] } {
    const chunks = new Set<ViteChunk>();
    const css = new Set<string>();
    const visit = (chunk: ViteChunk): void => {
      for (const key of chunk.imports) {
        const imported = this.#chunks.get(key);
        if (imported === undefined || chunks.has(imported)) continue;
        chunks.add(imported);
        visit(imported);
      }
      for (const file of chunk.css) css.add(file);
    };
    visit(this.chunk(source));
    return { chunks: [...chunks], css: [...css] };
  }
}

/** Reads the manifest when it is first asked for; in debug again when it has changed. */
export class ViteManifestFile {
  readonly path: string;
  readonly #isLive: boolean;
  #manifest: ViteManifest | undefined;
  #mtimeMs = 0;

  constructor(outDir: string, isLive: boolean) {
    this.path = join(outDir, ".vite", "manifest.json");
    this.#isLive = isLive;
  }

  /** @throws {@link ViteNotBuiltError} {@link ViteManifestError} */
  read(): ViteManifest {
    const manifest = this.find();
    if (manifest === undefined) throw new ViteNotBuiltError(this.path);
    return manifest;
  }

  /** `undefined` where nothing was built. */
  find(): ViteManifest | undefined {
    if (this.#manifest !== undefined && !this.#isLive) return this.#manifest;
    const stats = statSync(this.path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (this.#manifest === undefined || stats.mtimeMs !== this.#mtimeMs) {
      this.#manifest = parseManifest(readFileSync(this.path, "utf8"), this.path);
      this.#mtimeMs = stats.mtimeMs;
    }
    return this.#manifest;
  }
}

function parseManifest(text: string, path: string): ViteManifest {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new ViteManifestError(path);
  }
  if (!isPlainObject(content)) throw new ViteManifestError(path);
  const chunks = new Map<string, ViteChunk>();
  for (const [key, chunk] of Object.entries(content)) {
    if (!isPlainObject(chunk) || typeof chunk.file !== "string") throw new ViteManifestError(path);
    chunks.set(key, {
      file: chunk.file,
      css: texts(chunk.css),
      assets: texts(chunk.assets),
      imports: texts(chunk.imports),
    });
  }
  return new ViteManifest(chunks);
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
