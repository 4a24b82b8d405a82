import assert from "node:assert/strict";
import {
  bigInteger,
  date,
  datetime,
  decimal,
  duration,
  type Expression,
  integer,
  Model,
  Temporal,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

/* What the database computes of numbers, moments and lengths of time. */

class Task extends Model({
  pieces: integer(),
  took: duration(),
  begunAt: datetime(),
  doneAt: datetime(),
  due: date(),
}) {}

class Parcel extends Model({
  pieces: integer(),
  bytes: bigInteger({ as: "bigint" }),
  price: decimal({ digits: 8, places: 2 }),
  spare: integer({ nullable: true }),
}) {}

async function fill(): Promise<void> {
  await Task.create({
    pieces: 7,
    took: Temporal.Duration.from({ minutes: 90 }),
    begunAt: new Date("2024-05-01T10:00:00Z"),
    doneAt: new Date("2024-05-02T11:30:00Z"),
    due: Temporal.PlainDate.from("2024-05-04"),
  });
}

forEachDatabase(({ test, open }) => {
  test("whole numbers are divided with what is behind the point", async () => {
    await using _database = await open([Task]);
    await fill();

    const [found] = await Task.select((task) => [task.pieces.dividedBy(2), task.pieces.dividedBy(task.id)]);

    assert.deepEqual(found, [3.5, 7]);
    assert.equal(await Task.where((task) => task.pieces.dividedBy(2).gt(3)).count(), 1);
  });

  test("a column of whole numbers is given whole numbers", async () => {
    await using _database = await open([Task]);
    await fill();

    await Task.all().update((task) => ({ pieces: task.pieces.dividedBy(3) }));

    assert.deepEqual(await Task.select((task) => task.pieces), [2]);
  });

  test("lengths of time of a thousand years keep their microseconds", async () => {
    await using _database = await open([Task]);
    await fill();
    const long = Temporal.Duration.from({ hours: 8_914_847, microseconds: 321 });

    await Task.all().update({ took: long });

    const task = await Task.where({ took: long }).get();
    assert.equal(Temporal.Duration.compare(task.took, long), 0);
    assert.equal(task.pieces, 7);
    assert.equal(Temporal.Duration.compare((await Task.select((each) => each.took))[0]!, long), 0);
  });

  test("moments and days are a length of time apart, and moved by one", async () => {
    await using _database = await open([Task]);
    await fill();

    const [row] = await Task.select((task) => ({
      apart: task.doneAt.minus(task.begunAt),
      left: task.due.minus(Temporal.PlainDate.from("2024-05-01")),
      late: task.due.plus(Temporal.Duration.from({ hours: 12 })),
      early: task.begunAt.minus(task.took),
    }));

    assert.equal(row!.apart.total("hours"), 25.5);
    assert.equal(row!.left.total("hours"), 72);
    assert.equal(row!.late.toISOString(), "2024-05-04T12:00:00.000Z");
    assert.equal(row!.early.toISOString(), "2024-05-01T08:30:00.000Z");
  });

  test("a day and a moment are compared as moments", async () => {
    await using _database = await open([Task]);
    await fill();
    const hours = (count: number) => Temporal.Duration.from({ hours: count });

    assert.equal(await Task.where((task) => task.due.plus(hours(0)).eq(task.due as never)).count(), 1);
    assert.equal(await Task.where((task) => task.due.lt(task.due.plus(hours(0)) as never)).count(), 0);
    assert.equal(await Task.where((task) => task.due.lt(task.due.plus(hours(1)) as never)).count(), 1);
    assert.equal(await Task.where((task) => task.due.gt(task.doneAt as never)).count(), 1);
  });

  test("a length of time may be longer than 285 years", async () => {
    await using _database = await open([Task]);
    await fill();
    const took = Temporal.Duration.from({ hours: 24 * 366_000 });
    await Task.all().update({ took });

    const [task] = await Task.all();
    assert.equal(task?.took.total("hours"), 24 * 366_000);
    assert.equal(task?.pieces, 7);
  });

  test("what has no meaning of moments is refused before it is sent", async () => {
    await using _database = await open([Task]);
    const two = Temporal.Duration.from({ hours: 2 });

    for (const made of [
      // The compiler refuses it as well.
      () => Task.select((task) => (task.begunAt as Expression as Expression<number>).times(two as never)),
      () => Task.select((task) => (task.due as Expression as Expression<number>).dividedBy(2)),
    ])
      await assert.rejects(async () => made(), { code: "db.invalid-query", message: /can't be computed/ });
  });

  test("a length of time is multiplied and divided by a number", async () => {
    await using _database = await open([Task]);
    await fill();

    const [row] = await Task.select((task) => [
      task.took.times(2),
      task.took.dividedBy(4),
      task.took.times(task.pieces),
      task.took.times(0.5),
    ]);

    assert.deepEqual(
      row!.map((length) => length.total("minutes")),
      [180, 22.5, 630, 45],
    );
  });

  // expressions/arithmetic-types.ts says the same to the compiler.
  test("two bigints give a bigint, a decimal makes decimals, and null makes null", async () => {
    await using _database = await open([Parcel]);
    await Parcel.create({ pieces: 7, bytes: 9n, price: "2.50" });

    const [row] = await Parcel.select((parcel) => ({
      ofBigints: parcel.bytes.plus(1n),
      ofColumns: parcel.bytes.times(parcel.bytes),
      ofBigintAndNumber: parcel.bytes.plus(1),
      withDecimal: parcel.pieces.plus(parcel.price),
      withNull: parcel.pieces.plus(parcel.spare),
    }));

    assert.deepEqual([row?.ofBigints, row?.ofColumns, row?.ofBigintAndNumber], [10n, 81n, 10]);
    assert.equal(row?.withDecimal.toFixed(2), "9.50");
    assert.equal(row?.withNull, null);
  });
});
