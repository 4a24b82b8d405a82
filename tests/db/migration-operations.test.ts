import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addConstraint,
  addField,
  addIndex,
  alterConstraint,
  alterField,
  alterOptions,
  alterTable,
  createModel,
  type Database,
  deleteModel,
  type FieldState,
  type Operation,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  renameIndex,
  renameModel,
  renameTable,
  runCode,
  runSql,
  SchemaState,
  separate,
  type TableDefinition,
  tableDefinition,
} from "quintet/db";
import { writeMigration } from "../../src/db/migrations/files/write-migration.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { migrateDown, migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { databaseSchema } from "./database-schema.ts";
import { forEachDatabase } from "./databases.ts";

/*
 * Every operation is done and undone on every database: what it makes is what a new database would have, and the way back
 * leads to what was there before.
 */

const id: FieldState = { type: "auto", primaryKey: true };
const count: FieldState = { type: "integer" };

function migrations(...lists: readonly (readonly Operation[])[]): MigrationGraph {
  const name = (position: number) => `000${position + 1}_step`;
  return new MigrationGraph(
    lists.map((operations, position) => ({
      module: "shop",
      name: name(position),
      dependsOn: position === 0 ? [] : [["shop", name(position - 1)] as const],
      operations,
    })),
  );
}

const up = (database: Database, graph: MigrationGraph, name?: string) =>
  withSchemaSession(database, (session) =>
    migrateUp(session, graph, name === undefined ? {} : { module: "shop", name }),
  );
const down = (database: Database, graph: MigrationGraph, name: string) =>
  withSchemaSession(database, (session) => migrateDown(session, graph, { module: "shop", name }));

interface Names {
  readonly author: string;
  readonly book: string;
  readonly title: string;
  readonly writer: string;
  readonly tags: string;
  readonly index: string;
  readonly rule: string;
  readonly check: string;
}

const plainNames: Names = {
  author: "Author",
  book: "Book",
  title: "title",
  writer: "writer",
  tags: "tags",
  index: "by_title",
  rule: "one_title",
  check: "has_pages",
};

/** Two models with relations of each kind. */
function firstModels(names: Names): readonly Operation[] {
  const { author, book, title, writer, tags, index, rule, check } = names;
  return [
    createModel(author, { fields: { id, [title]: { type: "string", maxLength: 50 } } }),
    createModel(book, {
      fields: {
        id,
        [title]: { type: "string", maxLength: 50 },
        pages: count,
        [writer]: { type: "belongsTo", to: `shop.${author}`, onDelete: "cascade", nullable: true },
        sequel: { type: "belongsTo", to: `shop.${book}`, onDelete: "setNull", nullable: true },
        [tags]: { type: "manyToMany", to: `shop.${author}` },
      },
      indexes: [{ name: index, fields: [title, "-pages"] }],
      constraints: [
        { type: "unique", name: rule, fields: [title, writer] },
        { type: "check", name: check, condition: { op: "gte", of: [{ field: "pages" }, { value: 0 }] } },
      ],
    }),
  ];
}

