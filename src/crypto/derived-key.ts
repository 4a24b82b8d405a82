import { hkdfSync } from "node:crypto";

/**
 * A key of 32 bytes for one purpose, made from a secret key by HKDF-SHA256. Each label goes in with its length in front
 * of it, so that no two lists of labels give the same key: `["a", "bc"]` and `["ab", "c"]` differ.
 */
export function deriveKey(secret: string, ...labels: readonly string[]): Buffer {
  const info = Buffer.concat(labels.flatMap((label) => withLength(Buffer.from(label))));
  return Buffer.from(hkdfSync("sha256", secret, "", info, 32));
}

function withLength(bytes: Buffer): [Buffer, Buffer] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}
