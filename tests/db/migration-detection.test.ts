import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { FieldState } from "quintet/db";
import { arrangeChanges } from "../../src/db/migrations/detect/arrange-changes.ts";
import { detectChanges } from "../../src/db/migrations/detect/detect-changes.ts";
import { type Questioner, silentQuestioner } from "../../src/db/migrations/detect/questioner.ts";
import { writeMigration } from "../../src/db/migrations/files/write-migration.ts";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import type { ModelState } from "../../src/db/schema/model-state.ts";
import { labelOf, SchemaState } from "../../src/db/schema/schema-state.ts";
import { randomState } from "./migration-states.ts";
import { checkState } from "./migration-walk.ts";

const likely: Questioner = {
  ...silentQuestioner,
  isModelRenamed: async (_from, _to, likeness) => likeness === "same",
  isFieldRenamed: async (_model, _from, _to, likeness) => likeness === "same",
};
const always: Questioner = {
  ...silentQuestioner,
  isModelRenamed: async () => true,
  isFieldRenamed: async (model, from, to) => from !== "id" && model.fields[to]?.type !== "manyToMany",
};
const questioners = { none: silentQuestioner, likely, always };

async function migrationsTo(after: SchemaState, graph: MigrationGraph, questioner: Questioner) {
  return arrangeChanges(await detectChanges(graph.state(), after, questioner), graph);
}

const choices = fc.array(fc.nat(999), { minLength: 12, maxLength: 60, size: "max" });

for (const [answers, questioner] of Object.entries(questioners)) {
  test(`whatever changes, the migrations lead from the old models to the new ones (renames: ${answers})`, async () => {
    await fc.assert(
      fc.asyncProperty(choices, choices, async (first, second) => {
        const before = randomState(first);
        const after = randomState(second);
        const initial = await migrationsTo(before, new MigrationGraph([]), silentQuestioner);

        const migrations = await migrationsTo(after, new MigrationGraph(initial), questioner);

        const graph = new MigrationGraph([...initial, ...migrations]);
        assert.deepEqual(comparable(endOf(graph)), comparable(after));
        assert.deepEqual(await migrationsTo(after, graph, questioner), []);
      }),
      { numRuns: 150, seed: 20260802 },
    );
  });
}

test("the order of models in an app, and of the answers of the file system, changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(choices, choices, async (first, second) => {
      const before = randomState(first);
      const after = randomState(second);
      const turned = new SchemaState([...after.models.values()].toReversed());
      const initial = await migrationsTo(before, new MigrationGraph([]), silentQuestioner);
      const graph = new MigrationGraph(initial);

      const one = await migrationsTo(after, graph, likely);
      const other = await migrationsTo(turned, new MigrationGraph(initial.toReversed()), likely);

      assert.deepEqual(other.map(written), one.map(written));
    }),
    { numRuns: 60, seed: 20260803 },
  );
});

function written(migration: Migration): string {
  return `${migration.module}/${migration.name}.ts\n${writeMigration(migration)}`;
}

/** The state at the end of all migrations; after each operation, everything that models refer to must be there. */
function endOf(graph: MigrationGraph): SchemaState {
  let state = new SchemaState();
  for (const { module, operations } of graph.ordered) {
    for (const operation of operations) {
      state = operation.apply(state, module);
      checkState(state);
    }
  }
  return state;
}

/** The order of fields, and in which indexes and constraints were added, is no difference. */
function comparable(state: SchemaState): readonly ModelState[] {
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  return [...state.models.values()]
    .toSorted((a, b) => (labelOf(a) < labelOf(b) ? -1 : 1))
    .map((model) => ({
      ...model,
      indexes: model.indexes.toSorted(byName),
      constraints: model.constraints.toSorted(byName),
    }));
}

const id: FieldState = { type: "auto", primaryKey: true };
const text: FieldState = { type: "string", maxLength: 100 };

function model(
  label: string,
  fields: Record<string, FieldState>,
  more: Partial<ModelState> = {},
): ModelState {
  const [module = "", name = ""] = label.split(".");
  return { module, name, fields: { id, ...fields }, indexes: [], constraints: [], ...more };
}

/** What was asked, in order, while the models changed. */
async function questions(
  before: readonly ModelState[],
  after: readonly ModelState[],
): Promise<readonly string[]> {
  const asked: string[] = [];
  await detectChanges(new SchemaState(before), new SchemaState(after), {
    ...silentQuestioner,
    async isModelRenamed(from, to, likeness) {
      const isLikely = likeness === "same";
      if (isLikely) asked.push(`${labelOf(from)} to ${to.name}?`);
      return isLikely;
    },
    async isFieldRenamed(of, from, to, likeness) {
      const isLikely = likeness === "same";
      if (isLikely) asked.push(`${of.name}.${from} to ${to}?`);
      return isLikely;
    },
    async fill(of, name, _field, reason) {
      asked.push(`${of.name}.${name} ${reason}?`);
      return undefined;
    },
  });
  return asked;
}

