import assert from "node:assert/strict";
import { test } from "node:test";
import {
  belongsTo,
  boolean,
  choice,
  type Database,
  date,
  datetime,
  decimal,
  email,
  integer,
  json,
  Model,
  manyToMany,
  openDatabase,
  slug,
  sqlite,
  string,
  Temporal,
  text,
  unique,
  withDatabase,
} from "quintet/db";
import { modelChoiceField, modelForm, textareaField } from "quintet/forms";
import { createTables } from "../../src/db/schema/create-tables.ts";

class Author extends Model({ name: string({ maxLength: 100 }), mail: email({ optional: true }) }) {
  override toString() {
    return this.name;
  }
}

class Tag extends Model({ slug: slug({ unique: true }) }) {
  override toString() {
    return this.slug;
  }
}

class Book extends Model({
  title: string({ maxLength: 20, help: "As on the cover." }),
  summary: text({ optional: true }),
  pages: integer({ nullable: true, optional: true, positive: true }),
  price: decimal({ digits: 6, places: 2 }),
  status: choice("draft", "published"),
  rating: integer({ choices: { 1: "Bad", 2: "Good" }, default: 2 }),
  isBound: boolean({ default: false }),
  bornOn: date({ nullable: true, optional: true }),
  isbn: string({ maxLength: 13, unique: true, nullable: true, optional: true, label: "ISBN" }),
  owner: string({ maxLength: 20, default: "nobody" }),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
  get tags() {
    return manyToMany(() => Tag, { optional: true });
  },
}) {
  static override meta() {
    return this.options({ constraints: (book) => [unique(book.author, book.title)] });
  }
}

const bookForm = modelForm(Book, {
  fields: [
    "title",
    "summary",
    "pages",
    "price",
    "status",
    "rating",
    "isBound",
    "bornOn",
    "isbn",
    "author",
    "tags",
  ],
});

async function withBooks(work: (ann: Author, tags: Tag[]) => Promise<void>): Promise<void> {
  await using database: Database = openDatabase(sqlite({ file: ":memory:" }));
  await withDatabase(database, async () => {
    await createTables(database, [Author, Tag, Book]);
    const ann = await Author.create({ name: "Ann" });
    const tags = [await Tag.create({ slug: "tea" }), await Tag.create({ slug: "cake" })];
    await work(ann, tags);
  });
}

function entered(values: Record<string, string | string[]> = {}): URLSearchParams {
  const all = { title: "Tea", price: "4.50", status: "draft", rating: "2", author: "1", ...values };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(all)) for (const one of [value].flat()) params.append(name, one);
  return params;
}

test("a form for a model makes a row with its relations", async () => {
  await withBooks(async (ann) => {
    const result = await bookForm.bind(entered({ tags: ["1", "2"], isBound: "on", bornOn: "2024-02-29" }));
    assert.ok(result.isValid, JSON.stringify(result.problems));
    const saved = await result.save();
    assert.ok(saved.isValid);

    const book = await Book.get(saved.row.id);
    assert.equal(book.title, "Tea");
    assert.equal(String(book.price), "4.5");
    assert.equal(book.rating, 2);
    assert.equal(book.isBound, true);
    assert.equal(String(book.bornOn), "2024-02-29");
    assert.equal(book.pages, null);
    assert.equal(book.isbn, null);
    assert.equal(book.authorId, ann.id);
    assert.deepEqual((await book.tags).map(String).toSorted(), ["cake", "tea"]);
  });
});

test("only the listed fields can be set", async () => {
  await withBooks(async () => {
    const result = await bookForm.bind(entered({ owner: "me", id: "77" }));
    assert.ok(result.isValid);
    const saved = await result.save();
    assert.ok(saved.isValid);
    assert.equal(saved.row.owner, "nobody");
    assert.equal(saved.row.id, 1);
  });
});

