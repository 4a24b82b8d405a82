import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { diskStorage } from "quintet/files";
import { storageApp, temporaryFolder, textOf } from "./files-app.ts";

const bits = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test("modes are those of the storage whatever the umask is, also while others change it (CVE-2026-25674)", async () => {
  await using folder = await temporaryFolder();
  await using opened = await storageApp(
    diskStorage({ folder: join(folder.path, "a/media"), fileMode: 0o640, folderMode: 0o750 }),
  );
  const before = process.umask(0o077);
  const toggling = setInterval(() => process.umask(process.umask() === 0 ? 0o777 : 0), 1);
  try {
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => opened.storage.save(`x/${n % 7}/y/${n}.txt`, "x")),
    );
  } finally {
    clearInterval(toggling);
    process.umask(before);
  }

  for (const made of ["a", "a/media", "a/media/x", "a/media/x/3", "a/media/x/3/y"])
    assert.equal(await bits(join(folder.path, made)), "750", made);
  for (let n = 0; n < 100; n++)
    assert.equal(await bits(join(folder.path, `a/media/x/${n % 7}/y/${n}.txt`)), "640");
});

test("links that lead out of the folder are neither read nor written through", async () => {
  await using folder = await temporaryFolder();
  const outside = join(folder.path, "outside");
  const media = join(folder.path, "media");
  await mkdir(outside);
  await mkdir(join(folder.path, "media-2"));
  await mkdir(media);
  await writeFile(join(outside, "secret.txt"), "secret");
  await writeFile(join(folder.path, "media-2/sibling.txt"), "sibling");
  await symlink(outside, join(media, "out"));
  await symlink(join(outside, "secret.txt"), join(media, "file.txt"));
  await symlink(join(folder.path, "media-2"), join(media, "sibling"));
  await mkdir(join(media, "real"));
  await symlink(join(media, "real"), join(media, "inside"));
  await using opened = await storageApp(diskStorage({ folder: media }));
  const { storage } = opened;

  for (const name of ["out/secret.txt", "file.txt", "sibling/sibling.txt"]) {
    assert.equal(await storage.exists(name), false);
    await assert.rejects(() => storage.open(name), { code: "files.not-found" });
    await storage.delete(name);
  }
  for (const name of ["out/new.txt", "sibling/new.txt", "out/deep/new.txt"])
    await assert.rejects(() => storage.save(name, "x"), { code: "files.unsafe-name", message: /leads out/ });
  await storage.save("file.txt", "mine", { whenTaken: "overwrite" });

  assert.equal(await readFile(join(outside, "secret.txt"), "utf8"), "secret");
  assert.deepEqual(await readdir(outside), ["secret.txt"]);
  assert.equal(await textOf(await storage.open("file.txt")), "mine");
  assert.equal(await storage.save("inside/a.txt", "x"), "inside/a.txt"); // a link within stays usable
  assert.equal(await storage.exists("real/a.txt"), true);
});

test("a file that stands where a folder would be is told as such", async () => {
  await using folder = await temporaryFolder();
  await using opened = await storageApp(diskStorage({ folder: folder.path }));
  await opened.storage.save("a.txt", "x");

  await assert.rejects(() => opened.storage.save("a.txt/b.txt", "x"), {
    code: "files.unsafe-name",
    message: /a file stands where a folder would be/,
  });
});

test("a disk that takes no more keeps nothing of the file, and takes the next one when there is room", () => {
  // So many bytes a file of this process may have; a write beyond fails as it does on a full disk.
  const program = `
    import { mkdtempSync, readdirSync } from "node:fs";
    import { diskStorage } from "quintet/files";
    import { storageApp } from ${JSON.stringify(join(import.meta.dirname, "files-app.ts"))};
    const folder = mkdtempSync(process.env.TMPDIR + "/full-");
    const { storage, app } = await storageApp(diskStorage({ folder }));
    const error = await storage.save("big.bin", Buffer.alloc(200_000)).catch((error) => error);
    const small = await storage.save("small.bin", Buffer.alloc(1_000));
    await app.close();
    const left = readdirSync(folder, { recursive: true }).sort();
    console.log(JSON.stringify({ code: error.code, status: error.status, small, left }));
  `;
  const { stdout, stderr } = spawnSync(
    "sh",
    [
      "-c",
      'ulimit -f 128; exec "$0" --conditions=quintet:source --disable-warning=ExperimentalWarning --input-type=module -',
      process.execPath,
    ],
    {
      input: program,
      encoding: "utf8",
      cwd: import.meta.dirname,
      env: { ...process.env, TMPDIR: process.env.TMPDIR ?? "/tmp" },
    },
  );

  assert.deepEqual(stdout === "" ? stderr : JSON.parse(stdout), {
    code: "files.storage-full",
    status: 507,
    small: "small.bin",
    left: [".unfinished", "small.bin"],
  });
});

