import { type ByteSource, HeaderReader } from "./byte-source.ts";
import { avifInfo, bmpInfo, gifInfo, jpegInfo, pngInfo, webpInfo } from "./image-headers.ts";

/** What the headers of a picture say of it. No pixel is decoded. */
export interface ImageInfo {
  readonly contentType: "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif" | "image/bmp";
  readonly width: number;
  readonly height: number;
  /** More than 1 where it moves. */
  readonly frames: number;
}

/**
 * Reads what a picture is from its headers: PNG, JPEG, GIF, WebP, AVIF or BMP. `undefined` for anything else, and for one whose
 * headers are broken or without end.
 */
export async function readImageInfo(source: ByteSource): Promise<ImageInfo | undefined> {
  const reader = new HeaderReader(source);
  const start = await reader.bytes(0, Math.min(16, source.size));
  if (start === undefined || start.length < 16) return undefined;
  const text = start.toString("latin1");
  const info = text.startsWith("\x89PNG\r\n\x1a\n")
    ? await pngInfo(reader)
    : text.startsWith("\xff\xd8\xff")
      ? await jpegInfo(reader)
      : /^GIF8[79]a/.test(text)
        ? await gifInfo(reader)
        : text.startsWith("RIFF") && text.slice(8, 12) === "WEBP"
          ? await webpInfo(reader)
          : text.slice(4, 8) === "ftyp"
            ? await avifInfo(reader)
            : text.startsWith("BM")
              ? await bmpInfo(reader)
              : undefined;
  return info !== undefined && info.width > 0 && info.height > 0 ? info : undefined;
}
