import assert from "node:assert/strict";
import { recordStatements, transaction } from "quintet/db";
import { forEachDatabase } from "./databases.ts";
import { Author, Book, fillLibrary, openLibrary } from "./library.ts";

forEachDatabase((place) => {
  const { test, dialect } = place;

  test("explain() tells the steps of the database as text", async () => {
    await using _database = await openLibrary(place);

    const text = await Book.where({ author: { name: "Gogol" } }).explain();

    const steps = {
      sqlite: /SEARCH|SCAN/,
      postgres: /Scan on .*book/,
      mysql: /SIMPLE.*book|lookup on book|scan on book/,
    };
    assert.match(text, steps[dialect]);
  });

  test("explain() is sent in the transaction, and told like other statements", async () => {
    await using _database = await openLibrary(place);

    const { statements, result } = await recordStatements(() =>
      transaction(async () => {
        await Author.create({ name: "Gogol" });
        return Author.all().explain();
      }),
    );

    assert.match(statements.at(-1)!.text, /EXPLAIN .*SELECT/);
    assert.notEqual(result, "");
  });

  test("explain() of JSON, with what was measured, where the database has it", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const query = Book.where({ pages: { gt: 50 } });

    if (dialect === "sqlite") {
      const refused = query.explain({ format: "json" });
      await assert.rejects(refused, {
        code: "db.unsupported-query",
        message: 'explain() on SQLite has no format "json". It has: text.',
      });
      await assert.rejects(
        query.explain({ analyze: true }),
        /SQLite has no option "analyze". It has: format\./,
      );
      return;
    }
    const measured = await query.explain({ format: "json", analyze: true });

    assert.match(
      JSON.stringify(JSON.parse(measured)),
      dialect === "postgres" ? /Actual Rows/ : /r_rows|actual_rows/,
    );
  });

  test("explain() refuses what the database doesn't have, and names what it has", async () => {
    await using _database = await openLibrary(place);
    const options = dialect === "postgres" ? { format: "tree" as const } : { buffers: true };

    const refused = Book.all().explain(options);

    await assert.rejects(refused, { code: "db.unsupported-query", message: /It has: .*(format|text)/ });
  });

  test("toSql() tells the statement and its parameters, and sends nothing", async () => {
    await using database = await openLibrary(place);
    const query = Book.where({ pages: { gt: 50 }, title: { in: ["The Nose", "Viy"] } }).include("author");

    const { statements, result } = await recordStatements(() => query.toSql());

    assert.deepEqual(statements, []);
    assert.match(result.text, /^SELECT .*book.*JOIN .*author.* WHERE /);
    assert.deepEqual(
      result.params
        .flatMap((param) =>
          typeof param === "string" && param.startsWith("[") ? JSON.parse(param) : [param],
        )
        .flat(),
      [50, "The Nose", "Viy"],
    );
    const sent = await recordStatements(() => query);
    assert.equal(sent.statements[0]!.text, result.text);
    assert.equal((await database.query(result.text, result.params)).length, sent.result.length);
  });

  if (dialect === "postgres") {
    test("every option of explain() reaches the server", async () => {
      await using _database = await openLibrary(place);
      const all = { analyze: true, verbose: true, costs: false, settings: true, buffers: true, wal: true };

      const text = await Book.all().explain({ ...all, timing: false, summary: true, format: "yaml" });
      const plain = await Book.all().explain({ costs: false });

      assert.match(text, /Output:[\s\S]*Planning Time:/);
      assert.doesNotMatch(text, /Total Cost/);
      assert.doesNotMatch(plain, /cost=/);
    });
  }
});
