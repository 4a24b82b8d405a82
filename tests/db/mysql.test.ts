import assert from "node:assert/strict";
import {
  ConnectionError,
  createTables,
  type Database,
  type DatabaseDescription,
  DatabaseLocked,
  datetime,
  decimal,
  evolve,
  integer,
  json,
  Model,
  type ModelClass,
  openDatabase,
  replace,
  SchemaState,
  setDefaultDatabase,
  string,
  Temporal,
  text,
  time,
  transaction,
  unique,
} from "quintet/db";
import { countedRows, withoutReturning } from "../../src/db/backends/mysql/mysql-returning.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { testDatabases } from "./databases.ts";

/* What is special about MariaDB and MySQL; what all databases do alike stands in the other files. */

const { test, open, describe } = testDatabases.find(({ dialect }) => dialect === "mysql")!;

class Tea extends Model({
  name: string({ maxLength: 10, unique: true }),
  grams: integer({ positive: true, default: 0 }),
  price: decimal({ digits: 20, places: 10, default: "0" }),
  notes: text({ optional: true, default: "" }),
  extra: json({ nullable: true }),
  pickedAt: datetime({ nullable: true }),
}) {
  static override meta() {
    return this.options({ constraints: (tea) => [unique(tea.grams, tea.name).named("grams_name")] });
  }
}

class Slot extends Model({ level: integer(), from: time(), to: time() }) {}

class Ticket extends Model({}) {}

class Shelf extends Model({ label: string({ maxLength: 10, nullable: true }) }) {}

const models: readonly ModelClass[] = [Tea, Shelf, Ticket, Slot];

test("a row that is there already names the rule that it breaks", async () => {
  await using _database = await open(models);
  await Tea.create({ name: "Assam" });

  await assert.rejects(Tea.create({ name: "Assam" }), {
    code: "db.unique-violation",
    table: "tea",
    constraint: "name",
  });
});

test("what is too long, too large or no number is refused with a clear text, and nothing is cut", async () => {
  await using _database = await open(models);

  await assert.rejects(Tea.create({ name: "Lapsang Souchong" }), {
    code: "db.database-error",
    message: /"name" are too long/,
  });
  await assert.rejects(Tea.create({ name: "Assam", grams: 2 ** 40 }), {
    code: "db.database-error",
    message: /a number is out of range .*'grams'/,
  });
  await assert.rejects(Tea.createMany([{ name: "Lapsang Souchong" }], { ignoreConflicts: true }), {
    code: "db.database-error",
  });
  assert.equal(await Tea.count(), 0);
});

test("a missing table or column says that the database doesn't fit the models", async () => {
  await using database = await open();

  await assert.rejects(Tea.count(), { code: "db.schema-mismatch", message: /no table "tea"/ });
  await database.script("CREATE TABLE shelf (id integer AUTO_INCREMENT PRIMARY KEY)");
  await assert.rejects(Shelf.get({ label: "x" }), { code: "db.schema-mismatch", message: /no column/ });
});

test("update() counts the rows that it found, also those that had the value already", async () => {
  await using _database = await open(models);
  await Tea.createMany([{ name: "Assam", grams: 1 }, { name: "Sencha" }]);

  assert.equal(await Tea.all().update({ grams: 1 }), 2);
  const tea = await Tea.get({ name: "Assam" });
  await tea.save(); // changes nothing, and is no row that is gone
});

test("createMany() knows the keys, leaves out rows that are there, or changes them", async () => {
  await using _database = await open(models);

  const made = await Tea.createMany(
    Array.from({ length: 70 }, (_, position) => ({ name: `Tea ${position}` })),
  );
  await Tea.createMany([{ name: "Tea 1", grams: 5 }, { name: "Mate" }], { ignoreConflicts: true });
  await Tea.createMany(
    [
      { name: "Tea 2", grams: 7 },
      { name: "Rooibos", grams: 8 },
    ],
    {
      onConflict: { fields: ["name"], update: ["grams"] },
    },
  );

  assert.deepEqual(
    made.map(({ id }) => id),
    (await Tea.where({ name: { startsWith: "Tea " } }).orderBy("id")).map(({ id }) => id),
  );
  assert.equal((await Tea.get({ name: "Tea 1" })).grams, 0);
  assert.equal((await Tea.get({ name: "Tea 2" })).grams, 7);
  assert.equal(await Tea.count(), 72);
});

