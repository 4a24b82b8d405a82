import assert from "node:assert/strict";
import { belongsTo, count, Model, namedQuery, nullIf, recursiveQuery, string, value } from "quintet/db";
import { forEachDatabase } from "./databases.ts";

class Category extends Model({
  name: string({ maxLength: 20 }),
  get parent() {
    return belongsTo(() => Category, { nullable: true });
  },
}) {}
const models = [Category];

/** Vehicles: cars (red cars, blue cars), bikes; and food. */
async function fill(): Promise<Category> {
  const vehicles = await Category.create({ name: "vehicles" });
  const cars = await Category.create({ name: "cars", parent: vehicles });
  await Category.create({ name: "bikes", parent: vehicles });
  await Category.create({ name: "red cars", parent: cars });
  await Category.create({ name: "blue cars", parent: cars });
  await Category.create({ name: "food" });
  return vehicles;
}

function below(root: Category) {
  return recursiveQuery(
    "below",
    Category.where({ id: root.id }).select((category) => ({ id: category.id, depth: value(0) })),
    (found) =>
      Category.join(found, (category) => category.parent.id.eq(found.row.id)).select((category) => ({
        id: category.id,
        depth: found.row.depth.plus(1),
      })),
  );
}

forEachDatabase(({ test, open }) => {
  test("a recursive query goes on from its own rows", async () => {
    await using _database = await open(models);
    const tree = below(await fill());

    const found = await Category.join(tree, (category) => category.id.eq(tree.row.id))
      .orderBy(() => tree.row.depth, "name")
      .select((category) => [category.name, tree.row.depth]);

    assert.deepEqual(found, [
      ["vehicles", 0],
      ["bikes", 1],
      ["cars", 1],
      ["blue cars", 2],
      ["red cars", 2],
    ]);
  });

  test("a circle comes to an end, because equal rows count once", async () => {
    await using _database = await open(models);
    const vehicles = await fill();
    const cars = await Category.get({ name: "cars" });
    vehicles.parent = cars;
    await vehicles.save();

    const tree = recursiveQuery("circle", Category.where({ id: vehicles.id }).select("id"), (found) =>
      Category.join(found, (category) => category.parent.id.eq(found.row.id)).select("id"),
    );

    assert.equal(await Category.join(tree, (category) => category.id.eq(tree.row.id)).count(), 5);
  });

  test("rows are counted, filtered and totalled with those of a named query beside them", async () => {
    await using _database = await open(models);
    await fill();
    const children = namedQuery(
      "children",
      Category.select((category) => ({ parent: nullIf(category.parent.id, 0), number: count() })),
    );

    const joined = Category.join(children, (category) => children.row.parent.eq(category.id), {
      optional: true,
    }).annotate(() => ({ children: children.row.number }));

    assert.deepEqual(
      (await joined.orderBy("id")).map((row) => [row.name, row.children]),
      [
        ["vehicles", 2],
        ["cars", 2],
        ["bikes", null],
        ["red cars", null],
        ["blue cars", null],
        ["food", null],
      ],
    );
    assert.equal(await joined.where({ children: { gte: 2 } }).count(), 2);
    assert.equal(await joined.where(() => children.row.number.gt(2)).exists(), false);
  });

  test("what a named query and its user bind doesn't get mixed up", async () => {
    await using _database = await open(models);
    await fill();
    const named = (start: string) =>
      namedQuery("named", Category.where({ name: { startsWith: start } }).select("id", "name"));
    const ask = (start: string, name: string) => {
      const found = named(start);
      return Category.where({ name })
        .join(found, (category) => category.id.eq(found.row.id).and(found.row.name.ne("nothing")))
        .limit(5)
        .count();
    };

    assert.deepEqual(
      [await ask("car", "cars"), await ask("bik", "cars"), await ask("bik", "bikes")],
      [1, 0, 1],
    );
  });

  test("a column of a named query that isn't joined is refused", async () => {
    await using _database = await open(models);
    const tree = below(await fill());

    await assert.rejects(async () => await Category.where((category) => category.id.eq(tree.row.id)), {
      code: "db.invalid-query",
      message: /is not joined with below/,
    });
  });
});
