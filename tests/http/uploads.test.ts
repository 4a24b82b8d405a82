import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import {
  defaultRequestLimits,
  type IncomingFile,
  memoryUploads,
  Request,
  type RouteOptions,
  serve,
  spillingUploads,
  temporaryFileUploads,
  text,
  UploadedFile,
} from "quintet/http";

/** A request with a form, and what its route was declared with. */
function upload(body: BodyInit, type: string, options: RouteOptions = {}): Request {
  const headers = { "content-type": type };
  const platform = new globalThis.Request("http://shop.example/", {
    method: "POST",
    body,
    headers,
    duplex: "half",
  } as RequestInit);
  const request = Request.fromPlatform(platform, { limits: { ...defaultRequestLimits, ...options.limits } });
  Object.defineProperty(request, "route", { value: { name: undefined, params: {}, options } });
  return request;
}

const type = "multipart/form-data; boundary=b";

function multipart(...parts: readonly string[]): string {
  return `--b\r\n${parts.join("\r\n--b\r\n")}\r\n--b--\r\n`;
}

function filePart(content: string, { name = "f", fileName = "a.txt", headers = "" } = {}): string {
  return `Content-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: text/plain\r\n${headers}\r\n${content}`;
}

function fieldPart(name: string, value: string): string {
  return `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
}

/** Every folder that this process has made for temporary files. */
async function temporaryFolders(): Promise<string[]> {
  return (await readdir(tmpdir())).filter(
    (name) => name.includes(`-${process.pid}-`) && name.startsWith("quintet-uploads-"),
  );
}

async function temporaryFileCount(): Promise<number> {
  let count = 0;
  for (const folder of await temporaryFolders())
    count += (await readdir(join(tmpdir(), folder)).catch(() => [])).length;
  return count;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A body that arrives in chunks of that size. */
function inPieces(body: string | Buffer, size: number): ReadableStream {
  const bytes = Buffer.from(body);
  let start = 0;
  return new ReadableStream({
    pull(controller) {
      if (start >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(start, start + size));
      start += size;
    },
  });
}

test("a file is read wherever the chunks of its body end", async () => {
  const body = Buffer.from(
    multipart(fieldPart("a", "é"), filePart("\r\n-\r\n--\r\n--x\r"), filePart(""), fieldPart("z", "1")),
  );
  for (const size of [1, 2, 3, 7, 64]) {
    const form = await upload(inPieces(body, size), type).form();

    assert.deepEqual([...form.keys()], ["a", "f", "f", "z"]);
    assert.equal(form.get("a"), "é");
    const [file, empty] = form.getAll("f") as File[];
    assert.equal(await file!.text(), "\r\n-\r\n--\r\n--x\r");
    assert.equal(empty!.size, 0);
  }
});

test("small files stay in memory, and the others lie on disk for this user alone until the request ends", async () => {
  const request = upload(multipart(filePart("tiny"), filePart("x".repeat(2_000))), type, {
    uploads: spillingUploads({ maxMemoryBytes: 1_000 }),
  });

  const [small, large] = (await request.form()).getAll("f") as UploadedFile[];

  assert.equal(await temporaryFileCount(), 1);
  const [folder] = await temporaryFolders();
  const [name] = await readdir(join(tmpdir(), folder!));
  assert.equal((await stat(join(tmpdir(), folder!))).mode & 0o777, 0o700);
  assert.equal((await stat(join(tmpdir(), folder!, name!))).mode & 0o777, 0o600);
  assert.equal(await small!.text(), "tiny");
  assert.equal(large!.size, 2_000);
  assert.equal(await large!.slice(0, 3).text(), "xxx");
  assert.equal(Buffer.concat(await Array.fromAsync(large!.stream())).length, 2_000);

  request.end();
  await until(async () => (await temporaryFolders()).length === 0);
});

test("the files of one form share what may stay in memory", async () => {
  const request = upload(multipart(...Array.from({ length: 4 }, () => filePart("x".repeat(400)))), type, {
    uploads: spillingUploads({ maxMemoryBytes: 1_000 }),
  });

  await request.form();

  assert.equal(await temporaryFileCount(), 2);
  request.end();
  await until(async () => (await temporaryFileCount()) === 0);
});

test("a handler of one's own takes the bytes as they come; what it gives is in the form", async () => {
  const seen: string[] = [];
  const request = upload(
    multipart(filePart("one", { fileName: "1.txt" }), filePart("two", { fileName: "2.txt" })),
    type,
    {
      async uploads(file: IncomingFile) {
        for await (const chunk of file.content)
          seen.push(`${file.field} ${file.fileName} ${file.contentType} ${Buffer.from(chunk)}`);
        return file.fileName === "1.txt" ? new File([], "kept") : undefined;
      },
    },
  );

  const form = await request.form();

  assert.deepEqual(seen, ["f 1.txt text/plain one", "f 2.txt text/plain two"]);
  assert.deepEqual(
    form.getAll("f").map((file) => (file as File).name),
    ["kept"],
  );
});

test("a form that is refused late has what was kept of it undone", async () => {
  const undone: string[] = [];
  const body = multipart(filePart("1"), filePart("2"), fieldPart("a", "1"), "no header");
  const request = upload(inPieces(body, 100), type, {
    async uploads(file) {
      const kept = await memoryUploads(file);
      file.ifRefused(() => void undone.push("undone"));
      return kept;
    },
  });

  await assert.rejects(request.form(), { status: 400 });

  assert.deepEqual(undone.length, 2);
});

test("a handler that passes over an error of its file doesn't save the form", async () => {
  const request = upload(multipart(filePart("x".repeat(100))), type, {
    limits: { maxFileBytes: 10 },
    async uploads(file) {
      await Array.fromAsync(file.content).catch(() => undefined);
      return new File([], "nothing happened");
    },
  });

  await assert.rejects(request.form(), { status: 413, message: /larger than the 10 bytes/ });
});

test("files and fields beyond their limits are refused, and leave nothing behind", async () => {
  const large = "x".repeat(10_000);
  const refused: [string, RouteOptions["limits"] & object, RegExp][] = [
    [multipart(filePart(large)), { maxFileBytes: 9_999 }, /A file is larger than the 9999 bytes/],
    [multipart(filePart(large)), { maxBodyBytes: 9_999 }, /body is larger than the 9999 bytes/],
    [multipart(fieldPart("a", large)), { maxFieldBytes: 9_999 }, /fields have more than the 9999 bytes/],
    [multipart(fieldPart("a", large), fieldPart("b", large)), { maxFieldBytes: 19_999 }, /fields have more/],
    [multipart(filePart("1"), filePart("2"), filePart("3")), { maxFormFiles: 2 }, /more than the 2 files/],
  ];
  for (const [body, limits, message] of refused) {
    const request = upload(inPieces(body, 100), type, { limits, uploads: temporaryFileUploads });
    await assert.rejects(request.form(), { status: 413, message });
    request.end();
  }
  await until(async () => (await temporaryFileCount()) === 0);

  const fits = upload(multipart(filePart(large), fieldPart("a", "x".repeat(9))), type, {
    limits: { maxFileBytes: 10_000, maxFieldBytes: 10 },
  });
  assert.equal(((await fits.form()).get("f") as File).size, 10_000);
});

test("20,000 parts without files are refused after the first 100", async () => {
  const empty = 'Content-Disposition: form-data; name="f"; filename=""\r\n\r\n';
  const body = multipart(...Array.from({ length: 20_000 }, () => empty));

  await assert.rejects(upload(body, type).form(), { status: 413, message: /more than the/ });
});

// CVE-2021-28658, CVE-2026-21440
test("a visitor's name for a file is the last part of a path", async () => {
  const names = [
    "/tmp/x.txt",
    "C:\\\\Windows\\\\x.txt",
    "C:/Windows/x.txt",
    "\\\\tmp\\\\x.txt",
    "subdir/x.txt",
    "../../x.txt",
    "..\\\\..\\\\x.txt",
    "../..\\\\x.txt",
    "..&#x2F;x.txt",
    "..&sol;x.txt",
    "..&#47x.txt",
    "..&bsol;x.txt",
    "..%5C/x.txt",
    "x\u202e.txt",
  ];
  for (const fileName of names) {
    const form = await upload(multipart(filePart("", { fileName })), type).form();
    assert.equal((form.get("f") as File).name, "x.txt", fileName);
  }
  for (const [fileName, expected] of [
    ["R&D.txt", "R&D.txt"],
    ["a:b", "a_b"],
    [`${"ü".repeat(300)}.jpeg`, `${"ü".repeat(125)}.jpeg`],
  ] as const) {
    const form = await upload(multipart(filePart("", { fileName })), type).form();
    assert.equal((form.get("f") as File).name, expected);
  }
  for (const fileName of ["..", ".", "a/", "\u202e"])
    assert.equal(
      (await upload(multipart(filePart("x", { fileName })), type).form()).get("f"),
      null,
      fileName,
    );
});

// CVE-2025-47944, CVE-2026-3520
test("what is no multipart form is a bad request", async () => {
  const cases: [string, string, string?][] = [
    ["no boundary", multipart(fieldPart("a", "1")), "multipart/form-data"],
    ["an empty boundary", multipart(fieldPart("a", "1")), 'multipart/form-data; boundary=""'],
    ["a boundary of 71", multipart(fieldPart("a", "1")), `multipart/form-data; boundary=${"b".repeat(71)}`],
    ["a boundary with a quote", multipart(fieldPart("a", "1")), 'multipart/form-data; boundary="b\\""'],
    ["no last boundary", multipart(fieldPart("a", "1")).replace("--b--", "")],
    ["a header without a colon", multipart("Content-Disposition form-data\r\n\r\n1")],
    ["no headers", multipart("\r\n1")],
    ["no disposition", multipart("Content-Type: text/plain\r\n\r\n1")],
    ["no name", multipart("Content-Disposition: form-data\r\n\r\n1")],
    ["a file without a field", multipart('Content-Disposition: form-data; filename="a"\r\n\r\n1')],
    ["an attachment", multipart('Content-Disposition: attachment; filename="a"\r\n\r\n1')],
    ["text behind a boundary", multipart(`${fieldPart("a", "1")}\r\n--bx\r\n2`)],
    ["10,000 empty parts", multipart(...Array.from({ length: 10_000 }, () => ""))],
    ["10,000 boundaries", "--b\r\n".repeat(10_000)],
    [
      "a form in a form",
      multipart(
        fieldPart("a", "1").replace("\r\n\r\n", "\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"),
      ),
    ],
    [
      "an unknown encoding",
      multipart(filePart("1", { headers: "Content-Transfer-Encoding: x-uuencode\r\n" })),
    ],
  ];
  for (const [name, body, contentType = type] of cases)
    await assert.rejects(upload(body, contentType).form(), { status: 400 }, name);
});

test("the headers of a part have at most 1,024 bytes", async () => {
  const part = (length: number) => {
    const head = 'Content-Disposition: form-data; name="a"\r\nX-Filler: ';
    return `${head}${"x".repeat(length - head.length)}\r\n\r\n1`;
  };

  assert.equal((await upload(multipart(part(1_024)), type).form()).get("a"), "1");
  await assert.rejects(upload(multipart(part(1_025)), type).form(), {
    status: 400,
    message: /more than 1024 bytes/,
  });
});

// CVE-2022-23833, CVE-2026-108147
test("a file in base64 is decoded as it comes, and what is no base64 is a bad request", async () => {
  const headers = "Content-Transfer-Encoding: base64\r\n";
  const encoded = Buffer.from("Tée, ".repeat(5_000)).toString("base64").replaceAll(/.{76}/g, "$&\r\n");

  const form = await upload(multipart(filePart(encoded, { headers })), type).form();

  assert.equal(await (form.get("f") as File).text(), "Tée, ".repeat(5_000));
  for (const wrong of ["Q", "QQ", "QQ=Q", "QQ==QQ==", "!".repeat(100_000), "QUJ\u00e9"])
    await assert.rejects(
      upload(multipart(filePart(wrong, { headers })), type).form(),
      { status: 400 },
      wrong,
    );
  await assert.rejects(
    upload(multipart(filePart(encoded, { headers })), type, { limits: { maxFileBytes: 29_999 } }).form(),
    { status: 413 },
  );
});

test("parts() gives each part as it arrives, and skips what isn't read", async () => {
  const body = multipart(
    fieldPart("a", "1"),
    filePart("skipped"),
    filePart("read", { fileName: "2.txt" }),
    fieldPart("z", "2"),
  );
  const seen: string[] = [];

  for await (const part of upload(body, type).parts()) {
    if (part.kind === "field") seen.push(`${part.field}=${part.value}`);
    else if (part.fileName === "2.txt")
      seen.push(Buffer.concat(await Array.fromAsync(part.content)).toString());
  }

  assert.deepEqual(seen, ["a=1", "read", "z=2"]);
});

test("a large body is taken from its connection as it is read, not before", async () => {
  let pulled = 0;
  const head = Buffer.from(`--b\r\n${filePart("")}`);
  const endless = new ReadableStream(
    {
      pull(controller) {
        controller.enqueue(pulled++ === 0 ? head : new Uint8Array(65_536));
      },
    },
    { highWaterMark: 0 },
  );
  const request = upload(endless, type, { limits: { maxBodyBytes: 1e12 } });

  let chunkCount = 0;
  for await (const part of request.parts()) {
    assert.ok(part.kind === "file");
    for await (const _chunk of part.content) if (++chunkCount === 20) break;
    break;
  }

  assert.ok(pulled < 25, `${pulled} chunks were pulled`);
});

test("a field in front of the files is read without them, and form() and parts() still give all", async () => {
  let pulled = 0;
  const body = () =>
    new ReadableStream(
      {
        pull(controller) {
          pulled++;
          if (pulled === 1)
            controller.enqueue(Buffer.from(`--b\r\n${fieldPart("token", "t")}\r\n--b\r\n${filePart("")}`));
          else if (pulled < 20) controller.enqueue(Buffer.alloc(1_000, "x"));
          else {
            controller.enqueue(Buffer.from(`\r\n--b\r\n${fieldPart("late", "l")}\r\n--b--`));
            controller.close();
          }
        },
      },
      { highWaterMark: 0 },
    );

  const request = upload(body(), type);
  assert.equal(await request.formField("token"), "t");
  assert.equal(pulled, 1);
  assert.deepEqual([...(await request.form()).keys()], ["token", "f", "late"]);
  assert.equal(await request.formField("late"), "l");

  pulled = 0;
  const streamed = upload(body(), type);
  assert.equal(await streamed.formField("token"), "t");
  const kinds = (await Array.fromAsync(streamed.parts())).map((part) => part.field);
  assert.deepEqual(kinds, ["token", "f", "late"]);

  pulled = 0;
  const late = upload(body(), type);
  assert.equal(await late.formField("late"), "l");
  assert.deepEqual(
    (await Array.fromAsync(late.parts())).map((part) => part.field),
    ["token", "f", "late"],
  );
});

// CVE-2025-47935, CVE-2026-5038, CVE-2026-2359
test("uploads that are broken off reject, and leave no file and no descriptor", async () => {
  const outcomes: unknown[] = [];
  await using server = await serve(
    async (request) => {
      Object.defineProperty(request, "route", {
        value: { params: {}, options: { limits: { maxBodyBytes: 1e9 }, uploads: temporaryFileUploads } },
      });
      const form = request.form();
      outcomes.push(
        await form.then(
          () => "complete",
          (error: unknown) => (error as { code: string }).code,
        ),
      );
      return text("");
    },
    { port: 0 },
  );
  const descriptors = async () => (await readdir("/proc/self/fd").catch(() => [])).length;
  const before = await descriptors();
  const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 5000000\r\n\r\n--b\r\n${filePart("")}`;

  await Promise.all(
    Array.from(
      { length: 10 },
      () =>
        new Promise<void>((resolve) => {
          const socket = connect(server.port, "127.0.0.1", () =>
            socket.write(head + "x".repeat(200_000), () => socket.destroy()),
          );
          socket.on("error", () => {}).on("close", () => resolve());
        }),
    ),
  );
  await until(async () => outcomes.length === 10 && (await temporaryFileCount()) === 0);

  assert.deepEqual(new Set(outcomes), new Set(["http.request-aborted"]));
  await until(async () => (await descriptors()) <= before + 2);
});