test("a row without values gets its key", async () => {
  await using _database = await open(models);

  const tickets = [await Ticket.create({}), await Ticket.create({})];

  assert.deepEqual(
    tickets.map(({ id }) => id),
    [1, 2],
  );
});

test("moments are stored in UTC with microseconds, whatever zone the server has", async () => {
  await using database = await open(models);
  const pickedAt = new Date("2026-03-01T10:00:00.120Z");

  await Tea.create({ name: "Assam", pickedAt });

  assert.deepEqual(await database.query('SELECT CAST("picked_at" AS char), @@session.time_zone FROM tea'), [
    ["2026-03-01 10:00:00.120000", "+00:00"],
  ]);
  assert.deepEqual((await Tea.get({ pickedAt })).pickedAt, pickedAt);
});

test("every character is kept: emoji, quotes, backslashes and control characters", async () => {
  await using _database = await open(models);
  const notes = "🍵 ' \" \\ % _ \u0001 \n é ß 漢字";

  await Tea.create({ name: "🍵", notes, extra: { notes } });

  const tea = await Tea.get({ notes });
  assert.equal(tea.notes, notes);
  assert.deepEqual(tea.extra, { notes });
  assert.equal((await Tea.where({ notes: { contains: "\\ % _" } })).length, 1);
  assert.equal((await Tea.where({ notes: { contains: "% \\" } })).length, 0);
});

test("equality follows the collation, contains minds the case, icontains doesn't", async () => {
  await using _database = await open(models);
  await Tea.create({ name: "Assam" });

  assert.equal(await Tea.where({ name: "ASSAM" }).count(), 1);
  assert.equal(await Tea.where({ name: { contains: "ASS" } }).count(), 0);
  assert.equal(await Tea.where({ name: { icontains: "ASS" } }).count(), 1);
});

test("texts that a statement computes are compared in the collation of the database, whichever it is", async () => {
  await using first = await open();
  const [[name, before] = []] = await first.query("SELECT DATABASE(), @@collation_database");
  await first.script(`ALTER DATABASE \`${name}\` COLLATE utf8mb4_unicode_520_ci`);
  try {
    await using database = openDatabase(await describe());
    setDefaultDatabase(database);
    await createTables(database, models);
    const tea = await Tea.create({ name: "Assam", grams: 5 });

    const found = await Tea.where((each) => each.grams.cast(text()).eq(replace(each.name, "Assam", "5")));

    assert.deepEqual(
      found.map(({ id }) => id),
      [tea.id],
    );
    assert.deepEqual(
      (await new Tea({ name: "Assam", grams: 5 }).validate()).map(({ code }) => code),
      ["unique", "unique-together"],
    );
  } finally {
    await first.script(`ALTER DATABASE \`${name}\` COLLATE ${before}`);
  }
});

test("decimals are bound as decimals: comparing and computing loses no digit", async () => {
  await using _database = await open(models);
  await Tea.create({ name: "Assam", price: "1234567890.0123456789" });

  assert.equal(await Tea.where({ price: "1234567890.0123456789" }).count(), 1);
  assert.equal(await Tea.where({ price: "1234567890.0123456788" }).count(), 0);
  const [sum] = await Tea.select((tea) => tea.price.plus("0.0000000001"));
  assert.equal(String(sum), "1234567890.012345679");
});

test("a value of several megabytes is stored; one beyond max_allowed_packet is refused, and the next works", async () => {
  await using database = await open(models);
  const [[limit]] = (await database.query("SELECT @@max_allowed_packet")) as [[number]];

  const large = await Tea.create({ name: "Large", notes: "x".repeat(5_000_000) });
  await assert.rejects(Tea.create({ name: "Huge", notes: "x".repeat(limit + 1000) }));

  assert.equal((await Tea.get(large.id)).notes.length, 5_000_000);
});

