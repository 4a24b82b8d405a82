import assert from "node:assert/strict";
import {
  createTables,
  expectQueries,
  hasMany,
  isStored,
  linksChanged,
  Model,
  manyToMany,
  openDatabase,
  rowSaved,
  rowSaving,
  sqlite,
  string,
  uuid,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

class Person extends Model({
  name: string(),
  get friends() {
    return manyToMany(() => Person, { symmetrical: true });
  },
  get clubs() {
    return manyToMany(() => Club);
  },
}) {}
class Club extends Model({
  name: string(),
  get members() {
    return hasMany(() => Person, "clubs");
  },
}) {}
class Token extends Model({ key: uuid({ primaryKey: true, default: "v4" }), name: string() }) {}

const tables = [Person, Token] as const;

forEachDatabase(({ test, open, dialect }) => {
  test("a new row with a key is updated where it is there, and inserted where it isn't", async () => {
    await using _database = await open(tables);
    const first = new Club({ name: "One" });
    first.id = 5;
    await expectQueries(2, () => first.save());

    const again = new Club({ name: "Two" });
    again.id = 5;
    await expectQueries(1, () => again.save());

    assert.deepEqual(
      (await Club.all()).map(({ id, name }) => [id, name]),
      [[5, "Two"]],
    );
  });

  test("a new row whose key has a default is inserted at once", async () => {
    await using _database = await open(tables);

    await expectQueries(1, () => new Token({ name: "t" }).save());
  });

  if (dialect === "sqlite")
    test("saving a row replaces no bytes that are no text, which were read as something else", async () => {
      await using database = await open(tables);
      await database.execute("INSERT INTO person (name) VALUES (CAST(x'61ff' AS TEXT)), ('\ufffd')");
      const stored = async () => (await database.query("SELECT hex(name) FROM person ORDER BY id")).flat();
      const [odd, mark] = await Person.all().orderBy("id");

      const saved = odd!.save();

      await assert.rejects(saved, {
        code: "db.invalid-query",
        message:
          /^"person"\."name" of the row with id 1 holds bytes that are no text \(x'61FF'\), which were read as "a\ufffd" and would be lost\.\nSave the row without/,
      });
      mark!.name += "!";
      await mark!.save();
      assert.deepEqual(await stored(), ["61FF", "EFBFBD21"]);
      odd!.name = "new";
      await odd!.save();
      assert.deepEqual(await stored(), ["6E6577", "EFBFBD21"]);
    });

  test("save() can be made to insert or to update, and says where that can't be", async () => {
    await using _database = await open(tables);
    const club = await Club.create({ name: "One" });
    const missing = new Club({ name: "None" });
    missing.id = 99;

    await assert.rejects(club.save({ insert: true }), { code: "db.unique-violation" });
    await assert.rejects(missing.save({ update: true }), {
      code: "db.not-updated",
      message: /There is no Club with id 99 to update/,
    });
    await assert.rejects(new Club({ name: "x" }).save({ update: true }), {
      code: "db.invalid-query",
      message: /without a key can't be updated/,
    });
    await assert.rejects(club.save({ insert: true, only: ["name"] }), { code: "db.invalid-query" });
    await assert.rejects(club.save({ only: ["name", "id"] }), { message: /can't write its key/ });
    assert.equal(isStored(missing), false);
  });

  test("save(), refresh() and delete() can use another database", async () => {
    await using _database = await open(tables);
    await using other = openDatabase(sqlite({ file: ":memory:" }));
    await createTables(other, [Person]);
    const club = await Club.create({ name: "One" });

    await club.save({ using: other });

    assert.equal(await Club.using(other).count(), 1);
    assert.deepEqual(await club.delete(), { total: 1, byModel: { Club: 1 } });
    assert.deepEqual([await Club.using(other).count(), await Club.count()], [0, 1]);
  });

  test("refresh() can read only some fields", async () => {
    await using _database = await open(tables);
    const person = await Person.create({ name: "Ann" });
    await Person.all().update({ name: "Bea" });

    await person.refresh({ only: ["id"] });
    assert.equal(person.name, "Ann");
    await person.refresh({ only: ["name"] });
    assert.equal(person.name, "Bea");
  });

  test("a symmetrical relation holds in both directions", async () => {
    await using _database = await open(tables);
    const [ann, bea] = await Person.createMany([{ name: "Ann" }, { name: "Bea" }]);

    await ann!.friends.add(bea!, ann!);
    await ann!.friends.add(bea!);
    const ofBea = await bea!.friends.all();
    await bea!.friends.remove(ann!);

    assert.deepEqual(
      ofBea.map(({ name }) => name),
      ["Ann"],
    );
    assert.deepEqual(
      (await ann!.friends.all()).map(({ name }) => name),
      ["Ann"],
    );
  });

  test("listeners hear of rows that are saved, and of relations that change", async () => {
    await using _database = await open(tables);
    const heard: unknown[] = [];
    const stops = [
      rowSaving.on(({ model, created }) => void heard.push(["saving", model.name, created])),
      rowSaved.on(({ model, created }) => void heard.push(["saved", model.name, created])),
      linksChanged.on(({ relation, change, keys }) => void heard.push([change, String(relation), keys])),
    ];

    const club = await Club.create({ name: "One" });
    await club.save();
    const person = await Person.create({ name: "Ann" });
    await club.members.add(person);
    await person.clubs.remove(club);
    for (const stop of stops) stop();
    await club.save();

    assert.deepEqual(heard, [
      ["saving", "Club", true],
      ["saved", "Club", true],
      ["saving", "Club", false],
      ["saved", "Club", false],
      ["saving", "Person", true],
      ["saved", "Person", true],
      ["added", "Club.members", [1]],
      ["removed", "Person.clubs", [1]],
    ]);
  });

  test("afterLoad() is called for each row that is read, and not for new ones", async () => {
    class Note extends Model({ body: string() }) {
      words = 0;
      override afterLoad() {
        this.words = this.body.split(" ").length;
      }
    }
    await using _database = await open([Note]);
    const note = await Note.create({ body: "one two" });

    assert.equal(note.words, 0);
    assert.equal((await Note.get(note.id)).words, 2);
  });
});
