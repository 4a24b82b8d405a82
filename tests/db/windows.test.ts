import assert from "node:assert/strict";
import {
  belongsTo,
  hasMany,
  integer,
  Model,
  max,
  over,
  rank,
  rowNumber,
  string,
  sum,
  UnsupportedQueryError,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

/* Conditions on what windows give, and the frames of windows. */

class Runner extends Model({
  name: string({ maxLength: 20 }),
  get runs() {
    return hasMany(() => Run, "runner");
  },
}) {}

class Run extends Model({
  minutes: integer(),
  get runner() {
    return belongsTo(() => Runner, { onDelete: "cascade" });
  },
}) {
  static override meta() {
    return this.options({ orderBy: ["-minutes"] });
  }
}
const models = [Runner, Run];

async function fill(): Promise<void> {
  const [ada, bo] = await Runner.createMany([{ name: "Ada" }, { name: "Bo" }]);
  await Run.createMany([
    { runner: ada!, minutes: 50 },
    { runner: ada!, minutes: 45 },
    { runner: bo!, minutes: 40 },
    { runner: bo!, minutes: 60 },
  ]);
}

forEachDatabase(({ test, open, dialect }) => {
  test("rows can be asked for by a window, counted and looked for", async () => {
    await using _database = await open(models);
    await fill();

    const fastest = Run.annotate((run) => ({
      place: rank().over({ partitionBy: run.runner, orderBy: run.minutes }),
    })).where({ place: 1 });

    assert.deepEqual(
      (await fastest).map(({ minutes }) => minutes),
      [45, 40],
    );
    assert.equal(await fastest.count(), 2);
    assert.equal(await fastest.exists(), true);
    assert.deepEqual(await fastest.aggregate((run) => ({ slowest: run.minutes.max() })), { slowest: 45 });
    assert.deepEqual(
      (await fastest.include("runner").orderBy("runner.name")).map(({ runner }) => runner.name),
      ["Ada", "Bo"],
    );
  });

  test("a window can stand in a condition itself, beside others", async () => {
    await using _database = await open(models);
    await fill();

    const second = Run.where((run) =>
      rowNumber().over({ orderBy: run.minutes }).eq(2).and(run.minutes.lt(50)),
    );
    const either = Run.where((run) =>
      rowNumber().over({ orderBy: run.minutes }).eq(1).or(run.minutes.eq(60)),
    );

    assert.deepEqual(
      (await second).map(({ minutes }) => minutes),
      [45],
    );
    assert.deepEqual(
      (await either).map(({ minutes }) => minutes),
      [60, 40],
    );
    assert.equal(await either.count(), 2);
  });

  test("rows can be left out of a frame, where the database can", async () => {
    await using _database = await open(models);
    await fill();

    const others = Run.orderBy("minutes").select((run) =>
      over(sum(run.minutes), { orderBy: run.minutes, frame: { rows: [null, null], exclude: "current row" } }),
    );
    const groups = Run.orderBy("minutes").select((run) =>
      over(max(run.minutes), { orderBy: run.minutes, frame: { groups: [-1, 0] } }),
    );

    if (dialect === "mysql") {
      await assert.rejects(async () => await others, UnsupportedQueryError);
      await assert.rejects(async () => await groups, UnsupportedQueryError);
      return;
    }
    assert.deepEqual(await others, [155, 150, 145, 135]);
    assert.deepEqual(await groups, [40, 45, 50, 60]);
  });

  test("what a frame excludes is one of four words", () => {
    const exclude = "ties) FROM run; DROP TABLE run; --" as "ties";
    const query = () => Run.select((run) => over(sum(run.minutes), { frame: { rows: [null, 0], exclude } }));

    assert.throws(query, { code: "db.invalid-query", message: /excludes "current row", "group", "ties"/ });
  });

  test("a window is not ordered by a text that was meant as a name", () => {
    assert.throws(() => Run.select(() => rank().over({ orderBy: "-minutes" as never })), {
      code: "db.invalid-query",
      message: /orderBy of a window takes fields and expressions.*"-minutes"/,
    });
  });
});
