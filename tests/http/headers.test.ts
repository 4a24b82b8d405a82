import assert from "node:assert/strict";
import { test } from "node:test";
import {
  contentDisposition,
  httpDate,
  parseEtags,
  parseHeaderParameters,
  parseHttpDate,
  quoteEtag,
} from "quintet/http";

const moment = new Date("1994-11-06T08:49:37Z");

test("httpDate() writes whole seconds", () => {
  assert.equal(httpDate(moment), "Sun, 06 Nov 1994 08:49:37 GMT");
  assert.equal(httpDate(new Date(moment.getTime() + 999)), "Sun, 06 Nov 1994 08:49:37 GMT");
});

for (const text of [
  "Sun, 06 Nov 1994 08:49:37 GMT",
  "Sunday, 06-Nov-94 08:49:37 GMT",
  "Sun Nov  6 08:49:37 1994",
])
  test(`parseHttpDate() reads ${text}`, () => {
    assert.deepEqual(parseHttpDate(text, new Date("2026-01-01")), moment);
  });

test("a year of two digits is at most 50 years ahead", () => {
  const year = (digits: string) =>
    parseHttpDate(`Sunday, 06-Nov-${digits} 08:49:37 GMT`, new Date("2026-01-01"))?.getUTCFullYear();

  assert.deepEqual([year("00"), year("76"), year("77"), year("99")], [2000, 2076, 1977, 1999]);
});

for (const text of [
  "",
  "1994-11-06T08:49:37Z",
  "Sun, 6 Nov 1994 08:49:37 GMT",
  "Sun, 06 Nov 1994 08:49:37 UTC",
  "Thu, 31 Feb 2000 00:00:00 GMT",
  "Sun, 06 Foo 1994 08:49:37 GMT",
  "Sun, 06 Nov 1994 24:00:00 GMT",
  "Sun, 00 Nov 1994 08:49:37 GMT",
])
  test(`parseHttpDate() takes "${text}" for no date of HTTP`, () => {
    assert.equal(parseHttpDate(text), undefined);
  });

test("parseEtags() gives what is an ETag, or the star", () => {
  assert.deepEqual(parseEtags('"" ,  "etag", "e\\\\tag", W/"weak"'), [
    '""',
    '"etag"',
    '"e\\\\tag"',
    'W/"weak"',
  ]);
  assert.deepEqual(parseEtags(" * "), ["*"]);
  assert.deepEqual(parseEtags('unquoted, W/"a"b, w/"c"'), []);
});

test("quoteEtag() puts quotes where there are none", () => {
  assert.equal(quoteEtag("v1"), '"v1"');
  assert.equal(quoteEtag('"v1"'), '"v1"');
  assert.equal(quoteEtag('W/"v1"'), 'W/"v1"');
});

for (const [header, value, parameters] of [
  ["TEXT/HTML; Charset=utf-8", "text/html", { charset: "utf-8" }],
  ["x; a = 1 ;b;c=", "x", { a: "1", c: "" }],
  ['form-data; name="files"; filename="fo\\"o;bar"', "form-data", { name: "files", filename: 'fo"o;bar' }],
  ['x; a="never closed; b=c', "x", { a: '"never closed; b=c' }],
  ["x; title*=UTF-8''foo-%c3%a4.html", "x", { title: "foo-ä.html" }],
  ["x; title*=iso-8859-1'en'foo-%E4%80.html", "x", { title: "foo-ä\u0080.html" }],
  ["x; title*=UTF-8''%ff!", "x", { title: "\ufffd!" }],
  ["x; title*=no-such-charset''%20", "x", {}],
  ["x; title*='one", "x", { title: "'one" }],
  ["", "", {}],
] as const)
  test(`parseHeaderParameters() reads ${header}`, () => {
    const read = parseHeaderParameters(header);

    assert.equal(read.value, value);
    assert.deepEqual(Object.fromEntries(read.parameters), parameters);
  });

test("a header of a hundred thousand quotes is read at once", () => {
  const { parameters } = parseHeaderParameters(`x${';a="'.repeat(100_000)}`);

  assert.equal(parameters.size, 1);
});

test("contentDisposition() quotes what may stand in quotes, and encodes all else", () => {
  assert.equal(contentDisposition("inline", "a b;c.txt"), 'inline; filename="a b;c.txt"');
  assert.equal(
    contentDisposition("attachment", '"example" file\\name'),
    'attachment; filename="\\"example\\" file\\\\name"',
  );
  assert.equal(contentDisposition("attachment", "some\nfile"), "attachment; filename*=utf-8''some%0Afile");
  assert.equal(
    contentDisposition("attachment", "é/ü'.txt\n"),
    "attachment; filename*=utf-8''%C3%A9/%C3%BC%27.txt%0A",
  );
});