/** Each kind of operation, on those models. */
function operationsOn(names: Names): Readonly<Record<string, readonly Operation[]>> {
  const { author, book, title, writer, tags, index, rule, check } = names;
  const more = (name: string) => `X${name.slice(0, 190)}`;
  const pages = (least: number) => ({ op: "gte", of: [{ field: "pages" }, { value: least }] }) as const;
  return {
    createModel: [
      createModel(more(book), {
        fields: { id, [writer]: { type: "belongsTo", to: `shop.${book}`, onDelete: "protect" } },
      }),
    ],
    deleteModel: [deleteModel(book)],
    renameModel: [renameModel(author, more(author))],
    "renameModel of the other side": [renameModel(book, more(book))],
    renameTable: [renameTable(book, more(book.toLowerCase()))],
    alterTable: [alterTable(book, { comment: `it's "${title.slice(0, 50)}"` })],
    addField: [addField(book, more(title), { type: "string", maxLength: 9, index: true }, { fill: "it's" })],
    "addField of a relation": [
      addField(book, more(writer), {
        type: "belongsTo",
        to: `shop.${author}`,
        onDelete: "cascade",
        nullable: true,
      }),
    ],
    "addField of many": [addField(author, more(tags), { type: "manyToMany", to: `shop.${author}` })],
    removeField: [removeField(book, "sequel")],
    "removeField of many": [removeField(book, tags)],
    "alterField to null": [alterField(book, "pages", { ...count, nullable: true })],
    "alterField of a text": [alterField(book, title, { type: "string", maxLength: 80, unique: true })],
    "alterField of the key": [alterField(author, "id", { type: "bigAuto", primaryKey: true })],
    "alterField with a default": [
      alterField(book, "pages", { ...count, dbDefault: { value: 3 }, index: true }),
    ],
    renameField: [renameField(book, title, more(title))],
    "renameField of a relation": [renameField(book, writer, more(writer))],
    "renameField of the key": [renameField(author, "id", "number")],
    "renameField of many": [renameField(book, tags, more(tags))],
    addIndex: [addIndex(book, { name: more(index), fields: [writer, "-pages"] })],
    removeIndex: [removeIndex(book, index)],
    renameIndex: [renameIndex(book, index, more(index))],
    addConstraint: [
      addConstraint(book, { type: "check", name: more(check), condition: pages(-5) }),
      addConstraint(book, { type: "unique", name: more(rule), fields: ["pages", title] }),
    ],
    removeConstraint: [removeConstraint(book, rule), removeConstraint(book, check)],
    "alterConstraint of a check": [
      alterConstraint(book, check, { type: "check", name: check, condition: pages(-1) }),
    ],
    "alterConstraint of a unique rule": [
      alterConstraint(book, rule, { type: "unique", name: rule, fields: [title, "pages"] }),
    ],
    alterOptions: [alterOptions(book, { orderBy: [title] })],
  };
}

// A quote of each database, a keyword, a percent sign, and what is long for every database's names.
const oddNames: Names = {
  author: 'Group "order" `by`',
  book: "Book",
  title: "select",
  writer: `it's "a" \`%s\``,
  tags: "from % where",
  index: "in\"d`e'x",
  rule: `r${"u".repeat(190)}`,
  check: "check",
};

