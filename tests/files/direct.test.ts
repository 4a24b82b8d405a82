import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { defineConfig, defineModule, Secret } from "quintet";
import { createTables, databasesService, Model } from "quintet/db";
import {
  directUploads,
  diskStorage,
  media,
  type StorageDescription,
  storagesService,
  storedImage,
} from "quintet/files";
import { modelForm } from "quintet/forms";
import { defineRoutes, mount } from "quintet/routing";
import { createTestApp } from "quintet/testing";
import { temporaryFolder, textOf } from "./files-app.ts";
import { pictures, png } from "./pictures.ts";
import { type S3Server, startS3 } from "./s3-server.ts";

class Poster extends Model({ picture: storedImage({ nullable: true, maxPixels: 500_000 }) }) {}
const gallery = defineModule({ name: "posters", folder: import.meta.dirname, models: [Poster] });

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
  disk: () => diskStorage({ folder: `${folder.path}/${++count}` }),
  s3: () => s3.storage({ prefix: `d${++count}/`, partBytes: 5_242_880 }),
};

interface Begun {
  readonly ticket: string;
  readonly parts: readonly {
    url: string;
    method: string;
    headers: Record<string, string>;
    start: number;
    end: number;
  }[];
}

async function uploadApp(description: StorageDescription) {
  const pictureUploads = directUploads({
    purpose: "posters",
    accept: ["image/*"],
    maxBytes: 20_000_000,
    uploadTo: "posters/",
    owner: (request) => request.header("x-user") ?? undefined,
    verify: ({ fileName }) =>
      fileName === "bad.png" ? { code: "bad", message: "This one isn't liked." } : undefined,
  });
  const otherUploads = directUploads({ purpose: "other", maxBytes: 100, owner: () => "ann" });
  const config = defineConfig({
    modules: [gallery],
    secretKey: new Secret("replaced"),
    routes: defineRoutes({
      pictures: mount("pictures/", pictureUploads),
      other: mount("other/", otherUploads),
    }),
    storages: { default: description },
    // What it takes to come from a page of the site is told in the tests of csrf.
    middleware: [media],
  });
  const app = await createTestApp(config, { migrate: false });
  await createTables(app.service(databasesService).default, [Poster]);
  const storage = app.service(storagesService).get("default");

  const post = (path: string, body: unknown, user = "ann") =>
    app.fetch(
      new Request(`http://localhost/${path}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: {
          "content-type": "application/json",
          accept: "application/json",
          ...(user && { "x-user": user }),
        },
      }),
    );
  const put = ({ url, method, headers }: Begun["parts"][number], body: Uint8Array) => {
    const init = { method, headers, body: body as BodyInit };
    return url.startsWith("/")
      ? app.fetch(new Request(new URL(url, "http://localhost"), init))
      : fetch(url, init);
  };
  /** What a browser does: begins, sends every part, confirms. */
  const send = async (bytes: Buffer, fileName = "a.png", contentType = "image/png") => {
    const answer = await post("pictures/", { fileName, contentType, size: bytes.length });
    if (answer.status !== 201) return answer;
    const { ticket, parts } = (await answer.json()) as Begun;
    const etags: string[] = [];
    for (const part of parts) {
      const sent = await put(part, bytes.subarray(part.start, part.end));
      assert.ok(sent.ok, `${sent.status} ${await sent.text()}`);
      etags.push(sent.headers.get("etag")!);
    }
    return post("pictures/confirm/", { ticket, etags });
  };
  const names = async () => (await Array.fromAsync(storage.walk())).map(({ name }) => name);
  return { app, storage, post, put, send, names, [Symbol.asyncDispose]: () => app.close() };
}

for (const [kind, describe] of Object.entries(kinds)) {
  test(`a browser sends a file, has it looked into, and puts it into a form (${kind})`, async () => {
    await using open = await uploadApp(describe());

    const answer = await open.send(png(300, 200));
    const { value, ...facts } = (await answer.json()) as { value: string };
    const form = new FormData();
    form.append("picture", value);
    const result = await modelForm(Poster, { fields: ["picture"] }).bind(form);
    assert.ok(result.isValid, JSON.stringify(result.errors));
    await result.save();
    const [poster] = await Poster.all();

    assert.equal(answer.status, 201);
    assert.deepEqual(facts, {
      contentType: "image/png",
      size: png(300, 200).length,
      width: 300,
      height: 200,
    });
    assert.match(poster!.picture!.name, /^posters\/[a-z0-9]{22}\.png$/);
    assert.deepEqual(await open.names(), [poster!.picture!.name]);
    assert.deepEqual(await poster!.picture!.dimensions(), { width: 300, height: 200 });
  });

  test(`a large file goes in parts, which become one (${kind})`, async () => {
    await using open = await uploadApp(describe());
    const bytes = Buffer.concat([png(10, 10), Buffer.alloc(kind === "s3" ? 5_300_000 : 8_500_000, "x")]);

    const answer = await open.send(bytes);

    assert.equal(answer.status, 201, await answer.text());
    const [name, ...others] = await open.names();
    assert.deepEqual(others, []);
    assert.equal(await open.storage.size(name!), bytes.length);
    assert.equal(await textOf(await open.storage.open(name!, { start: bytes.length - 3 })), "xxx");
  });

  test(`what isn't what it was announced as is removed (${kind})`, async () => {
    await using open = await uploadApp(describe());
    const refusals: Readonly<Record<string, [Buffer, string?]>> = {
      invalid_type: [Buffer.from("<svg onload=alert(1)>")],
      max_pixels: [png(50_000, 50_000)],
      bad: [png(5, 5), "bad.png"],
    };

    for (const [code, [bytes, name]] of Object.entries(refusals)) {
      const answer = await open.send(bytes, name);
      const { problems } = (await answer.json()) as { problems: readonly { code: string }[] };
      assert.deepEqual([answer.status, problems[0]?.code], [422, code]);
    }
    for (const announced of [
      { fileName: "a.png", contentType: "image/png", size: 20_000_001 },
      { fileName: "a.html", contentType: "text/html", size: 5 },
      { fileName: "a.png", contentType: "image/png", size: 0 },
    ])
      assert.equal((await open.post("pictures/", announced)).status, 422);
    for (const malformed of [
      null,
      {},
      { fileName: "a", contentType: "x", size: 1 },
      { fileName: "a", contentType: "image/png", size: 1.5 },
    ])
      assert.equal((await open.post("pictures/", malformed)).status, 400);

    assert.deepEqual(await open.names(), []);
  });

  test(`only who began an upload finishes it, once, and for what it was begun (${kind})`, async () => {
    await using open = await uploadApp(describe());
    const begin = { fileName: "a.png", contentType: "image/png", size: pictures["a.png"][2].length };
    assert.equal((await open.post("pictures/", begin, "")).status, 403);
    const { ticket, parts } = (await (await open.post("pictures/", begin)).json()) as Begun;

    assert.equal((await open.post("pictures/confirm/", { ticket })).status, 400); // nothing has arrived
    await open.put(parts[0]!, pictures["a.png"][2]);
    assert.equal((await open.post("pictures/confirm/", { ticket }, "bob")).status, 403);
    assert.equal((await open.post("pictures/confirm/", { ticket: `${ticket}x` })).status, 403);
    assert.equal((await open.post("pictures/confirm/", {})).status, 400);
    assert.equal((await open.post("other/confirm/", { ticket })).status, 403);
    assert.equal((await open.post("pictures/confirm/", { ticket })).status, 201);
    assert.equal((await open.post("pictures/confirm/", { ticket })).status, 400);
  });
}

