import assert from "node:assert/strict";
import {
  belongsTo,
  boolean,
  datetime,
  hasMany,
  hasOne,
  inherit,
  integer,
  Model,
  modelMeta,
  primaryKeyOf,
  string,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

class Owner extends Model({
  name: string(),
  get places() {
    return hasMany(() => Place, "owner");
  },
}) {}

class Place extends Model({
  name: string({ maxLength: 50 }),
  get owner() {
    return belongsTo(() => Owner, { nullable: true, onDelete: "cascade" });
  },
  get restaurant() {
    return hasOne(() => Restaurant, "place");
  },
  get reviews() {
    return hasMany(() => Review, "place");
  },
}) {
  static override meta() {
    return this.options({ orderBy: ["name"], label: "place of interest" });
  }
  loud() {
    return this.name.toUpperCase();
  }
}

class Restaurant extends inherit(Place, {
  servesPizza: boolean({ default: false }),
  stars: integer({ nullable: true }),
}) {
  sign() {
    return `${this.loud()}${this.servesPizza ? " (pizza)" : ""}`;
  }
}

class Pizzeria extends inherit(Restaurant, { oven: string({ default: "wood" }) }) {}

class Review extends Model({
  text: string(),
  get place() {
    return belongsTo(() => Place, { onDelete: "cascade" });
  },
}) {}

const tables = [Pizzeria, Review] as const;

forEachDatabase(({ test, open, dialect }) => {
  test("a model that inherits has a table of its own whose key is the link to its parent", async () => {
    await using database = await open(tables);

    const meta = modelMeta(Restaurant);

    if (dialect === "sqlite") {
      const [sql] = await database.query("SELECT sql FROM sqlite_master WHERE name = 'restaurant'");
      assert.equal(
        String(sql),
        'CREATE TABLE "restaurant" ("place_ptr_id" integer NOT NULL PRIMARY KEY REFERENCES "place" ("id") DEFERRABLE INITIALLY DEFERRED, "serves_pizza" bool NOT NULL, "stars" integer NULL)',
      );
    }
    assert.deepEqual([...meta.fields.keys()], ["id", "name", "owner", "place", "servesPizza", "stars"]);
    assert.deepEqual([...meta.ownFields.keys()], ["place", "servesPizza", "stars"]);
    assert.equal(meta.fields.get("name")?.model, modelMeta(Place));
    assert.equal(meta.primaryKey.attribute, "placePtrId");
    assert.deepEqual(meta.parents.map(String), ["Restaurant.place"]);
    assert.deepEqual(modelMeta(Pizzeria).linksTo(modelMeta(Place))?.map(String), [
      "Pizzeria.restaurantPtr",
      "Restaurant.place",
    ]);
  });

  test("order is inherited, the label is not", () => {
    assert.deepEqual(modelMeta(Restaurant).orderBy, ["name"]);
    assert.equal(modelMeta(Restaurant).label, "restaurant");
  });

  test("saving stores the rows of the parents first, and updates those that are there", async () => {
    await using database = await open(tables);

    const restaurant = await Restaurant.create({ name: "Comet", servesPizza: true });
    restaurant.name = "Comet 2";
    restaurant.stars = 3;
    await restaurant.save();
    restaurant.name = "not stored";
    restaurant.stars = 4;
    await restaurant.save({ only: ["stars"] });

    assert.deepEqual(await database.query("SELECT id, name FROM place"), [[1, "Comet 2"]]);
    assert.deepEqual(
      (await database.query("SELECT place_ptr_id, serves_pizza, stars FROM restaurant")).map((row) =>
        row.map(Number),
      ),
      [[1, 1, 4]],
    );
    assert.deepEqual(
      [restaurant.id, primaryKeyOf(restaurant), restaurant.sign()],
      [1, 1, "NOT STORED (pizza)"],
    );
  });

  test("a row of a parent becomes one of the child by its key", async () => {
    await using _database = await open(tables);
    const place = await Place.create({ name: "Hall" });

    const restaurant = new Restaurant({ name: "Hall & Bar", servesPizza: false });
    restaurant.id = place.id;
    await restaurant.save();

    assert.equal(await Place.count(), 1);
    assert.equal((await Place.get(place.id)).name, "Hall & Bar");
  });

  test("rows of the child are read with the fields of their parents", async () => {
    await using _database = await open(tables);
    const owner = await Owner.create({ name: "Ann" });
    const pizzeria = await Pizzeria.create({ name: "Napoli", servesPizza: true, owner, oven: "stone" });

    const found = await Pizzeria.get({ name: "Napoli" });
    const [joined] = await Restaurant.where({ owner: { name: "Ann" } }).include("owner");

    assert.deepEqual(
      [found.id, found.name, found.servesPizza, found.oven, found.ownerId],
      [pizzeria.id, "Napoli", true, "stone", owner.id],
    );
    assert.equal(joined?.owner?.name, "Ann");
    assert.equal((await (await Place.get(pizzeria.id)).restaurant)?.servesPizza, true);
  });

  test("deleting a row takes its parents' rows and what refers to them along; keepParents leaves them", async () => {
    await using _database = await open(tables);
    const one = await Pizzeria.create({ name: "One" });
    const two = await Pizzeria.create({ name: "Two" });
    await Review.create({ text: "good", place: one.id });

    const deleted = await one.delete();
    const kept = await two.delete({ keepParents: true });

    assert.deepEqual(deleted, { total: 4, byModel: { Review: 1, Pizzeria: 1, Restaurant: 1, Place: 1 } });
    assert.deepEqual(kept, { total: 1, byModel: { Pizzeria: 1 } });
    assert.deepEqual([await Place.count(), await Restaurant.count(), await Pizzeria.count()], [1, 1, 0]);
  });

  test("deleting a parent's row takes the child's row along", async () => {
    await using _database = await open(tables);
    const restaurant = await Restaurant.create({ name: "One" });
    const place = await Place.get(restaurant.id);

    assert.deepEqual(await place.delete(), { total: 2, byModel: { Restaurant: 1, Place: 1 } });
    assert.equal(await Restaurant.count(), 0);
  });

  test("a proxy has the table of its model and what it says about itself", async () => {
    await using _database = await open(tables);
    class Shop extends Place {
      static override meta() {
        return this.options({ label: "shop", orderBy: ["-name"], permissions: { open: "Can open shops" } });
      }
    }
    class Kiosk extends Place {}
    await Place.create({ name: "A" });
    await Shop.create({ name: "B" });

    assert.deepEqual(
      (await Shop.all()).map(({ name }) => name),
      ["B", "A"],
    );
    assert.ok((await Shop.first()) instanceof Shop);
    assert.deepEqual([modelMeta(Shop).label, modelMeta(Shop).table], ["shop", "place"]);
    assert.deepEqual(modelMeta(Shop).permissions, { open: "Can open shops" });
    assert.deepEqual([modelMeta(Kiosk).label, modelMeta(Kiosk).orderBy], ["kiosk", ["name"]]);
    // Deleted rows are counted under the model through which they were read.
    assert.deepEqual((await (await Kiosk.get({ name: "A" })).delete()).byModel, { Kiosk: 1 });
    assert.deepEqual((await Shop.all().delete()).byModel, { Shop: 1 });
  });

  test("fields that several models share are an object, relations among them", async () => {
    const stamps = {
      createdAt: datetime({ default: "now" }),
      get creator() {
        return belongsTo(() => Owner, { nullable: true });
      },
    };
    class Memo extends Model({ ...stamps, title: string() }) {}
    class Sheet extends Model({ ...stamps, number: integer() }) {}
    await using _database = await open([Memo, Sheet]);
    const ann = await Owner.create({ name: "Ann" });
    await Memo.create({ title: "One", creator: ann });
    await Sheet.create({ number: 1, creator: ann });

    const [memo] = await Memo.where({ creator: { name: "Ann" } }).include("creator");

    assert.equal(memo?.creator?.name, "Ann");
    assert.ok(memo?.createdAt instanceof Date);
    assert.notEqual(modelMeta(Memo).relations.get("creator"), modelMeta(Sheet).relations.get("creator"));
    assert.equal((await (await Sheet.get({ number: 1 })).creator)?.name, "Ann");
  });

  test("a field of a parent can't be declared again", () => {
    class Twice extends inherit(Place, { name: string() }) {}

    assert.throws(() => modelMeta(Twice), {
      code: "db.invalid-model",
      message: /Twice\.name is declared, and inherited from Place as well/,
    });
  });
});
