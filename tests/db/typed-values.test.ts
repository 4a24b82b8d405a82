import assert from "node:assert/strict";
import {
  belongsTo,
  bigInteger,
  choice,
  choiceLabel,
  choicesOf,
  hasMany,
  integer,
  json,
  Model,
  manyToMany,
  modelMeta,
  string,
  uuid,
} from "quintet/db";
import { modelFormField } from "quintet/forms";
import { forEachDatabase } from "./databases.ts";

const Status = { Draft: "draft", InReview: "review", Published: "published" } as const;
// As TypeScript makes it of `enum Level { Low = 1, High = 2 }`, with the names by the numbers as well.
const Level = { Low: 1, High: 2, 1: "Low", 2: "High" } as unknown as { readonly Low: 1; readonly High: 2 };

class Note extends Model({
  name: string({ maxLength: 20 }),
  status: choice(choicesOf(Status, { Draft: "Not yet" }), { default: Status.Draft }),
  level: integer({ choices: choicesOf(Level), default: Level.Low }),
  labels: json<Set<string>>({
    default: () => new Set<string>(),
    encode: (set) => [...set].sort(),
    decode: (list: string[]) => new Set(list),
  }),
}) {}
const models = [Note];

class Token extends Model({ value: uuid() }) {}

class Sensor extends Model({
  serial: bigInteger({ as: "bigint" }),
  get readings() {
    return hasMany(() => Reading, "sensor");
  },
  get places() {
    return manyToMany(() => Place);
  },
}) {}
class Place extends Model({
  name: string({ maxLength: 20 }),
  get sensors() {
    return hasMany(() => Sensor, "places");
  },
}) {}
class Reading extends Model({
  counter: bigInteger({ as: "bigint" }),
  get sensor() {
    return belongsTo(() => Sensor, { onDelete: "cascade" });
  },
}) {}

forEachDatabase(({ test, open }) => {
  test("values of an enumeration are choices, with their names as labels", async () => {
    await using _database = await open(models);
    const note = await Note.create({ name: "a", status: Status.InReview, level: Level.High });

    assert.deepEqual(modelMeta(Note).fields.get("status")?.choices, [
      { value: "draft", label: "Not yet" },
      { value: "review", label: "In review" },
      { value: "published", label: "Published" },
    ]);
    assert.deepEqual(modelMeta(Note).fields.get("level")?.choices, [
      { value: 1, label: "Low" },
      { value: 2, label: "High" },
    ]);
    assert.deepEqual([choiceLabel(note, "status"), choiceLabel(note, "level")], ["In review", "High"]);
    assert.deepEqual(await note.validate(), []);
    note.assign({ level: 3 as 2 });
    assert.deepEqual(
      (await note.validate()).map(({ field, code }) => [field, code]),
      [["level", "choice"]],
    );
  });

  test("a JSON field writes and reads values that JSON doesn't have", async () => {
    await using _database = await open(models);
    const note = await Note.create({ name: "a", labels: new Set(["b", "a"]) });
    await Note.createMany([{ name: "b" }, { name: "c", labels: new Set(["c"]) }]);

    const found = await Note.get(note.id);
    assert.deepEqual(found.labels, new Set(["a", "b"]));
    found.labels.add("d");
    await found.save();
    await note.refresh();

    assert.deepEqual(note.labels, new Set(["a", "b", "d"]));
    assert.deepEqual((await Note.get({ name: "b" })).labels, new Set());
    assert.deepEqual(await Note.where({ name: "c" }).select((row) => row.labels), [new Set(["c"])]);
    await Note.where({ name: "b" }).update({ labels: new Set(["x"]) });
    assert.deepEqual((await Note.get({ name: "b" })).labels, new Set(["x"]));
  });

  test("a coded JSON field is compared with values of its own, and its parts with plain JSON", async () => {
    await using _database = await open(models);
    await Note.create({ name: "a", labels: new Set(["b", "a"]) });
    await Note.create({ name: "c", labels: new Set(["c"]) });
    const names = async (query: PromiseLike<Note[]>) => (await query).map(({ name }) => name);
    const ab = new Set(["a", "b"]);

    assert.deepEqual(await names(Note.where((row) => row.labels.eq(ab))), ["a"]);
    assert.deepEqual(await names(Note.where((row) => row.labels.in([ab]))), ["a"]);
    assert.deepEqual(await names(Note.where((row) => row.labels.ne(ab))), ["c"]);
    assert.deepEqual(await names(Note.where((row) => row.labels.at(0).eq("c"))), ["c"]);
  });

  test("a coded JSON field has no form field by itself, and takes encode only with decode", () => {
    assert.throws(() => modelFormField(modelMeta(Note), "labels"), /of the kind "coded JSON"/);
    assert.throws(() => json<Set<string>>({ encode: (set) => [...set] }), {
      code: "db.invalid-model",
      message: /encode and decode together/,
    });
  });

  test("relations are loaded for rows that hold integers beyond those of numbers", async () => {
    await using _database = await open([Sensor, Place, Reading]);
    const sensor = await Sensor.create({ serial: 9007199254740993n });
    const place = await Place.create({ name: "roof" });
    await sensor.places.add(place);
    await Reading.create({ sensor, counter: 9007199254740995n });

    const [found] = await Sensor.include("readings", "places");
    const [other] = await Sensor.all();

    assert.equal(found!.serial, 9007199254740993n);
    assert.deepEqual(
      found!.readings.map(({ counter }) => counter),
      [9007199254740995n],
    );
    assert.deepEqual(
      found!.places.map(({ name }) => name),
      ["roof"],
    );
    assert.equal((await other!.readings).length, 1);
    assert.equal((await (await Place.get(place.id)).sensors).length, 1);
  });

  test("a part of a UUID is found with hyphens and without, however the database stores it", async () => {
    await using _database = await open([Token]);
    await Token.create({ value: "6f1c1f5e-7f3b-4a9e-9d5e-111111111111" });

    for (const condition of [
      { contains: "7f3b-4a" },
      { contains: "7f3b4a" },
      { startsWith: "6f1c1f5e7f" },
      { endsWith: "-111111111111" },
      { iexact: "6F1C1F5E-7F3B-4A9E-9D5E-111111111111" },
      { icontains: "7F3B-" },
    ])
      assert.equal(await Token.where({ value: condition }).count(), 1, JSON.stringify(condition));
    assert.equal(await Token.where({ value: { contains: "7f3c" } }).count(), 0);
  });
});