test("a lost connection is replaced", async () => {
  await using database = await open(models);
  await using other = openDatabase(await describe(), "other");
  const [[id]] = (await database.query("SELECT CONNECTION_ID()")) as [[number]];

  await other.execute(`KILL ${id}`);

  assert.equal(await Tea.count(), 0);
  const [[next]] = (await database.query("SELECT CONNECTION_ID()")) as [[number]];
  assert.notEqual(next, id);
});

test("a connection that is lost in a transaction undoes it, and nothing is sent over another one", async () => {
  await using database = await open(models);
  await using other = openDatabase(await describe(), "other");

  const work = transaction(async () => {
    await Tea.create({ name: "Assam" });
    const [[id]] = (await database.query("SELECT CONNECTION_ID()")) as [[number]];
    await other.execute(`KILL ${id}`);
    await assert.rejects(Tea.create({ name: "Sencha" }), ConnectionError);
    await Tea.create({ name: "Mate" });
  });

  await assert.rejects(work, { code: "db.connection", message: /connection was lost/ });
  assert.equal(await Tea.count(), 0);
});

test("a deadlock undoes the whole transaction, also from within a nested one, and can be tried again", async () => {
  await using _database = await open(models);
  const [first, second] = await Tea.createMany([{ name: "Assam" }, { name: "Sencha" }]);
  const bothBegan = Promise.withResolvers<void>();
  let waiting = 2;
  let attempts = 0;
  const inOrder = (near: number, far: number) =>
    transaction(
      async () => {
        attempts++;
        await Tea.where({ id: near }).update((tea) => ({ grams: tea.grams.plus(1) }));
        if (--waiting === 0) bothBegan.resolve();
        await bothBegan.promise;
        await transaction(() => Tea.where({ id: far }).update((tea) => ({ grams: tea.grams.plus(1) })));
      },
      { retries: 3 },
    );

  await Promise.all([inOrder(first!.id, second!.id), inOrder(second!.id, first!.id)]);

  assert.deepEqual(await Tea.orderBy("id").select((tea) => tea.grams), [2, 2]);
  assert.equal(attempts, 3);
});

test("after a deadlock nothing of the transaction is stored, even where its error was caught", async () => {
  await using database = await open(models);
  await Tea.createMany([{ name: "Assam" }, { name: "Sencha" }]);
  const blocked = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  // The server undoes the transaction that has changed less.
  const winner = transaction(async () => {
    await Tea.createMany(Array.from({ length: 20 }, (_, position) => ({ name: `Tea ${position}` })));
    await Tea.where({ name: "Assam" }).update({ grams: 1 });
    began.resolve();
    await blocked.promise;
    await Tea.where({ name: "Sencha" }).update({ grams: 1 });
  });
  await began.promise;

  const loser = transaction(async () => {
    await Tea.where({ name: "Sencha" }).update({ grams: 9 });
    blocked.resolve();
    await assert.rejects(Tea.where({ name: "Assam" }).update({ grams: 9 }), DatabaseLocked);
    await database.execute("INSERT INTO shelf (label) VALUES ('x')");
  });

  await assert.rejects(loser, DatabaseLocked);
  await winner;
  assert.equal(await Shelf.count(), 0);
  assert.equal((await Tea.get({ name: "Sencha" })).grams, 1);
});

test("a stream in a transaction leaves room for other statements", async () => {
  await using _database = await open(models);
  await Tea.createMany([{ name: "Assam" }, { name: "Sencha" }, { name: "Mate" }]);

  await transaction(async () => {
    for await (const tea of Tea.where({}).stream({ chunk: 1 })) {
      tea.grams = 3;
      await tea.save();
    }
  });

  assert.equal(await Tea.where({ grams: 3 }).count(), 3);
});

