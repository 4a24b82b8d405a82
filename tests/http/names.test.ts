import assert from "node:assert/strict";
import { test } from "node:test";
import { safeFileName, tagUri } from "quintet/http";

for (const [chosen, safe] of [
  ["john's portrait in 2004.jpg", "johns_portrait_in_2004.jpg"],
  ["日本語 テキスト", "日本語_テキスト"],
  ["../../etc/passwd", "....etcpasswd"],
  ["a..b", "a..b"],
  [" x\0y ", "xy"],
] as const)
  test(`safeFileName() makes ${JSON.stringify(chosen)} into ${safe}`, () => {
    assert.equal(safeFileName(chosen), safe);
  });

for (const name of ["", " . ", "..", "/", "😀"])
  test(`safeFileName() refuses ${JSON.stringify(name)}, of which no name is left`, () => {
    assert.throws(() => safeFileName(name), {
      code: "http.unsafe-file-name",
      status: 400,
      message: `No name of a file can be made of ${JSON.stringify(name)}. It needs a letter or a digit.`,
    });
  });

test("tagUri() names what has an address, with the day on which it had it", () => {
  assert.equal(
    tagUri("http://example.org/foo/bar#headline", "2004-10-25"),
    "tag:example.org,2004-10-25:/foo/bar/headline",
  );
  assert.equal(tagUri("https://ada@Example.org:8000/a?b=c"), "tag:example.org:/a/");
});
