import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdir, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { defineConfig, defineModule, Secret } from "quintet";
import { createTables, databasesService, Model } from "quintet/db";
import { diskStorage, storagesService, storedFile, storedImage } from "quintet/files";
import { defineRoutes } from "quintet/routing";
import { createTestApp } from "quintet/testing";
import { filesApp, temporaryFolder } from "./files-app.ts";
import { gif, pictures, png } from "./pictures.ts";

/*
 * The line "Uploads:" of the checklist that every app meets without a setting touched: each of its items is a test here.
 */

class Photo extends Model({
  picture: storedImage({ nullable: true }),
  paper: storedFile({ nullable: true }),
}) {}
const gallery = defineModule({ name: "gallery", folder: import.meta.dirname, models: [Photo] });

async function galleryApp(folder: string) {
  const config = defineConfig({
    modules: [gallery],
    secretKey: new Secret("replaced"),
    routes: defineRoutes({}),
    storages: { default: diskStorage({ folder, public: true }) },
  });
  const app = await createTestApp(config, { migrate: false });
  await createTables(app.service(databasesService).default, [Photo]);
  return app;
}

const named = (bytes: Uint8Array | string, name: string) =>
  new File([bytes as BlobPart], name, { type: "image/png" });

test("server-chosen names: a visitor's name says nothing about where a file lies, and replaces none", async () => {
  await using folder = await temporaryFolder();
  await using _app = await galleryApp(folder.path);
  const sent = [
    "/tmp/x.png",
    "C:\\Windows\\x.png",
    "../../app/server.js",
    "..&#x2F;x.png",
    ".htaccess",
    "x.png",
    "x.png",
    "con",
    "x.php\0.png",
  ];

  for (const name of sent) await Photo.create({ picture: named(png(9, 9), name) });
  const stored = await readdir(folder.path, { recursive: true });
  const files = stored.filter((name) => name !== ".unfinished");

  assert.equal(files.length, sent.length);
  for (const name of files) assert.match(name, /^[a-z0-9]{22}\.png$/);
});

test("type by content: neither the name nor the declared type makes a picture, or an ending", async () => {
  await using folder = await temporaryFolder();
  await using _app = await galleryApp(folder.path);

  for (const text of ["<script>alert(1)</script>", "<svg onload=alert(1)>", "MZ\0\0", "plain", "GIF89a"])
    await assert.rejects(Photo.create({ picture: named(text, "a.png") }), { code: "files.refused-upload" });
  const photo = await Photo.create({ picture: named(pictures["a.gif"][2], "a.html") });
  const page = await Photo.create({ paper: named("<!doctype html><script>alert(1)</script>", "a.png") });
  const drawing = await Photo.create({ paper: named("<?xml version='1.0'?><svg/>", "a.jpg") });

  assert.match(photo.picture!.name, /\.gif$/);
  assert.match(page.paper!.name, /\.html$/);
  assert.match(drawing.paper!.name, /\.svg$/);
});

test("pixel limit: a picture of a few bytes that would take gigabytes is refused by its header (CVE-2024-47831)", async () => {
  await using folder = await temporaryFolder();
  await using _app = await galleryApp(folder.path);

  for (const bytes of [png(50_000, 50_000), png(1, 4_294_967_295), gif(10_000)])
    await assert.rejects(Photo.create({ picture: named(bytes, "a.png") }), {
      code: "files.refused-upload",
      message: /too large: \d+ × \d+ pixels|has 10000 frames/,
    });

  assert.deepEqual(
    (await readdir(folder.path).catch(() => [])).filter((name) => name !== ".unfinished"),
    [],
  );
});

