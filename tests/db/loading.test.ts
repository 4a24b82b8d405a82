import assert from "node:assert/strict";
import {
  count,
  expectQueries,
  Model,
  openDatabase,
  type Path,
  recordStatements,
  sql,
  sqlite,
  string,
} from "quintet/db";
import { createTables } from "../../src/db/schema/create-tables.ts";
import { forEachDatabase } from "./databases.ts";
import { Author, Book, fillLibrary, openLibrary, Profile, Tag, titles } from "./library.ts";

forEachDatabase((kind) => {
  const { test } = kind;

  test("a query that fails is caught like a promise, and ended by finally()", async () => {
    await using _database = await openLibrary(kind);
    class Lost extends Model({ name: string({ maxLength: 10 }) }) {} // its table was never made
    const steps: string[] = [];

    await assert.rejects(Lost.all(), { code: "db.schema-mismatch" });
    const rows = await Lost.all().catch(() => []);
    await Author.all().finally(() => steps.push("ended"));
    await assert.rejects(
      Lost.all().finally(() => steps.push("failed")),
      { code: "db.schema-mismatch" },
    );

    assert.deepEqual(rows, []);
    assert.deepEqual(steps, ["ended", "failed"]);
  });

  test("awaiting a relation on one row loads it for all rows of the result", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    const names = await expectQueries(2, async () => {
      const found: string[] = [];
      for (const book of await Book.all()) found.push((await book.author).name);
      return found;
    });

    assert.deepEqual(names, ["Tolstoy", "Gogol", "Gogol", "Tolstoy"]);
  });

  test("awaiting a relation on all rows at once loads it once", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    await expectQueries(2, async () =>
      Promise.all((await Book.all()).map(async (book) => (await book.author).name)),
    );
  });

  test("related rows of related rows are loaded for all of them", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    await expectQueries(3, async () => {
      for (const author of await Author.all()) for (const book of await author.books) await book.tags;
    });
  });

  test("the key of a row that is not loaded is known, and a missing one is null", async () => {
    await using _database = await openLibrary(kind);
    const { gogol } = await fillLibrary();

    await expectQueries(2, async () => {
      const war = await Book.get({ title: "War and Peace" });
      const souls = await Book.get({ title: "Dead Souls" });
      assert.equal(war.editor?.id, gogol.id);
      assert.equal(war.editorId, gogol.id);
      assert.equal(souls.editor, null);
    });
  });

  test("a relation of rows that were read without its key is awaited all the same", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    const editors = await expectQueries(3, async () => {
      const found: (string | undefined)[] = [];
      for (const book of await Book.defer("editor")) {
        const { editor } = book as unknown as { editor: PromiseLike<Author | null> };
        found.push((await editor)?.name);
      }
      return found;
    });

    assert.deepEqual(editors, [undefined, undefined, "Tolstoy", "Gogol"]);
  });

  test("include() joins relations to one row and adds one statement for each relation to many", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    const books = await expectQueries(2, () =>
      Book.include("author", "editor", { tags: (tags) => tags.orderBy("-slug") }),
    );

    const war = books.at(-1)!;
    assert.equal(war.author.name, "Tolstoy");
    assert.equal(war.editor?.name, "Gogol");
    assert.deepEqual(
      war.tags.map((tag) => tag.slug),
      ["sale", "classic"],
    );
    assert.equal(books[1]?.editor, null);
  });

  test("include() goes deeper, and keeps the way back", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    await expectQueries(3, async () => {
      const authors = await Author.orderBy("name").include({
        books: (books) => books.where({ status: "published" }).include("tags", "editor"),
      });
      const tolstoy = authors[1]!;
      assert.deepEqual(titles(tolstoy.books), ["Anna Karenina", "War and Peace"]);
      assert.deepEqual(tolstoy.books[1]!.tags.length, 2);
      assert.equal(tolstoy.books[1]!.editor?.name, "Gogol");
      assert.equal(await tolstoy.books[0]!.author, tolstoy);
    });
  });

  test("the one row that refers to this one is found, or null", async () => {
    await using _database = await openLibrary(kind);
    const { tolstoy } = await fillLibrary();
    await Profile.create({ site: "example.org", author: tolstoy });

    const [gogol, other] = await expectQueries(1, () => Author.orderBy("name").include("profile"));

    assert.equal(gogol!.profile, null);
    assert.equal(other!.profile?.site, "example.org");
    assert.equal((await (await Author.get(tolstoy.id)).profile)?.site, "example.org");
  });

  test("a relation to many can be asked, extended, reduced and replaced", async () => {
    await using _database = await openLibrary(kind);
    const { anna, nose, classic, sale, gogol } = await fillLibrary();

    await anna.tags.add(classic, sale.id);
    assert.deepEqual(
      (await anna.tags.orderBy("slug")).map((tag) => tag.slug),
      ["classic", "sale"],
    );
    await anna.tags.remove(classic);
    assert.equal(await anna.tags.count(), 1);
    await anna.tags.set([classic]);
    assert.deepEqual(
      (await anna.tags).map((tag) => tag.slug),
      ["classic"],
    );
    await anna.tags.clear();
    assert.equal(await anna.tags.exists(), false);
    const fresh = await anna.tags.create({ slug: "new" });
    assert.deepEqual(titles(await fresh.books), ["Anna Karenina"]);

    await gogol.edited.add(nose);
    assert.equal(nose.editorId, gogol.id);
    assert.equal(await gogol.edited.where({ title: "The Nose" }).count(), 1);
    await assert.rejects(gogol.books.remove(nose), { code: "db.invalid-query" });
  });

  test("a loaded relation to many is an array that can do the same", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();
    const war = await Book.include("tags").get({ title: "War and Peace" });

    assert.ok(Array.isArray(war.tags));
    await war.tags.remove(war.tags[0]!);

    assert.equal((await war.tags).length, 1);
  });

  test("annotations count, total and can be asked and ordered by", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    const authors = await Author.annotate((author) => ({
      written: count(author.books),
      dearest: author.books.price.max(),
    }))
      .where({ dearest: { gt: 10 } })
      .orderBy("-written");
    const all = await Author.annotate((author) => ({ written: count(author.books) }))
      .where({ written: { gte: 2 } })
      .count();

    assert.deepEqual(
      authors.map(({ name, written, dearest }) => [name, written, dearest?.toFixed(2)]),
      [["Tolstoy", 2, "20.00"]],
    );
    assert.equal(all, 2);
  });

  test("totals can count only some rows, and equal values once", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    const totals = await Book.aggregate((book) => ({
      all: count(),
      published: count(book.id, { where: book.status.eq("published") }),
      authors: count(book.author, { distinct: true }),
      pages: book.pages.sum(),
      price: book.price.avg(),
    }));

    assert.deepEqual(
      { ...totals, price: totals.price?.toString() },
      { all: 4, published: 3, authors: 2, pages: 2040, price: "12.6225" },
    );
  });

  test("aggregate() works over annotations and limits", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    const { most } = await Author.annotate((author) => ({ written: count(author.books) })).aggregate(
      (author) => ({ most: author.written.max() }),
    );
    const { pages } = await Book.where({ pages: { isNull: false } })
      .orderBy("-pages")
      .limit(1)
      .aggregate((book) => ({ pages: book.pages.sum() }));

    assert.equal(most, 2);
    assert.equal(pages, 1200);
  });

  test("select() gives values by name, grouped where one is a total", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    const rows = await Book.select((book) => ({ title: book.title, by: book.author.name })).limit(1);
    const groups = await Book.select((book) => ({ status: book.status, books: count() })).orderBy("status");
    const names = await Author.orderBy("name").select("name");

    assert.deepEqual(rows, [{ title: "Anna Karenina", by: "Tolstoy" }]);
    assert.deepEqual(groups, [
      { status: "draft", books: 1 },
      { status: "published", books: 3 },
    ]);
    assert.deepEqual(names, [{ name: "Gogol" }, { name: "Tolstoy" }]);
  });

  test("rows are grouped by SQL of one's own as well", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    const states = await Book.select(() => ({ state: sql<string>`status`, books: count() }));

    const counts = Object.fromEntries(states.map(({ state, books }) => [state, books]));
    assert.deepEqual(counts, { draft: 1, published: 3 });
  });

  test("order, limit, offset, first, last and reverse", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    assert.deepEqual(titles(await Book.orderBy("author.name", "-title").limit(2).offset(1)), [
      "Dead Souls",
      "War and Peace",
    ]);
    assert.equal((await Book.first())?.title, "Anna Karenina");
    assert.equal((await Book.all().last())?.title, "War and Peace");
    assert.deepEqual(titles(await Book.orderBy((book) => book.pages.desc({ nulls: "first" })).limit(1)), [
      "Dead Souls",
    ]);
    assert.deepEqual(titles(await Book.all().reverse().limit(1)), ["War and Peace"]);
    assert.equal(await Book.where({ title: "Gone" }).first(), null);
    assert.equal(await Book.where({ title: "Gone" }).exists(), false);
  });

  test("get() throws where there is none or more than one, find() gives null", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    await assert.rejects(Book.get({ title: "Gone" }), {
      code: "db.does-not-exist",
      message: /There is no Book/,
    });
    await assert.rejects(Book.get({ author: { name: "Gogol" } }), {
      code: "db.multiple-objects",
      message: /found 2 rows of Book/,
    });
    assert.equal(await Book.find(99), null);
  });

  test("stream() reads all rows in portions", async () => {
    await using _database = await openLibrary(kind);
    await Tag.createMany(Array.from({ length: 250 }, (_, number) => ({ slug: `tag-${number}` })));

    const found: string[] = [];
    for await (const tag of Tag.orderBy("id").stream({ chunk: 100 })) found.push(tag.slug);

    assert.equal(found.length, 250);
    assert.equal(found[249], "tag-249");
  });

  test("queries of one shape share a plan, whatever their values", async () => {
    await using database = await openLibrary(kind);
    await fillLibrary();
    await Book.where({ pages: { gt: 1 }, title: { in: ["a", "b", "c"] } });
    const before = database.planCount;

    await Book.where({ pages: { gt: 2 }, title: { in: ["d", "e", "f", "g"] } });
    assert.equal(database.planCount, before);
    await Book.where({ pages: { lt: 2 }, title: { in: ["d", "e", "f", "g"] } });
    assert.equal(database.planCount, before + 1);
  });

  test("a query is immutable", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();
    const all = Book.all();

    all.where({ title: "x" }).limit(1);

    assert.equal((await all).length, 4);
  });

  test("a statement can be recorded without its values", async () => {
    await using _database = await openLibrary(kind);

    const { statements } = await recordStatements(() => Author.where({ name: "secret" }).count());

    assert.equal(statements.length, 1);
    assert.match(statements[0]!.text, /SELECT COUNT\(\*\) FROM ["`]author["`]/);
    assert.equal(JSON.stringify(statements).includes("secret"), false);
  });

  test("expectQueries() lists the statements where there were others", async () => {
    await using _database = await openLibrary(kind);

    await assert.rejects(
      expectQueries(2, () => Author.count()),
      {
        code: "db.query-count",
        message:
          /Expected 2 statements, and 1 were sent:\n {2}1 × SELECT COUNT.*\n {6}asked in tests\/db\/loading\.test\.ts:\d+$/,
      },
    );
  });

  test("using() asks another database", async () => {
    await using _database = await openLibrary(kind);
    await using other = openDatabase(sqlite({ file: ":memory:" }), "other");
    class Note extends Model({ body: string() }) {}
    await createTables(other, [Note]);

    const note = await Note.using(other).create({ body: "there" });
    note.body = "changed";
    await note.save();

    assert.equal((await Note.using(other).get(note.id)).body, "changed");
    await assert.rejects(async () => Note.all(), {
      code: "db.schema-mismatch",
      message: /quintet migrate up/,
    });
  });

  test("include() of a reference that only() or defer() leaves out is refused", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    const message = /^include\("author"\) on Book follows a reference that only\(\) or defer\(\) leaves out/;
    await assert.rejects(async () => Book.only("title").include("author"), { message });
    await assert.rejects(async () => Book.defer("author").include("author"), { message });
    const [book] = await Book.only("title", "author").include("author");
    assert.equal(book?.author.name, "Tolstoy");
  });

  test("a reference that was not read is read when it is awaited, for all rows", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();
    const books = await Book.only("title").orderBy("title");

    const names = await expectQueries(2, async () => {
      const found: (string | undefined)[] = [];
      for (const book of books) found.push((await book.author).name);
      return found;
    });
    const editors = await Promise.all(books.map(async (book) => (await book.editor)?.name));

    assert.deepEqual(names, ["Tolstoy", "Gogol", "Gogol", "Tolstoy"]);
    assert.deepEqual(editors, [undefined, undefined, "Tolstoy", "Gogol"]);
  });

  test("fetchMode() says whether relations are loaded for all rows, for one, or not at all", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();
    const authors = async (mode: "peers" | "one") => {
      for (const book of await Book.all().fetchMode(mode)) await book.author;
    };

    await expectQueries(2, () => authors("peers"));
    await expectQueries(5, () => authors("one"));
    const [book] = await Book.all()
      .fetchMode("raise")
      .include({ tags: (tags) => tags.orderBy("slug") });

    assert.deepEqual(
      book!.tags.map(({ slug }) => slug),
      ["classic"],
    );
    await assert.rejects(async () => await book!.author, {
      code: "db.not-loaded",
      message: /^Book\.author was not loaded.*fetchMode\("raise"\).*include\("author"\)/,
    });
    await assert.rejects(async () => await book!.tags[0]!.books, { code: "db.not-loaded" });
    assert.equal(await book!.tags[0]!.books.count(), 2);
    assert.equal((await Book.load([book!], "author"))[0]!.author.name, "Tolstoy");
    assert.throws(() => Book.all().fetchMode("never" as never), {
      message: /takes "peers", "one" or "raise"/,
    });
  });

  test("refresh() can read the rows of the whole result again, and what was left out of them", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();
    const books = await Book.defer("pages").orderBy("title");
    await Book.all().update({ price: 1 });

    await expectQueries(1, () => books[0]!.refresh({ only: ["pages"] as never, peers: true }));

    assert.deepEqual(
      books.map((book) => (book as Book).pages),
      [800, null, 40, 1200],
    );
    assert.equal(books[0]!.price.toNumber(), 15.5);
  });

  test("a query tells whether its rows have an order, and whether that leaves ties", async () => {
    await using _database = await openLibrary(kind);
    const queries = [
      [Author.all(), false, false],
      [Author.orderBy("name"), true, false],
      [Author.orderBy("name", "-id"), true, true],
      [Book.all(), true, false],
      [Book.orderBy(), false, false],
      [Book.orderBy("author.id", "title"), true, false],
      [Book.orderBy("title", "-author"), true, true], // a unique rule
      [Tag.orderBy("slug"), true, true],
      [Book.orderBy((book) => book.title.lower(), "id"), true, true],
      [Book.orderBy("tags.id"), true, false],
      [Book.none(), true, true],
      [Book.select((book) => ({ status: book.status, books: count() })), false, false],
      [Book.orderBy("id").union(Book.all()), false, false],
    ] as const;

    for (const [position, [query, ordered, totally]] of queries.entries())
      assert.deepEqual([query.isOrdered, query.isTotallyOrdered], [ordered, totally], `query ${position}`);
  });

  test("get() and find() say where a callback belongs", async () => {
    await using _database = await openLibrary(kind);

    await assert.rejects(Book.get(((book: Path<typeof Book>) => book.title.eq("x")) as never), {
      code: "db.invalid-condition",
      message: /A callback belongs into where\(\(row\) => …\), with get\(\) behind it/,
    });
  });
});
