import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { defineConfig, defineModule, Secret } from "quintet";
import { createTables, databasesService, integer, Model, sql, string } from "quintet/db";
import {
  diskStorage,
  memoryStorage,
  StoredFile,
  StoredImage,
  storagesService,
  storedFile,
  storedImage,
} from "quintet/files";
import { modelForm } from "quintet/forms";
import { defineRoutes } from "quintet/routing";
import { createTestApp } from "quintet/testing";
import { temporaryFolder, textOf } from "./files-app.ts";
import { pictures, png } from "./pictures.ts";

class Book extends Model({
  title: string({ maxLength: 20, unique: true }),
  cover: storedImage({
    nullable: true,
    uploadTo: "covers/%Y/",
    widthField: "coverWidth",
    heightField: "coverHeight",
    maxPixels: 1_000_000,
  }),
  coverWidth: integer({ nullable: true, editable: false }),
  coverHeight: integer({ nullable: true, editable: false }),
  scan: storedFile({
    optional: true,
    storage: "private" as never,
    names: "upload",
    uploadTo: (book: { title: string }) => `scans/${book.title}/`,
  }),
}) {}

const shop = defineModule({ name: "shop", folder: import.meta.dirname, models: [Book] });

async function bookshop() {
  const folder = await temporaryFolder();
  const config = defineConfig({
    modules: [shop],
    secretKey: new Secret("replaced"),
    routes: defineRoutes({}),
    storages: { default: diskStorage({ folder: folder.path, public: true }), private: memoryStorage() },
  });
  const app = await createTestApp(config, { migrate: false });
  await createTables(app.service(databasesService).default, [Book]);
  const storages = app.service(storagesService);
  const stored = async () =>
    (await readdir(folder.path, { recursive: true, withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.path.length + 1));
  return {
    app,
    stored,
    storage: storages.get("default"),
    private: storages.get("private"),
    async [Symbol.asyncDispose]() {
      await app.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const cover = (bytes: Uint8Array = png(300, 200), name = "Summer holiday.PNG") =>
  new File([bytes as BlobPart], name, { type: "image/png" });

test("an upload is stored with its row, under a name that nobody chose, and its size in columns", async () => {
  await using shop = await bookshop();

  const made = await Book.create({ title: "Tea", cover: cover() });
  const read = await Book.get({ title: "Tea" });

  assert.match(read.cover!.name, new RegExp(`^covers/${new Date().getUTCFullYear()}/[a-z0-9]{22}\\.png$`));
  assert.equal(made.cover!.name, read.cover!.name);
  assert.deepEqual([read.coverWidth, read.coverHeight], [300, 200]);
  assert.ok(read.cover instanceof StoredImage);
  assert.equal(await read.cover.url(), `/media/${read.cover.name}`);
  assert.equal(await read.cover.size(), png(300, 200).byteLength);
  assert.deepEqual(await read.cover.dimensions(), { width: 300, height: 200 });
  assert.equal(String(read.cover), read.cover.name);
  assert.deepEqual(await shop.stored(), [read.cover.name]);
});

test("the column is what Django has: a varchar with the name, an empty text for nothing", async () => {
  await using shop = await bookshop();
  const database = shop.app.service(databasesService).default;
  await Book.create({ title: "Tea" });

  const [row] = await database.rows(sql`SELECT scan, cover FROM shop_book`, {
    scan: string(),
    cover: string({ nullable: true }),
  });
  await database.execute(sql`UPDATE shop_book SET scan = 'scans/a.pdf', cover = ''`);
  const read = await Book.get({ title: "Tea" });

  assert.deepEqual([row?.scan, row?.cover], ["", null]);
  assert.equal(read.cover, null); // Django writes '' for no picture
  assert.equal(read.scan.name, "scans/a.pdf");
  assert.equal(read.scan.storage, shop.private);
});

test("the visitor's name is kept where the field says so, made safe, with the ending of what is inside", async () => {
  await using _shop = await bookshop();
  const names: string[] = [];
  for (const name of [
    "../../etc/passwd",
    "my report (1).PDF",
    ".htaccess",
    "evil.php",
    "…",
    "x".repeat(300),
  ]) {
    const book = await Book.create({ title: `Tea ${names.length}`, scan: new File(["%PDF-1.7"], name) });
    names.push(book.scan.name);
  }

  assert.deepEqual(names.slice(0, 5), [
    "scans/Tea 0/passwd.pdf",
    "scans/Tea 1/my_report_1.pdf",
    "scans/Tea 2/file.pdf",
    "scans/Tea 3/evil.pdf",
    "scans/Tea 4/file.pdf",
  ]);
  assert.ok(names[5]!.length <= 100);
  assert.match(names[5]!, /^scans\/Tea 5\/x+\.pdf$/);
});

test("what isn't what the field takes is refused, and neither file nor row is stored", async () => {
  await using shop = await bookshop();

  await assert.rejects(Book.create({ title: "Tea", cover: cover(png(5_000, 5_000)) }), {
    code: "files.refused-upload",
    status: 422,
    message: /too large: 5000 × 5000 pixels/,
  });
  await assert.rejects(
    Book.create({ title: "Tea", cover: cover(Buffer.from("<svg/>")) }),
    /kind of file is not accepted/,
  );

  assert.equal(await Book.count(), 0);
  assert.deepEqual(await shop.stored(), []);
});

test("a row that can't be written leaves no file behind, and may be saved again", async () => {
  await using shop = await bookshop();
  await Book.create({ title: "Tea" });
  const second = new Book({ title: "Tea", cover: cover() });

  await assert.rejects(second.save(), { code: "db.unique-violation" });
  await assert.rejects(
    Book.createMany([
      { title: "A", cover: cover() },
      { title: "Tea", cover: cover() },
    ]),
    {
      code: "db.unique-violation",
    },
  );
  assert.deepEqual(await shop.stored(), []);
  second.title = "Coffee";
  await second.save();

  assert.deepEqual(await shop.stored(), [second.cover!.name]);
});

test("a file is assigned as an upload or as a stored file of the same storage, never as a name", async () => {
  await using _shop = await bookshop();
  const book = await Book.create({ title: "Tea" });

  for (const given of ["covers/theirs.png", 7, { name: "x" }, new StoredFile("x.pdf", "private" as never)])
    assert.throws(() => book.assign({ cover: given as never }), {
      code: "db.wrong-value",
      message: /Book\.cover takes what a field of the kind "image" holds/,
    });
  await assert.rejects(async () => Book.where({ title: "Tea" }).update({ cover: cover() }), {
    code: "files.invalid-field",
    message: /can't be written by update\(\)/,
  });
});

test("only what save() names is stored, the columns of its size with it", async () => {
  await using shop = await bookshop();
  const book = await Book.create({ title: "Tea" });

  book.assign({ cover: cover(), title: "Green tea" });
  await book.save({ only: ["title"] });
  assert.deepEqual(await shop.stored(), []);
  await book.save({ only: ["cover"] });
  const read = await Book.get({ title: "Green tea" });
  assert.deepEqual([read.coverWidth, read.coverHeight], [300, 200]);
  read.assign({ cover: null });
  await read.save({ only: ["cover"] });

  const cleared = await Book.get({ title: "Green tea" });
  assert.deepEqual([cleared.cover, cleared.coverWidth, cleared.coverHeight], [null, null, null]);
});

test("a stored file is opened, replaced and deleted", async () => {
  await using shop = await bookshop();
  const book = await Book.create({ title: "Tea", scan: new File(["%PDF-1.7 first"], "a.pdf") });
  const before = book.scan.name;

  await book.scan.save("%PDF-1.7 second");
  await book.save();

  assert.notEqual(book.scan.name, before);
  assert.equal(await textOf(await (await Book.get({ title: "Tea" })).scan.open()), "%PDF-1.7 second");
  assert.equal(await shop.private.exists(before), false);
  await book.scan.delete();
  assert.equal(await book.scan.exists(), false);
});

const bookForm = modelForm(Book, { fields: ["title", "cover"] });

function sent(fields: Readonly<Record<string, string | File>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

test("a form for a model stores a file, keeps it when none is sent, replaces it, and clears it", async () => {
  await using shop = await bookshop();
  const bind = async (fields: Readonly<Record<string, string | File>>, instance?: Book) => {
    const result = await bookForm.bind(sent({ title: "Tea", ...fields }), { instance });
    if (!result.isValid) return result.errors;
    const saved = await result.save();
    return saved.isValid ? { changed: result.changed, row: saved.row } : saved.errors;
  };

  const made = (await bind({ cover: cover() })) as { row: Book; changed: string[] };
  const name = made.row.cover!.name;
  assert.deepEqual(made.changed, ["title", "cover"]);
  assert.deepEqual(await shop.stored(), [name]);
  const kept = (await bind({ cover: new File([], "") }, await Book.get({ title: "Tea" }))) as typeof made;
  assert.deepEqual([kept.row.cover!.name, kept.changed], [name, []]);
  assert.deepEqual(await bind({ cover: cover(), "cover-clear": "on" }, kept.row), {
    cover: ["Please either submit a file or check the clear checkbox, not both."],
  });
  assert.deepEqual(await bind({ cover: cover(Buffer.from("MZ")) }, kept.row), {
    cover: [
      "This kind of file is not accepted. Accepted: image/png, image/jpeg, image/gif, image/webp, image/avif.",
    ],
  });
  assert.deepEqual(await bind({ cover: "covers/theirs.png" }, kept.row), {
    cover: ["No file was submitted. Check the encoding type on the form."],
  });
  const replaced = (await bind({ cover: cover(pictures["a.gif"][2]) }, kept.row)) as typeof made;
  assert.match(replaced.row.cover!.name, /\.gif$/);
  assert.equal(replaced.row.coverWidth, 1);
  const cleared = (await bind({ "cover-clear": "on" }, await Book.get({ title: "Tea" }))) as typeof made;
  assert.deepEqual([cleared.row.cover, cleared.row.coverWidth, cleared.changed], [null, null, ["cover"]]);
});

test("a form shows the file that is there, a box to clear it, and what it accepts", async () => {
  await using shop = await bookshop();
  const book = await Book.create({ title: "Tea", cover: cover(), scan: new File(["%PDF-1.7"], "<b>.pdf") });
  const both = modelForm(Book, { fields: ["title", "cover", "scan"] });

  const blank = await both.blank();
  const filled = await both.blank({ instance: book });
  const refused = await both.bind(sent({ title: "" }), { instance: book });

  assert.equal(blank.isMultipart, true);
  assert.equal(
    String(await blank.fields.cover.control),
    '<input type="file" name="cover" accept="image/png,image/jpeg,image/gif,image/webp,image/avif" data-clearable id="id_cover">',
  );
  const { name } = book.cover!;
  assert.equal(
    String(await shop.app.run(() => filled.fields.cover.control)),
    `<div class="file-field"><a href="/media/${name}" class="file-current"><img src="/media/${name}" alt="" class="file-picture" loading="lazy"><span class="file-name">${name.split("/").at(-1)}</span></a><label class="file-clear"><input type="checkbox" name="cover-clear" id="id_cover-clear" value="on"> Clear</label><input type="file" name="cover" accept="image/png,image/jpeg,image/gif,image/webp,image/avif" data-clearable id="id_cover"></div>`,
  );
  assert.match(
    String(await filled.fields.scan.control),
    /href="\/media-private\/scans\/Tea\/b\.pdf\?until=\d+&amp;signature=/,
  );
  assert.match(String(await refused.fields.cover.control), /class="file-current"/);
});
