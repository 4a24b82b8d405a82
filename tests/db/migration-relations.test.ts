import assert from "node:assert/strict";
import { test } from "node:test";
import { belongsTo, type Database, type FieldState, integer, Model } from "quintet/db";
import type { Terminal } from "../../src/core/index.ts";
import { arrangeChanges } from "../../src/db/migrations/detect/arrange-changes.ts";
import { detectChanges } from "../../src/db/migrations/detect/detect-changes.ts";
import { type Questioner, silentQuestioner } from "../../src/db/migrations/detect/questioner.ts";
import { TerminalQuestioner } from "../../src/db/migrations/detect/terminal-questioner.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { migrateDown, migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import type { ConditionState } from "../../src/db/schema/condition-state.ts";
import type { ModelState } from "../../src/db/schema/model-state.ts";
import { modelsState } from "../../src/db/schema/models-state.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";
import { tableDefinition } from "../../src/db/schema/table-definition.ts";
import { comparableSchema } from "./database-schema.ts";
import { forEachDatabase } from "./databases.ts";

/* Changes of models and relations whose order matters: keys, what refers to them, and names that pass from one to another. */

const id: FieldState = { type: "auto", primaryKey: true };
const part: FieldState = { type: "integer", primaryKey: true };
const number: FieldState = { type: "integer" };

function model(
  label: string,
  fields: Record<string, FieldState>,
  more: Partial<ModelState> = {},
): ModelState {
  const [module = "", name = ""] = label.split(".");
  return { module, name, fields, indexes: [], constraints: [], ...more };
}

function to(label: string, more: Partial<FieldState> = {}): FieldState {
  return { type: "belongsTo", to: label, onDelete: "cascade", ...more };
}

interface Change {
  readonly title: string;
  readonly before: readonly ModelState[];
  readonly after: readonly ModelState[];
  /** The fields that have another name, each with it. */
  readonly renames?: Readonly<Record<string, string>>;
  /** What is said before anything is asked, as `--rename` has it. */
  readonly told?: readonly string[];
}

const account = (fields: Record<string, FieldState>) => model("crm.Account", fields);
const pair = (onDelete: FieldState["onDelete"] & string, nullable: boolean): readonly ModelState[] => [
  model("shop.A", { x: { ...number, primaryKey: true }, y: { ...number, primaryKey: true } }),
  model("shop.B", {
    id,
    u: { ...number, ...(nullable && { nullable }) },
    v: { ...number, ...(nullable && { nullable }) },
    both: to("shop.A", { onDelete, from: ["u", "v"], toFields: ["x", "y"] }),
  }),
];
const parts = { tenant: number, number };

