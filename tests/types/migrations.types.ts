import type { App } from "quintet";
import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  alterOnlyOn,
  alterPrimaryKey,
  alterTable,
  createModel,
  createTables,
  type Database,
  deleteModel,
  evolve,
  Model,
  migrateAppDown,
  migrateAppUp,
  migrated,
  migration,
  migrationChecks,
  migrationCommands,
  modelChangesWithoutMigration,
  type Operation,
  pendingMigrations,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  renameModel,
  renameTable,
  runCode,
  runSql,
  SchemaState,
  string,
  tableDefinition,
} from "quintet/db";

export const right = migration({
  dependsOn: [["auth", "0001_initial"]],
  operations: [
    createModel("Book", {
      fields: {
        id: { type: "auto", primaryKey: true },
        title: { type: "string", maxLength: 200 },
        author: { type: "belongsTo", to: "shop.Author", onDelete: "cascade" },
        tags: { type: "manyToMany", to: "shop.Tag" },
      },
      indexes: [{ name: "by_title", fields: ["-title"] }],
    }),
    addField("Book", "price", { type: "decimal", digits: 8, places: 2 }, { fill: "0.00" }),
    addConstraint("Book", {
      type: "check",
      name: "price_positive",
      condition: { op: "gte", of: [{ field: "price" }, { value: 0 }] },
    }),
    runSql(["UPDATE shop_book SET title = ''"], ""),
    runCode({ forward: (database) => database.query("SELECT 1"), backward() {} }),
  ],
});

// @ts-expect-error: a migration says what it does
migration({ dependsOn: [] });

// @ts-expect-error: a dependency names a module and a migration
migration({ dependsOn: ["auth.0001_initial"], operations: [] });

// @ts-expect-error: there is no field type "varchar"
addField("Book", "title", { type: "varchar" });

// @ts-expect-error: the option is called maxLength
addField("Book", "title", { type: "string", maxlength: 3 });

// @ts-expect-error: there is no operator "atLeast"
addConstraint("Book", { type: "check", name: "x", condition: { op: "atLeast", of: [] } });

class PastBook extends Model({ title: string({ maxLength: 100 }), slug: string({ nullable: true }) }) {}

runCode({
  models: { PastBook, "shop.Book": PastBook },
  async forward() {
    for (const book of await PastBook.where({ slug: null })) book.slug = book.title.toLowerCase();
    // @ts-expect-error: the class doesn't declare it
    await PastBook.where({ price: 3 });
  },
});

// What a statement gives is waited for, and not looked at.
runCode({ models: { PastBook }, forward: () => PastBook.where({ slug: null }).update({ slug: "" }) });

// @ts-expect-error: forward is the code, not what came of it
runCode({ models: { PastBook }, forward: PastBook.where({ slug: null }).update({ slug: "" }) });

// @ts-expect-error: models are classes
runCode({ models: { Book: "shop.Book" }, forward() {} });

// @ts-expect-error: code needs a way forward
runCode({ backward() {} });

export const changes: readonly Operation[] = [
  addIndex("Book", { name: "by_price", fields: ["price"] }),
  alterField("Book", "title", { type: "string", maxLength: 300 }),
  alterOnlyOn("Book", ["postgres", "mysql"]),
  alterOnlyOn("Book"),
  alterPrimaryKey("Book", ["tenant", "number"]),
  alterTable("Book", { comment: "What is sold" }),
  removeConstraint("Book", "price_positive"),
  removeField("Book", "price"),
  removeIndex("Book", "by_title"),
  renameField("Book", "title", "name"),
  renameModel("Book", "Volume"),
  renameTable("Volume", "volumes"),
  deleteModel("Volume"),
];

// @ts-expect-error: an index is of fields
addIndex("Book", { name: "by_price" });

// @ts-expect-error: the name before, and the name after
renameField("Book", "title");

// @ts-expect-error: there is no such kind of database
alterOnlyOn("Book", "oracle");

// @ts-expect-error: a table has no such option
alterTable("Book", { remark: "x" });

export async function run(app: App, database: Database): Promise<void> {
  const { pending } = { pending: await pendingMigrations(app) };
  void pending;
  await migrateAppUp(app, { database: "default" });
  await migrateAppDown(app, { module: "shop" });
  await modelChangesWithoutMigration(app);
  await createTables(database, []);
  void [migrated, migrationChecks, migrationCommands, evolve, SchemaState];
  tableDefinition(new SchemaState(), new SchemaState().get("shop.Book")).columns.at(0)?.name.trim();
  // @ts-expect-error: which module
  await migrateAppDown(app, {});
  // @ts-expect-error: models, not their names
  await createTables(database, ["Book"]);
}