test("models are asked for first, then fields, then values: always in the same order", async () => {
  const before = [
    model("shop.Author", { name: text, note: { ...text, nullable: true } }),
    model("shop.Book", { title: text, note: { ...text, nullable: true } }),
  ];
  const after = [
    model("shop.Writer", { name: text, note: { ...text, nullable: true } }),
    model("shop.Book", { pages: { type: "integer" }, heading: text, note: text }),
    model("shop.Tag", { name: { type: "integer" } }),
  ];

  assert.deepEqual(await questions(before, after), [
    "shop.Author to Writer?",
    "Book.title to heading?",
    "Book.pages added?",
    "Book.note no-longer-nullable?",
  ]);
  assert.deepEqual(await questions(before.toReversed(), after.toReversed()), await questions(before, after));
});

test("a field with a value of its own for new rows isn't asked for", async () => {
  const fields: Record<string, FieldState> = {
    counted: { type: "auto" },
    given: { type: "integer", default: 1 },
    byDatabase: { type: "integer", dbDefault: { value: 1 } },
    computed: { type: "integer", generated: { expression: { field: "given" }, stored: true } },
    empty: { type: "integer", nullable: true },
    tags: { type: "manyToMany", to: "shop.Book" },
  };

  assert.deepEqual(await questions([model("shop.Book", {})], [model("shop.Book", fields)]), []);
});

async function operationsBetween(
  before: readonly ModelState[],
  after: readonly ModelState[],
  questioner = likely,
) {
  const initial = await migrationsTo(new SchemaState(before), new MigrationGraph([]), silentQuestioner);
  const migrations = await migrationsTo(new SchemaState(after), new MigrationGraph(initial), questioner);
  return migrations.flatMap(({ operations }) => operations.map(({ kind, args }) => [kind, ...args]));
}

test("an index that only has another name is renamed, and follows its fields", async () => {
  const index = { name: "by_title", fields: ["title"] };

  assert.deepEqual(
    await operationsBetween(
      [model("shop.Book", { title: text }, { indexes: [index] })],
      [model("shop.Book", { heading: text }, { indexes: [{ name: "by_heading", fields: ["heading"] }] })],
    ),
    [
      ["renameField", "Book", "title", "heading"],
      ["renameIndex", "Book", "by_title", "by_heading"],
    ],
  );
});

test("a relation that keeps its column under another name gets the column first", async () => {
  const author: FieldState = { type: "belongsTo", to: "shop.Author", onDelete: "cascade" };
  const models = (name: string, field: FieldState) => [
    model("shop.Author", {}),
    model("shop.Book", { [name]: field }),
  ];

  assert.deepEqual(
    await operationsBetween(models("author", author), models("writer", { ...author, column: "author_id" })),
    [
      ["alterField", "Book", "author", { ...author, column: "author_id" }],
      ["renameField", "Book", "author", "writer"],
    ],
  );
});

test("a field that goes from a parent to its child leaves the parent first", async () => {
  const link: FieldState = { type: "belongsTo", to: "shop.Place", onDelete: "cascade", primaryKey: true };
  const child: ModelState = {
    ...model("shop.Bar", {}),
    fields: { place: link, title: text },
  };

  assert.deepEqual(
    (await operationsBetween([model("shop.Place", { title: text })], [model("shop.Place", {}), child])).map(
      ([kind, name]) => `${kind} ${name}`,
    ),
    ["removeField Place", "createModel Bar"],
  );
});

test("what a change waits for stands right behind it; rules about a field that goes, before that", async () => {
  const link: FieldState = { type: "belongsTo", to: "shop.Place", onDelete: "cascade", primaryKey: true };
  const child: ModelState = { ...model("shop.Bar", {}), fields: { place: link, title: text } };
  const rules = {
    indexes: [{ name: "by_title", fields: ["title"] }],
    constraints: [{ type: "unique", name: "one", fields: ["title"] }],
  } as const;

  const operations = await operationsBetween(
    [model("shop.Author", {}), model("shop.Place", { title: text }, rules)],
    [model("shop.Author", {}, { comment: "Writers" }), model("shop.Place", {}), child],
  );

  assert.deepEqual(
    operations.map(([kind, name]) => `${kind} ${name}`),
    [
      "removeIndex Place",
      "removeConstraint Place",
      "removeField Place",
      "alterTable Author",
      "createModel Bar",
    ],
  );
});