const changes: readonly Change[] = [
  {
    title: "a reference by several columns sets them to NULL from now on",
    before: pair("dbCascade", false),
    after: pair("dbSetNull", true),
  },
  {
    title: "a relation gets the column of another, and is a reference from now on",
    before: [
      model("shop.A", {
        id,
        one: to("shop.A", { column: "this", nullable: true }),
        two: to("shop.A", { column: "that", nullable: true, dbConstraint: false }),
      }),
    ],
    after: [
      model("shop.A", {
        id,
        one: to("shop.A", { column: "that", nullable: true }),
        two: to("shop.A", { column: "this", nullable: true }),
      }),
    ],
  },
  {
    title: "a model goes with its reference by several columns, and a part of the key that it refers to",
    before: [
      model("shop.A", {
        id,
        u: { ...number, nullable: true },
        v: { ...number, nullable: true },
        both: to("shop.B", { onDelete: "cascade", from: ["u", "v"], toFields: ["x", "y"] }),
      }),
      model("shop.B", {
        x: { ...number, primaryKey: true },
        y: { ...number, primaryKey: true },
        left: to("shop.A"),
      }),
    ],
    after: [model("shop.B", { x: { ...number, primaryKey: true } })],
  },
  {
    title: "a field gets a column of another, and an index",
    before: [
      model("shop.A", {
        id,
        x: { type: "text", column: "this", nullable: true },
        y: { ...number, column: "that" },
      }),
    ],
    after: [
      model(
        "shop.A",
        {
          id,
          x: { type: "string", maxLength: 9, column: "that", nullable: true },
          y: { ...number, column: "this" },
        },
        { indexes: [{ name: "a_x", fields: ["x"] }] },
      ),
    ],
  },
  {
    title: "two models exchange the names of their tables",
    before: [model("shop.A", { id }, { table: "this" }), model("crm.B", { id }, { table: "that" })],
    after: [model("shop.A", { id }, { table: "that" }), model("crm.B", { id }, { table: "this" })],
  },
  {
    title: "two fields exchange the names of their columns",
    before: [
      model("shop.A", {
        id,
        x: { ...number, column: "this" },
        y: { ...number, column: "that", nullable: true },
      }),
    ],
    after: [
      model("shop.A", {
        id,
        x: { ...number, column: "that" },
        y: { ...number, column: "this", nullable: true },
      }),
    ],
  },
  {
    title: "a renamed field gets the column of one that gets another",
    before: [model("shop.A", { id, x: { ...number, column: "this" }, y: { ...number, column: "that" } })],
    after: [model("shop.A", { id, z: { ...number, column: "that" }, y: { ...number, column: "other" } })],
    renames: { x: "z" },
  },
  {
    title: "a model moves to another module with its table and its index",
    before: [
      model("crm.A", { id, x: number }, { table: "a", indexes: [{ name: "a_rule_x", fields: ["x"] }] }),
    ],
    after: [
      model("shop.A", { id, x: number }, { table: "a", indexes: [{ name: "a_rule_x", fields: ["x"] }] }),
    ],
  },
  {
    title: "two indexes exchange their names",
    before: [
      model(
        "shop.A",
        { id, x: number, y: number },
        {
          indexes: [
            { name: "a_rule_1", fields: ["x"] },
            { name: "a_rule_2", fields: ["y"] },
          ],
        },
      ),
    ],
    after: [
      model(
        "shop.A",
        { id, x: number, y: number },
        {
          indexes: [
            { name: "a_rule_1", fields: ["y"] },
            { name: "a_rule_2", fields: ["x"] },
          ],
        },
      ),
    ],
  },
  {
    title: "a part of a key is renamed, and the table between with it",
    before: [
      account({ tenant: part, number: part }),
      model("shop.A", { id, all: { type: "manyToMany", to: "crm.Account" } }),
    ],
    after: [
      account({ tenant: part, serial: part }),
      model("shop.A", { id, all: { type: "manyToMany", to: "crm.Account" } }),
    ],
    renames: { number: "serial" },
  },
  {
    title: "the columns of both sides of a reference by several get another type",
    before: [
      account({ tenant: part, number: part }),
      model("shop.A", { id, x: number, y: number, of: to("crm.Account", byBoth("x", "y")) }),
    ],
    after: [
      account({ tenant: part, number: { type: "bigInteger", primaryKey: true } }),
      model("shop.A", { id, x: number, y: { type: "bigInteger" }, of: to("crm.Account", byBoth("x", "y")) }),
    ],
  },
  {
    title: "the columns of a reference by several are renamed",
    before: [
      account({ tenant: part, number: part }),
      model("shop.A", { id, x: number, y: number, of: to("crm.Account", byBoth("x", "y")) }),
    ],
    after: [
      account({ tenant: part, number: part }),
      model("shop.A", { id, x: number, z: number, of: to("crm.Account", byBoth("x", "z")) }),
    ],
    renames: { y: "z" },
  },
  {
    title: "a reference by several goes before its columns, and before the key has a field less",
    before: [
      account({ tenant: { ...part, default: 1 }, number: part }),
      model("shop.A", { id, x: number, y: number, zone: to("crm.Account", byBoth("x", "y")) }),
    ],
    after: [account({ number: part }), model("shop.A", { id })],
  },
  {
    title: "a key is removed, and another field becomes the key",
    before: [account({ number: part, code: { type: "string", maxLength: 9, unique: true } })],
    after: [account({ code: { type: "string", maxLength: 9, primaryKey: true } })],
  },
  {
    title: "a relation by the key names its field before another field becomes the key",
    before: [
      account({ id: part, code: { type: "integer", unique: true } }),
      model("shop.A", { id, of: to("crm.Account") }),
    ],
    after: [
      account({ id: { type: "integer", unique: true }, code: part }),
      model("shop.A", { id, of: to("crm.Account", { toFields: ["id"] }) }),
    ],
  },
  {
    title: "a model that another extends is renamed, and so is the link",
    before: [model("shop.Place", { id }), model("crm.Cafe", { place: link("shop.Place", "place_ptr_id") })],
    after: [model("shop.Spot", { id }), model("crm.Cafe", { spot: link("shop.Spot", "spot_ptr_id") })],
    renames: { place: "spot" },
  },
  {
    title: "a field that relations of another module name is renamed",
    before: [
      model("crm.A", { id, code: { type: "integer", unique: true } }),
      model("shop.B", { id, of: to("crm.A", { toFields: ["code"] }) }),
    ],
    after: [
      model("crm.A", { id, sign: { type: "integer", unique: true } }),
      model("shop.B", { id, of: to("crm.A", { toFields: ["sign"] }) }),
    ],
    renames: { code: "sign" },
  },
  {
    title: "a key becomes positive while a relation refers to it",
    before: [account({ id: part }), model("shop.A", { id, of: to("crm.Account") })],
    after: [account({ id: { ...part, positive: true } }), model("shop.A", { id, of: to("crm.Account") })],
  },
  {
    title: "a key gets another order, and so does what refers to it",
    before: [
      account({ tenant: part, number: part }),
      model("shop.A", { id, ...parts, of: to("crm.Account", byBoth("tenant", "number")) }),
    ],
    after: [
      { ...account({ tenant: part, number: part }), primaryKey: ["number", "tenant"] },
      model("shop.A", { id, ...parts, of: to("crm.Account", turned("number", "tenant")) }),
    ],
  },
  {
    title: "a key gets another order, and a model that refers to it",
    before: [account({ tenant: part, number: part })],
    after: [
      { ...account({ tenant: part, number: part }), primaryKey: ["number", "tenant"] },
      model("shop.A", { id, ...parts, of: to("crm.Account", turned("number", "tenant")) }),
      model("shop.B", { id, all: { type: "manyToMany", to: "crm.Account" } }),
    ],
  },
  {
    title: "a field comes first in a key, and another one is renamed",
    before: [account({ tenant: part, number: part })],
    after: [
      { ...account({ tenant: part, serial: part, box: part }), primaryKey: ["box", "serial", "tenant"] },
    ],
    renames: { number: "serial" },
  },
  {
    title: "a key in an order of its own becomes one of one field",
    before: [{ ...account({ tenant: part, number: part }), primaryKey: ["number", "tenant"] }],
    after: [account({ tenant: number, number: part })],
  },
  {
    title: "two fields exchange their names, with what is made of them",
    before: [
      model(
        "shop.A",
        {
          id,
          x: { ...number, index: true },
          y: { type: "string", maxLength: 9, unique: true },
          double: { ...number, generated: { expression: twice("x"), stored: true } },
        },
        {
          indexes: [{ name: "a_rule_1", fields: ["-x", "y"] }],
          constraints: [
            { type: "check", name: "a_rule_2", condition: { op: "gt", of: [{ field: "x" }, { value: 0 }] } },
            { type: "unique", name: "a_rule_3", fields: ["x", "y"] },
          ],
        },
      ),
      model("crm.B", { id, of: to("shop.A", { toFields: ["y"] }) }),
    ],
    after: [
      model(
        "shop.A",
        {
          id,
          x: { type: "string", maxLength: 9, unique: true },
          y: { ...number, index: true },
          double: { ...number, generated: { expression: twice("y"), stored: true } },
        },
        {
          indexes: [{ name: "a_rule_1", fields: ["-y", "x"] }],
          constraints: [
            { type: "check", name: "a_rule_2", condition: { op: "gt", of: [{ field: "y" }, { value: 0 }] } },
            { type: "unique", name: "a_rule_3", fields: ["y", "x"] },
          ],
        },
      ),
      model("crm.B", { id, of: to("shop.A", { toFields: ["x"] }) }),
    ],
    told: ["A.x:y", "shop.A.y:x"],
  },
  {
    title: "the names of three fields go round, a column, a relation and a relation to many",
    before: [
      model("shop.A", { id, x: number, y: to("crm.B"), z: { type: "manyToMany", to: "crm.B" } }),
      model("crm.B", { id }),
    ],
    after: [
      model("shop.A", { id, y: number, z: to("crm.B"), x: { type: "manyToMany", to: "crm.B" } }),
      model("crm.B", { id }),
    ],
    told: ["A.x:y", "A.y:z", "A.z:x"],
  },
  {
    title: "two fields exchange their names and keep their columns, and one becomes longer",
    before: [model("shop.A", { id, x: number, y: { type: "string", maxLength: 9, column: "own" } })],
    after: [
      model("shop.A", {
        id,
        y: { ...number, column: "x" },
        x: { type: "string", maxLength: 20, column: "own" },
      }),
    ],
    told: ["A.x:y", "A.y:x"],
  },
  {
    title: "a name passes on to another field, and a new one gets the name that is left",
    before: [model("shop.A", { id, x: number, y: { type: "text", nullable: true } })],
    after: [
      model("shop.A", {
        id,
        y: number,
        z: { type: "text", nullable: true },
        x: { type: "date", nullable: true },
      }),
    ],
    told: ["A.x:y", "A.y:z"],
  },
  {
    title: "two models exchange their names, with what refers to them",
    before: [
      model("shop.A", { id, x: number, other: to("shop.B"), many: { type: "manyToMany", to: "shop.B" } }),
      model("shop.B", {
        id,
        y: { type: "text", nullable: true },
        self: { type: "manyToMany", to: "shop.B" },
      }),
      model("crm.C", { id, a: to("shop.A"), b: to("shop.B", { nullable: true }) }),
    ],
    after: [
      model("shop.B", { id, x: number, other: to("shop.A"), many: { type: "manyToMany", to: "shop.A" } }),
      model("shop.A", {
        id,
        y: { type: "text", nullable: true },
        self: { type: "manyToMany", to: "shop.A" },
      }),
      model("crm.C", { id, a: to("shop.B"), b: to("shop.A", { nullable: true }) }),
    ],
    told: ["shop.A:B", "B:A"],
  },
  {
    title: "two models exchange their names, and fields of theirs too",
    before: [
      model("shop.A", { id, x: number, y: { type: "date" } }),
      model("shop.B", { id, z: { type: "text" } }),
    ],
    after: [
      model("shop.B", { id, y: number, x: { type: "date" } }),
      model("shop.A", { id, w: { type: "text" } }),
    ],
    told: ["A:B", "B:A", "B.x:y", "B.y:x", "A.z:w"],
  },
  {
    title: "a model's name passes on, and a new model gets it",
    before: [model("shop.A", { id, x: number }), model("shop.B", { id, a: to("shop.A") })],
    after: [
      model("shop.Z", { id, x: number }),
      model("shop.B", { id, a: to("shop.Z") }),
      model("shop.A", { id, day: { type: "date" }, b: to("shop.B") }),
    ],
    told: ["A:Z"],
  },
];

