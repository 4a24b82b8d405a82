import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { test as nodeTest, type TestContext } from "node:test";
import {
  createTables,
  type Database,
  integer,
  Model,
  openDatabase,
  type PostgresOptions,
  postgres,
  setDefaultDatabase,
  string,
  transaction,
} from "quintet/db";
import { coreConfigSections, defineConfig, resolveConfig, Secret } from "../../src/core/index.ts";
import { dbModule } from "../../src/db/db-module.ts";
import { testDatabases } from "./databases.ts";
import { postgresService } from "./services.ts";

class Note extends Model({ body: string({ maxLength: 20, unique: true }), rank: integer({ default: 0 }) }) {}
const models = [Note];

const kind = testDatabases.find(({ dialect }) => dialect === "postgres")!;
const test = (name: string, work: (context: TestContext) => Promise<void>) =>
  void nodeTest(name, { skip: postgresService.skip }, work);

/** The same database with other options. */
async function reopened(options: PostgresOptions): Promise<Database> {
  const { url } = (await kind.describe()).options as { url: string };
  return openDatabase(postgres({ url, ...options }), "again");
}

test("values come as what the database stores, whatever their type", async () => {
  await using database = await kind.open();

  const [row] = await database.query(
    `SELECT 1::smallint, -20, 9007199254740993, 2.50::numeric, 1.5::float8, 'NaN'::float8, true, false, 'ü', '\\x00ff'::bytea,
       '2026-03-01 10:00+02'::timestamptz, '2026-03-01'::date, interval '1 day 2 hours', '{"a": [1]}'::jsonb, NULL`,
  );

  assert.deepEqual(row, [
    1,
    -20,
    9007199254740993n,
    "2.50",
    1.5,
    Number.NaN,
    1,
    0,
    "ü",
    new Uint8Array([0, 255]),
    "2026-03-01 08:00:00+00",
    "2026-03-01",
    "1 day 02:00:00",
    '{"a": [1]}',
    null,
  ]);
});

test("parameters of every kind arrive, long and short ones", async () => {
  await using database = await kind.open();
  const long = "ä€😀'\\".repeat(20_000);
  const bytes = new Uint8Array(100_000).fill(7);

  const [row] = await database.query("SELECT $1::text, $2::int8, $3::bytea, $4::text, $5::text", [
    long,
    2n ** 60n,
    bytes,
    null,
    "ß",
  ]);

  assert.deepEqual(row, [long, 2n ** 60n, bytes, null, "ß"]);
});

test("statements of one moment go over one connection, each with its own answer or error", async () => {
  await using database = await kind.open();
  await database.query("SELECT 1");

  const answers = await Promise.allSettled([
    database.query("SELECT pg_backend_pid(), $1::int", [1]),
    database.query("SELECT 1 / $1::int", [0]),
    database.query("SELECT nothing"),
    database.query("SELECT nothing"),
    database.query("SELECT pg_backend_pid(), $1::int", [2]),
  ]);

  const [first, divided, missing, again, last] = answers;
  assert.ok(first?.status === "fulfilled" && last?.status === "fulfilled");
  assert.deepEqual([first.value[0]![1], last.value[0]![1]], [1, 2]);
  assert.equal(first.value[0]![0], last.value[0]![0]);
  assert.match(String(divided?.status === "rejected" && divided.reason), /division by zero \(22012\)/);
  for (const failed of [missing, again])
    assert.equal(failed?.status === "rejected" && failed.reason.code, "db.schema-mismatch");
});

test("a quick statement doesn't wait behind one that is known to be slow", async () => {
  await using database = await kind.open();
  await using other = openDatabase(await kind.describe(), "other");
  const slow = "SELECT pg_sleep(0.02), pg_advisory_xact_lock(7)";
  await database.query(slow);
  const order: string[] = [];
  let waiting: readonly Promise<unknown>[] = [];

  await transaction(
    async () => {
      await other.query("SELECT pg_advisory_xact_lock(7)"); // whoever is slow waits until this transaction ends
      waiting = [1, 2].map(() => database.query(slow).then(() => order.push("slow")));
      await database.query("SELECT 1");
      order.push("quick");
    },
    { database: other },
  );
  await Promise.all(waiting);

  assert.deepEqual(order, ["quick", "slow", "slow"]);
});