test("what changes in a renamed model keeps its place among the others", async () => {
  const operations = await operationsBetween(
    [model("shop.Book", { title: text }), model("shop.Tag", {})],
    [model("shop.Novel", { title: text }, { comment: "Books" }), model("shop.Tag", {}, { comment: "Words" })],
  );

  assert.deepEqual(
    operations.map(([kind, name]) => `${kind} ${name}`),
    ["renameModel Book", "alterTable Novel", "alterTable Tag"],
  );
});

test("what is done to other models doesn't come between a column's name and its field's", async () => {
  const author: FieldState = { type: "belongsTo", to: "shop.Author", onDelete: "cascade" };
  const models = (name: string, field: FieldState, ...more: readonly ModelState[]) => [
    model("shop.Author", {}),
    model("shop.Book", { [name]: field }),
    ...more,
  ];
  const after = models("writer", { ...author, column: "author_id" }, model("shop.Tag", { author }));

  assert.deepEqual(
    (await operationsBetween(models("author", author), after)).map(([kind, name]) => `${kind} ${name}`),
    ["alterField Book", "renameField Book", "createModel Tag"],
  );
});

test("a model whose table others look after may have the table of one that goes", async () => {
  const views = { table: "report_view", managed: false } as const;
  const report: FieldState = {
    type: "belongsTo",
    to: "shop.Report",
    onDelete: "doNothing",
    dbConstraint: false,
  };
  const books = (to: string) => model("shop.Book", { report: { ...report, to } });

  assert.deepEqual(
    (
      await operationsBetween(
        [model("shop.Report", {}, views), books("shop.Report")],
        [model("shop.Summary", { total: { type: "integer" } }, views), books("shop.Summary")],
      )
    ).map(([kind, name]) => `${kind} ${name}`),
    ["createModel Summary", "alterField Book", "deleteModel Report"],
  );
});

test("fields that are unique together come after what they refer to, and after nothing else", async () => {
  const author: FieldState = { type: "belongsTo", to: "people.Author", onDelete: "cascade" };
  const books = (...fields: readonly string[]) => [
    model("people.Author", {}),
    model(
      "shop.Book",
      { title: text, isbn: text, author },
      { constraints: [{ type: "unique", name: "one", fields }] },
    ),
  ];
  const initial = await migrationsTo(
    new SchemaState(books("title")),
    new MigrationGraph([]),
    silentQuestioner,
  );
  const neededFor = async (...fields: readonly string[]) => {
    const [migration] = await migrationsTo(
      new SchemaState(books(...fields)),
      new MigrationGraph(initial),
      silentQuestioner,
    );
    return migration!.dependsOn.map(([module]) => module);
  };

  assert.deepEqual(await neededFor("title", "isbn"), ["shop"]);
  assert.deepEqual(await neededFor("title", "author"), ["people", "shop"]);
});

test("a many-to-many relation that gets a model between is made anew", async () => {
  const tags: FieldState = { type: "manyToMany", to: "shop.Tag" };
  const through = model("shop.Tagging", {
    tag: { type: "belongsTo", to: "shop.Tag", onDelete: "cascade" },
    book: { type: "belongsTo", to: "shop.Book", onDelete: "cascade" },
  });
  const before = [model("shop.Tag", {}), model("shop.Book", { tags })];
  const after = [
    model("shop.Tag", {}),
    through,
    model("shop.Book", { tags: { ...tags, through: "shop.Tagging" } }),
  ];

  assert.deepEqual(
    (await operationsBetween(before, after)).map(([kind, name]) => `${kind} ${name}`),
    ["removeField Book", "createModel Tagging", "addField Book"],
  );
});

test("a constraint that differs for the database is made anew; that a table is managed changes options only", async () => {
  const rule = (fields: readonly string[]) => ({
    constraints: [{ type: "unique", name: "one", fields } as const],
  });

  assert.deepEqual(
    (
      await operationsBetween(
        [model("shop.Book", { title: text, isbn: text }, rule(["title"]))],
        [model("shop.Book", { title: text, isbn: text }, { ...rule(["title", "isbn"]), managed: false })],
      )
    ).map(([kind]) => kind),
    ["alterOptions", "removeConstraint", "addConstraint"],
  );
});

test("options that a migration has set stay, because models say nothing about them", async () => {
  const options = { audited: true };
  const before = model("shop.Book", { title: text }, { options });

  assert.deepEqual(await operationsBetween([before], [model("shop.Book", { title: text })]), []);
  assert.deepEqual(
    await operationsBetween([before], [model("shop.Book", { title: text }, { managed: false })]),
    [["alterOptions", "Book", { audited: true, managed: false }]],
  );
});