/** Twice a field. */
function twice(field: string): ConditionState {
  return { op: "*", of: [{ field }, { value: 2 }] };
}

const nobody = { interactive: false } as Terminal;

function turned(...from: readonly string[]): Partial<FieldState> {
  return { toFields: ["number", "tenant"], from };
}

function byBoth(...from: readonly string[]): Partial<FieldState> {
  return { toFields: ["tenant", "number"], from };
}

function link(label: string, column: string): FieldState {
  return to(label, { primaryKey: true, unique: true, column });
}

forEachDatabase(({ name, test, open }) => {
  if (name === "SQLite in a file") return; // the same database, only slower
  for (const change of changes)
    test(`${change.title}, and back`, async () => {
      await using database = await open();
      const { first, whole } = await graphsOf(change);

      const before = await schemaAt(database, first);
      const after = await schemaAt(database, whole);
      for (const module of ["shop", "crm"]) await down(database, whole, module, first);
      const back = await comparableSchema(database);
      for (const module of ["shop", "crm"]) await down(database, whole, module, new MigrationGraph([]));
      const fresh = await schemaAt(database, await graphTo(change.after, new MigrationGraph([])));

      assert.deepEqual(after, fresh);
      assert.deepEqual(back, before);
    });
});

async function graphsOf({ before, after, renames = {}, told = [] }: Change) {
  const first = await graphTo(before, new MigrationGraph([]));
  const given = new TerminalQuestioner(nobody, { renames: told, fills: [], noRenames: true });
  const asked: Questioner = {
    ...silentQuestioner,
    isModelRenamed: async (from, other) => from.module === other.module && Object.keys(renames).length > 0,
    isFieldRenamed: async (_model, from, other) => renames[from] === other,
  };
  const questioner = told.length === 0 ? asked : given;
  const whole = await graphTo(after, first, questioner);
  given.checkAllUsed();
  const more = await detectChanges(whole.state(), new SchemaState(after), silentQuestioner);
  assert.deepEqual(
    more.map(({ operation }) => operation.describe()),
    [],
  );
  return { first, whole };
}

