import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  belongsTo,
  boolean,
  check,
  choice,
  choiceLabel,
  concat,
  createTables,
  databaseOf,
  date,
  decimal,
  deferredFields,
  filePath,
  generated,
  index,
  integer,
  ipAddress,
  isDeferred,
  json,
  jsonNull,
  Model,
  minLength,
  modelMeta,
  modelNamed,
  nextRow,
  pattern,
  previousRow,
  primaryKeyOf,
  registerModels,
  slug,
  string,
  Temporal,
  text,
  unique,
  value,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

class Item extends Model({
  name: string({ maxLength: 50, collation: { sqlite: "NOCASE" }, dbDefault: "unnamed" }),
  price: decimal({ digits: 8, places: 2 }),
  count: integer({ dbDefault: 1 }),
  total: generated(decimal({ digits: 12, places: 2 }), (row) => row.price.times(row.count)),
}) {}

class Event extends Model({
  title: string({ maxLength: 50 }),
  low: integer(),
  high: integer({ nullable: true }),
  day: date(),
  slug: string({ maxLength: 50, uniqueForMonth: "day" }),
}) {
  static override meta() {
    return this.options({
      orderBy: ["day"],
      latestBy: ["day"],
      constraints: (event) => [
        check("low_below_high", event.low.lt(event.high), {
          message: "Low must be below high.",
          code: "range",
        }),
        unique(event.title.lower())
          .named("title_any_case")
          .where(event.low.gt(0))
          .with({ code: "same-title" }),
      ],
      indexes: (event) => [index(event.title.lower(), event.day.desc()).named("event_title_day")],
    });
  }
}

class Ticket extends Model({
  code: string({ maxLength: 40, primaryKey: true, dbDefault: "T-1" }),
  note: string({ maxLength: 10 }),
}) {}
class Seat extends Model({
  hall: integer({ primaryKey: true, dbDefault: 1 }),
  row: string({ maxLength: 5, primaryKey: true }),
  label: generated(string({ maxLength: 20 }), (seat) => concat(seat.hall, seat.row)),
}) {}

