import { defaultDatabase } from "../connections/current-database.ts";
import type { Database } from "../connections/database.ts";
import { ProtectedError, RestrictedError } from "../errors.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { RowState } from "../models/row-state.ts";
import type { ThroughColumn } from "../models/through-info.ts";
import { Collector } from "./collector.ts";

/** One row that is deleted, and the rows that go with it because they refer to it. */
export interface DeletionNode {
  readonly row: object;
  readonly model: ModelMeta;
  readonly children: readonly DeletionNode[];
}

/** What deleting some rows means, before it is done. */
export interface Deletion {
  /** The rows that were asked for, each with what goes with it: for the admin's question. */
  readonly tree: readonly DeletionNode[];
  /** All rows that go, by model; models whose rows refer to others come first. */
  readonly rows: ReadonlyMap<ModelMeta, readonly object[]>;
  /** Rows that go by one statement and were not loaded; none where the question is what goes. */
  readonly unseen: readonly UnseenRows[];
  /** Fields of rows that stay and lose their reference. */
  readonly updates: readonly FieldChange[];
  /** Fields of rows that go, which must lose their reference first where the database checks each row at once. */
  readonly released: readonly FieldChange[];
  /** Rows of tables between, by table: pairs that go with a row. */
  readonly links: readonly DeletedLinks[];
  /** Rows that stand in the way; where there are some, nothing can be deleted. */
  readonly protectedRows: readonly object[];
  /** The relations by which they do. */
  readonly protectedBy: readonly RelationInfo[];
  /** Whether they do by `protect`, which refuses in any case, or only by `restrict`. */
  readonly isProtected: boolean;
}

export interface FieldChange {
  readonly field: FieldInfo;
  readonly rows: readonly object[];
  readonly value: unknown;
}

/** Rows that refer by a relation to what has these values in the fields that it refers to. */
export interface UnseenRows {
  readonly relation: RelationInfo;
  readonly keys: readonly (readonly unknown[])[];
}

export interface DeletedLinks {
  readonly relation: RelationInfo;
  readonly columns: readonly ThroughColumn[];
  readonly rows: readonly object[];
}

export interface CollectOptions {
  readonly database?: Database;
  /** Of models that inherit: the rows of their parents stay. */
  readonly keepParents?: boolean | undefined;
  /** Rows that nobody needs to see are not loaded, but deleted by one statement. */
  readonly unseen?: boolean;
}

/**
 * Finds out what goes when these rows are deleted: rows that refer to them by `cascade`, and so on; what stands in the
 * way; what loses its reference. Nothing is changed.
 */
export async function collectDeletion(
  rows: readonly object[],
  options: CollectOptions = {},
): Promise<Deletion> {
  const first = rows[0];
  const database =
    options.database ?? (first && RowState.group(first)?.database) ?? defaultDatabase("collectDeletion()");
  const collector = new Collector(database, options);
  return collector.result(await collector.add(rows));
}

/**
 * Refuses a deletion that rows stand in the way of.
 * @throws {@link ProtectedError} or {@link RestrictedError}, with the rows.
 */
export function refuseProtected(deletion: Deletion): void {
  if (deletion.protectedRows.length === 0) return;
  const model = deletion.tree[0]?.model.name ?? "A row";
  const referrers = deletion.protectedBy.map(String);
  throw deletion.isProtected
    ? new ProtectedError(model, deletion.protectedRows, referrers)
    : new RestrictedError(model, deletion.protectedRows, referrers);
}
