import assert from "node:assert/strict";
import { test } from "node:test";
import {
  belongsTo,
  count,
  hasMany,
  hasOne,
  integer,
  isStored,
  Model,
  manyToMany,
  modelMeta,
  primaryKeyOf,
  string,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

class User extends Model({
  tenant: integer(),
  id: integer(),
  name: string({ maxLength: 50 }),
  get posts() {
    return hasMany(() => Post, "author");
  },
  get groups() {
    return manyToMany(() => Group);
  },
}) {
  static override meta() {
    return this.options({ primaryKey: ["tenant", "id"] });
  }
}

class Group extends Model({
  title: string(),
  get members() {
    return hasMany(() => User, "groups");
  },
}) {}

class Post extends Model({
  title: string(),
  tenant: integer(),
  authorNumber: integer({ nullable: true }),
  get author() {
    return belongsTo(() => User, { from: ["tenant", "authorNumber"], nullable: true, onDelete: "cascade" });
  },
}) {}

class Country extends Model({ code: string({ maxLength: 2, unique: true }), name: string() }) {}
class City extends Model({
  name: string({ maxLength: 50 }),
  get country() {
    return belongsTo(() => Country, { to: "code", onDelete: "cascade" });
  },
}) {}

const tables = [User, Post, Group, City] as const;

class Desk extends Model({
  tenant: integer(),
  owner: integer({ nullable: true }),
  get user() {
    return belongsTo(() => Employee, { from: ["tenant", "owner"], unique: true, onDelete: "cascade" });
  },
}) {}
class Employee extends Model({
  tenant: integer({ primaryKey: true }),
  number: integer({ primaryKey: true }),
  get desk() {
    return hasOne(() => Desk, "user");
  },
}) {}

forEachDatabase(({ test, open, dialect }) => {
  test("a reference by several fields leads nowhere as soon as one of them is null", async () => {
    await using _database = await open(tables);
    await User.createMany([{ tenant: 1, id: 2, name: "Ann" }]);
    await Post.createMany([
      { title: "Hers", tenant: 1, authorNumber: 2 },
      { title: "Nobody's", tenant: 1, authorNumber: null },
    ]);
    const titled = async (posts: Iterable<Post>) => [...posts].map(({ title }) => title);

    assert.deepEqual(await titled(await Post.where({ author: null })), ["Nobody's"]);
    assert.deepEqual(await titled(await Post.where((post) => post.author.isNotNull())), ["Hers"]);
  });

  test("first() of groups goes by the key where the groups have it", async () => {
    await using _database = await open(tables);
    await User.createMany([
      { tenant: 2, id: 1, name: "Bob" },
      { tenant: 1, id: 2, name: "Ann" },
    ]);
    const keyed = User.select((user) => ({ tenant: user.tenant, id: user.id, posts: count(user.posts) }));
    const named = User.select((user) => ({ name: user.name, posts: count(user.posts) }));

    assert.deepEqual(await keyed.first(), { tenant: 1, id: 2, posts: 0 });
    await assert.rejects(() => named.first(), { code: "db.invalid-query", message: /need an order/ });
  });

  test("a field isn't set to a key of several fields", async () => {
    await using _database = await open(tables);
    // biome-ignore lint/suspicious/noExplicitAny: the types refuse it
    const keyOf = (user: any) => ({ name: user });

    await assert.rejects(() => User.all().update(keyOf as never), {
      code: "db.invalid-query",
      message: /gives name several values side by side/,
    });
  });

  test("one row at most refers to a key of several fields where the relation is unique", async () => {
    await using _database = await open([Employee, Desk]);
    const ada = await Employee.create({ tenant: 1, number: 7 });
    const desk = new Desk({ user: ada });
    await desk.save();
    await Desk.createMany([
      { tenant: 1, owner: null },
      { tenant: 1, owner: null },
    ]);

    assert.ok((await ada.desk)?.equals(desk));
    const [first] = await Employee.include("desk");
    assert.equal(first?.desk?.id, desk.id);
    assert.equal(await Employee.where({ desk: null }).count(), 0);
    const second = new Desk({ user: ada });
    assert.deepEqual(
      (await second.validate()).map(({ code, values }) => [code, values.fields]),
      [["unique-together", ["tenant", "owner"]]],
    );
    await assert.rejects(second.save(), { code: "db.unique-violation" });
  });

  test("a key of several fields is a tuple, and the table's primary key", async () => {
    await using database = await open(tables);
    const user = await User.create({ tenant: 1, id: 7, name: "Ada" });

    assert.deepEqual(primaryKeyOf(user), [1, 7]);
    assert.deepEqual(modelMeta(User).keyFields.map(String), ["User.tenant", "User.id"]);
    assert.throws(() => modelMeta(User).primaryKey, {
      code: "db.invalid-query",
      message: /primary key of User consists of several fields \(tenant, id\)/,
    });
    if (dialect === "sqlite") {
      const [sql] = await database.query("SELECT sql FROM sqlite_master WHERE name = 'user'");
      assert.match(String(sql), /PRIMARY KEY \("tenant", "id"\)/);
    }
  });

  test("rows with keys of several fields are saved, refreshed, compared and deleted by the whole key", async () => {
    await using _database = await open(tables);
    const ada = await User.create({ tenant: 1, id: 7, name: "Ada" });
    const other = await User.create({ tenant: 2, id: 7, name: "Other" });

    ada.name = "Ada Lovelace";
    await ada.save();
    await other.refresh();

    assert.equal(other.name, "Other");
    assert.equal((await User.get({ tenant: 1, id: 7 })).name, "Ada Lovelace");
    assert.ok(ada.equals(await User.get({ tenant: 1, id: 7 })));
    assert.ok(!ada.equals(other));
    assert.equal(String(ada), "User 1,7");
    assert.deepEqual(await ada.delete(), { total: 1, byModel: { User: 1 } });
    assert.deepEqual([ada.tenant, ada.id, isStored(ada)], [null, null, false]);
    assert.equal(await User.count(), 1);
  });

  test("a row is found by the list of its key's values", async () => {
    await using _database = await open(tables);
    const ada = await User.create({ tenant: 1, id: 7, name: "Ada" });

    assert.ok((await User.get([1, 7])).equals(ada));
    assert.equal(await User.find([7, 1]), null);
    await assert.rejects(User.get([1, 8]), { message: /no User with tenant, id \[1, 8\]/ });
    await assert.rejects(User.get([1]), { message: /get\(\) was given \[1\]/ });
    await assert.rejects(User.get(7n), { message: /get\(\) was given 7/ });
  });

  test("a relation over fields that are there refers to a key of several fields", async () => {
    await using database = await open(tables);
    const ada = await User.create({ tenant: 1, id: 7, name: "Ada" });
    const post = new Post({ title: "Notes", author: ada });
    await post.save();

    assert.deepEqual([post.tenant, post.authorNumber], [1, 7]);
    if (dialect === "sqlite") {
      const [sql] = await database.query("SELECT sql FROM sqlite_master WHERE name = 'post'");
      assert.match(
        String(sql),
        /FOREIGN KEY \("tenant", "author_number"\) REFERENCES "user" \("tenant", "id"\)/,
      );
    }
    await assert.rejects(Post.create({ title: "x", tenant: 5, authorNumber: 5 }), {
      code: "db.foreign-key-violation",
    });
    assert.deepEqual((await ada.delete()).byModel, { User: 1, Post: 1 });
  });

  test("relations of rows with keys of several fields load and change", async () => {
    await using _database = await open(tables);
    const ada = await User.create({ tenant: 1, id: 7, name: "Ada" });
    const bob = await User.create({ tenant: 1, id: 8, name: "Bob" });
    const group = await Group.create({ title: "Mathematicians" });
    const post = await Post.create({ title: "Notes", tenant: 1, authorNumber: 7 });

    assert.equal((await (await Post.get(post.id)).author)?.name, "Ada");
    assert.deepEqual((await ada.posts).map(String), [String(post)]);
    await group.members.add(ada, bob);
    await group.members.add([1, 8]);
    await group.members.remove(bob);
    assert.deepEqual(
      (await ada.groups).map(({ title }) => title),
      ["Mathematicians"],
    );
    assert.deepEqual(
      (await group.members).map(({ name }) => name),
      ["Ada"],
    );
    await ada.groups.set([]);
    assert.equal(await group.members.all().count(), 0);
  });

  test("a relation can refer to another unique field than the key", async () => {
    await using database = await open(tables);
    const finland = await Country.create({ code: "FI", name: "Finland" });
    const city = await City.create({ name: "Helsinki", country: finland });
    const byKey = await City.create({ name: "Espoo", country: "FI" });

    const stored = await database.query("SELECT name, country_id FROM city ORDER BY id");

    assert.deepEqual(stored, [
      ["Helsinki", "FI"],
      ["Espoo", "FI"],
    ]);
    assert.equal(city.countryId, "FI");
    assert.equal((await (await City.get(byKey.id)).country).name, "Finland");
    assert.equal(await City.where({ country: { name: "Finland" } }).count(), 2);
    assert.deepEqual((await finland.delete()).byModel, { City: 2, Country: 1 });
  });

  test("groups that have the key come in its order; others have no first one without an order", async () => {
    await using _database = await open(tables);
    for (const id of [2, 1]) {
      const author = await User.create({ tenant: 1, id, name: "Ann" });
      await Post.create({ title: "x", tenant: 1, author });
    }
    const byKey = User.select(({ tenant, id, posts }) => ({ tenant, id, posts: posts.count() }));
    const byName = User.select(({ name, posts }) => ({ name, posts: posts.count() }));

    assert.deepEqual(await byKey.first(), { tenant: 1, id: 1, posts: 1 });
    await assert.rejects(byName.first(), { code: "db.invalid-query", message: /need an order/ });
  });
});

test("fields can say themselves that they are parts of the key", () => {
  class Line extends Model({
    order: integer({ primaryKey: true }),
    number: integer({ primaryKey: true }),
  }) {}

  assert.deepEqual(
    modelMeta(Line).keyFields.map(({ name }) => name),
    ["order", "number"],
  );
  assert.ok(!modelMeta(Line).fields.has("id"));
});

test("mistakes in keys and references of several fields are told", () => {
  class Wrong extends Model({ a: integer(), b: integer() }) {
    static override meta() {
      return this.options({ primaryKey: ["a", "c" as "b"] });
    }
  }
  class Pair extends Model({ a: integer({ primaryKey: true }), b: integer({ primaryKey: true }) }) {}
  class NoFrom extends Model({
    get pair() {
      return belongsTo(() => Pair);
    },
  }) {}
  class Town extends Model({ name: string() }) {}
  class NotUnique extends Model({
    get town() {
      return belongsTo(() => Town, { to: "name" });
    },
  }) {}

  assert.throws(() => modelMeta(Wrong), { message: /primary key of Wrong names "c"/ });
  assert.throws(() => modelMeta(NoFrom).relations.get("pair")?.joinColumns, {
    message: /NoFrom\.pair refers to Pair, whose key has 2 fields \(a, b\).*from: \["…", "…"\]/s,
  });
  assert.throws(() => modelMeta(NotUnique).relations.get("town")?.joinColumns, {
    message: /NotUnique\.town refers to Town\.name, which is not unique/,
  });
});
