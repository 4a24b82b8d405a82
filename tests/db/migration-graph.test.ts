import assert from "node:assert/strict";
import { test } from "node:test";
import { addField, alterField, createModel, runSql } from "quintet/db";
import { checkHistory } from "../../src/db/migrations/graph/check-history.ts";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { planDown, planTo, planUp } from "../../src/db/migrations/graph/migration-plan.ts";

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
      'Migration shop.0001_initial depends on auth.0001_inital, which does not exist. Did you mean "0001_initial"?\nMigrations of "auth": 0001_initial.\nChange "dependsOn" in shop/migrations/0001_initial.ts, or get the missing file back.',
  });
  assert.throws(() => new MigrationGraph([migration("shop.0001_initial", "blog.0001_initial")]), {
    message: /The module "blog" has no migrations, or is not in "modules" of quintet\.config\.ts\./,
  });
});

test("a circle is named, with its files", () => {
  const circle = [
    migration("a.0001", "b.0001"),
    migration("b.0001", "c.0001"),
    migration("c.0001", "b.0001"),
  ];

  assert.throws(() => new MigrationGraph(circle), {
    code: "db.migration-graph",
    message:
      'Migrations depend on each other in a circle: b.0001 → c.0001 → b.0001.\n  b/migrations/0001.ts\n  c/migrations/0001.ts\nRemove one of these from "dependsOn" (or "runBefore") of another.',
  });
});

test("a migration that depends on itself is told so", () => {
  const own = migration("shop.0002_tags", "shop.0002_tags");

  assert.throws(() => new MigrationGraph([migration("shop.0001_initial"), own]), {
    code: "db.migration-graph",
    message:
      'Migration shop.0002_tags depends on itself.\nChange "dependsOn" in shop/migrations/0002_tags.ts: it names what is applied before this migration.',
  });
});

test("a migration that must run before another comes before it", () => {
  const first = { ...migration("tags.0001_initial"), runBefore: [["shop", "0001_initial"]] as const };
  const ordered = new MigrationGraph([migration("shop.0001_initial"), first]).ordered;

  assert.deepEqual(keys(ordered), ["tags.0001_initial", "shop.0001_initial"]);
  assert.throws(() => new MigrationGraph([first]), {
    code: "db.migration-graph",
    message:
      'Migration tags.0001_initial must run before shop.0001_initial, which does not exist.\nThe module "shop" has no migrations, or is not in "modules" of quintet.config.ts.\nChange "runBefore" in tags/migrations/0001_initial.ts, or get the missing file back.',
  });
});

test("the first and the last migration of another module can be meant without their names", () => {
  const ordered = new MigrationGraph([
    migration("a.0001_initial", "b.__latest__"),
    migration("b.0001_initial"),
    migration("b.0002_price", "b.0001_initial"),
    migration("c.0001_initial", "a.__first__"),
  ]).ordered;

  assert.deepEqual(keys(ordered), ["b.0001_initial", "b.0002_price", "a.0001_initial", "c.0001_initial"]);
});

const note = createModel("Note", {
  fields: { id: { type: "auto", primaryKey: true }, title: { type: "string", maxLength: 50 } },
});

test("two ends that touch different things are one end", () => {
  const forked = new MigrationGraph([
    { ...migration("notes.0001_initial"), operations: [note] },
    {
      ...migration("notes.0002_body", "notes.0001_initial"),
      operations: [addField("Note", "body", { type: "text" })],
    },
    {
      ...migration("notes.0002_stars", "notes.0001_initial"),
      operations: [addField("Note", "stars", { type: "integer" })],
    },
  ]);

  forked.checkLeaves();

  assert.deepEqual(keys(forked.leaves("notes")), ["notes.0002_body", "notes.0002_stars"]);
  assert.deepEqual(keys(planUp(forked, new Set(["notes.0001_initial", "notes.0002_stars"]))), [
    "notes.0002_body",
  ]);
  assert.equal(planUp(forked, new Set(), { module: "notes" }).length, 3);
});