test("kinds, limits, labels and help come from the model", async () => {
  await withBooks(async () => {
    const blank = await bookForm.blank();
    assert.equal(
      String(await blank.fields.title.html),
      '<div class="field"><label class="field-label" for="id_title">Title</label>' +
        '<input type="text" name="title" maxlength="20" id="id_title" required aria-describedby="id_title_helptext">' +
        '<div class="field-help" id="id_title_helptext">As on the cover.</div></div>',
    );
    assert.equal(blank.fields.isbn.label, "ISBN");
    assert.match(String(await blank.fields.pages.control), /type="number".*min="0"/);
    assert.match(String(await blank.fields.price.control), /step="0.01"/);
    assert.match(String(await blank.fields.bornOn.control), /type="date"/);
    assert.equal(
      String(await blank.fields.rating.control),
      '<select name="rating" id="id_rating" required><option value="1">Bad</option><option value="2" selected>Good</option></select>',
    );
    assert.equal(
      String(await blank.fields.author.control),
      '<select name="author" id="id_author" required><option value="" selected>---------</option><option value="1">Ann</option></select>',
    );
    assert.match(String(await blank.html), /<option value="2">cake<\/option>/);
  });
});

test("a row is shown, changed, and its changed fields are told", async () => {
  await withBooks(async (ann, [tea]) => {
    const book = await Book.create({ title: "Tea", price: "4.5", status: "draft", author: ann });
    await book.tags.add(tea!);

    const blank = await bookForm.blank({ instance: book });
    assert.match(String(await blank.fields.author.control), /<option value="1" selected>Ann/);
    assert.match(String(await blank.fields.tags.control), /<option value="1" selected>tea/);
    assert.match(String(await blank.fields.price.control), /value="4.50"/);

    const result = await bookForm.bind(entered({ title: "Cake", tags: "2" }), { instance: book });
    assert.deepEqual(result.changed, ["title", "tags"]);
    assert.ok(result.isValid);
    assert.ok((await result.save()).isValid);
    const stored = await Book.get(book.id);
    assert.equal(stored.title, "Cake");
    assert.deepEqual((await stored.tags).map(String), ["cake"]);
  });
});

test("rows that aren't there to choose from are refused", async () => {
  await withBooks(async () => {
    const result = await bookForm.bind(entered({ author: "9", tags: ["1", "x"] }));
    assert.deepEqual(
      result.problems.map(({ field, code }) => [field, code]),
      [
        ["author", "invalid_choice"],
        ["tags", "invalid_choice"],
      ],
    );
  });
});

test("values that must be unique are checked before saving", async () => {
  await withBooks(async (ann) => {
    await Book.create({ title: "Tea", price: "1", status: "draft", author: ann, isbn: "123" });
    const result = await bookForm.bind(entered({ title: "Other", isbn: "123" }));
    assert.equal(result.isValid, false);
    assert.deepEqual(
      result.problems.map(({ field, code }) => [field, code]),
      [["isbn", "unique"]],
    );
    const together = await bookForm.bind(entered());
    assert.deepEqual(together.formErrors, ["There is already a book with this author and title."]);
  });
});

test("a value that another visitor took in between becomes an error of its field", async () => {
  await withBooks(async (ann) => {
    const result = await bookForm.bind(entered({ isbn: "123" }));
    assert.ok(result.isValid);
    await Book.create({ title: "Other", price: "1", status: "draft", author: ann, isbn: "123" });

    const saved = await result.save();

    assert.ok(!saved.isValid);
    assert.deepEqual(saved.errors, { isbn: ["There is already a book with this ISBN."] });
    assert.match(String(await saved.fields.isbn.control), /value="123".*aria-invalid="true"/);
    assert.equal(await Book.all().count(), 1);
  });
});

test("other fields may stand in for the model's own", async () => {
  await withBooks(async () => {
    const own = modelForm(Book, {
      fields: ["title", "author"],
      override: {
        title: textareaField({ maxLength: 20 }),
        author: modelChoiceField(Author, { among: () => Author.where({ name: "Bob" }) }),
      },
    });
    const blank = await own.blank();
    assert.match(String(blank.fields.title.control), /^<textarea/);
    assert.doesNotMatch(String(await blank.fields.author.control), /Ann/);
    assert.equal((await own.bind(entered())).isValid, false);
  });
});

test("mistakes in the description are told", () => {
  assert.throws(() => modelForm(Book, { fields: ["titel" as "title"] }), {
    code: "forms.unknown-field",
    message: /The form for Book has no field "titel" .*Did you mean "title"\?/,
  });
  assert.throws(() => modelForm(Book, { fields: ["id"] }), { message: /counted up by the database/ });
  assert.throws(() => modelForm(Book, {} as never), { message: /which fields it offers/ });
});

