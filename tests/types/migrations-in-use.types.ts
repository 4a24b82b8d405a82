import type { App } from "quintet";
import {
  addIndex,
  alterConstraint,
  alterOptions,
  backfill,
  beginAlterField,
  beginRenameField,
  copyField,
  ExistingTablesError,
  finishAlterField,
  finishRenameField,
  HalfAppliedError,
  HistoricModelError,
  MigrationMergeError,
  MigrationOptimizeError,
  MigrationSquashError,
  MigrationUpdateError,
  migrateAppTo,
  migrating,
  migration,
  modelRenamed,
  type Operation,
  renameIndex,
  separate,
  validateConstraint,
  writeInMigrations,
} from "quintet/db";

/* Changes of tables in use, changes of the models alone, and what commands tell in code. */

export const changes: readonly Operation[] = [
  addIndex("Book", { name: "by_price", fields: ["price"] }, { concurrently: true }),
  alterConstraint("Book", "one", { type: "unique", name: "one", fields: ["title"] }),
  alterOptions("Book", { orderBy: ["title"] }),
  backfill("Book", { set: { price: { value: "0.00" } }, batchSize: 5000 }),
  beginAlterField("Book", "pages", { type: "bigInteger" }),
  beginRenameField("Book", "title", "heading"),
  copyField("Book", "heading"),
  finishAlterField("Book", "pages", { type: "bigInteger" }),
  finishRenameField("Book", "title", "heading"),
  renameIndex("Book", "by_price", "book_by_price"),
  separate({ state: [renameIndex("Book", "a", "b")] }),
  validateConstraint("Book", "one"),
];

migration({ transaction: false, operations: changes, acceptsDowntime: "at night" });

// @ts-expect-error: a migration is a transaction unless it says false
migration({ transaction: true, operations: [] });

// @ts-expect-error: what rows get is an expression as data
backfill("Book", { set: { price: "0.00" } });

// @ts-expect-error: the name before, and the name after
beginRenameField("Book", "title");

// @ts-expect-error: a field is data
finishAlterField("Book", "pages", "bigInteger");

// @ts-expect-error: which rule
validateConstraint("Book");

// @ts-expect-error: operations for the database, for the state, or for both
separate({ models: [] });

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}
writeInMigrations(Money, (money) => ({ call: "new Money", args: [money.cents], from: "money" }));
// @ts-expect-error: money has no such value
writeInMigrations(Money, (money) => ({ call: "new Money", args: [money.euros], from: "money" }));

export async function run(app: App, error: unknown): Promise<void> {
  await migrateAppTo(app, { module: "shop", name: "0001" });
  // @ts-expect-error: to which migration
  await migrateAppTo(app, { module: "shop" });
  migrating.on(
    ({ steps }) => void steps.map(({ direction, migration }) => [direction.trim(), migration.name.trim()]),
  );
  modelRenamed.on(({ module, from, to }) => void [module.trim(), from.trim(), to.trim()]);
  if (error instanceof HalfAppliedError || error instanceof ExistingTablesError) error.code.trim();
  if (error instanceof HistoricModelError || error instanceof MigrationMergeError) error.code.trim();
  if (error instanceof MigrationOptimizeError || error instanceof MigrationSquashError) error.code.trim();
  if (error instanceof MigrationUpdateError) error.code.trim();
}
