import assert from "node:assert/strict";
import {
  belongsTo,
  type ConditionOf,
  count,
  datetime,
  greatest,
  hasMany,
  type Instant,
  integer,
  Model,
  max,
  min,
  now,
  part,
  string,
  Temporal,
  time,
  trunc,
  value,
  WrongValueError,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

class Tick extends Model({
  name: string({ maxLength: 20 }),
  at: datetime({ as: "instant" }),
  until: datetime({ as: "instant", nullable: true }),
  madeAt: datetime({ as: "instant", default: "now" }),
  savedAt: datetime({ as: "instant", autoNow: true }),
  plainAt: datetime({ nullable: true }),
}) {}

const dated = Temporal.Instant.from("2026-03-01T10:00:00.123456Z");
class Dated extends Model({
  name: string(),
  default: datetime({ as: "instant", default: dated }),
  dbDefault: datetime({ as: "instant", dbDefault: dated }),
  dbNow: datetime({ as: "instant", dbDefault: now() }),
}) {}

class Epoch extends Model({
  began: datetime({ as: "instant", primaryKey: true }),
  get events() {
    return hasMany(() => Event, "epoch");
  },
}) {}

class Event extends Model({
  size: integer({ default: 0 }),
  get epoch() {
    return belongsTo(() => Epoch, { onDelete: "cascade" });
  },
}) {}

const at = (text: string): Instant => Temporal.Instant.from(text);
const texts = (values: readonly (Instant | null)[]) => values.map((each) => each && String(each));

/** Moments that a Date can't hold, hours apart from each other; before 1970, of the year 9999, with and without fraction. */
const moments = [
  "1969-12-31T23:59:59.999999Z",
  "1970-01-01T00:00:00.000001Z",
  "1812-06-24T04:00:00.123456Z",
  "2026-03-01T10:00:00Z",
  "2026-03-01T10:00:00.12Z",
  "2026-03-01T10:00:00.12345Z",
  "9999-12-31T23:59:59.999999Z",
];

forEachDatabase(({ test, open }) => {
  test("instants come back with their microseconds", async () => {
    await using _database = await open([Tick]);
    for (const text of moments) await Tick.create({ name: "a", at: at(text) });

    assert.deepEqual(texts(await Tick.orderBy("id").select((tick) => tick.at)), moments);
    const rows = await Tick.orderBy("id");
    assert.ok(rows.every((row) => row.at instanceof Temporal.Instant && row.until === null));
    assert.deepEqual(texts(rows.map((row) => row.at)), moments);
    for (const row of rows) await row.save();
    assert.deepEqual(texts((await Tick.orderBy("id")).map((row) => row.at)), moments);
    assert.deepEqual(
      texts(await Tick.orderBy("at").select((tick) => tick.at)),
      moments.toSorted((one, other) => Temporal.Instant.compare(at(one), at(other))),
    );
  });

  test("a Date may be given, and nanoseconds are rounded", async () => {
    await using _database = await open([Tick]);
    const row = await Tick.create({ name: "a", at: new Date("2026-03-01T10:00:00.120Z") });

    assert.equal(String(row.at), "2026-03-01T10:00:00.12Z");
    row.assign({ at: at("2026-03-01T10:00:00.123456789Z") });
    assert.equal(String(row.at), "2026-03-01T10:00:00.123457Z");
    await row.save();
    assert.equal(String((await Tick.get(row.id)).at), "2026-03-01T10:00:00.123457Z");
    await Tick.where({ id: row.id }).update({ at: new Date(0) });
    assert.equal(String((await Tick.get(row.id)).at), "1970-01-01T00:00:00Z");
    await Tick.createMany([{ name: "b", at: at(moments[0]!) }]);
    assert.equal(String((await Tick.get({ name: "b" })).at), moments[0]);
    await Tick.updateMany([Object.assign(row, { at: at(moments[1]!) })], ["at"]);
    assert.equal(String((await Tick.get(row.id)).at), moments[1]);
  });

  test("what is no moment is refused, and an Instant where rows hold a Date", async () => {
    await using _database = await open([Tick]);
    for (const wrong of ["2026-03-01", 5, new Date(Number.NaN), Temporal.PlainDate.from("2026-03-01")])
      await assert.rejects(Tick.create({ name: "a", at: wrong as never }), WrongValueError);
    await assert.rejects(
      Tick.create({ name: "a", at: new Date(), plainAt: at(moments[0]!) as never }),
      WrongValueError,
    );
  });

  test("now is an instant", async () => {
    await using _database = await open([Tick]);
    const before = Temporal.Now.instant().epochMilliseconds;
    const row = await Tick.create({ name: "a", at: new Date() });

    for (const moment of [row.madeAt, row.savedAt, (await Tick.get(row.id)).madeAt]) {
      assert.ok(moment instanceof Temporal.Instant);
      assert.equal(moment.epochNanoseconds % 1000n, 0n);
      assert.ok(moment.epochMilliseconds >= before);
    }
    assert.equal(String((await Tick.get(row.id)).savedAt), String(row.savedAt));
  });

  test("defaults keep microseconds, those of the database too", async () => {
    await using _database = await open([Dated]);
    const row = await Dated.create({ name: "a" });

    for (const each of [row, await Dated.get(row.id)]) {
      assert.equal(String(each.default), String(dated));
      assert.equal(String(each.dbDefault), String(dated));
      assert.ok(each.dbNow instanceof Temporal.Instant);
    }
  });

  test("conditions tell microseconds apart, and take a Date", async () => {
    await using _database = await open([Tick]);
    const [early, late] = [at("2026-03-01T10:00:00.12Z"), at("2026-03-01T10:00:00.120001Z")];
    await Tick.createMany([
      { name: "early", at: early },
      { name: "late", at: late, until: late },
    ]);
    const names = (condition: ConditionOf<typeof Tick>) =>
      Tick.where(condition)
        .orderBy("at")
        .select((tick) => tick.name);

    assert.deepEqual(await names({ at: late }), ["late"]);
    assert.deepEqual(await names({ at: { gt: early } }), ["late"]);
    assert.deepEqual(await names({ at: { gte: new Date(early.epochMilliseconds) } }), ["early", "late"]);
    assert.deepEqual(await names({ at: new Date(early.epochMilliseconds) }), ["early"]);
    assert.deepEqual(await names({ at: { in: [early, late] } }), ["early", "late"]);
    assert.deepEqual(await names({ at: { between: [late, late] } }), ["late"]);
    assert.deepEqual(await names((tick) => part(tick.at, "year").eq(2026)), ["early", "late"]);
    assert.deepEqual(await names((tick) => tick.at.eq(tick.until)), ["late"]);
    assert.deepEqual(await names((tick) => tick.at.lt(now({ as: "instant" }))), ["early", "late"]);
  });

  test("functions keep the kind of their argument", async () => {
    await using _database = await open([Tick]);
    const [first, last] = [at("2026-03-01T10:00:00.123456Z"), at("2026-03-02T11:30:00.654321Z")];
    await Tick.createMany([
      { name: "first", at: first, plainAt: new Date("2026-03-01T10:00:00.123Z") },
      { name: "last", at: last },
    ]);

    const totals = await Tick.aggregate((tick) => ({ from: min(tick.at), to: max(tick.at), rows: count() }));
    assert.deepEqual([String(totals.from), String(totals.to), totals.rows], [String(first), String(last), 2]);
    const [row] = await Tick.orderBy("at").select((tick) => ({
      hour: trunc(tick.at, "hour", { zone: "Asia/Kolkata" }),
      second: part(tick.at, "second"),
      day: trunc(tick.at, "date"),
      greater: greatest(tick.at, value(last)),
      later: tick.at.plus(Temporal.Duration.from({ microseconds: 1 })),
      between: tick.at.minus(value(last)),
      plain: tick.plainAt,
      plainHour: trunc(tick.plainAt, "hour"),
      clock: tick.at.cast(time()),
      cast: tick.plainAt.cast(datetime({ as: "instant" })),
      back: tick.at.cast(datetime()),
      now: now({ as: "instant" }),
    }));
    assert.ok(row !== undefined);
    assert.equal(String(row.hour), "2026-03-01T09:30:00Z");
    assert.equal(row.second, 0);
    assert.equal(String(row.day), "2026-03-01");
    assert.equal(String(row.greater), String(last));
    assert.equal(String(row.later), "2026-03-01T10:00:00.123457Z");
    assert.equal(row.between.total("microseconds"), -91_800_530_865);
    assert.deepEqual(row.plain, new Date("2026-03-01T10:00:00.123Z"));
    assert.deepEqual(row.plainHour, new Date("2026-03-01T10:00:00Z"));
    assert.equal(String(row.clock), "10:00:00.123456");
    assert.equal(String(row.cast), "2026-03-01T10:00:00.123Z");
    assert.ok(row.now instanceof Temporal.Instant);
    assert.deepEqual(row.back, new Date("2026-03-01T10:00:00.123Z"));
  });

  test("the same statement takes an Instant after a Date", async () => {
    await using _database = await open([Tick]);
    await Tick.create({ name: "a", at: at(moments[2]!) });
    const later = (moment: Instant | Date) => Tick.select((tick) => greatest(tick.at, moment)).first();

    assert.equal(String(await later(new Date("2026-01-01T00:00:00Z"))), "2026-01-01T00:00:00Z");
    assert.equal(String(await later(at(moments[5]!))), moments[5]);
  });

  test("instants are keys", async () => {
    await using _database = await open([Epoch, Event]);
    const [one, other] = [at("2026-03-01T10:00:00.000001Z"), at("2026-03-01T10:00:00.000002Z")];
    const first = await Epoch.create({ began: one });
    await Epoch.create({ began: other });
    await Event.createMany([{ epoch: first }, { epoch: first, size: 1 }]);

    const epochs = await Epoch.include("events").orderBy("began");
    assert.deepEqual(
      epochs.map(({ began, events }) => [String(began), events.length]),
      [
        [String(one), 2],
        [String(other), 0],
      ],
    );
    const [event] = await Event.include("epoch").orderBy("id");
    assert.equal(String(event!.epochId), String(one));
    assert.equal(String(event!.epoch.began), String(one));
    assert.equal(await Event.where({ epoch: first }).count(), 2);
    const found = await Epoch.inBulk([one]);
    assert.equal(found.size, 1);
    await first.delete();
    assert.equal(await Event.count(), 0);
  });
});
