import { promisify } from "node:util";
import { brotliCompress, constants, gzip, zstdCompress } from "node:zlib";
import { endingOf } from "./asset-folders.ts";

/** How a file may be compressed on its way, the preferred one first. */
export const contentEncodings = ["br", "zstd", "gzip"] as const;
export type ContentEncoding = (typeof contentEncodings)[number];

/** What the names of compressed copies end in. */
export const encodedEndings = { br: ".br", zstd: ".zst", gzip: ".gz" } as const satisfies Record<
  ContentEncoding,
  string
>;

/** `"ahead"` takes the time that it takes, `"now"` has somebody waiting. */
export type CompressionEffort = "ahead" | "now";

const compressors: Record<ContentEncoding, (content: Buffer, effort: CompressionEffort) => Promise<Buffer>> =
  {
    br: (content, effort) =>
      promisify(brotliCompress)(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: effort === "ahead" ? constants.BROTLI_MAX_QUALITY : 5,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
    zstd: (content, effort) =>
      promisify(zstdCompress)(content, {
        // Browsers need to decode windows up to 8 MB only (RFC 9659), which levels above 19 exceed.
        params: {
          [constants.ZSTD_c_compressionLevel]: effort === "ahead" ? 19 : 6,
          [constants.ZSTD_c_windowLog]: 23,
        },
        pledgedSrcSize: content.length,
      }),
    gzip: (content, effort) => promisify(gzip)(content, { level: effort === "ahead" ? 9 : 6 }),
  };

/** Compresses in the thread pool. `undefined` where that would save next to nothing. */
export async function compress(
  content: Buffer,
  encoding: ContentEncoding,
  effort: CompressionEffort,
): Promise<Buffer | undefined> {
  const compressed = await compressors[encoding](content, effort);
  return compressed.length < content.length * 0.95 ? compressed : undefined;
}

// Pictures, fonts and films of the other kinds are compressed already.
const compressible = new Set(
  "css js mjs json map wasm webmanifest txt xml csv vtt svg ico bmp ttf otf eot"
    .split(" ")
    .map((ending) => `.${ending}`),
);
// Below, headers and a packet's size decide.
const minBytes = 256;

/** Whether a file is worth compressing. */
export function isCompressible(name: string, size: number): boolean {
  return size >= minBytes && compressible.has(endingOf(name));
}

/**
 * Which of the available encodings an `Accept-Encoding` header prefers: the one with the highest `q`, ours in order where
 * several have it. `undefined` for the plain content.
 */
export function chooseEncoding(
  header: string | null,
  available: readonly ContentEncoding[],
): ContentEncoding | undefined {
  if (header === null || available.length === 0) return undefined;
  const weights = new Map<string, number>();
  for (const item of header.toLowerCase().split(",")) {
    const [name = "", ...parameters] = item.split(";").map((piece) => piece.trim());
    const weight = parameters.find((parameter) => parameter.startsWith("q="));
    const value = weight === undefined ? 1 : Number(weight.slice(2));
    weights.set(name, value >= 0 && value <= 1 ? value : 0);
  }
  const weightOf = (encoding: string) => weights.get(encoding) ?? weights.get("*") ?? 0;
  let best: ContentEncoding | undefined;
  let bestWeight = weights.get("identity") ?? 0;
  for (const encoding of contentEncodings) {
    const weight = available.includes(encoding) ? weightOf(encoding) : 0;
    if (weight > bestWeight || (best === undefined && weight > 0 && weight === bestWeight)) {
      best = encoding;
      bestWeight = weight;
    }
  }
  return best;
}
