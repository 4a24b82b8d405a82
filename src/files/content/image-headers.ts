import type { HeaderReader } from "./byte-source.ts";
import type { ImageInfo } from "./image-info.ts";

/*
 * The headers of six kinds of picture. Each reader goes forward only, and stops where the file ends, where a length makes no sense,
 * or where HeaderReader says that it has been enough: no file has it go on for ever. Where a file says its size more than once,
 * the largest counts, as a decoder may take either.
 */

type Found = Promise<ImageInfo | undefined>;

/** Chunks of `length, type, data, checksum`: the first is IHDR, and acTL tells of an animation before the pixels (W3C PNG 3). */
export async function pngInfo(reader: HeaderReader): Found {
  const head = await reader.bytes(8, 21);
  if (head?.toString("latin1", 4, 8) !== "IHDR") return undefined;
  const info = {
    contentType: "image/png",
    width: head.readUInt32BE(8),
    height: head.readUInt32BE(12),
  } as const;
  for (let at = 33; ; ) {
    const chunk = await reader.bytes(at, 8);
    const type = chunk?.toString("latin1", 4, 8);
    if (chunk === undefined || type === "IDAT" || type === "IEND") return { ...info, frames: 1 };
    if (type === "acTL") {
      const frames = await reader.bytes(at + 8, 4);
      return frames && { ...info, frames: Math.max(1, frames.readUInt32BE(0)) };
    }
    at += 12 + chunk.readUInt32BE(0);
  }
}

/** Segments of `FF type length data`; a frame header (SOF) has the size, and stands before the first scan (ITU T.81, B). */
export async function jpegInfo(reader: HeaderReader): Found {
  let found: ImageInfo | undefined;
  for (let at = 2; ; ) {
    const marker = await reader.bytes(at, 4);
    if (marker === undefined) return undefined;
    if (marker[0] !== 0xff) return undefined;
    const type = marker[1]!;
    if (type === 0xff)
      at += 1; // a filler
    else if (type === 0xda || type === 0xd9) return found;
    else if (type === 0x01 || (type >= 0xd0 && type <= 0xd8)) at += 2;
    else {
      const isFrame = type >= 0xc0 && type <= 0xcf && type !== 0xc4 && type !== 0xc8 && type !== 0xcc;
      const frame = isFrame ? await reader.bytes(at + 5, 4) : undefined;
      if (isFrame && frame === undefined) return undefined;
      if (frame !== undefined)
        found = larger(found, "image/jpeg", frame.readUInt16BE(2), frame.readUInt16BE(0));
      const length = marker.readUInt16BE(2);
      if (length < 2) return undefined;
      at += 2 + length;
    }
  }
}

/** A screen, then blocks: `2C` a frame, `21` an extension, `3B` the end; data in pieces of at most 255 bytes (GIF89a). */
export async function gifInfo(reader: HeaderReader): Found {
  const screen = await reader.bytes(6, 7);
  if (screen === undefined) return undefined;
  let found = larger(undefined, "image/gif", screen.readUInt16LE(0), screen.readUInt16LE(2));
  let frames = 0;
  let at: number | undefined = 13 + paletteBytes(screen[4]!);
  while (at !== undefined) {
    const kind: Buffer | undefined = await reader.bytes(at, 1);
    // A file that is cut off is shown as far as it goes; one that has us read too long counts as endless.
    if (kind === undefined) return at >= reader.size ? { ...found, frames: Math.max(1, frames) } : undefined;
    if (kind[0] === 0x3b) return { ...found, frames: Math.max(1, frames) };
    if (kind[0] === 0x21) at = await pastPieces(reader, at + 2);
    else if (kind[0] === 0x2c) {
      const frame: Buffer | undefined = await reader.bytes(at + 1, 9);
      if (frame === undefined) return undefined;
      const [left, top] = [frame.readUInt16LE(0), frame.readUInt16LE(2)];
      found = larger(found, "image/gif", left + frame.readUInt16LE(4), top + frame.readUInt16LE(6));
      frames++;
      at = await pastPieces(reader, at + 11 + paletteBytes(frame[8]!));
    } else return undefined;
  }
  return undefined;
}

function paletteBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

async function pastPieces(reader: HeaderReader, start: number): Promise<number | undefined> {
  for (let at = start; ; ) {
    const length = (await reader.bytes(at, 1))?.[0];
    if (length === undefined) return at >= reader.size ? at : undefined;
    at += 1 + length;
    if (length === 0) return at;
  }
}

