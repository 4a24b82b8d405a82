import assert from "node:assert/strict";
import { alterOnlyOn, type Database, type FieldState } from "quintet/db";
import type { ConditionState } from "../../src/db/schema/condition-state.ts";
import { type ChangeNotes, evolve } from "../../src/db/schema/evolve.ts";
import type { IndexState, ModelState } from "../../src/db/schema/model-state.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";
import { comparableSchema } from "./database-schema.ts";
import { forEachDatabase } from "./databases.ts";

/* Changes of columns after which a table must be as if it had never been another: found by random schemas. */

const id: FieldState = { type: "auto", primaryKey: true };

function item(fields: ModelState["fields"], rules: Partial<ModelState> = {}): SchemaState {
  const none = { indexes: [], constraints: [] };
  return new SchemaState([{ module: "shop", name: "Item", ...none, ...rules, fields: { id, ...fields } }]);
}

async function change(database: Database, before: SchemaState, after: SchemaState, notes?: ChangeNotes) {
  await withSchemaSession(database, (session) =>
    session.exclusively((editor) => evolve(editor, before, after, notes)),
  );
}

/** What the database says after a change, and what it says where the table was never another. */
async function changedAndFresh(
  database: Database,
  before: SchemaState,
  after: SchemaState,
  notes?: ChangeNotes,
) {
  const nothing = new SchemaState();
  await change(database, nothing, after);
  const fresh = await comparableSchema(database);
  await change(database, after, nothing);
  await change(database, nothing, before);
  await change(database, before, after, notes);
  return { changed: await comparableSchema(database), fresh };
}

const plusOne: ConditionState = { op: "+", of: [{ field: "base" }, { value: 1 }] };
const computed = (more: Partial<FieldState> = {}): FieldState => ({
  type: "bigInteger",
  nullable: true,
  generated: { expression: plusOne, stored: true },
  ...more,
});

