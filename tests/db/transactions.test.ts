import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { afterCommit, openDatabase, sqlite, transaction, withDatabase } from "quintet/db";
import { forEachDatabase } from "./databases.ts";
import { Author, Book, fillLibrary, openLibrary, Tag } from "./library.ts";

forEachDatabase((kind) => {
  const { test } = kind;

  test("a transaction that throws leaves nothing behind", async () => {
    await using _database = await openLibrary(kind);

    const failing = transaction(async () => {
      await Author.create({ name: "Gogol" });
      assert.equal(await Author.count(), 1);
      throw new Error("no");
    });

    await assert.rejects(failing, /no/);
    assert.equal(await Author.count(), 0);
  });

  test("a nested transaction that throws undoes only its own changes", async () => {
    await using _database = await openLibrary(kind);

    await transaction(async () => {
      await Author.create({ name: "Gogol" });
      const inner = transaction(async () => {
        await Author.create({ name: "Tolstoy" });
        throw new Error("no");
      });
      await assert.rejects(inner, /no/);
    });

    assert.deepEqual((await Author.all()).map(String), ["Gogol"]);
  });

  test("flows beside a transaction see nothing of it and are not in it", async () => {
    await using _database = await openLibrary(kind);
    const order: string[] = [];

    const first = transaction(async () => {
      await Author.create({ name: "in the first" });
      order.push("first wrote");
      await sleep(20);
      order.push("first ends");
      throw new Error("undone");
    });
    await sleep(5);
    const second = transaction(async () => {
      order.push("second begins");
      await Author.create({ name: "in the second" });
    });
    const seen = Author.where({ name: "in the first" }).count();

    await assert.rejects(first, /undone/);
    await second;
    assert.equal(await seen, 0);
    // SQLite has one writer at a time; on a server the second doesn't wait.
    if (kind.dialect === "sqlite") assert.deepEqual(order, ["first wrote", "first ends", "second begins"]);
    else assert.equal(order.length, 3);
    assert.deepEqual((await Author.all()).map(String), ["in the second"]);
  });

  if (kind.dialect === "sqlite") {
    test("a single write waits for a transaction beside it", async () => {
      await using _database = await openLibrary(kind);

      const open1 = transaction(async () => {
        await sleep(10);
        assert.equal(await Author.count(), 0);
        await sleep(10);
      });
      await sleep(2);
      await Promise.all([Author.create({ name: "Gogol" }), open1]);

      assert.equal(await Author.count(), 1);
    });
  }

  test("nested transactions side by side wait for each other", async () => {
    await using _database = await openLibrary(kind);

    await transaction(async () => {
      const names = ["a", "b", "c"];
      await Promise.allSettled(
        names.map((name) =>
          transaction(async () => {
            await Author.create({ name });
            await sleep(2);
            if (name === "b") throw new Error("no");
          }),
        ),
      );
    });

    assert.deepEqual((await Author.orderBy("name")).map(String), ["a", "c"]);
  });

  test("afterCommit() runs once the outermost transaction is stored, and never if it isn't", async () => {
    await using _database = await openLibrary(kind);
    const calls: string[] = [];

    await transaction(async () => {
      await transaction(async () => afterCommit(() => calls.push("inner")));
      await transaction(async () => {
        await afterCommit(() => calls.push("undone"));
        throw new Error("no");
      }).catch(() => undefined);
      await afterCommit(async () => {
        await Author.create({ name: "after" });
        calls.push("outer");
      });
      assert.deepEqual(calls, []);
    });
    await afterCommit(() => calls.push("at once"));

    assert.deepEqual(calls, ["inner", "outer", "at once"]);
    assert.equal(await Author.count(), 1);
  });

  test("a durable transaction refuses to be a nested one", async () => {
    await using _database = await openLibrary(kind);

    await assert.rejects(
      transaction(() => transaction(async () => undefined, { durable: true })),
      { code: "db.nested-transaction" },
    );
  });

  test("work that nobody waited for is told so, instead of writing into somebody else's transaction", async () => {
    await using _database = await openLibrary(kind);
    let late: Promise<unknown> = Promise.resolve();
    const ended = Promise.withResolvers<void>();

    await transaction(async () => {
      late = ended.promise.then(() => Author.create({ name: "late" }));
      late.catch(() => undefined);
    });
    ended.resolve();

    await assert.rejects(late, { code: "db.transaction-ended" });
    assert.equal(await Author.count(), 0);
  });

  test("a transaction returns what its work returns, a query's rows among it", async () => {
    await using _database = await openLibrary(kind);
    await fillLibrary();

    const tags = await transaction(() => Tag.orderBy("slug"));

    assert.deepEqual(
      tags.map(({ slug }) => slug),
      ["classic", "sale"],
    );
  });

  test("what is deleted inside a transaction that fails is there again", async () => {
    await using _database = await openLibrary(kind);
    const { tolstoy } = await fillLibrary();

    await transaction(async () => {
      await tolstoy.delete();
      throw new Error("no");
    }).catch(() => undefined);

    assert.equal(await Book.count(), 4);
  });
});

test("a file is read while a transaction writes to it, and another process sees what is stored", async (context) => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-db-"));
  context.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "library.sqlite3");
  await using _database = await openLibrary(file);
  await using other = openDatabase(sqlite({ file }), "other");

  await transaction(async () => {
    await Author.create({ name: "Gogol" });
    assert.equal(await withDatabase(other, () => Author.count()), 0);
  });

  assert.equal(await Author.using(other).count(), 1);
});

test("stream() keeps its snapshot while others write", async (context) => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-db-"));
  context.after(() => rm(folder, { recursive: true }));
  await using _database = await openLibrary(join(folder, "library.sqlite3"));
  await Tag.createMany(Array.from({ length: 20 }, (_, number) => ({ slug: `t${number}` })));

  let count = 0;
  for await (const tag of Tag.all().stream({ chunk: 5 })) {
    count++;
    await Tag.create({ slug: `${tag.slug}-again` });
  }

  assert.equal(count, 20);
  assert.equal(await Tag.count(), 40);
});