test("more statements than are kept prepared can be sent, and the first again", async () => {
  await using database = await kind.open();

  for (let round = 0; round < 2; round++) {
    const sums = await Promise.all(
      Array.from({ length: 300 }, (_, number) => database.query(`SELECT $1::int + ${number}`, [1])),
    );
    assert.deepEqual(
      sums.map(([row]) => row![0]),
      sums.map((_, number) => number + 1),
    );
  }
  const [[kept]] = (await database.query("SELECT COUNT(*) FROM pg_prepared_statements")) as [[number]];
  assert.ok(kept <= 256, `${kept} statements are prepared`);
});

test("a statement goes on working after its table was changed", async () => {
  await using database = await kind.open();
  await database.script("CREATE TABLE changing (a integer); INSERT INTO changing VALUES (1)");
  assert.deepEqual(await database.query("SELECT * FROM changing"), [[1]]);

  await database.script("ALTER TABLE changing ADD b text DEFAULT 'x', ALTER a TYPE text");

  assert.deepEqual(await database.query("SELECT * FROM changing"), [["1", "x"]]);
});

test("stream() reads in portions, in a transaction too, and may stop early", async () => {
  await using database = await kind.open();
  const numbers = { text: "SELECT generate_series(1, $1::int)", bigints: false };
  const sizes: number[] = [];

  for await (const rows of database.stream(numbers, [25], 10)) sizes.push(rows.length);
  await transaction(
    async () => {
      for await (const rows of database.stream(numbers, [25], 10)) {
        sizes.push(rows.length, Number((await database.query("SELECT 7"))[0]![0]));
        break;
      }
      assert.deepEqual(await database.query("SELECT COUNT(*) FROM pg_cursors WHERE name <> ''"), [[0]]);
    },
    { database },
  );

  assert.deepEqual(sizes, [10, 10, 5, 10, 7]);
});

test("a transaction has the isolation that was asked for", async () => {
  await using database = await kind.open();

  const level = await transaction(() => database.query("SHOW transaction_isolation"), {
    isolation: "repeatable-read",
  });

  assert.deepEqual(level, [["repeatable read"]]);
});

test("transactions that contradict each other are tried again", async () => {
  await using _database = await kind.open(models);
  const note = await Note.create({ body: "x" });
  let attempts = 0;

  const count = () =>
    transaction(
      async () => {
        attempts++;
        const { rank } = await Note.get(note.id);
        await new Promise((resolve) => setTimeout(resolve, 20));
        await Note.where({ id: note.id }).update({ rank: rank + 1 });
      },
      { isolation: "serializable", retries: 5 },
    );
  await Promise.all([count(), count()]);

  assert.equal((await Note.get(note.id)).rank, 2);
  assert.ok(attempts > 2);
});

test("a transaction whose error was swallowed is not taken for stored", async () => {
  await using _database = await kind.open(models);
  await Note.create({ body: "there" });

  const swallowing = transaction(async () => {
    await Note.create({ body: "lost" });
    await Note.create({ body: "there" }).catch(() => {});
  });

  await assert.rejects(swallowing, /nothing of the transaction was stored/);
  assert.equal(await Note.count(), 1);
});

test("a character of code 0 never ends a statement early, and is refused in a value", async () => {
  await using database = await kind.open();

  await assert.rejects(database.query("SELECT 1\0; DROP TABLE x"), /character of code 0/);
  await assert.rejects(database.script("SELECT 1\0; DROP TABLE x"), /character of code 0/);
  await assert.rejects(database.query("SELECT $1::text", ["a\0b"]), /22021/);
  assert.deepEqual(await database.query("SELECT $1::text", ["ab"]), [["ab"]]);
});

test("a broken rule tells the table, the columns and the constraint", async () => {
  await using _database = await kind.open(models);
  await Note.create({ body: "there" });

  await assert.rejects(Note.create({ body: "there" }), {
    code: "db.unique-violation",
    table: "note",
    columns: ["body"],
    constraint: "note_body_key",
  });
  await assert.rejects(Note.create({ body: "x".repeat(30) }), {
    code: "db.database-error",
    message: /22001/,
  });
});

test("waiting for a lock that can't be had is told as such", async () => {
  await using database = await kind.open(models);
  const { id } = await Note.create({ body: "x" });

  await transaction(async () => {
    await Note.where({ id }).update({ rank: 1 });
    await using other = await reopened({});
    await assert.rejects(
      transaction(
        async () => {
          await other.script("SET LOCAL lock_timeout TO '1ms'");
          await other.execute("UPDATE note SET rank = 2");
        },
        { database: other },
      ),
      { code: "db.locked" },
    );
  });

  assert.deepEqual(await database.query("SELECT rank FROM note"), [[1]]);
});

