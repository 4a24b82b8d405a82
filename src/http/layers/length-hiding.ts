import { randomBytes, randomInt } from "node:crypto";

/*
 * A page that holds a secret beside something that an attacker chooses tells, by its compressed length, how much of the two
 * is alike (BREACH). Up to so many bytes more, another number each time, make the length tell nothing in any reasonable
 * number of tries. Each format has a place for bytes that nobody reads: the file's name in gzip's header, a metadata block
 * of brotli, a skippable frame of zstd.
 */
const mostFillerBytes = 100; // as Django's

/** gzip: its header of ten bytes, with a file name behind it (RFC 1952, 2.3.1). */
export function withGzipFiller(header: Uint8Array): Buffer {
  const named = Buffer.from(header);
  named[3]! |= 0x08; // FNAME
  const name = Buffer.alloc(fillerLength() + 1, "a");
  name[name.length - 1] = 0;
  return Buffer.concat([named.subarray(0, 10), name, named.subarray(10)]);
}

/**
 * brotli: a metadata block (RFC 7932, 9.2), for a place where the stream stands at the beginning of a byte. The bits, from the
 * lowest: not the last block, the mark of metadata (11), 0, one byte of length (01), the length less one.
 */
export function brotliFiller(): Buffer {
  const length = fillerLength();
  const bits = 0b01_0_11_0 | ((length - 1) << 6);
  return Buffer.concat([Buffer.from([bits & 0xff, bits >> 8]), randomBytes(length)]);
}

/** zstd: a skippable frame (RFC 8878, 3.1.2), behind the frame of the content. */
export function zstdFiller(): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d_2a50, 0);
  const length = fillerLength();
  head.writeUInt32LE(length, 4);
  return Buffer.concat([head, randomBytes(length)]);
}

function fillerLength(): number {
  return randomInt(1, mostFillerBytes + 1);
}
