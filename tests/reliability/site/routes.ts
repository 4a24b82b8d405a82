import { setTimeout as pause } from "node:timers/promises";
import { hashPassword } from "quintet/crypto";
import { defaultDatabase } from "quintet/db";
import { storage, storageUploads } from "quintet/files";
import { json, type Request, stream, text } from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";

const block = Buffer.alloc(65_536, "q");

/** Keeps the processor at work for so long, as a page with much to render does. */
function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

async function* blocks(count: number, everyMs: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < count; sent++) {
    yield block;
    if (everyMs > 0) await pause(everyMs);
  }
}

const large = { maxBodyBytes: 20_000_000 };

/** Reads a form, and tells how much there was in it. */
async function countForm(request: Request) {
  let bytes = 0;
  for (const [, value] of await request.form())
    bytes += typeof value === "string" ? value.length : value.size;
  return text(String(bytes));
}

const bugs = defineRoutes({
  throws: path("throws/", () => {
    throw new Error("thrown at once");
  }),
  rejects: path("rejects/", async () => {
    await pause(1);
    throw new Error("thrown later");
  }),
  notAnError: path("not-an-error/", () => {
    throw null;
  }),
  nothing: path("nothing/", (() => undefined) as never),
  never: path("never/", () => new Promise<never>(() => {})),
  stream: path("stream/", () =>
    stream(
      (async function* () {
        yield "half";
        throw new Error("thrown in a stream");
      })(),
    ),
  ),
  lost: path("lost/", () => {
    void Promise.reject(new Error("awaited by nobody"));
    return text("answered");
  }),
  twice: path(
    "twice/",
    () =>
      new Promise((resolve, reject) => {
        resolve(text("first"));
        resolve(text("second"));
        reject(new Error("third"));
      }),
  ),
  late: path("late/", () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    void writer
      .write(Buffer.from("whole"))
      .then(() => writer.close())
      .then(() => writer.write(Buffer.from("after the end")))
      .catch(() => {});
    return stream(readable);
  }),
});

export const routes = defineRoutes({
  plain: path("", () => text("plain")),
  page: path("page/", () => {
    work(2);
    return text("page");
  }),
  rows: path("rows/", async () => json(await defaultDatabase("rows").query("SELECT 1 + 1"))),
  login: path("login/", async () => {
    await hashPassword("correct horse battery staple");
    return text("done");
  }),
  upload: path("upload/", countForm, { unsafeCsrfExempt: true }),
  uploadLarge: path("upload-large/", countForm, { unsafeCsrfExempt: true, limits: large }),
  store: path(
    "store/",
    async (request) => {
      const file = (await request.form()).get("file");
      if (!(file instanceof File)) return text("no file", { status: 400 });
      return text(await storage().save("stored.bin", file));
    },
    { unsafeCsrfExempt: true, limits: large, uploads: storageUploads() },
  ),
  json: path("json/", async (request) => json({ is: typeof (await request.json()) }), {
    unsafeCsrfExempt: true,
  }),
  download: path("download/", () => stream(blocks(32, 20))),
  endless: path("endless/", () => stream(blocks(Number.POSITIVE_INFINITY, 0))),
  bugs: mount("bugs/", bugs),
});
