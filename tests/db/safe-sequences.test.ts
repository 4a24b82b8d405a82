import assert from "node:assert/strict";
import { test } from "node:test";
import { type FieldState, type ModelState, SchemaState } from "quintet/db";
import { arrangeChanges } from "../../src/db/migrations/detect/arrange-changes.ts";
import { detectChanges } from "../../src/db/migrations/detect/detect-changes.ts";
import { silentQuestioner } from "../../src/db/migrations/detect/questioner.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { safeSequences } from "../../src/db/migrations/safety/safe-sequence.ts";
import type { DatabaseKind } from "../../src/db/schema/model-state.ts";

/* In which part of a sequence operations stand, and where all stays one migration. Random schemas run them (evolution-tests.ts). */

const id: FieldState = { type: "auto", primaryKey: true };
const number: FieldState = { type: "integer" };
const text: FieldState = { type: "string", maxLength: 20 };

type Fields = Readonly<Record<string, FieldState>>;

const book = (fields: Fields, more: Partial<ModelState> = {}): ModelState => ({
  module: "shop",
  name: "Book",
  fields: { id, ...fields },
  indexes: [],
  constraints: [],
  ...more,
});

interface Change {
  readonly before: readonly ModelState[];
  readonly after: readonly ModelState[];
  /** Fields that have another name, each with it. */
  readonly renames?: Readonly<Record<string, string>>;
  readonly kinds?: readonly DatabaseKind[];
  readonly fill?: unknown;
}

/** The parts by the ends of their names, each with its operations. */
async function parts({ before, after, renames = {}, kinds = ["postgres"], fill }: Change) {
  const nothing = new MigrationGraph([]);
  const first = arrangeChanges(
    await detectChanges(new SchemaState(), new SchemaState(before), silentQuestioner),
    nothing,
  );
  const graph = new MigrationGraph(first);
  const questioner = {
    ...silentQuestioner,
    isFieldRenamed: async (_model: ModelState, from: string, to: string) => Reflect.get(renames, from) === to,
    fill: async () => fill,
  };
  const made = arrangeChanges(await detectChanges(graph.state(), new SchemaState(after), questioner), graph, {
    name: "change",
  });
  const sequence = await safeSequences(made, graph.state(), kinds);
  return Object.fromEntries(
    sequence.map(({ name, operations }) => [
      name.replace(/^\d+_change_?/, ""),
      operations.map((operation) => operation.describe()),
    ]),
  );
}

test("what is about a field that gets another type waits for it", async () => {
  const longer = book(
    { pages: { type: "bigInteger" } },
    {
      indexes: [
        { name: "long", fields: ["pages"], where: { op: "gt", of: [{ field: "pages" }, { value: 9 }] } },
      ],
    },
  );

  assert.deepEqual(await parts({ before: [book({ pages: number })], after: [longer] }), {
    expand: ["Begin to alter field pages on Book"],
    backfill: ["Copy field pages of Book to its new column"],
    contract: ["Finish to alter field pages on Book", "Create index long on Book"],
  });
});

test("a field that becomes required with another type is filled when it has that", async () => {
  const before = [book({ pages: { ...text, nullable: true } })];

  assert.deepEqual(await parts({ before, after: [book({ pages: number })], fill: 7 }), {
    expand: ["Begin to alter field pages on Book"],
    backfill: ["Copy field pages of Book to its new column"],
    contract: ["Finish to alter field pages on Book", "Backfill pages of Book", "Alter field pages on Book"],
  });
});

test("what refers to a new unique field waits until it is unique", async () => {
  const code: FieldState = { type: "uuid", unique: true };
  const next: FieldState = { type: "belongsTo", to: "shop.Book", toFields: ["code"], nullable: true };

  const { contract } = await parts({ before: [book({})], after: [book({ code, next })], fill: "v4" });

  assert.deepEqual(contract, ["Alter field code on Book", "Add field next to Book"]);
});

test("a name that is given up in the last part is taken there", async () => {
  const before = [book({ title: text, isbn: { ...text, column: "code", nullable: true } })];
  const after = [book({ title: text, code: { ...number, nullable: true } })];

  assert.deepEqual(await parts({ before, after }), {
    "": ["Remove field isbn from Book", "Add field code to Book"],
  });
});

test("keys, computed fields and what they are computed of are changed at once", async () => {
  const computed: FieldState = {
    ...number,
    nullable: true,
    generated: { expression: { op: "+", of: [{ field: "pages" }, { value: 1 }] }, stored: true },
  };
  const wide = { pages: { type: "bigInteger" } } as const;

  assert.deepEqual(
    await parts({
      before: [book({ pages: number, computed })],
      after: [book({ ...wide, computed })],
    }),
    { "": ["Alter field pages on Book"] },
  );
  const { id: _, ...others } = book({ pages: number }).fields;
  assert.deepEqual(
    await parts({
      before: [book({ pages: number })],
      after: [{ ...book({}), fields: { number: id, ...others } }],
      renames: { id: "number" },
    }),
    { "": ["Rename field id on Book to number"] },
  );
});

test("a field that a check is about gets another type at once where one of the databases is MariaDB", async () => {
  const checked = (type: "integer" | "bigInteger") => [
    book(
      { pages: { type } },
      {
        constraints: [
          { type: "check", name: "some", condition: { op: "gt", of: [{ field: "pages" }, { value: 0 }] } },
        ],
      },
    ),
  ];
  const change = { before: checked("integer"), after: checked("bigInteger") };

  assert.deepEqual(await parts({ ...change, kinds: ["postgres", "mysql"] }), {
    "": ["Alter field pages on Book"],
  });
  assert.deepEqual(Object.keys(await parts(change)), ["expand", "backfill", "contract"]);
});