test("a file is saved under a name of its own choice, or one that is free", async (context) => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-test-"));
  context.after(() => rm(folder, { recursive: true }));
  for (const uploads of [memoryUploads, temporaryFileUploads]) {
    const request = upload(multipart(filePart("content", { fileName: "../../server.JS" })), type, {
      uploads,
    });
    const file = (await request.form()).get("f");
    assert.ok(file instanceof UploadedFile);

    const path = await file.saveTo(folder);
    const again = await file.saveTo(folder);
    request.end();
    await until(async () => (await temporaryFileCount()) === 0);

    assert.match(path, /[0-9a-f-]{36}\.js$/);
    assert.notEqual(path, again);
    assert.equal(await readFile(path, "utf8"), "content");
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  }
  assert.equal((await readdir(folder)).length, 4);

  const file = new UploadedFile(["new"], "a.txt");
  assert.equal(await file.saveTo(folder, { name: "a.txt", mode: 0o644 }), join(folder, "a.txt"));
  await assert.rejects(file.saveTo(folder, { name: "a.txt" }), { code: "http.file-exists" });
  await new UploadedFile(["newer"], "a.txt").saveTo(folder, { name: "a.txt", overwrite: true });
  assert.equal(await readFile(join(folder, "a.txt"), "utf8"), "newer");
  for (const name of ["../a.txt", "/etc/a", "a/b", "a\\b", "..", "", ".env", "a\0b"])
    await assert.rejects(file.saveTo(folder, { name }), { code: "http.unsafe-file-name" }, name);
  assert.equal((await readdir(folder)).length, 5);
});

test("field names that would reach a prototype are names like others", async () => {
  const names = ["__proto__.polluted", "__proto__[a]", "constructor.prototype.a", "a.__proto__.polluted"];

  const form = await upload(multipart(...names.map((name) => fieldPart(name, "1"))), type).form();

  assert.deepEqual([...form.keys()], names);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});
