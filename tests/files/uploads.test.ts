import assert from "node:assert/strict";
import { readdir, readlink } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import type { WebApp } from "quintet/app";
import {
  diskStorage,
  memoryStorage,
  type StorageDescription,
  StorageUpload,
  storagesService,
  storageUploads,
} from "quintet/files";
import { json, UploadedFile } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { filesApp, temporaryFolder, textOf } from "./files-app.ts";

const routes = defineRoutes({
  keep: path(
    "keep/",
    {
      post: async (request) => {
        const file = (await request.form()).get("file");
        if (!(file instanceof StorageUpload)) return json({ file: file === null ? null : typeof file });
        const { name, size, type } = file;
        const start = await file.slice(0, 3).text();
        const whole = await file.text();
        const kept = await file.moveTo("kept/a.txt");
        return json({ name, size, type, start, whole, kept });
      },
    },
    {
      uploads: storageUploads(),
      limits: { maxBodyBytes: 20_000_000, maxFileBytes: 10_000_000 },
      unsafeCsrfExempt: true,
    },
  ),
  look: path(
    "look/",
    { post: async (request) => json({ keys: [...(await request.form()).keys()] }) },
    {
      uploads: storageUploads(),
      limits: { maxBodyBytes: 20_000_000, maxFileBytes: 10_000_000 },
      unsafeCsrfExempt: true,
    },
  ),
});

function post(app: WebApp, path: string, fields: Readonly<Record<string, string | File>>): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return app.fetch(new Request(`http://localhost/${path}/`, { method: "POST", body }));
}

/** Waits for what the server does once it has noticed; the test's own limit ends it otherwise. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function uploadApp(description: StorageDescription) {
  const app = await filesApp({ default: description }, routes);
  const storage = app.service(storagesService).get("default");
  const names = async () => (await Array.fromAsync(storage.walk())).map(({ name }) => name);
  /** Waits for what is done once a request is over. */
  const settled = async (expected: readonly string[]) => {
    await until(async () => (await names()).length === expected.length);
    assert.deepEqual(await names(), expected);
  };
  return { app, storage, settled, [Symbol.asyncDispose]: () => app.close() };
}

test("a file of a form goes straight to the storage, and is kept where somebody keeps it", async () => {
  await using open = await uploadApp(memoryStorage());

  const answer = await post(open.app, "keep", {
    file: new File(["0123456789"], "../../my notes.txt", { type: "text/plain" }),
  });

  assert.deepEqual(await answer.json(), {
    name: "my notes.txt",
    size: 10,
    type: "text/plain",
    start: "012",
    whole: "0123456789",
    kept: "kept/a.txt",
  });
  await open.settled(["kept/a.txt"]);
  assert.equal(await textOf(await open.storage.open("kept/a.txt")), "0123456789");
});

test("what nobody keeps goes with its request", async () => {
  await using open = await uploadApp(memoryStorage());

  const answer = await post(open.app, "look", {
    file: new File(["x"], "a.txt"),
    other: new File(["y"], "b.txt"),
  });

  assert.deepEqual(await answer.json(), { keys: ["file", "other"] });
  await open.settled([]);
});

test("a form that is refused behind its first file leaves nothing", async () => {
  await using folder = await temporaryFolder();
  await using open = await uploadApp(diskStorage({ folder: folder.path }));

  const large = new File([Buffer.alloc(10_000_001)], "b.bin");
  const answer = await post(open.app, "look", { first: new File(["x"], "a.txt"), large });

  assert.equal(answer.status, 413);
  await open.settled([]);
  assert.deepEqual(await readdir(join(folder.path, ".unfinished")), []);
});

test("uploads whose connection ends on the way leave no file, no half of one, and none open (CVE-2026-5038, CVE-2025-47935)", async () => {
  await using folder = await temporaryFolder();
  await using open = await uploadApp(diskStorage({ folder: folder.path }));
  const server = await open.app.listen({ host: "127.0.0.1", port: 0 });
  const head = (length: number) =>
    `POST /look/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${length}\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n`;
  const openFiles = async () => {
    const links = await Promise.all(
      (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
    );
    return links.filter((link) => link.startsWith(folder.path)).length;
  };
  const begunFiles = async () => (await readdir(join(folder.path, ".unfinished")).catch(() => [])).length;

  for (let round = 0; round < 3; round++) {
    const sockets = Array.from({ length: 10 }, () => {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
      socket.on("error", () => {});
      socket.write(head(5_000_000));
      socket.write(Buffer.alloc(300_000));
      return socket;
    });
    await until(async () => (await begunFiles()) === sockets.length);
    for (const socket of sockets) socket.resetAndDestroy();
    await until(async () => (await begunFiles()) === 0);
  }

  await open.settled([]);
  assert.equal(await openFiles(), 0);
  const answer = await post(open.app, "look", { file: new File(["x"], "a.txt") });
  assert.equal(answer.status, 200);
});

test("a full storage answers 507 and keeps nothing", async () => {
  await using open = await uploadApp(memoryStorage({ maxBytes: 1_000 }));

  const form = new FormData();
  form.append("file", new File([Buffer.alloc(5_000)], "a.bin"));
  const encoded = new Response(form);
  const headers = { "content-type": encoded.headers.get("content-type")! };
  const body = await encoded.bytes();

  const answer = await open.app.fetch(
    new Request("http://localhost/look/", { method: "POST", body, headers }),
  );

  assert.equal(answer.status, 507);
  await open.settled([]);
});

test("an upload to a storage is a File of its own, not one in memory", async () => {
  await using open = await uploadApp(memoryStorage());
  await open.storage.save("_uploads/x", "0123456789");
  const upload = new StorageUpload(open.storage, "_uploads/x", {
    name: "a.txt",
    type: "text/plain",
    size: 10,
  });

  assert.ok(upload instanceof File && !(upload instanceof UploadedFile));
  assert.equal(await upload.slice(-3).text(), "789");
  assert.equal(await upload.slice(2, 8).slice(1, 3).text(), "34");
  assert.equal((await upload.arrayBuffer()).byteLength, 10);
  assert.equal(await new Response(upload.stream()).text(), "0123456789");
  assert.equal(await upload.slice(5, 2).text(), "");
});