forEachDatabase(({ test, open, dialect }) => {
  // Names of tables and columns may be long on SQLite only; those of indexes and rules are shortened where they must be.
  const long = dialect === "sqlite" ? "o".repeat(190) : "oo";
  const allNames = { plain: plainNames, odd: { ...oddNames, book: `B${long}k` } };
  for (const [kindOfNames, names] of Object.entries(allNames)) {
    test(`every operation can be done and undone, with ${kindOfNames} names`, async () => {
      await using database = await open();
      await up(database, migrations(firstModels(names)));
      const before = await databaseSchema(database);
      for (const [name, operations] of Object.entries(operationsOn(names))) {
        const graph = migrations(firstModels(names), operations);
        try {
          await up(database, graph);
          if (name !== "alterOptions" && !(name === "alterTable" && dialect !== "mysql"))
            assert.notDeepEqual(await databaseSchema(database), before, "nothing has changed");
          await down(database, graph, "0001");
          assert.deepEqual(await databaseSchema(database), before);
        } catch (error) {
          throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
        }
      }
    });
  }

  test("an operation of an app's own makes and changes tables that no model has, by the schema editor", async () => {
    const log = (fields: Record<string, FieldState>): TableDefinition => {
      const model = { module: "shop", name: "Log", fields: { id, ...fields }, indexes: [], constraints: [] };
      return tableDefinition(new SchemaState([model]), model);
    };
    const first = log({ line: { type: "text" } });
    const wider = log({ line: { type: "text" }, count });
    const own = (kind: string, forward: Operation["forward"], backward: Operation["backward"]): Operation => {
      const say = () => kind;
      const apply: Operation["apply"] = (state) => state;
      return {
        kind,
        from: import.meta.url,
        args: [],
        symbol: "*",
        isReversible: true,
        describe: say,
        apply,
        forward,
        backward,
      };
    };
    const find = (table: TableDefinition, field: string) => table.columns.find((one) => one.field === field)!;
    const both = ["id", "line"].map((field) => ({ before: find(first, field), after: find(first, field) }));
    const column = find(wider, "count");
    const graph = migrations(
      [
        own(
          "makeLog",
          ({ editor }) => editor.createTable(first),
          ({ editor }) => editor.dropTable(first),
        ),
        runSql("INSERT INTO shop_log (line) VALUES ('first')", ""),
      ],
      [
        own(
          "countLines",
          ({ editor }) =>
            editor.changeTable({
              before: first,
              after: wider,
              columns: [...both, { after: column, fill: 7 }],
            }),
          ({ editor }) =>
            editor.changeTable({ before: wider, after: first, columns: [...both, { before: column }] }),
        ),
        own(
          "renameLog",
          ({ editor }) => editor.renameTable("shop_log", "log_of_shop"),
          ({ editor }) => editor.renameTable("log_of_shop", "shop_log"),
        ),
      ],
    );
    await using database = await open();

    await up(database, graph, "0001");
    const before = await databaseSchema(database);
    await up(database, graph);

    assert.deepEqual(await database.query("SELECT line, count FROM log_of_shop"), [["first", 7]]);
    await down(database, graph, "0001");
    assert.deepEqual(await databaseSchema(database), before);
    assert.deepEqual(await database.query("SELECT line FROM shop_log"), [["first"]]);
    await down(database, graph, "zero");
    assert.deepEqual(await databaseSchema(database), []);
  });

  if (dialect !== "sqlite")
    test("names that the server would cut off are refused, with what to do, and nothing is left", async () => {
      const long = "o".repeat(200);
      await using database = await open();
      const table = migrations([
        createModel("A", { fields: { id } }),
        createModel(`B${long}`, { fields: { id } }),
      ]);
      const column = migrations(
        [createModel("A", { fields: { id } })],
        [addField("A", long, { ...count, nullable: true })],
      );
      const renamed = migrations([createModel("A", { fields: { id } })], [renameTable("A", long)]);

      await assert.rejects(up(database, table), {
        code: "db.migration-failed",
        message:
          /0001_step failed at operation 2 \(Create model Bo+\): The table name "shop_bo+" has 206 (bytes|characters), and 6[34] are kept on .*\.\n.*table:/,
      });
      await database.execute("DROP TABLE IF EXISTS shop_a"); // MariaDB keeps what a failed migration has made
      await up(database, column, "0001");
      const before = await databaseSchema(database);
      await assert.rejects(
        up(database, column),
        /Add field o+ to A\): The column name "o+" of "shop_a" has 200.*\n.*column:/,
      );
      await assert.rejects(up(database, renamed), /Rename the table of A .*: The table name "o+" has 200/);
      assert.deepEqual(await databaseSchema(database), before);
    });

  test("SQL gets its parameters, and says what it does to the models", async () => {
    const made = runSql(
      [
        `CREATE TABLE shop_note (id integer PRIMARY KEY, text varchar(50))`,
        [`INSERT INTO shop_note VALUES (?, ?)`, [1, `it's "?"`]],
      ],
      `DROP TABLE shop_note`,
      {
        state: [
          createModel("Note", { fields: { id, text: { type: "string", maxLength: 50, nullable: true } } }),
        ],
      },
    );
    const graph = migrations([made], [addField("Note", "stars", { ...count, nullable: true })]);
    await using database = await open();

    await up(database, graph);

    assert.deepEqual(await database.query("SELECT text, stars FROM shop_note"), [[`it's "?"`, null]]);
    await down(database, graph, "zero");
    assert.equal(
      (await databaseSchema(database)).some((line) => line.includes("shop_note")),
      false,
    );
  });

  test("database and state change apart, and back", async () => {
    const table = { fields: { id, name: { type: "string", maxLength: 9 } } } as const;
    // The database keeps the column for the release that still writes it; the models have it no more.
    const graph = migrations(
      [createModel("Item", table)],
      [separate({ state: [removeField("Item", "name")] })],
      [
        separate({
          database: [
            addField("Item", "hidden", { ...count, nullable: true }),
            renameField("Item", "hidden", "shown"),
          ],
        }),
      ],
    );
    await using database = await open();
    await up(database, graph, "0001");
    const before = await databaseSchema(database);

    await up(database, graph, "0002");
    assert.deepEqual(await databaseSchema(database), before);
    await up(database, graph);
    assert.deepEqual(await database.query("SELECT id, name, shown FROM shop_item"), []);
    await down(database, graph, "0001");

    assert.deepEqual(await databaseSchema(database), before);
  });
});

