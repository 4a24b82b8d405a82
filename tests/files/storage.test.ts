import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { customStorage, diskStorage, memoryStorage, type StorageDescription } from "quintet/files";
import { storageApp, temporaryFolder, textOf } from "./files-app.ts";
import { listBackend } from "./list-backend.ts";
import { type S3Server, startS3 } from "./s3-server.ts";

/* One suite for all storages: whatever holds the files, they behave the same. */

let s3: S3Server;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
before(async () => {
  s3 = await startS3();
  folder = await temporaryFolder();
});
after(async () => {
  await s3.close();
  await folder[Symbol.asyncDispose]();
});

let count = 0;
const kinds: Readonly<Record<string, () => StorageDescription>> = {
  disk: () => diskStorage({ folder: join(folder.path, String(++count)) }),
  memory: () => memoryStorage(),
  s3: () => s3.storage({ prefix: `t${++count}/` }),
  custom: () => customStorage(() => listBackend()),
};

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

for (const [kind, describe] of Object.entries(kinds)) {
  test(`what is saved is read again, as a whole and in ranges (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;

    const name = await storage.save("reports/2026/june.txt", "0123456789");

    assert.equal(name, "reports/2026/june.txt");
    assert.equal(await textOf(await storage.open(name)), "0123456789");
    assert.equal(await textOf(await storage.open(name, { start: 2, end: 4 })), "234");
    assert.equal(await textOf(await storage.open(name, { start: 7 })), "789");
    assert.equal(await storage.size(name), 10);
    assert.equal(await storage.exists(name), true);
    assert.equal(await storage.exists("reports/2026/july.txt"), false);
  });

  test(`every kind of content is stored, an empty one as well (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;
    const contents = {
      "text.txt": "tëxt",
      "bytes.bin": new Uint8Array(Buffer.from("tëxt")),
      "blob.bin": new Blob(["të", "xt"]),
      "file.bin": new File(["tëxt"], "../../x"),
      "stream.bin": new Blob(["tëxt"]).stream(),
      "pieces.bin": pieces("të", "", "xt"),
    };

    for (const [name, content] of Object.entries(contents)) await storage.save(name, content);
    await storage.save("empty.bin", pieces());

    for (const name of Object.keys(contents)) assert.equal(await textOf(await storage.open(name)), "tëxt");
    assert.equal(await storage.size("empty.bin"), 0);
    assert.equal(await textOf(await storage.open("empty.bin")), "");
  });

  test(`a name that is taken is never replaced unless that is asked for (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;
    await storage.save("tea.tar.gz", "first");

    const second = await storage.save("tea.tar.gz", "second");
    const short = await storage.save("tea.tar.gz", "third", { maxLength: 14 });

    assert.match(second, /^tea\.tar_[A-Za-z0-9]{7}\.gz$/);
    assert.match(short, /^tea_[A-Za-z0-9]{7}\.gz$/);
    assert.equal(await textOf(await storage.open("tea.tar.gz")), "first");
    assert.equal(await textOf(await storage.open(second)), "second");
    await assert.rejects(storage.save("tea.tar.gz", "x", { whenTaken: "fail" }), {
      code: "files.name-taken",
      message: /has a file "tea\.tar\.gz" already/,
    });
    assert.equal(await storage.save("tea.tar.gz", "new", { whenTaken: "overwrite" }), "tea.tar.gz");
    assert.equal(await textOf(await storage.open("tea.tar.gz")), "new");
  });

  test(`a free name is the name itself, or another one in its folder (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;
    await storage.save("a/tea.png", "x");

    assert.equal(await storage.availableName("a/coffee.png"), "a/coffee.png");
    assert.match(await storage.availableName("a/tea.png"), /^a\/tea_\w{7}\.png$/);
    assert.equal(storage.validName("a/my tea (hot)?.png"), "a/my_tea_hot.png");
    assert.equal(storage.validName("a/.htaccess"), "a/htaccess");
  });

  test(`a folder is listed, and walked through (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;
    for (const name of ["b.txt", "a.txt", "x/c.txt", "x/y/d.txt", "xx/e.txt"]) await storage.save(name, name);

    assert.deepEqual(await storage.list(), { folders: ["x", "xx"], files: ["a.txt", "b.txt"] });
    assert.deepEqual(await storage.list("x/"), { folders: ["y"], files: ["c.txt"] });
    assert.deepEqual(await storage.list("nowhere"), { folders: [], files: [] });
    const walked = await Array.fromAsync(storage.walk("x"));
    assert.deepEqual(
      walked.map(({ name, size }) => [name, size]),
      [
        ["x/c.txt", 7],
        ["x/y/d.txt", 9],
      ],
    );
  });

  test(`a deleted file is gone, and deleting it again is no mistake (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;
    await storage.save("a.txt", "x");

    await storage.delete("a.txt");
    await storage.delete("a.txt");

    assert.equal(await storage.exists("a.txt"), false);
    for (const ask of [
      () => storage.open("a.txt"),
      () => storage.size("a.txt"),
      () => storage.modifiedAt("a.txt"),
    ])
      await assert.rejects(ask, { code: "files.not-found", status: 404, message: /no file "a\.txt"/ });
  });

  test(`a file knows when it was stored (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;
    const earliest = Date.now() - 2_000; // S3 tells whole seconds

    await storage.save("a.txt", "x");

    for (const moment of [await storage.modifiedAt("a.txt"), await storage.createdAt("a.txt")])
      assert.ok(moment.getTime() >= earliest && moment.getTime() <= Date.now() + 1_000, String(moment));
  });

  test(`a file is moved to a name that is free (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;
    await storage.save("from.txt", "moved");
    await storage.save("to.txt", "there");

    const name = await storage.move("from.txt", "to.txt");

    assert.match(name, /^to_\w{7}\.txt$/);
    assert.equal(await textOf(await storage.open(name)), "moved");
    assert.equal(await storage.exists("from.txt"), false);
    assert.equal(await textOf(await storage.open("to.txt")), "there");
    await assert.rejects(storage.move("from.txt", "again.txt"), { code: "files.not-found" });
  });

  test(`of many that are moved to one name at once none replaces another (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;
    if (kind === "s3") return; // as below: s3.test.ts looks at what is asked
    const numbers = Array.from({ length: 20 }, (_, number) => String(number));
    for (const number of numbers) await storage.save(`from/${number}.txt`, number);

    const names = await Promise.all(numbers.map((number) => storage.move(`from/${number}.txt`, "to.txt")));

    const texts = await Promise.all(names.map(async (name) => textOf(await storage.open(name))));
    assert.deepEqual(texts, numbers);
    assert.deepEqual((await storage.list("from")).files, []);
  });

  test(`names that could lead out of the storage are refused by every call (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;
    const names = [
      "",
      "/etc/passwd",
      "../x",
      "a/../../x",
      "a/./x",
      "a//x",
      "a/",
      "C:/x",
      "a\\..\\x",
      "a\0.txt",
      "a\nb",
      ".env",
      "a/.git/config",
      "x".repeat(256),
      `${"a/".repeat(600)}x`,
      "\ud800",
    ];

    for (const name of names) {
      const calls: (() => unknown)[] = [
        () => storage.save(name, "x"),
        () => storage.open(name),
        () => storage.delete(name),
        () => storage.exists(name),
        () => storage.url(name),
        () => storage.availableName(name),
      ];
      for (const call of calls)
        await assert.rejects(
          async () => call(),
          { code: "files.unsafe-name", status: 400 },
          JSON.stringify(name),
        );
    }
  });

  test(`what fails or is ended on the way leaves nothing behind (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;
    const controller = new AbortController();
    async function* failing() {
      yield Buffer.alloc(100_000);
      throw new Error("the browser went away");
    }
    async function* ended() {
      yield Buffer.alloc(100_000);
      controller.abort(new Error("ended"));
      yield Buffer.alloc(100_000);
    }

    await assert.rejects(storage.save("a.bin", failing()), /the browser went away/);
    await assert.rejects(storage.save("b.bin", ended(), { signal: controller.signal }), /ended/);

    assert.deepEqual(await storage.list(), { folders: [], files: [] });
  });

  test(`of many who save under one name at once each gets one of its own (${kind})`, async () => {
    await using opened = await storageApp(describe());
    const { storage } = opened;
    if (kind === "s3") return; // the server of these tests doesn't know If-None-Match; s3.test.ts looks at what is asked

    const names = await Promise.all(
      Array.from({ length: 20 }, (_, number) => storage.save("a.txt", `${number}`)),
    );

    assert.equal(new Set(names).size, 20);
    const texts = await Promise.all(names.map(async (name) => textOf(await storage.open(name))));
    assert.deepEqual(
      texts,
      names.map((_, number) => `${number}`),
    );
  });
}
