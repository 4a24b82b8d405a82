/* Small pictures that browsers decode, and headers of ones that none should. */

const base64 = (text: string) => Buffer.from(text, "base64");

/** Real pictures, with their sizes. */
export const pictures = {
  "a.png": [
    1,
    1,
    base64(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    ),
  ],
  "a.gif": [1, 1, base64("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")],
  "lossy.webp": [1, 1, base64("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")],
  "lossless.webp": [1, 1, base64("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")],
  "moving.webp": [
    1,
    1,
    base64(
      "UklGRlIAAABXRUJQVlA4WAoAAAASAAAAAAAAAAAAQU5JTQYAAAD/////AABBTk1GJgAAAAAAAAAAAAAAAAAAAGQAAABWUDhMDQAAAC8AAAAQBxAREYiI/gcA",
    ),
  ],
  "a.avif": [
    2,
    2,
    base64(
      "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNseAACAAIAAYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACVtZGF0EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=",
    ),
  ],
  "a.jpg": [640, 480, jpeg(640, 480)],
  "a.bmp": [3, 5, bmp(3, -5)],
} as const satisfies Readonly<Record<string, readonly [number, number, Buffer]>>;

/** A PNG of that size, as far as its header goes. */
export function png(
  width: number,
  height: number,
  ...chunks: readonly (readonly [string, Buffer])[]
): Buffer {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 6], 8);
  const all: readonly (readonly [string, Buffer])[] = [
    ["IHDR", size],
    ...chunks,
    ["IDAT", Buffer.alloc(10)],
    ["IEND", Buffer.alloc(0)],
  ];
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    ...all.map(([type, data]) => chunk(type, data)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, data, Buffer.alloc(4)]);
}

/** A JPEG of that size behind so many bytes of previews and profiles. */
export function jpeg(width: number, height: number, before = 100_000): Buffer {
  const segments: Buffer[] = [];
  for (let left = before; left > 0; left -= 60_000)
    segments.push(segment(0xe2, Buffer.alloc(Math.min(left, 60_000))));
  const frame = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 0x22, 0]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...segments,
    segment(0xc2, frame),
    Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3]),
  ]);
}

function segment(type: number, data: Buffer): Buffer {
  const length = data.length + 2;
  return Buffer.concat([Buffer.from([0xff, type, length >> 8, length & 255]), data]);
}

/** A GIF with so many frames. */
export function gif(frames: number, width = 10, height = 10): Buffer {
  const screen = Buffer.from("GIF89a\0\0\0\0\0\0\0", "latin1");
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 10, 0, 10, 0, 0, 2, 2, 0x44, 1, 0]);
  return Buffer.concat([screen, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

function bmp(width: number, height: number): Buffer {
  const header = Buffer.alloc(54);
  header.write("BM", 0);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  return header;
}
