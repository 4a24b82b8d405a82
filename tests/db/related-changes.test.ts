import assert from "node:assert/strict";
import { test } from "node:test";
import {
  belongsTo,
  bigInteger,
  date,
  expectQueries,
  hasMany,
  Model,
  manyToMany,
  modelMeta,
  string,
  Temporal,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

class Person extends Model({
  name: string({ maxLength: 20 }),
  get groups() {
    return hasMany(() => Group, "members");
  },
  get friends() {
    return manyToMany(() => Person, {
      through: () => Friendship,
      symmetrical: true,
    });
  },
  get books() {
    return hasMany(() => Book, "author");
  },
  get drafts() {
    return hasMany(() => Draft, "author");
  },
}) {}
class Group extends Model({
  name: string({ maxLength: 20 }),
  get members() {
    return manyToMany(() => Person, { through: () => Membership });
  },
  get guests() {
    return manyToMany(() => Person, { table: "group_guests" });
  },
}) {}
class Membership extends Model({
  get person() {
    return belongsTo(() => Person);
  },
  get group() {
    return belongsTo(() => Group);
  },
  joined: date(),
  role: string({ maxLength: 20, default: "member" }),
}) {}
class Friendship extends Model({
  get one() {
    return belongsTo(() => Person);
  },
  get other() {
    return belongsTo(() => Person);
  },
  since: date({ nullable: true }),
}) {}
class Book extends Model({
  title: string({ maxLength: 20 }),
  get author() {
    return belongsTo(() => Person, { nullable: true });
  },
}) {}
class Draft extends Model({
  title: string({ maxLength: 20 }),
  get author() {
    return belongsTo(() => Person);
  },
}) {}
class Album extends Model({
  name: string({ maxLength: 20 }),
  get songs() {
    return hasMany(() => Song, "album");
  },
  get likedSongs() {
    return manyToMany(() => Song, { table: "album_liked_songs" });
  },
}) {}
class Song extends Model({
  plays: bigInteger({ as: "bigint" }),
  get album() {
    return belongsTo(() => Album);
  },
}) {}
class Tag extends Model({
  word: string({ maxLength: 20, unique: true }),
}) {}
class Post extends Model({
  slug: string({ maxLength: 20, unique: true }),
  get tags() {
    return manyToMany(() => Tag, { through: () => Tagging });
  },
}) {}
class Tagging extends Model({
  get post() {
    return belongsTo(() => Post, { to: "slug" });
  },
  get tag() {
    return belongsTo(() => Tag, { to: "word" });
  },
}) {}
class Car extends Model({
  make: string({ maxLength: 20, nullable: true, unique: true }),
  get drivers() {
    return hasMany(() => Driver, "car");
  },
}) {}
class Driver extends Model({
  get car() {
    return belongsTo(() => Car, { to: "make", nullable: true });
  },
}) {}
const models = [
  Person,
  Group,
  Membership,
  Friendship,
  Book,
  Draft,
  Album,
  Song,
  Tag,
  Post,
  Tagging,
  Car,
  Driver,
];
const joined = Temporal.PlainDate.from("2026-03-01");
const later = Temporal.PlainDate.from("2026-04-01");

/** Who is in a group, since when and as what. */
const membersOf = (group: Group) =>
  Membership.where({ group })
    .orderBy("person.name")
    .select((row) => [row.person.name, row.joined.cast(string()), row.role]);

forEachDatabase(({ test, open }) => {
  test("related rows with numbers of 64 bits are found by keys of fewer", async () => {
    await using _database = await open(models);
    const album = await Album.create({ name: "a" });
    const song = await Song.create({ plays: 2n ** 60n, album });
    await album.likedSongs.add(song);

    const [loaded] = await Album.include("songs", "likedSongs");

    assert.deepEqual(
      loaded?.songs.map(({ plays }) => plays),
      [2n ** 60n],
    );
    assert.deepEqual(
      loaded?.likedSongs.map(({ plays }) => plays),
      [2n ** 60n],
    );
  });

  test("rows are linked by what the model between refers to, also where that isn't their key", async () => {
    await using _database = await open(models);
    const post = await Post.create({ slug: "tea" });
    const [, green, black] = await Tag.createMany([{ word: "old" }, { word: "green" }, { word: "black" }]);
    const words = async () => (await Tagging.orderBy("id")).map(({ tagId }) => tagId);

    await post.tags.add(green!, black!);
    assert.deepEqual(await words(), ["green", "black"]);
    await post.tags.remove(green!);
    assert.deepEqual(await words(), ["black"]);
    await post.tags.set([black!, green!]);
    assert.deepEqual(await words(), ["black", "green"]);
    await post.tags.clear();
    assert.deepEqual(await words(), []);
  });

  test("nothing refers to a row by a field that is null in it, nor can be made to", async () => {
    await using _database = await open(models);
    const unmade = await Car.create({ make: null });
    const made = await Car.create({ make: "Volvo" });
    await Driver.createMany([{ car: null }, { car: made }]);

    assert.deepEqual(await unmade.drivers, []);
    assert.equal(await unmade.drivers.count(), 0);
    assert.equal(await made.drivers.count(), 1);
    const driver = await Driver.get({ car: made });
    const refused = {
      code: "db.invalid-query",
      message: /Car\.drivers goes by make, which this row has no value for/,
    };
    await assert.rejects(unmade.drivers.add(driver), refused);
    await assert.rejects(unmade.drivers.set([driver]), refused);
    await assert.rejects(unmade.drivers.clear(), refused);
  });

  test("rows of the model between get values when they are made, from either side", async () => {
    await using _database = await open(models);
    const group = await Group.create({ name: "g" });
    const [ann, bob, cid] = await Person.createMany([{ name: "Ann" }, { name: "Bob" }, { name: "Cid" }]);

    await group.members.add(ann!, bob!.id, { through: { joined, role: "chair" } });
    await cid!.groups.add(group, { through: { joined } });
    const dan = await group.members.create({ name: "Dan" }, { through: { joined } });

    assert.ok(dan.id);
    assert.deepEqual(await membersOf(group), [
      ["Ann", "2026-03-01", "chair"],
      ["Bob", "2026-03-01", "chair"],
      ["Cid", "2026-03-01", "member"],
      ["Dan", "2026-03-01", "member"],
    ]);
  });

  test("those that are linked already keep their values", async () => {
    await using _database = await open(models);
    const group = await Group.create({ name: "g" });
    const [ann, bob, cid] = await Person.createMany([{ name: "Ann" }, { name: "Bob" }, { name: "Cid" }]);
    await group.members.add(ann!, cid!, { through: { joined } });

    await group.members.set([ann!, bob!], { through: { joined: later } });

    assert.deepEqual(await membersOf(group), [
      ["Ann", "2026-03-01", "member"],
      ["Bob", "2026-04-01", "member"],
    ]);
  });

  test("both rows of a symmetrical relation get the values", async () => {
    await using _database = await open(models);
    const [ann, bob] = await Person.createMany([{ name: "Ann" }, { name: "Bob" }]);

    await ann!.friends.add(bob!, { through: { since: joined } });

    assert.equal(await Friendship.where({ since: joined }).count(), 2);
  });

  test("values for rows between are refused where they are wrong, or no model takes them", async () => {
    await using _database = await open(models);
    const group = await Group.create({ name: "g" });
    const ann = await Person.create({ name: "Ann" });
    const none = { code: "db.invalid-query", message: /has no model of its own between the two sides/ };

    await assert.rejects(group.guests.add(ann, { through: { joined } }), none);
    await assert.rejects(ann.books.create({ title: "b" }, { through: {} }), none);
    await assert.rejects(group.members.add(ann, { through: { joind: joined } as object }), {
      code: "db.unknown-field",
    });
    await assert.rejects(group.members.add(ann, { thru: {} } as never), { code: "db.wrong-value" });
    assert.equal(await Membership.count(), 0);
  });

  test("a row that belongs to another one can't be removed", async () => {
    await using _database = await open(models);
    const [ann, bob] = await Person.createMany([{ name: "Ann" }, { name: "Bob" }]);
    const own = await Book.create({ title: "a", author: ann! });
    const other = await Book.create({ title: "b", author: bob! });
    const refused = { code: "db.does-not-exist", message: /Book .*in Person\.books/ };

    await assert.rejects(ann!.books.remove(own, other), refused);
    await assert.rejects(ann!.books.remove(own.id, other.id), refused);
    assert.equal(await Book.where({ author: null }).count(), 0);
    await ann!.books.remove(own);
    assert.equal(own.authorId, null);
    await assert.rejects(ann!.books.remove(own), refused);
  });

  test("set() leaves rows that must belong to one where they are, and adds the others", async () => {
    await using _database = await open(models);
    const [ann, bob] = await Person.createMany([{ name: "Ann" }, { name: "Bob" }]);
    await Draft.create({ title: "a", author: ann! });
    const other = await Draft.create({ title: "b", author: bob! });

    await ann!.drafts.set([other]);

    assert.deepEqual(
      (await ann!.drafts.orderBy("title")).map(({ title }) => title),
      ["a", "b"],
    );
    await assert.rejects(ann!.drafts.clear(), { code: "db.invalid-query" });
    await bob!.drafts.clear();
  });

  test("clear() takes out all rows in two statements", async () => {
    await using _database = await open(models);
    const ann = await Person.create({ name: "Ann" });
    await Book.createMany([
      { title: "a", author: ann },
      { title: "b", author: ann },
    ]);

    await expectQueries(2, () => ann.books.clear());

    assert.equal(await Book.where({ author: null }).count(), 2);
  });
});

class Club extends Model({
  name: string({ maxLength: 20 }),
  get members() {
    return manyToMany(() => Player, { through: () => Invitation, throughFields: ["club", "player"] });
  },
  get hosts() {
    return manyToMany(() => Player, { through: () => Invitation, throughFields: ["club", "inviter"] });
  },
}) {}
class Player extends Model({
  name: string({ maxLength: 20 }),
  get clubs() {
    return hasMany(() => Club, "members");
  },
  get guests() {
    return manyToMany(() => Player, { through: () => Invitation, throughFields: ["inviter", "player"] });
  },
}) {}
class Invitation extends Model({
  get inviter() {
    return belongsTo(() => Player, { nullable: true });
  },
  get player() {
    return belongsTo(() => Player);
  },
  get club() {
    return belongsTo(() => Club, { nullable: true });
  },
}) {}

forEachDatabase(({ test, open }) => {
  test("throughFields says which relations of the model between are meant", async () => {
    await using _database = await open([Club, Player, Invitation]);
    const club = await Club.create({ name: "chess" });
    const [ann, bob] = await Player.createMany([{ name: "Ann" }, { name: "Bob" }]);

    await club.members.add(bob!, { through: { inviter: ann! } });

    const [invitation] = await Invitation.select("inviter", "player", "club");
    assert.deepEqual(invitation, { inviter: ann!.id, player: bob!.id, club: club.id });
    assert.deepEqual((await bob!.clubs).map(String), ["Club 1"]);
    assert.deepEqual(
      (await club.hosts).map(({ name }) => name),
      ["Ann"],
    );
    assert.deepEqual(
      (await ann!.guests).map(({ name }) => name),
      ["Bob"],
    );
    assert.equal(await Club.where({ members: { name: "Bob" }, hosts: { name: "Ann" } }).count(), 1);
  });
});

forEachDatabase(({ test, open }) => {
  const models = [Person, Group, Membership, Friendship, Book, Draft];

  test("whatever is made by a query for related rows belongs to them", async () => {
    await using _database = await open(models);
    const ann = await Person.create({ name: "Ann" });
    await Book.create({ title: "Tea" });

    const [tea, isNew] = await ann.books.getOrCreate({ title: "Tea" });
    const [again, isNewAgain] = await ann.books.getOrCreate({ title: "Tea" });
    const [renamed] = await ann.books.upsert({ title: "Tea" }, { title: "Milk" });
    const [jam] = await ann.drafts.createMany([{ title: "Jam" }, { title: "Rye" }]);
    await ann.books.where({ title: "x" }).create({ title: "Salt" });
    await ann.books.all().createMany([{ title: "Oil" }]);

    assert.deepEqual([isNew, isNewAgain, again.equals(tea), renamed.equals(tea)], [true, false, true, true]);
    assert.equal(jam?.authorId, ann.id);
    assert.equal(await ann.drafts.whereNot({ title: "Jam" }).count(), 1);
    const titles = (await ann.books.orderBy("title")).map(({ title }) => title);
    assert.deepEqual(titles, ["Milk", "Oil", "Salt"]);
  });

  test("rows of a many-to-many relation are found among those that are linked, or made and linked", async () => {
    await using _database = await open(models);
    const chess = await Group.create({ name: "chess" });
    await Person.create({ name: "Bob" });
    const through = { joined: Temporal.PlainDate.from("2024-05-01"), role: "guest" };

    const [bob, isNew] = await chess.members.getOrCreate({ name: "Bob" }, {}, { through });
    const [same, isNewAgain] = await chess.members.getOrCreate({ name: "Bob" }, {}, { through });
    const [cid] = await chess.members.upsert({ name: "Cid" }, {}, { create: { name: "Cid" }, through });
    const [eve] = await chess.members.createMany([{ name: "Eve" }, { name: "Fay" }], { through });

    assert.deepEqual([isNew, isNewAgain, same.equals(bob)], [true, false, true]);
    assert.equal(await Person.where({ name: "Bob" }).count(), 2);
    assert.deepEqual([cid.name, eve?.name], ["Cid", "Eve"]);
    assert.equal(await Membership.where({ group: chess, role: "guest" }).count(), 4);
    await assert.rejects(
      chess.guests.createMany([{ name: "Gil" }], { ignoreConflicts: true }),
      /can't tell which ones there are/,
    );
  });

  test("a relation that is set where it can't be says what to do instead", async () => {
    await using _database = await open(models);
    const ann = await Person.create({ name: "Ann" });
    await ann.drafts.create({ title: "Jam" });

    assert.throws(() => new Group({ name: "x", guests: [1] } as object), {
      code: "db.unknown-field",
      message: /Group\.guests is a relation without a column.*row\.guests\.add\(…\)/,
    });
    await assert.rejects(
      ann.drafts.clear(),
      /Person\.drafts\.clear\(\) would leave Draft\.author without a row/,
    );
    await assert.rejects(ann.refresh({ only: ["nam" as "name"] }), /no field "nam".*Did you mean "name"/);
    await assert.rejects(
      new Book({ title: "x" }).save({ only: ["authorId" as "author"], update: true }),
      /no field "authorId".*Did you mean "author"/,
    );
    await assert.rejects(new Book({ title: "x" }).refresh(), /without a key can't be read again/);
  });
});

test("a model between with several relations to one side needs throughFields", () => {
  const through = (options: object, target: () => unknown = () => Player) => {
    class Party extends Model({
      get club() {
        return belongsTo(() => Club);
      },
      get guests() {
        return manyToMany(target, { through: () => Entry, ...options });
      },
    }) {}
    class Entry extends Model({
      get party() {
        return belongsTo(() => Party);
      },
      get guest() {
        return belongsTo(() => Player);
      },
      get host() {
        return belongsTo(() => Player);
      },
    }) {}
    return () => modelMeta(Party).relations.get("guests")?.through?.targetColumn;
  };
  const mistakes: readonly (readonly [() => unknown, RegExp])[] = [
    [
      through({}),
      /several relations to Player: guest, host\.\nSay which two are meant, first the one to Party/,
    ],
    [through({ throughFields: ["party", "gest"] }), /Entry\.gest is not a belongsTo.*Did you mean "guest"/],
    [through({ throughFields: ["guest", "party"] }), /Entry\.guest is not a belongsTo\(\(\) => Party\)/],
    [through({}, () => Club), /goes through Entry, which has no belongsTo\(\(\) => Club\)/],
    [through({ targetColumn: "guest_id" }), /says both through and targetColumn/],
  ];

  assert.equal(through({ throughFields: ["party", "host"] })(), "host_id");
  for (const [mistake, message] of mistakes) assert.throws(mistake, { code: "db.invalid-model", message });
});