test("more work at once than connections waits its turn", async () => {
  await using _first = await kind.open(models);
  await using database = await reopened({ pool: { max: 2 } });
  setDefaultDatabase(database);

  await Promise.all(
    Array.from({ length: 8 }, (_, number) => transaction(() => Note.create({ body: `${number}` }))),
  );

  assert.equal(await Note.count(), 8);
});

test("waiting for a connection ends, and says for what it was", async () => {
  await using _first = await kind.open(models);
  await using database = await reopened({ pool: { max: 2, waitMs: 500 } });
  const gate = Promise.withResolvers<void>();
  const held = [1, 2].map(() => transaction(() => gate.promise, { database }));

  await assert.rejects(async () => Note.using(database).count(), {
    code: "db.connection",
    message: /waited 500 ms for one of the 2/,
  });
  gate.resolve();
  await Promise.all(held);
});

test("a lost connection is told, and the next statement gets a new one", async () => {
  await using _first = await kind.open();
  await using database = await reopened({ pool: { max: 1 } });
  const [[own]] = (await database.query("SELECT pg_backend_pid()")) as [[number]];
  await using server = await reopened({});

  const waiting = assert.rejects(database.query("SELECT pg_sleep(5)"), {
    code: "db.connection",
    message: /connection was lost/,
  });
  await server.query("SELECT pg_sleep(0.02)");
  await server.query("SELECT pg_terminate_backend($1)", [own]);

  await waiting;
  const [[other]] = (await database.query("SELECT pg_backend_pid()")) as [[number]];
  assert.notEqual(other, own);
});

test("COPY is refused without ado: nobody waits for its rows, and what comes behind it goes on", async () => {
  await using database = await kind.open();
  await database.script("CREATE TABLE copied (a integer)");

  await assert.rejects(database.query("COPY copied FROM STDIN"), /COPY FROM STDIN is not supported/);
  await assert.rejects(database.script("COPY copied FROM STDIN"), /COPY FROM STDIN is not supported/);
  await assert.rejects(database.query("COPY (SELECT 1) TO STDOUT"), /its rows are not read here/);

  assert.deepEqual(await database.query("SELECT $1::int", [3]), [[3]]);
});

test("statements are prepared again after DEALLOCATE and DISCARD", async () => {
  await using _first = await kind.open();
  await using database = await reopened({ pool: { max: 1 } });
  const ask = () => database.query("SELECT $1::int + 1", [1]);
  await ask();

  for (const statement of ["DEALLOCATE ALL", "DISCARD ALL"]) {
    await database.execute(statement);
    assert.deepEqual(await ask(), [[2]], statement);
  }
});

test("a transaction that changes a table reads it as it is then", async () => {
  await using database = await kind.open();
  await database.script("CREATE TABLE changing (a integer); INSERT INTO changing VALUES (1)");
  const ask = () => database.query("SELECT * FROM changing");

  await transaction(
    async () => {
      assert.deepEqual(await ask(), [[1]]);
      await database.execute("ALTER TABLE changing ADD b integer DEFAULT 5");
      assert.deepEqual(await ask(), [[1, 5]]);
      await database.script("ALTER TABLE changing ALTER a TYPE text");
      assert.deepEqual(await ask(), [["1", 5]]);
    },
    { database },
  );
});

/** A table that another connection changes, and a database whose one connection has prepared a statement that reads it. */
async function changingTable(max = 1) {
  const other = await kind.open();
  const database = await reopened({ pool: { max } });
  await other.script("CREATE TABLE changing (a integer); INSERT INTO changing VALUES (1)");
  const ask = () => database.query("SELECT * FROM changing");
  await ask();
  let columns = 0;
  return {
    database,
    ask,
    change: () => other.script(`ALTER TABLE changing ADD c${++columns} integer DEFAULT 5`),
    async [Symbol.asyncDispose]() {
      await database.close();
      await other.close();
    },
  };
}

test("a table that another connection changes is read by the first statement of a transaction and of a savepoint", async () => {
  await using table = await changingTable();
  const { database, ask, change } = table;

  await change();
  assert.deepEqual(await transaction(ask, { database, isolation: "serializable" }), [[1, 5]]);
  await transaction(
    async () => {
      await database.execute("INSERT INTO changing (a) VALUES (2)");
      assert.equal((await ask()).length, 2);
    },
    { database },
  );
  await transaction(
    async () => {
      await database.query("SELECT 1");
      await change();
      assert.deepEqual(await transaction(ask, { database }), [
        [1, 5, 5],
        [2, 5, 5],
      ]);
    },
    { database },
  );
});