forEachDatabase(({ test, open, dialect }) => {
  test("what the database fills in and computes is read back when a row is saved", async () => {
    await using database = await open([Item]);

    const item = await Item.create({ price: "2.50" });
    if (dialect === "sqlite") {
      const [sql] = await database.query("SELECT sql FROM sqlite_master WHERE name = 'item'");
      assert.equal(
        String(sql),
        `CREATE TABLE "item" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(50) COLLATE "NOCASE" DEFAULT ('unnamed') NOT NULL, "price" decimal NOT NULL, "count" integer DEFAULT (1) NOT NULL, "total" decimal GENERATED ALWAYS AS (("price" * "count")) STORED NOT NULL)`,
      );
    }
    assert.deepEqual([item.name, item.count, item.total.toFixed(2)], ["unnamed", 1, "2.50"]);

    item.count = 3;
    await item.save();
    assert.equal(item.total.toFixed(2), "7.50");
    assert.equal(
      await Item.where({ name: dialect === "sqlite" ? "UNNAMED" : "unnamed", total: { gt: 7 } }).count(),
      1,
    );
    assert.throws(() => new Item({ price: 1, total: 2 } as never), {
      code: "db.invalid-query",
      message: /Item\.total is computed by the database/,
    });
  });

  test("what the database fills in and computes is read back of many rows too", async () => {
    await using _database = await open([Item]);

    const given = Array.from({ length: 450 }, (_, number) =>
      number % 2 === 0 ? { price: number } : { price: number, name: `n${number}`, count: 2 },
    );
    const items = await Item.createMany(given);

    const read = ({ name, count, total }: Item) => [name, count, total.toNumber()];
    assert.deepEqual(read(items[0]!), ["unnamed", 1, 0]);
    assert.deepEqual(read(items[449]!), ["n449", 2, 898]);
    assert.ok(items.every(({ price, count, total }) => total.eq(price.times(count))));
  });

  test("a key may be a default of the database", async () => {
    await using database = await open([Ticket, Seat]);
    const hasReturning =
      dialect !== "mysql" || /MariaDB/.test(String(await database.query("SELECT VERSION()")));
    if (!hasReturning) {
      await assert.rejects(Ticket.create({ note: "a" }), { code: "db.unsupported-query" });
      return;
    }

    const ticket = await Ticket.create({ note: "a" });
    const seats = await Seat.createMany([{ row: "a" }, { row: "b", hall: 2 }]);

    assert.equal(ticket.code, "T-1");
    assert.equal((await Ticket.get("T-1")).note, "a");
    ticket.note = "b";
    await ticket.save();
    assert.equal((await Ticket.get("T-1")).note, "b");
    assert.deepEqual(seats.map(primaryKeyOf), [
      [1, "a"],
      [2, "b"],
    ]);
    assert.equal((await Seat.get([1, "a"])).label, "1a");
    if (dialect === "postgres") {
      await database.script("ALTER TABLE ticket ALTER COLUMN code SET DEFAULT gen_random_uuid()");
      const many = await Ticket.createMany(
        Array.from({ length: 30 }, (_, number) => ({ note: `${number}` })),
      );
      const stored = new Map((await Ticket.all()).map(({ code, note }) => [code, note]));
      assert.deepEqual(
        many.map(({ code }) => stored.get(code)),
        many.map(({ note }) => note),
      );
    }
  });

  test("a decimal without digits and places has as many as there are, where the database can do that", async () => {
    class Measure extends Model({ number: integer(), length: decimal() }) {}
    if (dialect === "mysql") {
      await assert.rejects(open([Measure]), {
        code: "db.schema-state",
        message: /which MariaDB and MySQL need: decimal\(\{ digits: 10, places: 2 \}\)/,
      });
      return;
    }
    await using _database = await open([Measure]);
    const long = dialect === "postgres" ? "12345678901234567890.123456789" : "1234567890.12345";

    await Measure.createMany([long, "1.5", "0.0000001"].map((length, number) => ({ number, length })));

    const lengths = (await Measure.orderBy("number")).map(({ length }) => length.toFixed());
    assert.deepEqual(lengths, [long, "1.5", "0.0000001"]);
    assert.equal(await Measure.where({ length: { lt: "1.6" } }).count(), 2);
    assert.deepEqual(await new Measure({ number: 4, length: "1.123456789" }).validate(), []);
    assert.throws(() => decimal({ digits: 5 } as never), /digits and places together/);
  });

  test("the null of JSON is a value, and null is none", async () => {
    class Note extends Model({
      number: integer(),
      data: json<{ a: number }>({ nullable: true }),
      tags: json<Set<string>>({
        nullable: true,
        encode: (set) => [...set],
        decode: (list: string[]) => new Set(list),
      }),
    }) {}
    await using _database = await open([Note]);
    await Note.create({ number: 1, data: jsonNull, tags: jsonNull });
    await Note.createMany([
      { number: 2, data: null },
      { number: 3, data: { a: 1 } },
      { number: 4, data: jsonNull },
    ]);
    const numbers = async (query: PromiseLike<readonly Note[]>) => (await query).map(({ number }) => number);

    assert.deepEqual(
      (await Note.orderBy("number")).map(({ data, tags }) => [data, tags]),
      [
        [null, null],
        [null, null],
        [{ a: 1 }, null],
        [null, null],
      ],
    );
    assert.deepEqual(await numbers(Note.where({ data: { eq: jsonNull } }).orderBy("number")), [1, 4]);
    assert.deepEqual(await numbers(Note.where((note) => note.data.eq(jsonNull)).orderBy("number")), [1, 4]);
    assert.deepEqual(await numbers(Note.where({ data: null })), [2]);
    assert.deepEqual(await numbers(Note.where({ tags: { eq: jsonNull } })), [1]);
    await Note.where({ number: 3 }).update({ data: jsonNull });
    assert.equal(await Note.where({ data: { eq: jsonNull } }).count(), 3);
    const note = await Note.create({ number: 5, data: value(null) });
    assert.deepEqual(await numbers(Note.where({ data: null })), [2, 5]);
    assert.throws(() => note.assign({ data: value(null) as never }), {
      code: "db.wrong-value",
      message: /expressions belong into create\(\)/,
    });
  });

  test("choices may be in groups or given by a function, and have labels", async () => {
    let colours = ["red"];
    class Thing extends Model({
      medium: choice({ Audio: { cd: "CD", vinyl: "Vinyl" }, other: "Something else" }),
      size: integer({ choices: { 1: "Small", 2: "Large" } }),
      colour: string({ choices: () => colours }),
    }) {}
    await using _database = await open([Thing]);
    const thing = await Thing.create({ medium: "vinyl", size: 2, colour: "blue" });

    assert.deepEqual(modelMeta(Thing).fields.get("medium")?.choices, [
      { value: "cd", label: "CD", group: "Audio" },
      { value: "vinyl", label: "Vinyl", group: "Audio" },
      { value: "other", label: "Something else" },
    ]);
    assert.deepEqual([choiceLabel(thing, "medium"), choiceLabel(thing, "size")], ["Vinyl", "Large"]);
    assert.deepEqual(
      (await thing.validate()).map(({ field, code }) => [field, code]),
      [["colour", "choice"]],
    );
    colours = ["red", "blue"];
    assert.deepEqual(await thing.validate(), []);
  });

  test("addresses of the network have one form, and are checked", async () => {
    class Host extends Model({
      any: ipAddress(),
      packed: ipAddress({ unpackIpv4: true, nullable: true }),
      old: ipAddress({ version: "ipv4", nullable: true }),
    }) {}
    await using database = await open([Host]);

    await Host.create({ any: "2001:DB8:0:0::1", packed: "::ffff:c000:201" });

    assert.deepEqual(await database.query('SELECT "any", packed FROM host'), [["2001:db8::1", "192.0.2.1"]]);
    assert.equal(await Host.where({ any: { eq: "2001:0db8::0001" } }).count(), 1);
    const wrong = await new Host({ any: "300.1.1.1", old: "::1" }).validate();
    assert.deepEqual(
      wrong.map(({ field, code }) => [field, code]),
      [
        ["any", "ip"],
        ["old", "ip"],
      ],
    );
  });

  test("slugs of all scripts, validators and sentences of one's own", async () => {
    class Page extends Model({
      path: slug({ unicode: true }),
      plain: slug(),
      title: string({
        validators: [minLength(3), pattern(/^[A-Z]/, { code: "capital", message: "Begin with a capital." })],
        errorMessages: { required: "Say what it is called." },
      }),
    }) {}
    await using _database = await open([Page]);

    const wrong = await new Page({ path: "müller", plain: "müller", title: "" }).validate();
    const short = await new Page({ path: "a", plain: "a", title: "ab" }).validate();

    assert.deepEqual(
      wrong.map(({ field, code, message }) => [field, code, message]),
      [
        ["plain", "slug", "Only letters, digits, hyphens and underscores."],
        ["title", "required", "Say what it is called."],
      ],
    );
    assert.deepEqual(
      short.map(({ code }) => code),
      ["min-length", "capital"],
    );
  });

  test("filePath() offers the files of a folder as they are now", () => {
    const folder = mkdtempSync(join(tmpdir(), "quintet-paths-"));
    writeFileSync(join(folder, "a.css"), "");
    writeFileSync(join(folder, "b.txt"), "");
    class Theme extends Model({ file: filePath({ path: folder, match: /\.css$/ }) }) {}
    const choices = () =>
      modelMeta(Theme)
        .fields.get("file")
        ?.choices?.map(({ label }) => label);

    assert.deepEqual(choices(), ["a.css"]);
    writeFileSync(join(folder, "c.css"), "");
    assert.deepEqual(choices(), ["a.css", "c.css"]);
    rmSync(folder, { recursive: true });
  });

  test("rules of the options are looked at by validate(), whatever they compute, and kept by the database", async () => {
    await using database = await open([Event]);
    const day = Temporal.PlainDate.from("2026-05-03");
    const codes = async (event: Event, options?: Parameters<Event["validate"]>[0]) =>
      (await event.validate(options)).map(({ field, code }) => [field, code]);
    const first = await Event.create({ title: "Fair", low: 1, high: 2, day, slug: "a" });

    assert.deepEqual(await codes(first), []);
    assert.deepEqual(await codes(new Event({ title: "x", low: 3, high: 2, day, slug: "b" })), [
      [null, "range"],
    ]);
    assert.deepEqual(await codes(new Event({ title: "x", low: 3, high: null, day, slug: "b" })), []);
    const again = new Event({ title: "FAIR", low: 1, high: 2, day: day.add({ days: 20 }), slug: "a" });
    assert.deepEqual(await codes(again), [
      ["slug", "unique-for-month"],
      [null, "same-title"],
    ]);
    assert.deepEqual(await codes(again, { exclude: ["title"], unique: false }), []);
    assert.deepEqual(await codes(again, { constraints: false, unique: false }), []);
    again.low = 0;
    assert.deepEqual(await codes(again), [["slug", "unique-for-month"]]);
    if (dialect !== "mysql") {
      // which has no unique rules for some rows only
      await assert.rejects(Event.create({ title: "fair", low: 1, high: 2, day, slug: "z" }), {
        code: "db.unique-violation",
      });
    }
    if (dialect === "sqlite") {
      const [indexSql] = await database.query("SELECT sql FROM sqlite_master WHERE name = 'event_title_day'");
      assert.equal(
        String(indexSql),
        'CREATE INDEX "event_title_day" ON "event" ((LOWER("title")), "day" DESC)',
      );
    }
  });

  test("a rule over one field is about that field, and a reference leads to a row", async () => {
    class Team extends Model({ name: string({ maxLength: 20, label: "team's name" }) }) {
      static override meta() {
        return this.options({ constraints: (team) => [unique(team.name)] });
      }
    }
    class Fan extends Model({
      get team() {
        return belongsTo(() => Team, { dbConstraint: false });
      },
    }) {}
    await using _database = await open([Team, Fan]);
    const team = await Team.create({ name: "a" });

    assert.deepEqual(await new Team({ name: "a" }).validate(), [
      {
        field: "name",
        code: "unique",
        message: "There is already a team with this team's name.",
        values: {},
      },
    ]);
    assert.deepEqual(await new Team({ name: "b" }).validate(), []);
    assert.deepEqual(await new Fan({ team }).validate(), []);
    assert.deepEqual(await new Fan({ team: team.id }).validate(), []);
    assert.deepEqual(await new Fan({ team: 99 }).validate(), [
      { field: "team", code: "invalid", message: "There is no team with id 99.", values: { value: 99 } },
    ]);
    assert.deepEqual(await new Fan({ team: 99 }).validate({ exclude: ["team"] }), []);
  });

  test("clean() says what is wrong with a row as a whole", async () => {
    class Pair extends Model({ a: integer(), b: integer() }) {
      override clean() {
        if (this.a < this.b) return undefined;
        return [{ field: null, code: "order", message: "a must be below b.", values: {} }];
      }
    }
    await using _database = await open([Pair]);

    assert.deepEqual(
      (await new Pair({ a: 2, b: 1 }).validate()).map(({ code }) => code),
      ["order"],
    );
    assert.deepEqual(await new Pair({ a: 1, b: 2 }).validate(), []);
  });

  test("neighbours by a date, also where several rows have the same", async () => {
    await using _database = await open([Event]);
    const on = (day: string, title: string) =>
      Event.create({ title, low: 0, day: Temporal.PlainDate.from(day), slug: title });
    const b = await on("2026-02-01", "b");
    const a = await on("2026-01-01", "a");
    const c = await on("2026-02-01", "c");

    assert.equal((await nextRow(a, "day"))?.title, "b");
    assert.equal((await nextRow(b, "day"))?.title, "c");
    assert.equal(await nextRow(c, "day"), null);
    assert.equal((await previousRow(c, "day"))?.title, "b");
    await assert.rejects(async () => nextRow(new Event({ title: "new" }), "day"), {
      code: "db.invalid-query",
    });
  });

  test("neighbours are looked for among the rows of a query", async () => {
    class Post extends Model({ on: date(), isPublic: boolean({ default: true }) }) {}
    await using database = await open([Post]);
    const day = (number: number) => Temporal.PlainDate.from({ year: 2024, month: 5, day: number });
    const [first, hidden, last] = await Post.createMany([
      { on: day(1) },
      { on: day(2), isPublic: false },
      { on: day(3) },
    ]);
    const shown = Post.where({ isPublic: true });

    assert.ok((await nextRow(first!, "on"))?.equals(hidden));
    assert.ok((await nextRow(first!, "on", shown))?.equals(last));
    assert.ok((await previousRow(last!, "on", shown))?.equals(first));
    assert.equal(await nextRow(last!, "on", shown), null);
    await assert.rejects(nextRow(first!, "on", Item.all() as never), /among rows of Post.*a query for Item/);
    assert.equal(databaseOf(first!), database);
    assert.equal(databaseOf(new Post({ on: day(4) })), undefined);
  });

  test("a relation has a default of the database, checks, sentences and a comment like any field", async () => {
    class Team extends Model({ name: string({ maxLength: 20 }) }) {}
    class Fan extends Model({
      name: string({ maxLength: 20 }),
      get team() {
        return belongsTo(() => Team, {
          dbDefault: 1,
          comment: "whom they cheer",
          validators: [(key) => (key === 2 ? { code: "rival", message: "Not them." } : undefined)],
          errorMessages: { invalid: "No such team." },
        });
      },
    }) {}
    await using database = await open([Team, Fan]);
    await Team.createMany([{ name: "a" }, { name: "b" }]);

    const fan = await Fan.create({ name: "Ann" });
    assert.equal(fan.teamId, 1);
    const problems = async (team: number) =>
      (await new Fan({ name: "Bob", team }).validate()).map(({ field, code, message }) => [
        field,
        code,
        message,
      ]);
    assert.deepEqual(await problems(1), []);
    assert.deepEqual(await problems(2), [["team", "rival", "Not them."]]);
    assert.deepEqual(await problems(9), [["team", "invalid", "No such team."]]);
    if (dialect === "postgres") {
      const [found] = await database.query("SELECT col_description('fan'::regclass, 3)");
      assert.equal(found![0], "whom they cheer");
    }
  });

  test("a choice that is none is refused", () => {
    const pairs = [["a", "First"]] as never;
    assert.throws(() => choice(pairs, {}), {
      code: "db.invalid-model",
      message: /\["a","First"\] is no choice\. Write a value, or \{ value: …, label/,
    });
  });

  test("fields that were not loaded are known, and saving leaves them alone", async () => {
    await using _database = await open([Event]);
    await Event.create({
      title: "a",
      low: 0,
      high: 5,
      day: Temporal.PlainDate.from("2026-01-01"),
      slug: "a",
    });

    const event = (await Event.only("title").first()) as unknown as Event;
    assert.deepEqual(deferredFields(event), ["low", "high", "day", "slug"]);
    assert.equal(isDeferred(event, "high"), true);
    event.title = "b";
    await event.save();
    await event.refresh();

    assert.deepEqual([event.title, event.high, deferredFields(event)], ["b", 5, []]);
  });

  test("a model is found by its label, and a module says which keys its models have", () => {
    class Big extends Model({ name: text() }) {}
    class Small extends Model({
      get big() {
        return belongsTo(() => Big);
      },
    }) {}
    registerModels("warehouse", [Big], "bigAuto");
    registerModels("kiosk", [Small]);

    assert.equal(modelNamed("warehouse.Big"), Big);
    assert.equal(modelMeta(Big).primaryKey.type, "bigAuto");
    assert.equal(modelMeta(Small).fields.get("big")?.type, "bigInteger");
    assert.equal(modelMeta(Small).primaryKey.type, "auto");
    assert.throws(() => modelNamed("warehouse.Bigg"), { message: /Did you mean "warehouse.Big"/ });
  });

  test("a model that needs another kind of database gets no table", async () => {
    class Everywhere extends Model({ name: text() }) {}
    class Elsewhere extends Model({ name: text() }) {
      static override meta() {
        return this.options({ requires: { database: dialect === "sqlite" ? "postgres" : "sqlite" } });
      }
    }
    await using _database = await open([Everywhere, Elsewhere]);

    assert.equal(await Everywhere.count(), 0);
    await assert.rejects(async () => Elsewhere.count(), { code: "db.schema-mismatch" });
  });

  test("a model gets a table where the database can do what it requires", async () => {
    class Locking extends Model({ name: text() }) {
      static override meta() {
        return this.options({ requires: { features: ["rowLocks"] } });
      }
    }
    class Covering extends Model({ name: text() }) {
      static override meta() {
        return this.options({ requires: { features: ["partialIndexes", "coveringIndexes"] } });
      }
    }
    class Never extends Model({ name: text() }) {
      static override meta() {
        return this.options({ requires: { features: ["virtualColumns", "tablespaces"] } });
      }
    }
    class Misspelt extends Model({ name: text() }) {
      static override meta() {
        return this.options({ requires: { features: ["rowLock" as "rowLocks"] } });
      }
    }
    await using database = await open([Locking, Covering]);
    const isThere = async (model: typeof Locking) => {
      try {
        return (await model.count()) === 0;
      } catch {
        return false;
      }
    };

    assert.equal(await isThere(Locking), dialect !== "sqlite");
    assert.equal(await isThere(Covering), dialect === "postgres");
    const impossible = { code: "db.invalid-model", message: /which no database has together/ };
    await assert.rejects(createTables(database, [Never]), impossible);
    await assert.rejects(createTables(database, [Misspelt]), { message: /"rowLock", which is none/ });
  });
});