async function graphTo(
  models: readonly ModelState[],
  graph: MigrationGraph,
  questioner: Questioner = silentQuestioner,
): Promise<MigrationGraph> {
  const found = await detectChanges(graph.state(), new SchemaState(models), questioner);
  return new MigrationGraph([...graph.ordered, ...arrangeChanges(found, graph)]);
}

async function schemaAt(database: Database, graph: MigrationGraph): Promise<readonly string[]> {
  await withSchemaSession(database, (session) => migrateUp(session, graph));
  return comparableSchema(database);
}

async function down(database: Database, graph: MigrationGraph, module: string, to: MigrationGraph) {
  if (!graph.ordered.some((migration) => migration.module === module)) return;
  const last = to.ordered.findLast((migration) => migration.module === module);
  const name = last?.name ?? "zero";
  await withSchemaSession(database, (session) => migrateDown(session, graph, { module, name }));
}

test("a relation that stays while another field becomes the key is refused, with what to do", async () => {
  const before = new SchemaState([
    account({ id: part, code: { type: "integer", unique: true } }),
    model("shop.A", { id, of: to("crm.Account") }),
  ]);
  const after = new SchemaState([account({ code: part }), model("shop.A", { id, of: to("crm.Account") })]);

  const found = detectChanges(before, after, silentQuestioner);

  await assert.rejects(found, {
    code: "db.schema-state",
    message: /^shop\.A\.of refers to crm\.Account by its key, which changes from id to code: .*\nLet it name/,
  });
});

