import { type AppEvent, defineEvent } from "../../core/index.ts";
import type { Database } from "../connections/database.ts";
import type { ModelMeta } from "./model-meta.ts";
import type { RelationInfo } from "./relation-info.ts";

/*
 * What happens to rows, for those who want to know it of all models. A model that wants to know it of its own rows has
 * hooks (`beforeSave()` …). As with hooks, what changes many rows in one statement (`createMany()`, `update()`) tells
 * nothing. A listener that throws before something is done prevents it.
 */

/** What is told about one row. */
export interface RowChange {
  readonly row: object;
  readonly model: ModelMeta;
  readonly database: Database;
}
/** What is told when a row is saved. */
export interface RowSave extends RowChange {
  /** Whether it is, or was, a new row. */
  readonly created: boolean;
}
/** What is told when a many-to-many relation of a row is changed. */
export interface LinkChange {
  /** The row whose relation it is. */
  readonly row: object;
  readonly relation: RelationInfo;
  readonly change: "added" | "removed";
  /** The keys of the rows at the other side. */
  readonly keys: readonly unknown[];
  readonly database: Database;
}

/** A row is about to be written. */
export const rowSaving: AppEvent<RowSave> = defineEvent("db.row-saving");
/** A row was written. */
export const rowSaved: AppEvent<RowSave> = defineEvent("db.row-saved");
/** A row is about to be deleted, also one that goes with another. */
export const rowDeleting: AppEvent<RowChange> = defineEvent("db.row-deleting");
/** A row was deleted. */
export const rowDeleted: AppEvent<RowChange> = defineEvent("db.row-deleted");
/** Rows are about to be added to a many-to-many relation of a row, or taken out of it. */
export const linksChanging: AppEvent<LinkChange> = defineEvent("db.links-changing");
/** Rows were added to a many-to-many relation of a row, or taken out of it. */
export const linksChanged: AppEvent<LinkChange> = defineEvent("db.links-changed");