test("save() of a form that isn't valid says what is wrong", async () => {
  await withBooks(async () => {
    const result = await bookForm.bind(entered({ title: "" }));
    await assert.rejects((result as unknown as { save(): Promise<unknown> }).save(), {
      code: "forms.unsavable",
      message: /the form isn't valid \(title: This field is required\.\)/,
    });
  });
});

class Page extends Model({
  title: string({ maxLength: 20 }),
  path: string({ maxLength: 20, default: "" }),
  isOpen: boolean({ default: true }),
  editor: string({ maxLength: 20, default: "" }),
  marks: json({ default: () => ({ edits: 0 }) }),
  changedAt: datetime({ autoNow: true }),
}) {
  override beforeSave() {
    this.path = this.title.toLowerCase();
    (this.marks as { edits: number }).edits++;
  }
}

const pageForm = modelForm(Page, { fields: ["title"] });

async function withPage(work: (id: number) => Promise<void>): Promise<void> {
  await using database: Database = openDatabase(sqlite({ file: ":memory:" }));
  await withDatabase(database, async () => {
    await createTables(database, [Page]);
    await work((await Page.create({ title: "Tea" })).id);
  });
}

test("a form that was open for long doesn't undo what somebody else has changed elsewhere", async () => {
  await withPage(async (id) => {
    const result = await pageForm.bind(new URLSearchParams({ title: "Cake" }), {
      instance: await Page.get(id),
    });
    await Page.where({ id }).update({ isOpen: false, editor: "ann", title: "Lost" });
    assert.ok(result.isValid);
    assert.ok((await result.save()).isValid);

    const { title, isOpen, editor } = await Page.get(id);
    assert.deepEqual({ title, isOpen, editor }, { title: "Cake", isOpen: false, editor: "ann" });
  });
});

test("what beforeSave() and the handler change beside the form is stored, and when it was", async () => {
  await withPage(async (id) => {
    const before = await Page.get(id);
    await Page.where({ id }).update({ changedAt: new Date(0) });
    const result = await pageForm.bind(new URLSearchParams({ title: "Cake" }), { instance: before });
    assert.ok(result.isValid);
    result.row.editor = "bob";
    assert.ok((await result.save()).isValid);

    const page = await Page.get(id);
    assert.equal(page.path, "cake");
    assert.equal(page.editor, "bob");
    assert.deepEqual(page.marks, { edits: 2 });
    assert.ok(Number(page.changedAt) > 0);
  });
});

test("a new row is stored whole, also one that was begun by the handler", async () => {
  await withPage(async () => {
    const instance = new Page({ title: "", editor: "bob", isOpen: false });
    const result = await pageForm.bind(new URLSearchParams({ title: "New" }), { instance });
    assert.ok(result.isValid);
    assert.ok((await result.save()).isValid);

    const { editor, isOpen, path, changedAt } = await Page.get({ title: "New" });
    assert.deepEqual({ editor, isOpen, path }, { editor: "bob", isOpen: false, path: "new" });
    assert.ok(Number(changedAt) > 0);
  });
});

class Alarm extends Model({
  name: string({ maxLength: 20 }),
  at: datetime({ as: "instant" }),
}) {}

test("an instant is edited like a Date, and keeps its microseconds where it isn't changed", async () => {
  await using database: Database = openDatabase(sqlite({ file: ":memory:" }));
  await withDatabase(database, async () => {
    await createTables(database, [Alarm]);
    const alarmForm = modelForm(Alarm, { fields: ["name", "at"] });
    const at = Temporal.Instant.from("2026-03-01T10:00:00.123456Z");
    const instance = await Alarm.create({ name: "Tea", at });

    const shown = (await alarmForm.blank({ instance })).fields.at.value;
    assert.equal(shown, "2026-03-01T10:00:00.123");
    const same = await alarmForm.bind(new URLSearchParams({ name: "Cake", at: shown as string }), {
      instance,
    });
    assert.ok(same.isValid && (await same.save()).isValid);
    assert.equal(String((await Alarm.get(instance.id)).at), String(at));

    const other = new URLSearchParams({ name: "Cake", at: "2026-03-01T10:00:00.5" });
    const changed = await alarmForm.bind(other, { instance });
    assert.ok(changed.isValid && (await changed.save()).isValid);
    assert.deepEqual(changed.changed, ["at"]);
    assert.equal(String((await Alarm.get(instance.id)).at), "2026-03-01T10:00:00.5Z");
  });
});