/** Chunks of RIFF: `VP8 ` and `VP8L` are pictures, `VP8X` says the size of the whole, `ANMF` is a frame (RFC 9649). */
export async function webpInfo(reader: HeaderReader): Found {
  let found: ImageInfo | undefined;
  let frames = 0;
  for (let at = 12; at + 8 <= reader.size; ) {
    const head = await reader.bytes(at, 8);
    if (head === undefined) return undefined;
    const type = head.toString("latin1", 0, 4);
    const length = head.readUInt32LE(4);
    const data = await reader.bytes(at + 8, Math.min(16, length, Math.max(0, reader.size - at - 8)));
    if (data === undefined) return undefined;
    if (type === "VP8X" && data.length >= 10)
      found = larger(found, "image/webp", data.readUIntLE(4, 3) + 1, data.readUIntLE(7, 3) + 1);
    else if (type === "VP8 " && data.length >= 10)
      found = larger(found, "image/webp", data.readUInt16LE(6) & 0x3fff, data.readUInt16LE(8) & 0x3fff);
    else if (type === "VP8L" && data.length >= 5) {
      const bits = data.readUInt32LE(1);
      found = larger(found, "image/webp", (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    } else if (type === "ANMF" && data.length >= 12) {
      found = larger(found, "image/webp", data.readUIntLE(6, 3) + 1, data.readUIntLE(9, 3) + 1);
      frames++;
    }
    at += 8 + length + (length % 2);
  }
  return found && { ...found, frames: Math.max(1, frames) };
}

/** Boxes in boxes: `meta` › `iprp` › `ipco` › `ispe` for each picture, tile and preview (ISO 14496-12, 23008-12). */
export async function avifInfo(reader: HeaderReader): Found {
  const brands = await boxAt(reader, 0);
  if (brands === undefined || brands.end - brands.start > 512) return undefined;
  const names = (await reader.bytes(brands.start, brands.end - brands.start))?.toString("latin1") ?? "";
  const all = [names.slice(0, 4), ...(names.slice(8).match(/.{4}/gs) ?? [])];
  // A sequence is a film, whose frames nobody has counted.
  if (!all.includes("avif") || names.startsWith("avis")) return undefined;
  let range: Box | undefined = { type: "", start: brands.end, end: reader.size };
  for (const type of ["meta", "iprp", "ipco"]) {
    range = await findBox(reader, range, type);
    if (range === undefined) return undefined;
    if (type === "meta") range = { ...range, start: range.start + 4 }; // version and flags
  }
  let found: ImageInfo | undefined;
  for (let at = range.start; at < range.end; ) {
    const box = await boxAt(reader, at);
    if (box === undefined || box.end > range.end) return undefined;
    const size = box.type === "ispe" ? await reader.bytes(box.start + 4, 8) : undefined;
    if (size !== undefined) found = larger(found, "image/avif", size.readUInt32BE(0), size.readUInt32BE(4));
    at = box.end;
  }
  return found;
}

interface Box {
  readonly type: string;
  /** Where its content begins and ends. */
  readonly start: number;
  readonly end: number;
}

async function findBox(reader: HeaderReader, within: Box, type: string): Promise<Box | undefined> {
  for (let at = within.start; at < within.end; ) {
    const box = await boxAt(reader, at);
    if (box === undefined || box.end > within.end) return undefined;
    if (box.type === type) return box;
    at = box.end;
  }
  return undefined;
}

async function boxAt(reader: HeaderReader, at: number): Promise<Box | undefined> {
  const head = await reader.bytes(at, 8);
  if (head === undefined) return undefined;
  const size = head.readUInt32BE(0);
  const type = head.toString("latin1", 4, 8);
  if (size === 1) {
    const large = Number((await reader.bytes(at + 8, 8))?.readBigUInt64BE(0) ?? 0n);
    return large < 16 ? undefined : { type, start: at + 16, end: at + large };
  }
  if (size === 0) return { type, start: at + 8, end: reader.size };
  return size < 8 ? undefined : { type, start: at + 8, end: at + size };
}

/** Two headers in front of the pixels; the height is negative where rows stand from above. */
export async function bmpInfo(reader: HeaderReader): Found {
  const head = await reader.bytes(14, 12);
  if (head === undefined) return undefined;
  const size = head.readUInt32LE(0);
  if (size === 12) return larger(undefined, "image/bmp", head.readUInt16LE(4), head.readUInt16LE(6));
  if (size < 16 || size > 1_024) return undefined;
  return larger(undefined, "image/bmp", Math.abs(head.readInt32LE(4)), Math.abs(head.readInt32LE(8)));
}

function larger(
  known: ImageInfo | undefined,
  contentType: ImageInfo["contentType"],
  width: number,
  height: number,
): ImageInfo {
  return {
    contentType,
    width: Math.max(known?.width ?? 0, width),
    height: Math.max(known?.height ?? 0, height),
    frames: 1,
  };
}
