import assert from "node:assert/strict";
import {
  belongsTo,
  createTables,
  expectQueries,
  hasMany,
  isStored,
  Model,
  manyToMany,
  rowDeleted,
  rowDeleting,
  string,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

class Artist extends Model({ name: string() }) {}
class Label extends Model({ name: string() }) {}
class Tag extends Model({ name: string() }) {}
class Album extends Model({
  title: string(),
  get artist() {
    return belongsTo(() => Artist, { onDelete: "cascade" });
  },
  get tags() {
    return manyToMany(() => Tag);
  },
  get songs() {
    return hasMany(() => Song, "album");
  },
}) {}
class Song extends Model({
  title: string(),
  get artist() {
    return belongsTo(() => Artist, { onDelete: "cascade" });
  },
  get album() {
    return belongsTo(() => Album, { onDelete: "restrict" });
  },
}) {}
class Contract extends Model({
  get artist() {
    return belongsTo(() => Artist, { onDelete: "protect" });
  },
}) {}
class Poster extends Model({
  get artist() {
    return belongsTo(() => Artist, {
      onDelete: { set: () => Artist.get({ name: "Nobody" }) },
    });
  },
}) {}
class Sticker extends Model({
  get label() {
    return belongsTo(() => Label, { onDelete: "dbCascade" });
  },
  get other() {
    return belongsTo(() => Label, { onDelete: "dbSetNull", nullable: true });
  },
}) {}

const tables = [Song, Contract, Poster, Sticker] as const;

forEachDatabase(({ test, open }) => {
  test("a restricted row refuses, unless it goes by another way", async () => {
    await using _database = await open(tables);
    const artist = await Artist.create({ name: "A" });
    const other = await Artist.create({ name: "B" });
    const album = await Album.create({ title: "One", artist });
    await Song.create({ title: "x", artist, album });

    await assert.rejects(album.delete(), {
      code: "db.restricted",
      message: /Album can't be deleted: 1 row refers to it \(Song\.album\) and would stay/,
    });
    assert.deepEqual((await artist.delete()).byModel, { Song: 1, Album: 1, Artist: 1 });

    const second = await Album.create({ title: "Two", artist: other });
    const third = await Artist.create({ name: "C" });
    await Song.create({ title: "y", artist: third, album: second });
    await assert.rejects(other.delete(), { code: "db.restricted" });
  });

  test("a protected row refuses, also where it is found beside rows that go", async () => {
    await using _database = await open(tables);
    const artist = await Artist.create({ name: "A" });
    await Album.create({ title: "One", artist });
    await Contract.create({ artist });

    await assert.rejects(artist.delete(), { code: "db.protected", message: /Contract\.artist/ });
    assert.equal(await Album.count(), 1);
  });

  test("onDelete: { set } gives the rows that stay another row to refer to", async () => {
    await using _database = await open(tables);
    const nobody = await Artist.create({ name: "Nobody" });
    const artist = await Artist.create({ name: "A" });
    const poster = await Poster.create({ artist });

    assert.deepEqual(await artist.delete(), { total: 1, byModel: { Artist: 1 } });
    await poster.refresh();
    assert.equal(poster.artistId, nobody.id);
  });

  test("what the database deletes by itself is left to it", async () => {
    await using _database = await open(tables);
    const label = await Label.create({ name: "L" });
    const other = await Label.create({ name: "M" });
    await Sticker.create({ label, other });
    await Sticker.create({ label: other, other: label });

    const deleted = await expectQueries(1, () => Label.where({ id: label.id }).delete());

    assert.deepEqual(deleted, { total: 1, byModel: { Label: 1 } });
    assert.deepEqual(
      (await Sticker.all()).map(({ otherId }) => otherId),
      [null],
    );
  });

  test("rows that nobody looks at are deleted without being loaded", async () => {
    await using _database = await open(tables);
    class Team extends Model({ name: string() }) {}
    class Player extends Model({
      get team() {
        return belongsTo(() => Team, { onDelete: "cascade" });
      },
    }) {}
    await createTables(_database, [Player]);
    const team = await Team.create({ name: "T" });
    await Player.createMany([{ team }, { team }]);

    const deleted = await expectQueries(2, () => team.delete());

    assert.deepEqual(deleted, { total: 3, byModel: { Player: 2, Team: 1 } });
  });

  test("a deleted row has no key and can be saved as a new one", async () => {
    await using _database = await open(tables);
    const tag = await Tag.create({ name: "t" });

    await tag.delete();

    assert.deepEqual([tag.id, isStored(tag)], [null, false]);
    await tag.save();
    assert.deepEqual([tag.id, await Tag.count()], [2, 1]);
    await assert.rejects(async () => new Tag({ name: "never stored" }).delete(), {
      code: "db.invalid-query",
    });
  });

  test("listeners hear of every row that goes, and one that throws prevents it", async () => {
    await using _database = await open(tables);
    const artist = await Artist.create({ name: "A" });
    await Album.create({ title: "One", artist });
    const gone: string[] = [];
    const stop = rowDeleted.on(
      ({ row, model }) => void gone.push(`${model.name} ${(row as { id: number }).id}`),
    );
    const refuse = rowDeleting.on(() => {
      throw new Error("not now");
    });

    await assert.rejects(artist.delete(), /not now/);
    refuse();
    await artist.delete();
    stop();

    assert.deepEqual(gone, ["Album 1", "Artist 1"]);
  });
});
