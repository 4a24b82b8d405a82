import { type App, defineEvent, type Module } from "../../../core/index.ts";
import type { Database } from "../../connections/database.ts";

/** What {@link migrated} tells. */
export interface Migrated {
  readonly app: App;
  readonly database: Database;
  /** All modules of the app. */
  readonly modules: readonly Module[];
  /** Whether the database has a table: `migrate up shop` makes those of `shop` and what it needs, and no others. */
  hasTable(table: string): Promise<boolean>;
}

/**
 * The migrations of an app were applied: its tables are there. Rows that follow from the models, such as permissions,
 * are made now, where their tables are there. Also emitted where nothing had to be applied, so a listener must be able to run twice.
 */
export const migrated = defineEvent<Migrated>("db.migrated");
