import assert from "node:assert/strict";
import { test } from "node:test";
import { diskStorage, memoryStorage, type StorageDescription, storagesService } from "quintet/files";
import { engineService } from "quintet/templates";
import { filesApp, temporaryFolder } from "./files-app.ts";

const origin = "http://localhost";

async function mediaApp(storages: Readonly<Record<string, StorageDescription>>) {
  const app = await filesApp(storages);
  const get = (url: string, headers: Record<string, string> = {}, method = "GET") =>
    app.fetch(new Request(new URL(url, origin), { headers, method }));
  return {
    get,
    storage: (alias: string) => app.service(storagesService).get(alias),
    urlOf: (alias: string, name: string, options = {}) =>
      app.run(() => app.service(storagesService).get(alias).url(name, options)) as string,
    [Symbol.asyncDispose]: () => app.close(),
  };
}

test("a file of a public storage is served at its plain address, in whole, in ranges, and not twice", async () => {
  await using folder = await temporaryFolder();
  await using app = await mediaApp({ default: diskStorage({ folder: folder.path, public: true }) });
  await app.storage("default").save("a b/ü.txt", "0123456789");

  const url = app.urlOf("default", "a b/ü.txt");
  const whole = await app.get(url);
  const part = await app.get(url, { range: "bytes=2-4" });
  const known = await app.get(url, { "if-none-match": whole.headers.get("etag")! });
  const head = await app.get(url, {}, "HEAD");

  assert.equal(url, "/media/a%20b/%C3%BC.txt");
  assert.equal(await whole.text(), "0123456789");
  assert.equal(whole.headers.get("cache-control"), "public, max-age=3600");
  assert.deepEqual(
    [part.status, await part.text(), part.headers.get("content-range")],
    [206, "234", "bytes 2-4/10"],
  );
  assert.deepEqual([known.status, await known.text()], [304, ""]);
  assert.deepEqual([head.headers.get("content-length"), await head.text()], ["10", ""]);
  assert.equal((await app.get(url, { range: "bytes=99-" })).status, 416);
  assert.equal((await app.get(url, {}, "POST")).status, 405);
});

test("a storage is private unless it is said to be public: without its signature an address leads nowhere", async () => {
  await using app = await mediaApp({ default: memoryStorage(), invoices: memoryStorage() });
  for (const alias of ["default", "invoices"]) {
    await app.storage(alias).save("mine.txt", "mine");
    await app.storage(alias).save("theirs.txt", "theirs");
  }

  const url = app.urlOf("default", "mine.txt");
  const good = await app.get(url);

  assert.equal(await good.text(), "mine");
  assert.match(good.headers.get("cache-control")!, /^private, max-age=\d+$/);
  const forged = [
    "/media/mine.txt",
    url.replace("mine.txt", "theirs.txt"),
    url.replace("mine.txt", "no-such-file.txt"),
    url.replace("/media/", "/media-invoices/"),
    url.replace(/until=\d+/, "until=9999999999"),
    url.replace(/signature=./, "signature="),
    `${url}&download=x.exe`,
    `${url}&until=9999999999`.replace(/until=\d+&/, ""),
  ];
  for (const address of forged) assert.equal((await app.get(address)).status, 403, address);
});

test("a signed address ends, and is the same for a while so that browsers keep what it leads to", async (t) => {
  await using app = await mediaApp({ default: memoryStorage() });
  await app.storage("default").save("a.txt", "x");
  t.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });

  const url = app.urlOf("default", "a.txt", { expiresInSeconds: 600 });
  t.mock.timers.tick(100_000);
  assert.equal(app.urlOf("default", "a.txt", { expiresInSeconds: 600 }), url);
  assert.equal((await app.get(url)).status, 200);
  t.mock.timers.tick(499_000);
  assert.equal((await app.get(url)).status, 200);
  t.mock.timers.tick(2_000);
  assert.equal((await app.get(url)).status, 403);
});

test("a signed address may name what the file is saved as", async () => {
  await using app = await mediaApp({ default: memoryStorage() });
  await app.storage("default").save("7f3k.txt", "x");

  const saved = await app.get(app.urlOf("default", "7f3k.txt", { downloadName: "June.txt" }));

  assert.equal(saved.headers.get("content-disposition"), 'attachment; filename="June.txt"');
});

test("no address leads out of a storage's folder", async () => {
  await using folder = await temporaryFolder();
  await using app = await mediaApp({ default: diskStorage({ folder: folder.path, public: true }) });
  await app.storage("default").save("a.txt", "x");

  for (const address of [
    "/media/",
    "/media/.unfinished/x",
    "/media/%2e%2e/etc/passwd",
    "/media/..%2f..%2fetc/passwd",
    "/media//etc/passwd",
    "/media/a.txt%00.png",
    "/media/a.txt/b",
    "/media/..%5c..%5cx",
    "/media/nothing.txt",
  ])
    assert.equal((await app.get(address)).status, 404, address);
});

test("a host of its own serves a storage there and nowhere else", async () => {
  const config = {
    default: memoryStorage({ public: true, url: "http://localhost/uploads/" }),
    other: memoryStorage({ public: true, url: "https://media.example.com/" }),
  };
  await using app = await mediaApp(config);
  await app.storage("default").save("a.txt", "x");
  await app.storage("other").save("b.txt", "x");

  const served = await app.get("/uploads/a.txt");

  assert.equal(app.urlOf("default", "a.txt"), "http://localhost/uploads/a.txt");
  assert.equal(app.urlOf("other", "b.txt"), "https://media.example.com/b.txt");
  assert.equal(await served.text(), "x");
  assert.equal(served.headers.get("cross-origin-resource-policy"), "cross-origin");
  assert.equal((await app.get("/b.txt")).status, 404);
});

test("templates know where uploads are", async () => {
  await using app = await filesApp({ default: memoryStorage({ url: "/uploads/" }) });

  const page = app
    .service(engineService)
    .fromString("{% load static %}{{ MEDIA_URL }} {% get_media_prefix %}");

  assert.equal(await app.run(() => page.render({})), "/uploads/ /uploads/");
});

test("two storages can't have the same addresses", async () => {
  await assert.rejects(
    () => filesApp({ default: memoryStorage({ url: "/m/" }), other: memoryStorage({ url: "/m/x/" }) }),
    {
      code: "core.config",
      message: /storages\.other: has the addresses \/m\/x\/…, which are those of "default" too/,
    },
  );
});