test("no SVG or HTML inline from the media host, and no script or style sheet at all", async () => {
  await using folder = await temporaryFolder();
  await using app = await filesApp({ default: diskStorage({ folder: folder.path, public: true }) });
  const storage = app.service(storagesService).get("default");
  const get = async (name: string) => {
    await storage.save(name, "x");
    const { headers } = await app.fetch(new Request(`http://localhost/media/${name}`));
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(
      headers.get("content-security-policy"),
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    );
    return [headers.get("content-type"), headers.get("content-disposition")!.split(";")[0]];
  };

  const bytes = "application/octet-stream";
  assert.deepEqual(await get("a.svg"), ["image/svg+xml", "attachment"]);
  assert.deepEqual(await get("a.html"), [bytes, "attachment"]);
  assert.deepEqual(await get("a.xhtml"), [bytes, "attachment"]);
  assert.deepEqual(await get("a.xml"), [bytes, "attachment"]);
  assert.deepEqual(await get("a.js"), [bytes, "attachment"]);
  assert.deepEqual(await get("a.mjs"), [bytes, "attachment"]);
  assert.deepEqual(await get("a.css"), [bytes, "attachment"]);
  assert.deepEqual(await get("a.wasm"), [bytes, "attachment"]);
  assert.deepEqual(await get("a.pdf"), ["application/pdf", "attachment"]);
  assert.deepEqual(await get("a.unknown"), [bytes, "attachment"]);
  assert.deepEqual(await get("no-ending"), [bytes, "attachment"]);
  assert.deepEqual(await get("a.png"), ["image/png", "inline"]);
  assert.deepEqual(await get("a.txt"), ["text/plain; charset=utf-8", "inline"]);
});

test("0600 and 0700 modes: files and folders are for the app alone, whatever the umask", async () => {
  await using folder = await temporaryFolder();
  const media = join(folder.path, "new/media");
  await using app = await filesApp({ default: diskStorage({ folder: media }) });
  const before = process.umask(0);
  try {
    await app.service(storagesService).get("default").save("x/y/a.txt", "x");
  } finally {
    process.umask(before);
  }

  const modes = await Promise.all(
    ["new", "new/media", "new/media/.unfinished", "new/media/x", "new/media/x/y", "new/media/x/y/a.txt"].map(
      async (name) => ((await stat(join(folder.path, name))).mode & 0o777).toString(8),
    ),
  );
  assert.deepEqual(modes, ["700", "700", "700", "700", "700", "600"]);
});

test("temp files removed on abort and on start-up: no half of a file stays, whoever was killed", async () => {
  await using folder = await temporaryFolder();
  const unfinished = join(folder.path, ".unfinished");
  const config = { default: diskStorage({ folder: folder.path }) };
  {
    await using app = await filesApp(config);
    const controller = new AbortController();
    async function* half() {
      yield Buffer.alloc(1_000);
      assert.equal((await readdir(unfinished)).length, 1);
      controller.abort(new Error("the browser left"));
      yield Buffer.alloc(1_000);
    }
    const saving = app
      .service(storagesService)
      .get("default")
      .save("a", half(), { signal: controller.signal });
    await assert.rejects(saving, /the browser left/);
    assert.deepEqual(await readdir(unfinished), []);
  }
  const { pid } = spawnSync(process.execPath, ["--version"]); // a process that is no more
  const host = hostname().replace(/[^\w-]/g, "_");
  await writeFile(join(unfinished, `${host}.${pid}.0123456789ab.x`), "half");
  await writeFile(join(unfinished, `${host}.${process.pid}.0123456789ab.x`), "half"); // of a container before this one
  await writeFile(join(unfinished, `another-host.1.0123456789ab.x`), "perhaps still written");

  await using _app = await filesApp(config);

  assert.deepEqual(await readdir(unfinished), ["another-host.1.0123456789ab.x"]);
});

test("a file of somebody else is shown to nobody: not by its path, not by the address of another one", async () => {
  await using folder = await temporaryFolder();
  await using app = await filesApp({ default: diskStorage({ folder: folder.path }) });
  const storage = app.service(storagesService).get("default");
  await storage.save("1/mine.txt", "mine");
  await storage.save("2/theirs.txt", "theirs");

  const mine = app.run(() => storage.url("1/mine.txt")) as string;
  const status = async (url: string) =>
    (await app.fetch(new Request(new URL(url, "http://localhost")))).status;

  assert.equal(await status(mine), 200);
  assert.equal(await status("/media/2/theirs.txt"), 403);
  assert.equal(await status("/media/2/absent.txt"), 403); // what isn't there is told apart from nothing
  assert.equal(await status(mine.replace("1/mine", "2/theirs")), 403);
  assert.equal(await status(mine.replace("1/mine.txt", "1/../2/theirs.txt")), 403);
  assert.equal(await status(mine.replace("1/mine.txt", "1%2f..%2f2%2ftheirs.txt")), 403);
});