forEachDatabase(({ name, test, open, dialect }) => {
  if (name === "SQLite in a file") return; // the same as in memory

  test("a computed column is written anew when what it is computed of becomes a number of another kind", async () => {
    await using database = await open();

    const { changed, fresh } = await changedAndFresh(
      database,
      item({ base: { type: "float" }, computed: computed() }),
      item({ base: { type: "integer" }, computed: computed() }),
    );

    assert.deepEqual(changed, fresh);
  });

  test("a computed column keeps its comment when it is made anew", async () => {
    await using database = await open();
    const comment = "one more";

    const { changed, fresh } = await changedAndFresh(
      database,
      item({ base: { type: "smallInteger" }, computed: computed({ comment }) }),
      item({ base: { type: "integer" }, computed: computed({ comment }) }),
    );

    assert.deepEqual(changed, fresh);
  });

  test("a table is dropped where a model is for other databases from now on, and made where it no longer is", async () => {
    await using database = await open();
    const others = (["sqlite", "postgres", "mysql"] as const).filter((kind) => kind !== dialect);
    const everywhere = item({ many: { type: "manyToMany", to: "shop.Item" } });
    const elsewhere = alterOnlyOn("Item", others).apply(everywhere, "shop");
    await change(database, new SchemaState(), everywhere);
    const schema = await comparableSchema(database);

    await change(database, everywhere, elsewhere);
    const without = await comparableSchema(database);
    await change(database, elsewhere, alterOnlyOn("Item").apply(elsewhere, "shop"));

    assert.deepEqual(without, []);
    assert.deepEqual(await comparableSchema(database), schema);
  });

  test("a check is as new when what it is about becomes a number of another kind", async () => {
    await using database = await open();
    const condition: ConditionState = {
      op: "lt",
      of: [{ op: "*", of: [{ field: "base" }, { value: 2 }] }, { value: 50 }],
    };
    const constraints = [{ type: "check", name: "item_rule_0", condition }] as const;

    const { changed, fresh } = await changedAndFresh(
      database,
      item({ base: { type: "float" } }, { constraints }),
      item({ base: { type: "integer" } }, { constraints }),
    );

    assert.deepEqual(changed, fresh);
  });

  test("indexes and checks of a column stay when it is no longer stored, or is from now on", async () => {
    await using database = await open();
    const indexes = [{ name: "item_rule_0", fields: ["-computed"] }];
    const condition: ConditionState = { op: "isNull", of: [{ field: "computed" }, { value: false }] };
    const constraints = [{ type: "check", name: "item_rule_1", condition }] as const;
    const itemWith = (stored: boolean) =>
      item(
        {
          base: { type: "integer" },
          computed: computed({ generated: { expression: plusOne, stored }, index: true }),
        },
        { indexes, constraints },
      );

    const { changed, fresh } = await changedAndFresh(database, itemWith(true), itemWith(false));

    assert.deepEqual(changed, fresh);
  });

  test("an indexed column that is computed from now on, under another name, has its index", async () => {
    await using database = await open();
    const base: FieldState = { type: "integer" };
    const { generated: _, ...plain } = computed({ index: true, column: "own" });

    const { changed, fresh } = await changedAndFresh(
      database,
      item({ base, computed: plain }),
      item({ base, computed: computed({ index: true }) }),
    );

    assert.deepEqual(changed, fresh);
  });

  test("a reference follows a key that gets another type and another name at once", async () => {
    await using database = await open();
    const models = (key: FieldState) =>
      new SchemaState([
        // Changed first, so that its reference waits for the other table.
        {
          module: "shop",
          name: "Box",
          indexes: [],
          constraints: [],
          fields: { id, item: { type: "belongsTo", to: "shop.Item", onDelete: "dbCascade" } },
        },
        ...item({ id: { ...key, primaryKey: true } }).models.values(),
      ]);

    const { changed, fresh } = await changedAndFresh(
      database,
      models({ type: "integer", column: "number" }),
      models({ type: "string", maxLength: 20 }),
    );

    assert.deepEqual(changed, fresh);
  });

  test("a computed column gets another type", async () => {
    await using database = await open();

    const { changed, fresh } = await changedAndFresh(
      database,
      item({ base: { type: "integer" }, computed: computed({ index: true }) }),
      item({ base: { type: "integer" }, computed: computed({ index: true, type: "float" }) }),
    );

    assert.deepEqual(changed, fresh);
  });

  test("a table moves to another place, and back to the usual one, where the database has places", async () => {
    await using database = await open();
    if (dialect !== "postgres") return;
    const place = `quintet_place_${process.pid}`;
    await withSchemaSession(database, async (session) => {
      await session.query("SET allow_in_place_tablespaces = on"); // needs no folder of the server's own
      await session.query(`CREATE TABLESPACE ${place} LOCATION ''`);
    });
    const [usual, moved] = [item({}), item({}, { tablespace: place })];
    const now = async () =>
      (await database.query("SELECT tablespace FROM pg_tables WHERE tablename = 'shop_item'"))[0]?.[0];
    try {
      await change(database, new SchemaState(), usual);
      await change(database, usual, moved);
      assert.equal(await now(), place);

      await change(database, moved, usual);

      assert.equal(await now(), null);
    } finally {
      await change(database, usual, new SchemaState());
      await withSchemaSession(database, (session) => session.query(`DROP TABLESPACE ${place}`));
    }
  });

  for (const stored of [true, false]) {
    const kind = stored ? "stored" : "virtual";
    test(`a column becomes a ${kind} one that is computed, and keeps its values where it no longer is`, async () => {
      await using database = await open();
      const plain = item({ base: { type: "integer" }, other: { type: "bigInteger", nullable: true } });
      const generated = { expression: plusOne, stored };
      const other: FieldState = { type: "bigInteger", nullable: true, generated };
      const made = item({ base: { type: "integer" }, other });
      const values = async () => (await database.query("SELECT other FROM shop_item")).flat().map(Number);
      await change(database, new SchemaState(), made);
      const fresh = await comparableSchema(database);
      await change(database, made, new SchemaState());
      await change(database, new SchemaState(), plain);
      const schema = await comparableSchema(database);
      await database.script("INSERT INTO shop_item (base, other) VALUES (6, 1)");

      await change(database, plain, made);
      assert.deepEqual(await comparableSchema(database), fresh);
      assert.deepEqual(await values(), [7]);

      await change(database, made, plain);
      assert.deepEqual(await comparableSchema(database), schema);
      assert.deepEqual(await values(), [7]);
    });
  }

  test("a reference has the collation of the key that it refers to, whichever that becomes", async () => {
    await using database = await open();
    const models = (collation?: FieldState["collation"]) =>
      new SchemaState([
        {
          module: "shop",
          name: "Box",
          indexes: [],
          constraints: [],
          fields: { id, item: { type: "belongsTo", to: "shop.Item", onDelete: "cascade" } },
        },
        ...item({
          id: { type: "string", maxLength: 20, primaryKey: true, ...(collation && { collation }) },
        }).models.values(),
      ]);
    const exact = models({ sqlite: "NOCASE", postgres: "C", mysql: "utf8mb4_bin" });

    const there = await changedAndFresh(database, models(), exact);
    await change(database, exact, new SchemaState());
    const back = await changedAndFresh(database, exact, models());

    assert.deepEqual(there.changed, there.fresh);
    assert.deepEqual(back.changed, back.fresh);
    assert.ok(there.fresh.some((line) => /item_id.* COLLATE \W*(nocase|"C"|utf8mb4_bin)/i.test(line)));
  });

  test("the index of a reference goes with it, also where the table was renamed and another index had stood in", async () => {
    await using database = await open();
    const models = (name: string, dbConstraint: boolean, indexes: readonly IndexState[]) =>
      new SchemaState([
        ...item({}).models.values(),
        {
          module: "shop",
          name,
          indexes,
          constraints: [],
          fields: { id, item: { type: "belongsTo", to: "shop.Item", onDelete: "cascade", dbConstraint } },
        },
      ]);
    const index = { name: "box_rule_0", fields: ["-item"] };
    const steps = [
      new SchemaState(),
      models("Box", true, []),
      models("Box", true, [index]),
      models("Crate", true, [index]),
      models("Crate", true, []),
      models("Crate", false, []),
    ] as const;
    await change(database, steps[0], steps[5]);
    const fresh = await comparableSchema(database);
    await change(database, steps[5], steps[0]);

    await change(database, steps[0], steps[1]);
    await change(database, steps[1], steps[2]);
    await change(database, steps[2], steps[3], { renamedModel: { from: "shop.Box", to: "shop.Crate" } });
    await change(database, steps[3], steps[4]);
    await change(database, steps[4], steps[5]);

    assert.deepEqual(await comparableSchema(database), fresh);
  });

  test("an index for some rows and a computed column follow a field that gets another name and another type", async () => {
    await using database = await open();
    const itemWith = (field: string, more: FieldState) => {
      const where: ConditionState = { op: "gt", of: [{ field }, { value: 3 }] };
      const expression: ConditionState = { op: "+", of: [{ field }, { value: 1 }] };
      return item(
        { [field]: more, computed: computed({ generated: { expression, stored: true } }) },
        { indexes: [{ name: "item_rule_0", fields: [field], where }] },
      );
    };

    const { changed, fresh } = await changedAndFresh(
      database,
      itemWith("base", { type: "integer" }),
      itemWith("basis", { type: "float" }),
      { renamedField: { model: "shop.Item", from: "base", to: "basis" } },
    );

    assert.deepEqual(changed, fresh);
  });
});
