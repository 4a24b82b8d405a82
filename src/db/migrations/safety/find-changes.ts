import { isDeepStrictEqual } from "node:util";
import { isCounted } from "../../fields/automatic-key.ts";
import { mapFields } from "../../schema/condition-state.ts";
import type { DatabaseKind } from "../../schema/model-state.ts";
import type { ColumnChange, SchemaEditor, TableChange } from "../../schema/schema-editor.ts";
import type {
  ColumnDefinition,
  IndexDefinition,
  Storage,
  TableDefinition,
} from "../../schema/table-definition.ts";
import type { Operation, OperationRun } from "../operations/operation.ts";
import type { ChangeKind } from "./lock-facts.ts";

/*
 * What an operation changes, without a database: it runs against an editor that only notes what it is asked for.
 */

/** One change of one table. */
export interface FoundChange {
  readonly kind: ChangeKind;
  readonly table: string;
  /** The column, index or rule. */
  readonly subject: string;
  /** Why code that was written before stops working, where it does. */
  readonly breaks?: string;
}

/** The changes that an operation makes. SQL and code of the app's own are not looked into. */
export async function findChanges(
  operation: Operation,
  run: Pick<OperationRun, "module" | "before" | "after">,
  kind: DatabaseKind,
): Promise<readonly FoundChange[]> {
  if (operation.inBatches || operation.kind === "runSql" || operation.kind === "runCode") return [];
  const found: FoundChange[] = [];
  const connection = { query: async () => [] };
  const editor: SchemaEditor = {
    connection,
    kind,
    inOwnTransaction: (work) => work(),
    async createTable() {},
    async dropTable({ name }) {
      found.push({
        kind: "dropTable",
        table: name,
        subject: name,
        breaks: `it still uses the table "${name}"`,
      });
    },
    async renameTable(from, to) {
      found.push({ kind: "renameTable", table: from, subject: to, breaks: `it still says "${from}"` });
    },
    async changeTable(change) {
      found.push(...tableChanges(change, kind));
    },
    async validateRule({ table, name }) {
      found.push({ kind: "validateRule", table: table.name, subject: name });
    },
    async replaceColumn({ after, rename, lacksRules }) {
      const wanted = lacksRules ? "replaceType" : "replaceColumn";
      found.push({ kind: wanted, table: after.name, subject: rename.to });
    },
  };
  await operation.forward({ ...run, editor, database: connection, isPreview: true });
  return found;
}

function tableChanges(change: TableChange, kind: DatabaseKind): FoundChange[] {
  const table = change.after.name;
  const concurrently = change.online?.concurrently === true;
  const isUnchecked = concurrently || change.online?.validate === false;
  const found: FoundChange[] = change.columns.flatMap((column) =>
    columnChanges(table, column, kind, concurrently),
  );
  const note = (wanted: ChangeKind, subject: string) => found.push({ kind: wanted, table, subject });
  const old = followed(change);
  const now = change.after.indexes;
  const added = difference(now, old);
  const removed = difference(old, now);
  const isRenamed = (index: IndexDefinition, others: readonly IndexDefinition[]) =>
    !index.unique && others.some((other) => isDeepStrictEqual({ ...other, name: index.name }, index));
  for (const index of added) {
    const { name, unique } = index;
    if (isRenamed(index, removed)) note("renameIndex", name);
    else if (unique) note(concurrently ? "addUniqueConcurrently" : "addUnique", name);
    else note(concurrently ? "addIndexConcurrently" : "addIndex", name);
  }
  for (const index of removed) {
    const { name, unique } = index;
    if (isRenamed(index, added)) continue;
    if (unique) note("dropUnique", name);
    else note(concurrently ? "dropIndexConcurrently" : "dropIndex", name);
  }
  for (const { before, after } of change.columns) {
    if (after?.unique && !before?.unique)
      note(concurrently ? "addUniqueConcurrently" : "addUnique", after.name);
    if (before?.unique && after && !after.unique) note("dropUnique", after.name);
    if (after?.references && (!before?.references || before.references.table !== after.references.table))
      note(isUnchecked ? "addForeignKeyUnvalidated" : "addForeignKey", after.name);
  }
  const checks = followedChecks(change);
  for (const check of change.after.checks)
    if (!checks.some((other) => isDeepStrictEqual(other, check)))
      note(isUnchecked ? "addCheckUnvalidated" : "addCheck", check.name);
  return found;
}