test("a key keeps its order where a table between refers to it, and it is said what to do", async () => {
  const state = (primaryKey: readonly string[]) =>
    new SchemaState([
      { ...account({ tenant: part, number: part }), primaryKey },
      model("shop.A", { id, all: { type: "manyToMany", to: "crm.Account" } }),
    ]);

  const found = detectChanges(state(["tenant", "number"]), state(["number", "tenant"]), silentQuestioner);

  await assert.rejects(found, {
    code: "db.schema-state",
    message:
      /^The key of crm\.Account gets the order number, tenant, and the table of shop\.A\.all refers .*\nKeep the order \(primaryKey: \["tenant", "number"\]\), or give/,
  });
});

test("a reference by several columns names the fields of the key in the order of the key", () => {
  class Account extends Model({ tenant: integer(), number: integer() }) {
    static override meta() {
      return this.options({ primaryKey: ["number", "tenant"] });
    }
  }
  class Invoice extends Model({
    tenant: integer(),
    accountNumber: integer(),
    get account() {
      return belongsTo(() => Account, { from: ["accountNumber", "tenant"], onDelete: "cascade" });
    },
  }) {}
  const state = modelsState([Account, Invoice]);

  const { foreignKeys } = tableDefinition(state, state.get(".Invoice"));

  assert.deepEqual(foreignKeys, [
    { columns: ["account_number", "tenant"], table: "account", targetColumns: ["number", "tenant"] },
  ]);
});
