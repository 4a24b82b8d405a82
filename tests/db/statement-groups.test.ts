import assert from "node:assert/strict";
import { test } from "node:test";
import {
  expectQueries,
  groupStatements,
  type LoggedStatement,
  onStatement,
  recordStatements,
  shortStatement,
  transaction,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";
import { Author, Book, fillLibrary, openLibrary, Review } from "./library.ts";

const file = "tests/db/statement-groups.test.ts";

/** The line above the one that this function is called in. */
function lineAbove(): string {
  const [, line] = /statement-groups\.test\.ts:(\d+)/.exec(new Error().stack!.split("\n")[2]!)!;
  return `${file}:${Number(line) - 1}`;
}

async function sources(work: () => Promise<unknown>): Promise<(string | undefined)[]> {
  const { statements } = await recordStatements(work);
  return statements.map(({ source }) => source);
}

forEachDatabase((place) => {
  place.test("a statement knows the line of the app that asked for it", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const lines: string[] = [];

    const found = await sources(async () => {
      const query = Book.where({ status: "published" }); // built here, asked below
      const pending = Book.count().then((count) => count + 1);
      lines.push(lineAbove());
      await pending;
      const [book] = await query;
      lines.push(lineAbove());
      await Promise.all([Book.where({ title: "The Nose" }).get(), Book.first()]);
      lines.push(lineAbove());
      await Book.get(book!.id);
      lines.push(lineAbove());
    });

    const [counted, asked, both, byKey] = lines;
    assert.deepEqual(found, [counted, asked, both, both, byKey]);
  });

  place.test("a relation that is loaded with the rows is asked for in the same line", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    let line = "";

    const found = await sources(async () => {
      const books = Book.all().include({ tags: (tags) => tags.orderBy("slug") }, "reviews");
      await books;
      line = lineAbove();
    });

    assert.deepEqual(found, [line, line, line]);
  });

  place.test("a relation that is awaited was asked for by who awaits it", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    let line = "";

    const found = await sources(async () => {
      const [book] = await Book.all();
      await book!.author;
      line = lineAbove();
    });

    assert.equal(found[1], line);
  });

  place.test("a stream and writes know who asked as well", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const lines: string[] = [];

    const found = await sources(async () => {
      const authors = Author.all().stream({ chunk: 1 });
      for await (const _ of authors);
      lines.push(lineAbove());
      await transaction(async () => {
        await Author.create({ name: "Chekhov" });
        lines.push(lineAbove());
      });
    });

    assert.deepEqual(found, [lines[0], lines[1]]);
  });

  place.test("expectQueries() lists equal statements once, with the lines that asked", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    let line = "";

    const counted = expectQueries(1, async () => {
      for (const title of ["The Nose", "War and Peace", "Dead Souls"]) {
        await Book.where({ title }).exists();
        line = lineAbove();
      }
      await Author.count();
    });

    await assert.rejects(counted, (error: Error) => {
      const [head, loop, asked, single, ...rest] = error.message.split("\n");
      assert.equal(head, "Expected 1 statement, and 4 were sent:");
      assert.match(loop!, /^ {2}3 × SELECT 1 FROM/);
      assert.equal(asked, `      asked in ${line}`);
      assert.match(single!, /^ {2}1 × SELECT COUNT\(\*\)/);
      assert.equal(rest.length, 1);
      return true;
    });
  });
});

test("a statement that was stopped early, or failed, is told with what was waited for", async () => {
  await using database = await openLibrary();
  await fillLibrary();

  const { statements } = await recordStatements(async () => {
    for await (const _ of Book.all().stream({ chunk: 1 })) break;
    await database.query("SELECT nothing FROM nowhere").catch(() => {});
  });

  assert.equal(statements.length, 2);
  assert.equal(statements[0]!.error, undefined);
  assert.match(String(statements[1]!.error), /nowhere/);
});

test("a statement that fails knows who asked as well", async () => {
  await using database = await openLibrary();
  await database.script("DROP TABLE review");
  let line = "";

  const { statements } = await recordStatements(async () => {
    const query = Review.all();
    try {
      await query;
    } catch (error) {
      line = lineAbove();
      assert.match(String(error), /review/);
    }
  });

  const asked = statements[0]!.source!;
  assert.equal(
    asked,
    line.replace(/\d+$/, (number) => String(Number(number) - 1)),
  );
});

test("statements of all flows are heard by a listener, and no longer once it has gone", async () => {
  await using _database = await openLibrary();
  const heard: LoggedStatement[] = [];
  const stop = onStatement((statement) => heard.push(statement));

  await Book.count();
  stop();
  await Book.count();

  assert.equal(heard.length, 1);
});

test("groups say how often, how long, and who asked, the most frequent line first", () => {
  const statement = (text: string, durationMs: number, source: string | undefined): LoggedStatement => ({
    database: "default",
    text,
    parameterCount: 0,
    durationMs,
    source,
  });

  const groups = groupStatements([
    statement("SELECT 1", 1, "a.ts:1"),
    statement("SELECT 2", 1, undefined),
    statement("SELECT 1", 2, "b.ts:2"),
    statement("SELECT 1", 3, "b.ts:2"),
  ]);

  assert.deepEqual(groups, [
    {
      database: "default",
      text: "SELECT 1",
      count: 3,
      totalMs: 6,
      sources: [
        { line: "b.ts:2", count: 2 },
        { line: "a.ts:1", count: 1 },
      ],
    },
    { database: "default", text: "SELECT 2", count: 1, totalMs: 1, sources: [] },
  ]);
});

test("a statement is shortened where it says least: its columns, and its end", () => {
  const columns = Array.from({ length: 9 }, (_, number) => `"shop_book"."column_${number}"`).join(", ");

  assert.equal(
    shortStatement(`SELECT ${columns} FROM "shop_book" WHERE "id" = ?`),
    'SELECT … FROM "shop_book" WHERE "id" = ?',
  );
  assert.equal(shortStatement("SELECT  1\n FROM book"), "SELECT 1 FROM book");
  assert.match(shortStatement(`UPDATE book SET title = '${"x".repeat(500)}'`), /^.{240}…$/);
});
