import assert from "node:assert/strict";
import { test } from "node:test";
import {
  belongsTo,
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
const models = [Person, Group, Membership, Friendship, Book, Draft];
const joined = Temporal.PlainDate.from("2026-03-01");
const later = Temporal.PlainDate.from("2026-04-01");

/** Who is in a group, since when and as what. */
const membersOf = (group: Group) =>
  Membership.where({ group })
    .orderBy("person.name")
    .select((row) => [row.person.name, row.joined.cast(string()), row.role]);

forEachDatabase(({ test, open }) => {
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