test("a stream reads a table that another connection has changed", async () => {
  await using other = await kind.open();
  await createTables(other, models);
  await Note.using(other).createMany([{ body: "a", rank: 1 }, { body: "b" }]);
  await using database = await reopened({ pool: { max: 1 } });
  const ranks = () => Array.fromAsync(Note.using(database).orderBy("body").stream(), ({ rank }) => rank);
  await ranks();

  await other.script('ALTER TABLE "note" ALTER "rank" TYPE bigint');

  assert.deepEqual(await ranks(), [1, 0]);
});

test("a table that another connection changes in the middle of a transaction is told, and the transaction runs again", async () => {
  await using table = await changingTable();
  const { database, ask, change } = table;
  let runs = 0;
  const work = async () => {
    await database.query("SELECT 1");
    if (runs++ % 2 === 0) await change();
    return ask();
  };

  await assert.rejects(transaction(work, { database }), {
    code: "db.outdated-statement",
    message:
      /a table was changed since .*\nRun the transaction again, .*: transaction\(work, \{ retries: 1 \}\)/,
  });
  assert.deepEqual(await ask(), [[1, 5]]);
  runs = 0;
  assert.deepEqual(await transaction(work, { database, retries: 1 }), [[1, 5, 5]]);
  assert.equal(runs, 2);
});

test("what one connection finds of a changed table, those in the middle of a transaction know as well", async () => {
  await using table = await changingTable(2);
  const { database, ask, change } = table;
  const both = Promise.withResolvers<void>();
  const askOnOne = transaction(() => Promise.all([ask(), both.promise]), { database });
  await transaction(ask, { database });
  both.resolve();
  await askOnOne;

  const changed = Promise.withResolvers<void>();
  const outside = changed.promise.then(ask); // begun outside of the transaction, so that it is no part of it

  const inside = transaction(
    async () => {
      await database.query("SELECT 1");
      await change();
      changed.resolve();
      await outside;
      return ask();
    },
    { database },
  );

  assert.deepEqual(await inside, [[1, 5]]);
});

test("settings of a session that values are read by are set right again", async () => {
  await using first = await kind.open();
  const [[name]] = (await first.query("SELECT current_database()")) as [[string]];
  await first.execute(`ALTER DATABASE ${name} SET bytea_output TO 'escape'`);
  await first.execute(`ALTER DATABASE ${name} SET standard_conforming_strings TO off`);
  await using database = await reopened({ pool: { max: 1 } });
  const values = [["2026-03-01 08:00:00+00", "1 day 02:00:00", new Uint8Array([0, 255]), "ü\\'"]];
  const ask = () =>
    database.query(
      "SELECT '2026-03-01 08:00Z'::timestamptz, interval '1 day 2 hours', decode('00ff', 'hex'), $1::text || '\\' || chr(39)",
      ["ü"],
    );

  for (const setting of [
    "TimeZone TO 'Asia/Tokyo'",
    "DateStyle TO 'SQL, DMY'",
    "IntervalStyle TO 'postgres_verbose'",
    "client_encoding TO 'LATIN1'",
    "standard_conforming_strings TO off",
  ]) {
    assert.deepEqual(await ask(), values, setting);
    await database.execute(`SET ${setting}`);
    assert.deepEqual(await ask(), values, setting);
    const inside = transaction(
      async () => {
        await database.execute(`SET LOCAL ${setting}`);
        await ask();
      },
      { database },
    );
    await assert.rejects(inside, /rows can't be read while a statement has changed/);
  }
  assert.deepEqual(await ask(), values);
});

test("a connection that is lost while a transaction ends is one error, also where nothing was sent", async () => {
  await using server = await kind.open();
  await using database = await reopened({ pool: { max: 1 } });
  const lost = { code: "db.connection", message: /terminating connection/ };
  const lose = async () => {
    const [[own]] = (await database.query("SELECT pg_backend_pid()")) as [[number]];
    await server.query("SELECT pg_terminate_backend($1)", [own]);
  };
  const unhandled: unknown[] = [];
  const listener = (error: unknown) => unhandled.push(error);
  process.on("unhandledRejection", listener);

  await assert.rejects(transaction(lose, { database }), lost);
  const empty = transaction(() => {}, { database });
  await lose().catch(() => {});
  await empty.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 50)); // until the connection knows
  const thrown = transaction(
    async () => {
      await lose();
      throw new Error("of the app's own");
    },
    { database },
  );
  await assert.rejects(thrown, /of the app's own/);
  await new Promise((resolve) => setTimeout(resolve, 20));

  process.off("unhandledRejection", listener);
  assert.deepEqual(unhandled, []);
  assert.deepEqual(await database.query("SELECT 1"), [[1]]);
});