test("separate() can be undone where its operations on the database can", () => {
  assert.equal(separate({ database: [runSql("SELECT 1")] }).isReversible, false);
  assert.equal(
    separate({ database: [runSql("SELECT 1", "")], state: [runSql("SELECT 1")] }).isReversible,
    true,
  );
});

test("operations within operations are written into a migration's file", () => {
  const operations = [
    separate({ database: [runSql("SELECT 1", "")], state: [removeField("Book", "pages")] }),
    runSql("SELECT 2", undefined, { state: [renameModel("A", "B")], elidable: true }),
  ];

  const text = writeMigration({ module: "shop", name: "0002_x", dependsOn: [], operations });

  assert.equal(
    text,
    `import { migration, removeField, renameModel, runSql, separate } from "quintet/db";

export default migration({
  operations: [
    separate({ database: [runSql("SELECT 1", "")], state: [removeField("Book", "pages")] }),
    runSql("SELECT 2", undefined, { state: [renameModel("A", "B")], elidable: true }),
  ],
});
`,
  );
});

test("operations say by a symbol what they do", () => {
  const operations = [
    addField("A", "b", count),
    removeField("A", "b"),
    renameIndex("A", "b", "c"),
    runSql(""),
    runCode({ forward() {} }),
    separate({}),
  ];

  assert.equal(operations.map(({ symbol }) => symbol).join(""), "+-~sc?");
});

test("a renamed field is followed by the fields of other models that refer to it by name", () => {
  const state = [
    createModel("A", { fields: { id, code: { ...count, unique: true } } }),
    createModel("B", {
      fields: { id, a: { type: "belongsTo", to: "shop.A", toFields: ["code"], onDelete: "cascade" } },
    }),
    renameField("A", "code", "number"),
  ].reduce((models, operation) => operation.apply(models, "shop"), new SchemaState());

  assert.deepEqual(state.get("shop.B").fields.a?.toFields, ["number"]);
});

test("an index or a constraint that is not there can't be renamed or altered, and one can't take a name that is taken", () => {
  const models = createModel("A", {
    fields: { id },
    indexes: [
      { name: "first", fields: ["id"] },
      { name: "second", fields: ["-id"] },
    ],
  }).apply(new SchemaState(), "shop");
  const check = { type: "check", name: "x", condition: { value: true } } as const;

  assert.throws(() => renameIndex("A", "frist", "x").apply(models, "shop"), {
    code: "db.schema-state",
    message: /"frist" is not among the indexes of shop\.A .* Did you mean "first"\?/,
  });
  assert.throws(
    () => renameIndex("A", "first", "second").apply(models, "shop"),
    /has an index or constraint/,
  );
  assert.throws(() => alterConstraint("A", "x", check).apply(models, "shop"), /not among the constraints/);
});

test("options are carried along by all other operations, and replaced as a whole", () => {
  const fields = { id, name: { type: "string", maxLength: 5 } } as const;
  const start = createModel("A", { fields, options: { orderBy: ["name"] } }).apply(new SchemaState(), "shop");
  const renamed = renameModel("A", "B").apply(start, "shop");

  const altered = alterOptions("B", { managed: false, label: "b" }).apply(renamed, "shop");

  assert.deepEqual(renamed.get("shop.B").options, { orderBy: ["name"] });
  assert.deepEqual(altered.get("shop.B").options, { label: "b" });
  assert.equal(altered.get("shop.B").managed, false);
});
