import { type App, defineEvent, type Module } from "../../../core/index.ts";
import type { Database } from "../../connections/database.ts";
import type { StepDirection } from "../../schema/schema-editor.ts";
import type { Migration } from "../graph/migration.ts";

/** What {@link migrating} tells. */
export interface Migrating {
  readonly app: App;
  readonly database: Database;
  /** All modules of the app. */
  readonly modules: readonly Module[];
  /** What is going to be undone and applied, in that order; empty where nothing is. */
  readonly steps: readonly MigratingStep[];
  /** Whether the database has a table before that. */
  hasTable(table: string): Promise<boolean>;
}

/** A migration that is going to be applied or undone. */
export interface MigratingStep {
  readonly direction: StepDirection;
  readonly migration: Migration;
}

/**
 * Migrations are about to be applied or undone: `quintet migrate up`, `down` and `to` emit it, also where nothing is to be done. Nobody else
 * migrates the database meanwhile, and queries go to it. Where a listener throws, nothing is changed.
 */
export const migrating = defineEvent<Migrating>("db.migrating");
