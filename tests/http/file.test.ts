import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type FileOptions, file, Request } from "quintet/http";

let folder: string;
const modified = new Date("2024-05-01T10:00:00Z");

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "quintet-file-"));
  await mkdir(join(folder, "public"));
  for (const [name, content] of [
    ["public/a.txt", "0123456789"],
    ["public/empty.css", ""],
    ["public/.env", "SECRET=1"],
    ["secret.txt", "secret"],
  ] as const) {
    await writeFile(join(folder, name), content);
    await utimes(join(folder, name), modified, modified);
  }
  await symlink(join(folder, "secret.txt"), join(folder, "public/link.txt"));
});
after(() => rm(folder, { recursive: true }));

function ask(headers: Record<string, string>, options: FileOptions = {}, name = "a.txt") {
  const request = Request.fromPlatform(new globalThis.Request("http://x/", { headers }));
  return file(name, { root: join(folder, "public"), request, ...options });
}

test("a file comes with its type, its length and what identifies its version", async () => {
  const response = await ask({});

  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8");
  assert.equal(response.headers.get("content-length"), "10");
  assert.equal(response.headers.get("last-modified"), "Wed, 01 May 2024 10:00:00 GMT");
  assert.match(response.headers.get("etag")!, /^"a-[0-9a-f]+"$/);
  assert.equal(await response.text(), "0123456789");
  assert.equal((await ask({}, {}, "empty.css")).headers.get("content-length"), "0");
});

test("a copy that is still good is answered with 304 and no body", async () => {
  const etag = (await ask({})).headers.get("etag")!;

  const goodCopies: Record<string, string>[] = [
    { "if-none-match": etag },
    { "if-none-match": `"x", W/${etag}` },
    { "if-none-match": "*" },
    { "if-modified-since": modified.toUTCString() },
  ];
  for (const headers of goodCopies) {
    const response = await ask(headers);
    assert.equal(response.status, 304);
    assert.equal(response.body, null);
  }
  const stale = { "if-none-match": '"old"', "if-modified-since": modified.toUTCString() };
  assert.equal((await ask(stale)).status, 200);
  assert.equal((await ask({ "if-modified-since": "yesterday" })).status, 200);
});

test("a single range is answered with its bytes", async () => {
  for (const [range, content, contentRange] of [
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=8-100", "89", "bytes 8-9/10"],
    ["bytes=-100", "0123456789", "bytes 0-9/10"],
  ] as const) {
    const response = await ask({ range });
    assert.equal(response.status, 206);
    assert.equal(response.headers.get("content-range"), contentRange);
    assert.equal(response.headers.get("content-length"), String(content.length));
    assert.equal(await response.text(), content);
  }
});

test("a range outside is 416; several, malformed, and those of another version give the whole", async () => {
  for (const range of ["bytes=10-", "bytes=-0", "bytes=99999999999999999999-"]) {
    await assert.rejects(ask({ range }), { status: 416, headers: { "content-range": "bytes */10" } });
  }
  for (const range of ["bytes=0-1,3-4", "bytes=4-2", "bytes=-", "lines=1-2", "bytes=a-b"]) {
    assert.equal((await ask({ range })).status, 200, range);
  }
  assert.equal((await ask({ range: "bytes=0-1", "if-range": '"old"' })).status, 200);
  assert.equal((await ask({ range: "bytes=0-1", "if-range": modified.toUTCString() })).status, 206);
});

test("no name leads out of the folder or to a hidden file", async () => {
  for (const name of [
    "../secret.txt",
    "x/../../secret.txt",
    "/etc/passwd",
    "link.txt",
    ".env",
    "..\\secret.txt",
    "a.txt\0.png",
    "",
    ".",
    "absent.txt",
    "a".repeat(5_000),
  ]) {
    await assert.rejects(ask({}, {}, name), { status: 404 }, name);
  }
});

test("a download has a name of no folder, in one line, with all of its letters", async () => {
  const disposition = async (download: FileOptions["download"]) =>
    (await ask({}, { download })).headers.get("content-disposition");

  assert.equal(await disposition(true), 'attachment; filename="a.txt"');
  assert.equal(
    await disposition('Über "alles".pdf'),
    "attachment; filename*=utf-8''%C3%9Cber%20%22alles%22.pdf",
  );
  assert.equal(await disposition("a/b\r\nset-cookie: x.txt"), 'attachment; filename="a_bset-cookie: x.txt"');
});