test("a disk that is full to the last byte keeps nothing of the file, and takes the next one when there is room", (t) => {
  // A file system of 64 kB in a mount namespace of the child: it goes with it, whatever happens.
  const canMount = spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"]);
  if (canMount.status !== 0) {
    t.skip("A small file system can't be mounted here.");
    return;
  }
  const program = `
    import { readdirSync, rmSync, writeFileSync } from "node:fs";
    import { diskStorage } from "quintet/files";
    import { storageApp } from ${JSON.stringify(join(import.meta.dirname, "files-app.ts"))};
    const folder = "/mnt/files";
    const { app, storage } = await storageApp(diskStorage({ folder }));
    await storage.save("before.bin", Buffer.alloc(10_000));
    const codes = [];
    const refused = async (content) => codes.push((await storage.save("big.bin", content).catch((error) => error)).code);
    await refused(Buffer.alloc(200_000));
    await refused(new Blob([Buffer.alloc(200_000)]).stream());
    try { for (;;) writeFileSync("/mnt/fill", Buffer.alloc(4_096), { flag: "a" }); } catch {}
    await refused("x");
    const read = (await new Response(await storage.open("before.bin")).bytes()).length;
    const left = readdirSync(folder, { recursive: true }).sort();
    rmSync("/mnt/fill");
    const after = await storage.save("after.bin", Buffer.alloc(10_000));
    await app.close();
    console.log(JSON.stringify({ codes, read, left, after }));
  `;
  const { stdout, stderr } = spawnSync(
    "unshare",
    [
      ...["-rm", "sh", "-c"],
      'mount -t tmpfs -o size=64k tmpfs /mnt && exec "$0" --conditions=quintet:source --disable-warning=ExperimentalWarning --input-type=module -',
      process.execPath,
    ],
    { input: program, encoding: "utf8", cwd: import.meta.dirname },
  );

  assert.deepEqual(stdout === "" ? stderr : JSON.parse(stdout), {
    codes: ["files.storage-full", "files.storage-full", "files.storage-full"],
    read: 10_000,
    left: [".unfinished", "before.bin"],
    after: "after.bin",
  });
});

test("of two who move the same file one succeeds, and there is one file", async () => {
  await using folder = await temporaryFolder();
  await using opened = await storageApp(diskStorage({ folder: folder.path }));
  const { storage } = opened;
  for (let round = 0; round < 20; round++) {
    await storage.save("from.txt", String(round));

    const moves = await Promise.allSettled([
      storage.move("from.txt", `to/${round}.txt`),
      storage.move("from.txt", `to/${round}.txt`),
    ]);

    assert.deepEqual(moves.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    for (const move of moves)
      if (move.status === "rejected") assert.equal(move.reason.code, "files.not-found");
    assert.equal((await storage.list("to")).files.length, round + 1);
    assert.equal(await storage.exists("from.txt"), false);
  }
});

test("what a process left when it was killed is removed when the app starts; what one alive writes stays", async () => {
  await using folder = await temporaryFolder();
  {
    await using opened = await storageApp(diskStorage({ folder: folder.path }));
    await opened.storage.save("a.txt", "x");
  }
  const unfinished = join(folder.path, ".unfinished");
  const program = `
    import { diskStorage } from "quintet/files";
    import { storageApp } from ${JSON.stringify(join(import.meta.dirname, "files-app.ts"))};
    const { storage } = await storageApp(diskStorage({ folder: ${JSON.stringify(folder.path)} }));
    async function* never() { yield Buffer.alloc(1000); process.kill(process.pid, "SIGKILL"); await new Promise(() => {}); }
    setInterval(() => {}, 1000);
    await storage.save("b.txt", never());
  `;
  const { signal } = spawnSync(
    process.execPath,
    ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning", "--input-type=module", "-"],
    { input: program, cwd: import.meta.dirname },
  );
  assert.equal(signal, "SIGKILL");
  assert.equal((await readdir(unfinished)).length, 1);

  await using opened = await storageApp(diskStorage({ folder: folder.path }));
  let go = () => {};
  const waiting = new Promise<void>((resolve) => {
    go = resolve;
  });
  let begun = () => {};
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  async function* slow() {
    yield Buffer.from("slow");
    begun();
    await waiting;
  }
  const saving = opened.storage.save("slow.txt", slow());
  await beginning;
  assert.equal((await readdir(unfinished)).length, 1); // the killed one's is gone, this one is there
  await using other = await storageApp(diskStorage({ folder: folder.path }));
  assert.equal((await readdir(unfinished)).length, 1);
  go();

  assert.equal(await saving, "slow.txt");
  assert.deepEqual(await readdir(unfinished), []);
  assert.deepEqual(await other.storage.list(), { folders: [], files: ["a.txt", "slow.txt"] });
});

test("a stream that nobody reads to its end holds no file open", async () => {
  await using folder = await temporaryFolder();
  await using opened = await storageApp(diskStorage({ folder: folder.path }));
  const name = await opened.storage.save("big.bin", Buffer.alloc(1_000_000));
  const openFiles = async () => {
    const links = await Promise.all(
      (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
    );
    return links.filter((link) => link.startsWith(folder.path)).length;
  };

  for (let n = 0; n < 20; n++) {
    await opened.storage.open(name); // never begun
    const reader = (await opened.storage.open(name)).getReader();
    await reader.read();
    await reader.cancel();
  }

  assert.equal(await openFiles(), 0);
});