function columnChanges(
  table: string,
  { before, after, fill }: ColumnChange,
  kind: DatabaseKind,
  concurrently: boolean,
): FoundChange[] {
  if (before === undefined) return [{ table, subject: after!.name, ...addition(after!, fill) }];
  if (after === undefined) {
    const isTwin = before.field.endsWith("~twin");
    const breaks = isTwin ? {} : { breaks: `it still reads and writes the column "${before.name}"` };
    return [{ kind: "dropColumn", table, subject: before.name, ...breaks }];
  }
  const found: FoundChange[] = [];
  const note = (wanted: ChangeKind, breaks?: string) =>
    found.push({ kind: wanted, table, subject: after.name, ...(breaks !== undefined && { breaks }) });
  if (before.name !== after.name) note("renameColumn", `it still says "${before.name}"`);
  if (!isDeepStrictEqual(before.storage, after.storage))
    note(
      isWidened(before.storage, after.storage, kind) ? "widenType" : "changeType",
      typeBreaks(before.storage, after.storage),
    );
  if (before.nullable && !after.nullable)
    note(concurrently ? "setNotNullConcurrently" : "setNotNull", `it may write rows without "${after.name}"`);
  if (!before.nullable && after.nullable) note("dropNotNull");
  if (!isDeepStrictEqual(before.dbDefault, after.dbDefault)) note("changeDefault");
  return found;
}

function addition(column: ColumnDefinition, fill: unknown): Pick<FoundChange, "kind" | "breaks"> {
  if (column.generated) return { kind: column.generated.stored ? "addStoredColumn" : "addVirtualColumn" };
  const isPerRow = column.storage.type === "uuid" && (fill === "v4" || fill === "v7");
  const kind = isPerRow ? "addColumnPerRow" : column.nullable ? "addColumn" : "addRequiredColumn";
  const hasValue = column.nullable || column.dbDefault !== undefined || isCounted(column.storage.type);
  return hasValue
    ? { kind }
    : { kind, breaks: `it inserts rows without "${column.name}", which has no default in the database` };
}

/** Whether the server takes the values as they are. */
function isWidened(before: Storage, after: Storage, kind: DatabaseKind): boolean {
  const grows = (after.maxLength ?? Infinity) >= (before.maxLength ?? Infinity);
  if (before.type === "string" && after.type === "string" && grows) {
    if (kind === "postgres") return true;
    // A text of up to 255 bytes has its length in one byte, 63 characters of utf8mb4.
    const isLong = (length: number | undefined) => (length ?? Infinity) > 63;
    return (
      kind === "mysql" &&
      after.maxLength !== undefined &&
      isLong(before.maxLength) === isLong(after.maxLength)
    );
  }
  if (kind !== "postgres") return false;
  if (before.type === "string" && after.type === "text") return true;
  return (
    before.type === "decimal" &&
    after.type === "decimal" &&
    before.places === after.places &&
    (after.digits ?? 0) >= (before.digits ?? Infinity)
  );
}

function typeBreaks(before: Storage, after: Storage): string | undefined {
  if (before.type === after.type) {
    const narrows =
      (after.maxLength ?? Infinity) < (before.maxLength ?? Infinity) ||
      (after.digits ?? Infinity) < (before.digits ?? Infinity);
    return narrows ? "it may write values that no longer fit" : undefined;
  }
  const isText = (type: string) => type === "string" || type === "text";
  if (isText(before.type) && isText(after.type)) return undefined;
  return `it reads and writes ${before.type}, and finds ${after.type}`;
}

/** The indexes of before, with the new names of columns. */
function followed({ before, columns }: TableChange): readonly IndexDefinition[] {
  const names = new Map(columns.map((change) => [change.before?.name, change.after?.name]));
  return before.indexes.map((index) => ({
    ...index,
    columns: index.columns.map((part) => ({ ...part, column: names.get(part.column) ?? part.column })),
  }));
}

/** The checks of before, with the new names of fields. */
function followedChecks({ before, columns }: TableChange): TableDefinition["checks"] {
  const names = new Map(columns.map((change) => [change.before?.field, change.after?.field]));
  const now = (field: string) => names.get(field) ?? field;
  return before.checks.map(({ name, condition }) => ({ name, condition: mapFields(condition, now) }));
}

function difference(
  these: readonly IndexDefinition[],
  those: readonly IndexDefinition[],
): readonly IndexDefinition[] {
  return these.filter((index) => !those.some((other) => isDeepStrictEqual(index, other)));
}