test("a part is taken with its own signature, for its own bytes, and for as long as was said", async (t) => {
  await using open = await uploadApp(kinds.disk!());
  const begin = { fileName: "a.png", contentType: "image/png", size: 10 };
  const { parts } = (await (await open.post("pictures/", begin)).json()) as Begun;
  const [part] = parts;

  assert.equal((await open.put(part!, Buffer.alloc(11))).status, 400);
  assert.equal((await open.put(part!, Buffer.alloc(9))).status, 400);
  assert.equal(
    (await open.put({ ...part!, url: part!.url.replace("part=", "part=x") }, Buffer.alloc(10))).status,
    403,
  );
  assert.equal((await open.put({ ...part!, url: "/pictures/part/" }, Buffer.alloc(10))).status, 400);
  assert.equal(
    (await open.put({ ...part!, url: part!.url.replace("pictures", "other") }, Buffer.alloc(10))).status,
    403,
  );
  assert.deepEqual(await open.names(), []);
  assert.equal((await open.put(part!, Buffer.alloc(10))).status, 204);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 1_000_000 });
  assert.equal((await open.put(part!, Buffer.alloc(10))).status, 403);
});

test("a form takes no made-up value for a file, and looks at its own rules again", async () => {
  await using open = await uploadApp(kinds.disk!());
  const large = (await (await open.send(png(1_000, 1_000))).json()) as { value: string };
  const codeOf = async (value: string) => {
    const form = new FormData();
    form.append("picture", value);
    const result = await modelForm(Poster, { fields: ["picture"] }).bind(form);
    return result.problems[0]?.code;
  };

  assert.equal(await codeOf(large.value), "max_pixels"); // the field takes half a million
  assert.equal(await codeOf(`${large.value}x`), "invalid");
  assert.equal(await codeOf("posters/theirs.png"), "invalid");
});

test("quintet files clean removes what was never finished, and what no row names only when asked", async () => {
  await using open = await uploadApp(kinds.disk!());
  const { app, storage } = open;
  const kept = await Poster.create({ picture: new File([png(9, 9) as BlobPart], "a.png") });
  await storage.save("posters/orphan.png", "x");
  await storage.save("_pending/abc.1", "x");
  await storage.save("_uploads/abc", "x");
  const command = app.modules
    .flatMap(({ commands = [] }) => [...commands])
    .find(({ name }) => name === "files clean")!;
  const lines: string[] = [];
  const tell = (text = "") => void lines.push(text);
  const terminal = { line: tell, success: tell, warn: tell } as never;
  const run = (options: Record<string, string | boolean>) =>
    command.run({ app, terminal, args: {}, options });
  const mine = kept.picture!.name;

  await run({});
  assert.equal((await open.names()).length, 4); // everything is new
  await run({ olderThan: "0" });
  assert.deepEqual((await open.names()).sort(), [mine, "posters/orphan.png"].sort());
  await run({ olderThan: "0", delete: true });

  assert.deepEqual(await open.names(), [mine]);
  assert.deepEqual(lines.slice(-4), [
    "default: removed 2 unfinished uploads.",
    "default: posters/orphan.png",
    "default: no row names 1 files. Delete them with --delete.",
    "default: deleted 1 files that no row names.",
  ]);
  await assert.rejects(async () => run({ olderThan: "soon" }), {
    message: /takes a number of hours, and not "soon"/,
  });
});