test("two ends that touch the same are explained", () => {
  const forked = new MigrationGraph([
    { ...migration("notes.0001_initial"), operations: [note] },
    {
      ...migration("notes.0002_longer", "notes.0001_initial"),
      operations: [alterField("Note", "title", { type: "string", maxLength: 90 })],
    },
    {
      ...migration("notes.0002_text", "notes.0001_initial"),
      operations: [runSql("UPDATE notes_note SET title = ''"), alterField("Note", "title", { type: "text" })],
    },
  ]);

  assert.throws(() => forked.checkLeaves(), {
    code: "db.migration-conflict",
    message: `The migrations of "notes" end in 2 places that disturb each other: 0002_longer, 0002_text.
  SQL and code may touch anything, unless they say what (touches):
    ~ Alter field title on Note  notes/migrations/0002_longer.ts
    s Run SQL                    notes/migrations/0002_text.ts
  both touch the field notes.Note.title:
    ~ Alter field title on Note  notes/migrations/0002_longer.ts
    ~ Alter field title on Note  notes/migrations/0002_text.ts
Say which comes last, or that the order makes no difference: quintet migrate merge notes`,
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
      /not applied, so there is no way down to it\.\nTo apply it: quintet migrate up shop 0001_initial$/,
  });
});

test("a migration becomes the last of its module on a way up, down, or both", () => {
  const way = (applied: ReadonlySet<string>, name: string) => {
    const { down, up } = planTo(graph, applied, { module: "shop", name });
    return [keys(down), keys(up)];
  };

  assert.deepEqual(way(all, "0001"), [["shop.0003_tags", "shop.0002_price"], []]);
  assert.deepEqual(way(new Set(["auth.0001_initial"]), "0001"), [[], ["shop.0001_initial"]]);
  assert.deepEqual(way(all, "zero"), [["shop.0003_tags", "shop.0002_price", "shop.0001_initial"], []]);
  assert.deepEqual(way(all, "0003"), [[], []]);

  const forked = new MigrationGraph([
    migration("a.0001"),
    migration("a.0002_x", "a.0001"),
    migration("a.0002_y", "a.0001"),
    migration("a.0003_y", "a.0002_y"),
  ]);
  const { down, up } = planTo(forked, new Set(["a.0001", "a.0002_x"]), { module: "a", name: "0002_y" });
  assert.deepEqual([keys(down), keys(up)], [["a.0002_x"], ["a.0002_y"]]);
});

test("of two ends, down undoes the one that was applied last", () => {
  const forked = new MigrationGraph([
    migration("a.0001"),
    migration("a.0002_x", "a.0001"),
    migration("a.0002_y", "a.0001"),
  ]);

  const undone = (...applied: string[]) => keys(planDown(forked, new Set(applied), { module: "a" }));

  assert.deepEqual(undone("a.0001", "a.0002_y", "a.0002_x"), ["a.0002_x"]);
  assert.deepEqual(undone("a.0001", "a.0002_x", "a.0002_y"), ["a.0002_y"]);
});

test("a history in which a dependency is missing is refused", () => {
  assert.throws(() => checkHistory(graph, new Set(["auth.0001_initial", "shop.0002_price"])), {
    code: "db.migration-history",
    message: /says that shop\.0002_price was applied, but not shop\.0001_initial/,
  });
});

test("a database that got an end before it was put last is told how far to go back", () => {
  const merged = new MigrationGraph([
    migration("shop.0001_initial"),
    migration("shop.0002_text", "shop.0001_initial", "shop.0002_longer"),
    migration("shop.0002_longer", "shop.0001_initial"),
  ]);

  assert.throws(() => checkHistory(merged, new Set(["shop.0001_initial", "shop.0002_text"])), {
    code: "db.migration-history",
    message:
      /put shop\.0002_longer before it, undo shop\.0002_text and apply both: quintet migrate down shop 0001_initial, then quintet migrate up\./,
  });
});

test("an operation that does not fit the models before it is named with its migration", () => {
  const twice = new MigrationGraph([
    {
      ...migration("shop.0001_initial"),
      operations: [createModel("Tag", { fields: { id: { type: "auto", primaryKey: true } } })],
    },
    {
      ...migration("shop.0002_tag", "shop.0001_initial"),
      operations: [createModel("Tag", { fields: { id: { type: "auto", primaryKey: true } } })],
    },
  ]);

  assert.throws(() => twice.state(), {
    code: "db.migration-failed",
    message:
      "Migration shop.0002_tag failed at operation 1 (Create model Tag): Model shop.Tag is created, and is there already.\nCorrect it in shop/migrations/0002_tag.ts.",
  });
});
