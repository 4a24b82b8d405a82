import assert from "node:assert/strict";
import {
  belongsTo,
  bigId,
  caseWhen,
  choice,
  createTables,
  float,
  id,
  integer,
  Model,
  manyToMany,
  string,
} from "quintet/db";
import { readDatabase } from "../../src/db/introspect/read-database.ts";
import { readingSession } from "../../src/db/schema/schema-access.ts";
import { forEachDatabase } from "./databases.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

class Country extends Model({
  code: string({ maxLength: 2, columnType: "char(2)", primaryKey: true }),
  area: float({ columnType: { postgres: "real", mysql: "float" } }),
}) {}
class City extends Model({
  get country() {
    return belongsTo(() => Country);
  },
}) {}

class Owner extends Model({ id: bigId({ positive: true }), name: string({ maxLength: 20 }) }) {}
class Rank extends Model({ id: id({ positive: true, columnType: { mysql: "mediumint unsigned" } }) }) {}
class Slot extends Model({
  row: integer({ positive: true, primaryKey: true }),
  number: integer({ positive: true, primaryKey: true }),
}) {}
class Boat extends Model({
  get owner() {
    return belongsTo(() => Owner, { nullable: true, onDelete: "setNull" });
  },
  get rank() {
    return belongsTo(() => Rank);
  },
  get crew() {
    return manyToMany(() => Owner);
  },
  get slots() {
    return manyToMany(() => Slot);
  },
}) {}

class Song extends Model({
  title: string({ maxLength: 40 }),
  mood: choice(["sad", "fine"], { columnType: { postgres: "mood" }, default: "fine" }),
  before: choice(["sad", "fine"], { columnType: { postgres: "mood" }, nullable: true }),
}) {}

/** An author whose key takes negative numbers, or doesn't. */
function library(positive: boolean) {
  class Author extends Model({ id: id({ positive }) }) {}
  class Book extends Model({
    get author() {
      return belongsTo(() => Author);
    },
  }) {}
  return { Author, Book };
}

forEachDatabase((kind) => {
  const { test, dialect, open } = kind;

  const columnsOf = async (database: Parameters<typeof readingSession>[0]) => {
    const { tables } = await readDatabase(dialect, readingSession(database));
    const columns = tables.flatMap(({ name, columns }) =>
      columns.map((column): [string, string] => [
        `${name}.${column.name}`,
        column.type.replace(/(int)\(\d+\)/, "$1"),
      ]),
    );
    return Object.fromEntries(columns);
  };

  test("a column has the type that its field names, and so has what refers to it", async () => {
    await using database = await open([Country, City]);

    const types = await columnsOf(database);

    const [char, real] = {
      sqlite: ["char(2)", "REAL"],
      postgres: ["character(2)", "real"],
      mysql: ["char(2)", "float"],
    }[dialect];
    assert.equal(types["country.code"], char);
    assert.equal(types["city.country_id"], char);
    assert.equal(types["country.area"], real);
  });

  test("what refers to a positive key has its type, without a rule of its own", async () => {
    await using database = await open([Owner, Rank, Slot, Boat]);

    const owner = await Owner.create({ name: "Ada" });
    const boat = await Boat.create({ owner, rank: await Rank.create({}) });
    await boat.crew.add(owner);
    await boat.slots.add(await Slot.create({ row: 1, number: 2 }));

    assert.equal(await Boat.where({ owner: { name: "Ada" }, crew: { name: "Ada" } }).count(), 1);
    assert.equal((await boat.slots)[0]?.number, 2);
    if (dialect !== "mysql") return;
    const types = await columnsOf(database);
    assert.equal(types["owner.id"], "bigint unsigned");
    assert.equal(types["boat.owner_id"], "bigint unsigned");
    assert.equal(types["rank.id"], "mediumint unsigned");
    assert.equal(types["boat.rank_id"], "mediumint unsigned");
    assert.equal(types["boat_crew.owner_id"], "bigint unsigned");
    assert.equal(types["boat_slots.slot_row"], "int unsigned");
    const { tables } = await readDatabase(dialect, readingSession(database), {
      tables: ["boat", "boat_slots"],
    });
    assert.deepEqual(
      tables.flatMap(({ checks }) => checks),
      [],
    );
  });

  test("a key that becomes positive takes what refers to it along", async () => {
    const { Author, Book } = library(false);
    const now = library(true);
    await using project = await migrationProject(kind);
    const app = project.app({ shop: [Author, Book] });
    await runCommand(app, "migrate make");
    await runCommand(app, "migrate up");
    const before = await columnsOf(project.database);
    const later = project.app({ shop: [now.Author, now.Book] });
    await runCommand(later, "migrate make");

    await runCommand(later, "migrate up");

    const types = await columnsOf(project.database);
    if (dialect === "mysql") assert.equal(types["shop_book.author_id"], "int unsigned");
    await now.Book.create({ author: await now.Author.create({}) });
    await runCommand(later, "migrate down", { module: "shop", migration: "0001" });
    assert.deepEqual(await columnsOf(project.database), before);
  });

  test("an enumeration of the database is read, written and compared as a choice", async () => {
    await using database = await open();
    if (dialect === "postgres") await database.execute("CREATE TYPE mood AS ENUM ('sad', 'fine')");
    await createTables(database, [Song]);

    const tea = await Song.create({ title: "Tea", mood: "sad" });
    await Song.createMany(
      Array.from({ length: 60 }, (_, count) => ({ title: `Song ${count}`, before: "sad" as const })),
    );
    await Song.where({ title: "Song 3" }).update((song) => ({ before: song.mood }));
    await Song.where({ title: "Song 3" }).update({ mood: "sad" });
    await Song.where({ mood: "sad" }).update((song) => ({
      before: caseWhen([song.title.eq("Tea"), song.mood]).otherwise(song.before),
    }));

    assert.equal(await Song.where({ mood: { in: ["sad"] } }).count(), 2);
    assert.equal(await Song.where({ mood: "fine", before: "sad" }).count(), 59);
    assert.equal(await Song.where({ mood: { contains: "in" } }).count(), 59);
    assert.equal((await Song.get({ title: "Song 3" })).before, "fine"); // what it was before
    const again = await Song.get({ id: tea.id });
    const mood: "sad" | "fine" = again.mood;
    assert.equal(mood, "sad");
  });
});