test("more parameters than the protocol can count are refused", async () => {
  await using database = await kind.open();
  const params = Array.from({ length: 65_537 }, () => 1);

  await assert.rejects(database.query("SELECT $1::int", params), /65537 parameters, and can have 65535/);
  assert.deepEqual(await database.query("SELECT 1"), [[1]]);
});

test("explain() shows the plan", async () => {
  await using _database = await kind.open(models);

  assert.match(await Note.where({ rank: 1 }).explain(), /Scan on note/);
});

nodeTest("a server that isn't there is told with what to do, and never with the password", async () => {
  await using database = openDatabase(postgres({ url: "postgres://me:secret@127.0.0.1:1/shop" }));

  await assert.rejects(database.query("SELECT 1"), (error: { code: string; message: string }) => {
    assert.equal(error.code, "db.connection");
    assert.match(error.message, /PostgreSQL \(shop on 127\.0\.0\.1:1\).*\nNothing listens there/);
    assert.doesNotMatch(JSON.stringify(error) + error.message, /secret/);
    return true;
  });
});

test("a database that isn't there is told by its name", async () => {
  await using database = await reopened({ database: "quintet_nowhere" });

  await assert.rejects(database.query("SELECT 1"), {
    code: "db.connection",
    message: /"quintet_nowhere" does not exist\.\nThere is no such database/,
  });
});

nodeTest(
  "a server that answers something else than PostgreSQL is an error, and nothing waits for it",
  async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await using database = openDatabase(postgres({ host: "127.0.0.1", port, pool: { waitMs: 500 } }));

    await assert.rejects(database.query("SELECT 1"), { code: "db.connection" });

    server.close();
    for (const socket of sockets) socket.destroy();
  },
);

nodeTest("a mistaken configuration of PostgreSQL is told with what to write", () => {
  const databases = {
    default: postgres({ url: "mysql://x", port: 0, pool: { max: 0 } }),
    other: { backend: "postgres", options: { hots: "x" } },
  } as never;
  const secretKey = new Secret("a-long-enough-secret-for-the-tests-0123456789");
  const sections = [...coreConfigSections, ...(dbModule.configSections ?? [])];

  assert.throws(() => resolveConfig(defineConfig({ modules: [], secretKey, databases }), sections), {
    message:
      /databases\.default\.url: is not the address[\s\S]*databases\.default\.port[\s\S]*databases\.default\.pool\.max[\s\S]*databases\.other\.hots[\s\S]*Did you mean "host"/,
  });
});

test("a new database has the tables of models", async () => {
  await using database = await kind.open();
  await createTables(database, models);

  assert.equal(await Note.count(), 0);
});

test("a database without an encoding keeps bytes that are no text, and gives no text in their place", async () => {
  await using database = await kind.open();
  const name = `quintet_test_bytes_${process.pid}`;
  await database.execute(
    `CREATE DATABASE ${name} ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'`,
  );
  try {
    const own = new URL(((await kind.describe()).options as { url: string }).url);
    own.pathname = `/${name}`;
    await using other = openDatabase(postgres({ url: own.href }), "bytes");
    await createTables(other, models);
    await other.execute("INSERT INTO note (body, rank) VALUES (convert_from('\\x61ff', 'SQL_ASCII'), 1)");
    const stored = async () =>
      (await other.query("SELECT encode(convert_to(body, 'SQL_ASCII'), 'hex') FROM note")).flat();

    const read = Note.using(other).get({ rank: 1 });

    await assert.rejects(read, { code: "db.database-error", message: /invalid byte sequence/ });
    await Note.using(other).where({ rank: 1 }).update({ rank: 2 });
    assert.deepEqual(await stored(), ["61ff"]);
  } finally {
    await database.execute(`DROP DATABASE ${name} WITH (FORCE)`);
  }
});
