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
