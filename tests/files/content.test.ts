import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fileField, imageField, readImageInfo } from "quintet/files";
import { gif, jpeg, pictures, png } from "./pictures.ts";

const source = (bytes: Uint8Array) => {
  const reads: number[] = [];
  return {
    reads,
    size: bytes.byteLength,
    async read(start: number, length: number) {
      reads.push(length);
      return Buffer.from(bytes.subarray(start, start + length));
    },
  };
};
const infoOf = (bytes: Uint8Array) => readImageInfo(source(bytes));
const fileOf = (bytes: Uint8Array | string, name: string, type = "image/png") =>
  new File([bytes as BlobPart], name, { type });

for (const [name, [width, height, bytes]] of Object.entries(pictures))
  test(`the size of ${name} is read from its header`, async () => {
    const info = await infoOf(bytes);

    assert.deepEqual([info?.width, info?.height, info?.frames], [width, height, 1]);
  });

test("the largest size that a picture names counts, wherever it stands", async () => {
  const frameOutside = gif(1, 1, 1);
  const large = jpeg(100, 50);
  const later = Buffer.concat([large.subarray(0, -7), jpeg(9_000, 20, 0).subarray(2)]);

  assert.deepEqual(await infoOf(frameOutside), {
    contentType: "image/gif",
    width: 10,
    height: 10,
    frames: 1,
  });
  assert.deepEqual(await infoOf(later), { contentType: "image/jpeg", width: 9_000, height: 50, frames: 1 });
});

test("frames are counted", async () => {
  const frames = Buffer.alloc(8);
  frames.writeUInt32BE(700, 0);

  assert.equal((await infoOf(gif(1_200)))?.frames, 1_200);
  assert.equal((await infoOf(png(10, 10, ["acTL", frames])))?.frames, 700);
});

test("a picture that is cut off or says nonsense is none, and ends", async () => {
  const endless = Buffer.concat([png(1, 1).subarray(0, 33), Buffer.alloc(400_000)]); // chunks of no length and no name
  const backwards = Buffer.from(pictures["a.avif"][2]);
  backwards.writeUInt32BE(0xffffffff, 32);
  const cases: Readonly<Record<string, Buffer>> = {
    nothing: Buffer.alloc(0),
    short: Buffer.from("\x89PNG"),
    "no size": png(0, 10),
    "a segment of no length": Buffer.from("\xff\xd8\xff\xe0\0\0\xff\xe0\0\0\0\0\0\0\0\0\0", "latin1"),
    "a cut jpeg": jpeg(10, 10).subarray(0, 5_000),
    "an avif with a box beyond its end": backwards,
  };

  for (const [name, bytes] of Object.entries(cases)) assert.equal(await infoOf(bytes), undefined, name);
  const reading = source(endless);
  await readImageInfo(reading);
  assert.ok(reading.reads.length < 500);
});

test("no bytes, however they are put together, have a reader go on for ever or throw", async () => {
  const starts = Object.values(pictures).map(([, , bytes]) => bytes.subarray(0, 200));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...starts),
      fc.array(fc.tuple(fc.nat(199), fc.nat(255)), { maxLength: 12 }),
      fc.uint8Array({ maxLength: 300 }),
      async (start, changes, rest) => {
        const bytes = Buffer.concat([start, rest]);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const reading = source(bytes);
        await readImageInfo(reading);
        assert.ok(reading.reads.length < 500);
      },
    ),
    { numRuns: 2_000, seed: 7 },
  );
});

/** What an image field says of a file: its problem's code, or nothing. */
async function refusal(file: File, options = {}) {
  const cleaned = await imageField(options).clean(file);
  return "problems" in cleaned ? cleaned.problems[0]!.code : undefined;
}

test("a picture of too many pixels or frames is refused before it is decoded (CVE-2024-47831)", async () => {
  assert.equal(await refusal(fileOf(png(50_000, 50_000), "a.png")), "max_pixels");
  assert.equal(await refusal(fileOf(png(8_000, 6_000), "a.png")), undefined);
  assert.equal(await refusal(fileOf(png(8_000, 6_000), "a.png"), { maxPixels: 1_000_000 }), "max_pixels");
  assert.equal(await refusal(fileOf(jpeg(65_535, 65_535), "a.jpg")), "max_pixels");
  assert.equal(await refusal(fileOf(gif(10_000), "a.gif")), "max_frames");
  assert.equal(await refusal(fileOf(gif(100), "a.gif")), undefined);
  const message = await imageField().clean(fileOf(png(50_000, 50_000), "a.png"));
  assert.match(
    "problems" in message ? message.problems[0]!.message : "",
    /too large: 50000 × 50000 pixels, and at most 50 million are accepted/,
  );
});

test("what a file is called and announced as is not what it is", async () => {
  const refused = [
    "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "<html>",
    "<?php x ?>",
    "MZ\x90",
    "%PDF-1.7",
    "GIF89a",
  ];
  for (const text of refused) assert.equal(await refusal(fileOf(text, "a.png")), "invalid_type", text);
  assert.equal(await refusal(fileOf("", "a.png")), "empty");
  const [, , real] = pictures["a.gif"];
  assert.equal(await refusal(fileOf(real, "a.txt", "text/plain")), undefined);
});

test("a file field takes what it accepts, by content, and no more bytes than said", async () => {
  const field = fileField({ accept: ["application/pdf", "text/csv"], maxBytes: 20 });
  const codeOf = async (text: string, name: string) => {
    const cleaned = await field.clean(fileOf(text, name));
    return "problems" in cleaned ? cleaned.problems[0]!.code : "fine";
  };

  assert.equal(await codeOf("%PDF-1.7", "a.pdf"), "fine");
  assert.equal(await codeOf("%PDF-1.7", "a.exe"), "fine");
  assert.equal(await codeOf("a,b", "a.csv"), "fine");
  assert.equal(await codeOf("a,b", "a.txt"), "invalid_type");
  assert.equal(await codeOf("<html>", "a.csv"), "invalid_type");
  assert.equal(await codeOf("%PDF-1.7 and too much more", "a.pdf"), "max_size");
});
