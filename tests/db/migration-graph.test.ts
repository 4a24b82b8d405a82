import assert from "node:assert/strict";
import { test } from "node:test";
import { createModel } from "quintet/db";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { checkHistory, planDown, planUp } from "../../src/db/migrations/graph/migration-plan.ts";

/** `"b.0001"` that depends on `"a.0001"`, as texts. */
function migration(key: string, ...dependsOn: readonly string[]): Migration {
  const idOf = (text: string) => text.split(".") as [string, string]; // all keys here have one dot
  const [module, name] = idOf(key);
  return { module, name, dependsOn: dependsOn.map(idOf), operations: [] };
}

function keys(migrations: readonly Migration[]): readonly string[] {
  return migrations.map(({ module, name }) => `${module}.${name}`);
}

const graph = new MigrationGraph([
  migration("shop.0002_price", "shop.0001_initial"),
  migration("shop.0001_initial", "auth.0001_initial"),
  migration("shop.0003_tags", "shop.0002_price", "auth.0002_names"),
  migration("auth.0002_names", "auth.0001_initial"),
  migration("auth.0001_initial"),
]);
const all = new Set(keys(graph.ordered));

test("each migration comes after those that it depends on, in an order that is always the same", () => {
  assert.deepEqual(keys(graph.ordered), [
    "auth.0001_initial",
    "auth.0002_names",
    "shop.0001_initial",
    "shop.0002_price",
    "shop.0003_tags",
  ]);
  assert.equal(graph.leaf("shop")?.name, "0003_tags");
  assert.equal(graph.leaf("none"), undefined);
});

test("a dependency that is missing is named, with the one that was perhaps meant", () => {
  const broken = [migration("auth.0001_initial"), migration("shop.0001_initial", "auth.0001_inital")];

  assert.throws(() => new MigrationGraph(broken), {
    code: "db.migration-graph",
    message:
      'Migration shop.0001_initial depends on auth.0001_inital, which does not exist. Did you mean "0001_initial"?\nMigrations of "auth": 0001_initial.',
  });
  assert.throws(() => new MigrationGraph([migration("shop.0001_initial", "blog.0001_initial")]), {
    message: /The module "blog" has no migrations, or is not in "modules" of quintet\.config\.ts\./,
  });
});

test("a circle is named", () => {
  const circle = [
    migration("a.0001", "b.0001"),
    migration("b.0001", "c.0001"),
    migration("c.0001", "b.0001"),
  ];

  assert.throws(() => new MigrationGraph(circle), {
    code: "db.migration-graph",
    message: /in a circle: b\.0001 → c\.0001 → b\.0001\./,
  });
});

test("two ends of one module are refused, with what to change", () => {
  const forked = new MigrationGraph([
    migration("shop.0001_initial"),
    migration("shop.0002_price", "shop.0001_initial"),
    migration("shop.0002_tags", "shop.0001_initial"),
  ]);

  assert.throws(() => forked.checkLeaves(), {
    code: "db.migration-conflict",
    message:
      /"shop" end in several places: 0002_price, 0002_tags\.\n.*"dependsOn" in shop\/migrations\/0002_tags/,
  });
});

test("a migration is found by the beginning of its name", () => {
  assert.equal(graph.named("shop", "0002").name, "0002_price");
  assert.throws(() => graph.named("shop", "0004"), {
    code: "db.unknown-migration",
    message: /Migrations: 0001_initial,/,
  });
  assert.throws(() => graph.named("shop", "000"), { message: /beginning of 3 migrations of "shop"/ });
  assert.throws(() => graph.named("blog", "0001"), { message: 'The module "blog" has no migrations.' });
});

test("the way up leads over all that is needed and not applied", () => {
  assert.deepEqual(keys(planUp(graph, new Set(), { module: "shop", name: "0002" })), [
    "auth.0001_initial",
    "shop.0001_initial",
    "shop.0002_price",
  ]);
  assert.deepEqual(keys(planUp(graph, new Set(["auth.0001_initial"]), { module: "auth" })), [
    "auth.0002_names",
  ]);
  assert.deepEqual(planUp(graph, all), []);
});

test("the way down leads over all that depends on what is undone", () => {
  assert.deepEqual(keys(planDown(graph, all, { module: "shop" })), ["shop.0003_tags"]);
  assert.deepEqual(keys(planDown(graph, all, { module: "shop", name: "0001" })), [
    "shop.0003_tags",
    "shop.0002_price",
  ]);
  assert.deepEqual(keys(planDown(graph, all, { module: "auth", name: "0001" })), [
    "shop.0003_tags",
    "auth.0002_names",
  ]);
  assert.equal(planDown(graph, all, { module: "auth", name: "zero" }).length, 5);
  assert.throws(() => planDown(graph, new Set(), { module: "shop", name: "0001" }), {
    message:
      /not applied, so there is no way down to it\.\nTo apply it: quintet migrate up shop 0001_initial\./,
  });
});

test("a history in which a dependency is missing is refused", () => {
  assert.throws(() => checkHistory(graph, new Set(["auth.0001_initial", "shop.0002_price"])), {
    code: "db.migration-history",
    message: /says that shop\.0002_price was applied, but not shop\.0001_initial/,
  });
});

test("an operation that does not fit the models before it is named with its migration", () => {
  const twice = new MigrationGraph([
    { ...migration("shop.0001_initial"), operations: [createModel("Tag", { fields: {} })] },
    { ...migration("shop.0002_tag", "shop.0001_initial"), operations: [createModel("Tag", { fields: {} })] },
  ]);

  assert.throws(() => twice.state(), {
    code: "db.migration-failed",
    message:
      "Migration shop.0002_tag failed at operation 1 (Create model Tag): Model shop.Tag is created, and is there already.",
  });
});