test("whoever leaves a stream early leaves no rows behind for others", async () => {
  const description = await describe();
  await using _first = await open(models);
  await using database = openDatabase(small(description), "small");
  await Tea.createMany(Array.from({ length: 500 }, (_, position) => ({ name: `Tea ${position}` })));

  for await (const _tea of Tea.using(database).stream({ chunk: 10 })) break;

  assert.equal(await Tea.using(database).count(), 500);
});

/** The same database with a single connection. */
function small(description: DatabaseDescription): DatabaseDescription {
  return { ...description, options: { ...description.options, pool: { max: 1 } } };
}

test("names in double quotes are names, and names in backticks too", async () => {
  await using database: Database = await open(models);
  await Tea.create({ name: "Assam" });

  assert.deepEqual(await database.query('SELECT "name", `name` FROM "tea" WHERE `name` = \'Assam\''), [
    ["Assam", "Assam"],
  ]);
});

test("statements that can't be prepared are sent as a text", async () => {
  await using database = await open(models);

  assert.ok((await database.query("SHOW TABLES")).length >= 2);
  await database.execute("LOCK TABLES tea READ");
  await database.execute("UNLOCK TABLES");
});

test("without RETURNING, the keys of new rows are counted up from the first", () => {
  assert.equal(
    withoutReturning("INSERT INTO `tea` (`name`) VALUES (?), (?) RETURNING `id`"),
    "INSERT INTO `tea` (`name`) VALUES (?), (?)",
  );
  assert.equal(withoutReturning("SELECT ' RETURNING `id`"), undefined);
  assert.deepEqual(countedRows(7, 3, 2), [[7], [9], [11]]);
  assert.deepEqual(countedRows("9007199254740993", 1, 1), [[9_007_199_254_740_993n]]);
});

test("bits of negative numbers, and times with a fraction, come out as on other databases", async () => {
  await using _database = await open(models);
  await Slot.create({
    level: -8,
    from: Temporal.PlainTime.from("10:00:00.25"),
    to: Temporal.PlainTime.from("10:00:01.5"),
  });

  const [row] = await Slot.select((slot) => ({
    or: slot.level.bitOr(1),
    and: slot.level.bitAnd(-2),
    right: slot.level.shiftRight(1),
    left: slot.level.shiftLeft(1),
  }));

  assert.deepEqual(row, { or: -7, and: -8, right: -4, left: -16 });
  const [length] = await Slot.select((slot) => slot.to.minus(slot.from));
  assert.equal(String(length), "PT1.25S");
});

test("a column in another character set keeps its bytes, whether it is read and saved or its table changes", async () => {
  class Note extends Model({ body: text(), rank: integer() }) {}
  await using database = await open([Note]);
  const bytes = Array.from({ length: 0xe0 }, (_, at) => (at + 0x20).toString(16)).join("");
  const characters = async () =>
    (await database.query("SELECT HEX(CONVERT(body USING utf8mb4)) FROM note")).flat()[0];
  const stored = async () => (await database.query("SELECT HEX(body) FROM note")).flat()[0];
  await database.execute("ALTER TABLE note MODIFY body longtext CHARACTER SET latin1 NOT NULL");
  await database.execute(`INSERT INTO note (body, \`rank\`) VALUES (x'${bytes}', 1)`);
  const read = await characters();

  const note = await Note.get({ rank: 1 });
  note.rank = 2;
  await note.save();

  assert.equal(await stored(), bytes.toUpperCase());
  note.body = "☃";
  await assert.rejects(note.save(), { code: "db.database-error", message: /Incorrect string value/ });
  const fields = (more: object) => ({
    id: { type: "auto", primaryKey: true },
    body: { type: "text", ...more },
    rank: { type: "integer" },
  });
  const state = (more: object) =>
    new SchemaState([
      {
        module: "",
        name: "Note",
        table: "note",
        fields: fields(more),
        indexes: [],
        constraints: [],
      } as never,
    ]);
  await withSchemaSession(database, (session) =>
    session.exclusively((editor) => evolve(editor, state({}), state({ nullable: true }))),
  );
  assert.equal(await characters(), read);
});
