import assert from "node:assert/strict";
import {
  belongsTo,
  boolean,
  collate,
  count,
  date,
  datetime,
  decimal,
  float,
  hasMany,
  integer,
  json,
  Model,
  part,
  recordStatements,
  sql,
  string,
  stringAgg,
  Temporal,
  text,
  transaction,
  trunc,
  tuple,
  uuid,
  value,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

/*
 * What reaches queries from JavaScript, from `any`, or from outside with a cast: it is refused with a clear sentence
 * before anything is sent, or it is a value like any other. It never changes what a statement means.
 */

class Shop extends Model({
  name: string({ maxLength: 20 }),
  password: string({ maxLength: 20 }),
  get goods() {
    return hasMany(() => Good, "shop");
  },
}) {}

class Good extends Model({
  name: string({ maxLength: 20 }),
  note: text({ nullable: true }),
  pieces: integer({ nullable: true }),
  weight: float({ nullable: true }),
  price: decimal({ digits: 8, places: 2, nullable: true }),
  day: date({ nullable: true }),
  at: datetime({ nullable: true }),
  code: uuid({ nullable: true }),
  ok: boolean({ nullable: true }),
  extra: json<unknown>({ nullable: true }),
  get shop() {
    return belongsTo(() => Shop, { onDelete: "cascade" });
  },
}) {}

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse is what these tests are about
type Unchecked = any;
const good: Unchecked = Good;
const shop: Unchecked = Shop;
type Row = Unchecked;

/** Keys that JSON.parse() makes own properties, as a body has them. */
const parsed = (written: string): Unchecked => JSON.parse(written);
/** Values under a name that can't be written as a literal. */
const under = (name: string, of: unknown = value(1)) => Object.fromEntries([[name, of]]);

/** Ways to ask, by what is wrong about them. */
type Attempts = Readonly<Record<string, () => unknown>>;

const unknownNames: Attempts = {
  "a field": () => good.where({ nmae: 1 }),
  "a field of a relation": () => good.where({ shop: { toString: "x" } }),
  "a field in a callback": () => good.where((row: Row) => row.constructor.eq(1)),
  // biome-ignore lint/suspicious/noProto: it is what is asked for
  "a prototype in a callback": () => good.where((row: Row) => row.__proto__.eq(1)),
  "an order": () => good.orderBy("constructor"),
  "a prototype's order": () => good.orderBy("__proto__"),
  "an order behind a relation": () => good.orderBy("-shop.constructor"),
  "an order with a hole": () => good.orderBy("shop..name"),
  "an empty order": () => good.orderBy(""),
  "an order that is nothing": () => good.orderBy(undefined),
  "an order that is SQL": () => good.orderBy('name");DROP TABLE good;--'),
  "an order that is an expression of SQL": () => good.orderBy("-(select 1)"),
  "an order by a table's column": () => good.orderBy("good.name"),
  "an order that is an object": () => good.orderBy({ name: "ASC; DROP TABLE good" }),
  "an order that is a list": () => good.orderBy([["id", "UNTRUSTED; SELECT 1"]]),
  "a direction": () => good.orderBy("name", "ASC, (select sleep(5))"),
  "a chosen field": () => good.all().select("constructor"),
  "a prototype that is chosen": () => good.all().select("__proto__"),
  "a loaded column": () => good.all().only("hasOwnProperty"),
  "a relation to load": () => good.all().include("constructor"),
  "a relation to load, in an object": () => good.all().include(under("toString", (rows: Row) => rows)),
  "a change": () => good.where({ id: 1 }).update({ constructor: 1 }),
  "a prototype's change": () => good.where({ id: 1 }).update(parsed('{"__proto__": {"x": 1}}')),
  "a path of a change": () => good.where({ id: 1 }).update(parsed('{"a.constructor.prototype.b": 1}')),
  "a value of a new row": () => shop.create({ name: "a", password: "b", constructor: 1 }),
  "a state of a new row": () => shop.create({ name: "a", password: "b", $isPersisted: true }),
  "a method of a new row": () => shop.create({ name: "a", password: "b", save: "x" }),
  "a unique field": () => good.all().inBulk([1], "constructor"),
  "a field to be distinct by": () => good.all().distinct("constructor"),
  "the latest by": () => good.all().latest("constructor"),
  "a field to write": () => good.updateMany([], ["constructor"]),
  "a field of a conflict": () =>
    shop.createMany([{ name: "a", password: "b" }], {
      onConflict: { fields: ["toString"], update: ["name"] },
    }),
  "a relation to lock": () => good.all().lock({ of: ['x"; DROP TABLE good'] }),
};

const unknownOperators: Attempts = {
  "in an object": () => good.where({ name: { startswith: "a" } }),
  "of a prototype": () => good.where({ name: { toString: "x" } }),
  "in a callback": () => good.where((row: Row) => row.name.compare("drop table", 1)),
  "of a prototype in a callback": () => good.where((row: Row) => row.name.compare("constructor", 1)),
  "behind a password": () => shop.where({ password: parsed('{"x": ""}') }),
  "that looks like a Date": () => good.where({ at: parsed('{"getTime": 1}') }),
};

const noConditions: Attempts = {
  undefined: () => good.where(undefined),
  null: () => good.where(null),
  "a text": () => good.where("1 = 1"),
  "a number": () => good.where(1),
  "a list": () => good.where([]),
  "a Date": () => good.where(new Date()),
  "a Map": () => good.where(new Map([["id", 1]])),
  "a field that is undefined": () => good.where({ id: undefined }),
  "an operator that is undefined": () => good.where({ id: { eq: undefined } }),
  "undefined in a list": () => good.where({ id: { in: [1, undefined] } }),
  "undefined between": () => good.where({ id: { between: [1, undefined] } }),
  "a key that is undefined": () => good.get(undefined),
  "a key that is undefined, of find()": () => good.all().find(undefined),
  "a callback that returns nothing": () => good.where(() => undefined),
  "a callback that returns true": () => good.where(() => true),
  "operators without any": () => good.where({ name: {} }),
  "a list beside a field": () => shop.where({ password: ["a"] }),
  "one end of between": () => good.where({ id: { between: [1] } }),
  "a text behind in": () => good.where({ id: { in: "1,2" } }),
  "something like a list behind in": () => good.where({ id: { in: { length: 1, 0: 1 } } }),
  "a text behind or": () => good.where({ or: "x" }),
  "null in or": () => good.where({ or: [null] }),
  "null behind not": () => good.where({ not: null }),
  "an operator of another database": () => good.where({ $or: [{}] }),
  "a prototype": () => good.where(parsed('{"__proto__": 1}')),
  "a prototype's operator": () => good.where({ name: parsed('{"__proto__": "x"}') }),
  "a constructor": () => good.where({ constructor: 1 }),
  "a null part of a text": () => good.where({ name: { contains: null } }),
  "a text behind isNull": () => good.where({ name: { isNull: "false" } }),
};

const farDate = new Date(8.64e15);
const circle: Record<string, unknown> = {};
circle.circle = circle;
const wrongValues: Attempts = {
  "an object as a text": () => shop.where({ password: { eq: parsed('{"startsWith": ""}') } }),
  "an object as a text in a callback": () => shop.where((row: Row) => row.password.eq({ startsWith: "" })),
  "a list as a text": () => shop.where({ password: { eq: ["a"] } }),
  "a number as a text": () => shop.where({ password: 0 }),
  "true as a text": () => shop.where({ password: true }),
  "a text as a number": () => good.where({ pieces: "1 OR 1=1" }),
  "true as a number": () => good.where({ pieces: true }),
  "a text as a key": () => good.get("1 OR 1=1"),
  "a text as true": () => good.where({ ok: "false" }),
  "a number as true": () => good.where({ ok: 1 }),
  "a text as a decimal": () => good.where({ price: "1; DROP TABLE good" }),
  "a text as a UUID": () => good.where({ code: "x' OR 1=1" }),
  "a text as a day": () => good.where({ day: "2024-13-45" }),
  "a text as a year": () => good.where({ at: { year: "2024 OR 1=1" } }),
  "a text to add": () => good.where((row: Row) => row.pieces.plus("1 OR 1=1").gt(1)),
  "an object to add": () => good.where((row: Row) => row.pieces.plus({ a: 1 }).gt(1)),
  "something like an expression": () =>
    good.where({ name: { eq: parsed('{"node":{"kind":"sql","texts":["1=1"],"items":[]}}') } }),
  "something like an expression in a callback": () =>
    good.where((row: Row) => row.name.eq(parsed('{"node":{"kind":"sql","texts":["1=1"],"items":[]}}'))),
  "something like SQL to store": () =>
    good.where({ id: 1 }).update({ name: { __raw: true, sql: "1); drop" } }),
  "a separator that is an object": () =>
    good.aggregate((row: Row) => ({ x: stringAgg(row.name, {} as never) })),
  "NaN as a whole number": () => good.where({ pieces: Number.NaN }),
  "NaN as a number": () => good.where({ weight: Number.NaN }),
  "NaN as a decimal": () => good.where({ price: Number.NaN }),
  "NaN as a key": () => good.find(Number.NaN),
  "NaN as a year": () => good.where({ at: { year: Number.NaN } }),
  "NaN to add": () => good.where((row: Row) => row.pieces.plus(Number.NaN).gt(1)),
  "NaN to store": () => good.create({ name: "x", shop: 1, weight: Number.NaN }),
  "undefined in a callback": () => good.where((row: Row) => row.id.eq(undefined)),
  "half of a surrogate pair": () => good.where({ name: "a\ud800" }),
  "half of a surrogate pair in a part": () => good.where({ name: { contains: "\udc00" } }),
  "half of a surrogate pair to store": () => good.create({ name: "a\ud800", shop: 1 }),
  "half of a surrogate pair in JSON": () => good.create({ name: "x", shop: 1, extra: { a: ["\ud800"] } }),
  "half of a surrogate pair beside JSON": () => good.where((row: Row) => row.extra.at("a").eq("\ud800")),
  "a null character": () => good.where({ name: "a\0b" }),
  "a null character in a part": () => good.where({ name: { startsWith: "a\0" } }),
  "a null character to store": () => good.create({ name: "a\0b", shop: 1 }),
  "a null character in many rows": () => shop.createMany([{ name: "a\0b", password: "x" }]),
  "a null character to change to": () => good.where({ id: 1 }).update({ note: "\0" }),
  "a null character in JSON": () => good.create({ name: "x", shop: 1, extra: { "\0": 1 } }),
  "a function in the place of JSON": () => good.create({ name: "x", shop: 1, extra: () => 1 }),
  "a big integer in JSON": () => good.create({ name: "x", shop: 1, extra: { a: 1n } }),
  "a circle in JSON": () => good.create({ name: "x", shop: 1, extra: circle }),
  "a moment that is none": () => good.where({ at: new Date(Number.NaN) }),
  "a moment beyond all years": () => good.where({ at: farDate }),
  "a moment beyond all years to store": () => good.create({ name: "x", shop: 1, at: farDate }),
  "a moment before all years": () => good.create({ name: "x", shop: 1, at: new Date(-8.64e15) }),
  "a day of the year 0": () => good.where({ day: Temporal.PlainDate.from("0000-12-31") }),
  "a day of the year 12000": () =>
    good.create({ name: "x", shop: 1, day: Temporal.PlainDate.from("+012000-01-01") }),
};

const unsafeNames = [
  'x"; DROP TABLE good; --',
  "x`",
  "x]",
  "good.name",
  "%s",
  "a\0b",
  "",
  "a b",
  "-a",
  "__proto__",
];
const meaningless: Attempts = {
  ...Object.fromEntries(
    unsafeNames.flatMap((name): [string, () => unknown][] => [
      [`${JSON.stringify(name)} as the name of an annotation`, () => good.all().annotate(() => under(name))],
      [`${JSON.stringify(name)} as the name of an alias`, () => good.all().alias(() => under(name))],
      [`${JSON.stringify(name)} as the name of a chosen value`, () => good.all().select(() => under(name))],
      [`${JSON.stringify(name)} as the name of a total`, () => good.aggregate(() => under(name, count()))],
      [
        `${JSON.stringify(name)} as the name of a relation with a condition`,
        () => shop.all().annotate((row: Row) => under(name, row.goods.where({ name: "x" }))),
      ],
    ]),
  ),
  "a limit below 0": () => good.limit(-1),
  "a limit that is no number": () => good.limit(Number.NaN),
  "a limit that is a text": () => good.limit("1; DROP TABLE good"),
  "a limit that is a fraction": () => good.limit(1.5),
  "a limit without end": () => good.limit(Number.POSITIVE_INFINITY),
  "a limit that becomes a number": () => good.limit({ valueOf: () => 1 }),
  "an offset below 0": () => good.all().offset(-1),
  "an offset that is no number": () => good.all().offset(Number.NaN),
  "an offset that is a text": () => good.all().offset("1"),
  "a page below 1": () => good.all().page({ number: -1, size: 10 }),
  "a page that is a text": () => good.all().page({ number: "1'", size: 10 }),
  "a page without rows": () => good.all().page({ number: 1, size: 0 }),
  "a page with as many orphans as rows": () => good.all().page({ number: 1, size: 2, orphans: 2 }),
  "portions below 1": async () => {
    for await (const _row of good.all().stream({ chunk: -1 })) assert.fail("a row came");
  },
  "portions that are no number": async () => {
    for await (const _row of good.all().stream({ chunk: Number.NaN })) assert.fail("a row came");
  },
  "a place of nulls": () => good.orderBy((row: Row) => row.name.asc({ nulls: "last; DROP TABLE good" })),
  "a time zone": () =>
    good.all().select((row: Row) => trunc(row.at, "day", { zone: "UTC'; DROP TABLE good" } as never)),
  "a unit": () => good.all().select((row: Row) => trunc(row.at, "day') --" as never)),
  "a unit of a prototype": () => good.all().select((row: Row) => part(row.at, "constructor" as never)),
  "a collation": () => good.all().select((row: Row) => collate(row.name, 'C"; --')),
  "an object in a path into JSON": () => good.where((row: Row) => row.extra.at({ a: 1 }).eq(1)),
  "no number in a path into JSON": () => good.where((row: Row) => row.extra.at(Number.NaN).eq(1)),
  "no path into JSON": () => good.where((row: Row) => row.extra.at().eq(1)),
  "a null character in a path into JSON": () => good.where((row: Row) => row.extra.at("a\0").eq(1)),
  "half of a surrogate pair as a key": () => good.where((row: Row) => row.extra.hasKey("\ud800")),
  "an object as a key": () => good.where((row: Row) => row.extra.hasKey({ a: 1 })),
  "a text as a list of keys": () => good.where((row: Row) => row.extra.hasKeys("abc")),
  "SQL that isn't written in backticks": () => good.where(() => (sql as Unchecked)("1 = 1")),
  "too short a key": () => good.where((row: Row) => tuple(row.id, row.name).in([[1]])),
  "an object as a part of a text": () => good.where({ name: { contains: {} } }),
  "a number as a new row": () => shop.create(5),
  "nothing as a new row": () => shop.create(null),
  "a list as a new row": () => shop.create([]),
  "a Map as a new row": () => shop.create(new Map([["name", "x"]])),
  "a Date in a list of new rows": () => shop.createMany([new Date()]),
  "a text as a list of new rows": () => shop.createMany("ab"),
  "a number as values": () => new shop({ name: "a", password: "b" }).assign(5),
  "a list as options": () => shop.createMany([], []),
  "a text as a list of fields": () => shop.updateMany([], "name"),
  "no query to put together": () => good.all().union({}),
  "no callback": () => good.all().annotate({ x: 1 }),
  "a callback of include that gives no query": () => shop.all().include({ goods: () => 5 }),
  "too long a name": () => good.all().annotate(() => under("x".repeat(64))),
  "a list as the unit of a date": () => good.all().select((row: Row) => trunc(row.at, ["day"] as never)),
  "a number as a collation": () => good.all().select((row: Row) => collate(row.name, 5 as never)),
  "a limit beyond what is exact": () => good.limit(1e20),
  "an isolation": () => transaction(() => 1, { isolation: "constructor" as never }),
  "no work for a transaction": () => transaction(5 as never),
  "no change": () => good.where({ id: 1 }).update({}),
};

const refused: Readonly<Record<string, readonly [code: string | RegExp, attempts: Attempts]>> = {
  "names that no field has are refused": ["db.unknown-field", unknownNames],
  "operators that a field doesn't have are refused": [
    /^db\.(unknown-operator|invalid-condition)$/,
    unknownOperators,
  ],
  "what is no condition is refused, rather than taken for none": ["db.invalid-condition", noConditions],
  "values of another kind, and those that a database couldn't keep, are refused": [
    "db.wrong-value",
    wrongValues,
  ],
  "what would become SQL and isn't known is refused": ["db.invalid-query", meaningless],
};

forEachDatabase(({ test, open }) => {
  for (const [title, [code, attempts]] of Object.entries(refused)) {
    test(title, async () => {
      await using _database = await open([Shop, Good]);
      for (const [name, attempt] of Object.entries(attempts)) {
        const { statements } = await recordStatements(() =>
          assert.rejects(
            async () => await attempt(),
            (error: Unchecked) => {
              assert.match(
                String(error.code),
                typeof code === "string" ? new RegExp(`^${code}$`) : code,
                `${name}: ${error}`,
              );
              assert.match(error.message, /[a-z]{2,} .*\./s, name); // a sentence
              return true;
            },
            name,
          ),
        );
        assert.deepEqual(statements, [], name);
      }
    });
  }

  test("a list of 10,000 values is one condition like any other", async () => {
    await using _database = await open([Shop, Good]);
    const stored = await shop.create({ name: "a", password: "b" });
    const keys = Array.from({ length: 10_000 }, (_, position) => stored.id + position);

    assert.equal(await shop.where({ id: { in: keys } }).count(), 1);
    assert.equal(await shop.whereNot({ id: { in: keys } }).count(), 0);
    assert.equal(await shop.where({ name: { in: keys.map((key) => `a' OR '1'='1 ${key}`) } }).count(), 0);
  });

  test("a list that no statement can carry is refused", async () => {
    await using _database = await open([Shop, Good]);
    const keys = Array.from({ length: 70_000 }, (_, position) => position);

    await assert.rejects(async () => shop.where({ id: { in: keys } }).count(), {
      code: "db.invalid-query",
      message: /too long for one statement/,
    });
  });

  test("texts full of SQL are values: they are bound, stored and found as they are", async () => {
    await using _database = await open([Shop, Good]);
    const texts = ["'; DROP TABLE good; --", '" OR 1=1 --', "\\' OR 1=1 #", "%_\\", "{{x}}", "?", "$1", ":a"];
    const own = await shop.create({ name: "a", password: "b" });
    for (const note of texts) {
      const { statements } = await recordStatements(async () => {
        await good.create({ name: "x", note, shop: own, extra: { [note]: note } });
        assert.equal(await good.where({ note }).count(), 1, note);
        assert.equal(
          await good
            .where({ note: { contains: note } })
            .where({ note: { endsWith: note } })
            .count(),
          1,
          note,
        );
        assert.equal(await good.where((row: Row) => row.extra.at(note).eq(note)).count(), 1, note);
        assert.equal(await good.where((row: Row) => row.extra.hasKey(note)).count(), 1, note);
      });
      if (note.length > 4)
        for (const statement of statements) assert.ok(!statement.text.includes(note), note);
    }
    assert.equal(await good.count(), texts.length);
  });

  test("names of prototypes are harmless where any name may stand", async () => {
    await using _database = await open([Shop, Good]);
    await good.create({ name: "x", shop: await shop.create({ name: "a", password: "b" }), extra: { a: 1 } });

    const refused = { code: "db.invalid-query", message: /aren't those that every object has/ };
    assert.throws(() => good.all().select(() => ({ constructor: value(1) })), refused);
    assert.deepEqual(await good.all().select(() => ({ toString: value("t") })), [{ toString: "t" }]);
    await assert.rejects(async () => good.aggregate(() => ({ constructor: count() })), refused);
    assert.equal(
      await good.where((row: Row) => row.extra.at("__proto__", "constructor").isNotNull()).count(),
      0,
    );
    assert.equal(await good.where((row: Row) => row.extra.hasKey("constructor")).count(), 0);
    assert.equal(({} as Record<string, unknown>).x, undefined);
  });
});
