import { isDeepStrictEqual } from "node:util";
import { isCounted } from "../../fields/automatic-key.ts";
import { fieldsOf, mapFields } from "../../schema/condition-state.ts";
import type { DatabaseKind } from "../../schema/model-state.ts";
import { isRandomFill } from "../../schema/random-fill.ts";
import type { ColumnChange, SchemaEditor, TableChange } from "../../schema/schema-editor.ts";
import {
  type ColumnDefinition,
  type IndexDefinition,
  keyColumns,
  ownColumnType,
  type Storage,
  type TableDefinition,
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
  /** Whether it does for a release, by the columns of the table that this one knows; where nothing is said, for all. */
  readonly breaksWhere?: (knows: (column: string) => boolean) => boolean;
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
  await operation.forward({ ...run, editor, database: connection, preview: { told: connection } });
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
  const noteRule = (wanted: ChangeKind, subject: string, columns: readonly string[]) =>
    found.push({ kind: wanted, table, subject, ...ruleBreaks(change, subject, columns) });
  if (kind === "postgres" && change.before.tablespace !== change.after.tablespace) note("moveTable", table);
  const [oldKey, key] = [keyBefore(change), keyColumns(change.after)];
  if (!isDeepStrictEqual(oldKey, key)) {
    // Who knows more of the key than there will be may write rows that only differ in that.
    const isNarrower = key.length > 0 && (oldKey.length === 0 || !oldKey.every((name) => key.includes(name)));
    if (isNarrower) noteRule("changePrimaryKey", "the primary key", key);
    else note("changePrimaryKey", "the primary key");
  }
  const old = followed(change);
  const now = change.after.indexes;
  const added = difference(now, old);
  const removed = difference(old, now);
  const isRenamed = (index: IndexDefinition, others: readonly IndexDefinition[]) =>
    !index.unique && others.some((other) => isDeepStrictEqual({ ...other, name: index.name }, index));
  for (const index of added) {
    const { name, unique } = index;
    if (isRenamed(index, removed)) note("renameIndex", name);
    else if (unique)
      noteRule(
        concurrently ? "addUniqueConcurrently" : "addUnique",
        name,
        index.columns.map((part) => part.column),
      );
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
      noteRule(concurrently ? "addUniqueConcurrently" : "addUnique", after.name, [after.name]);
    if (before?.unique && after && !after.unique) note("dropUnique", after.name);
    if (after?.references && (!before?.references || before.references.table !== after.references.table))
      noteRule(isUnchecked ? "addForeignKeyUnvalidated" : "addForeignKey", after.name, [after.name]);
  }
  const checks = followedChecks(change);
  for (const check of change.after.checks)
    if (!checks.some((other) => isDeepStrictEqual(other, check)))
      noteRule(
        isUnchecked ? "addCheckUnvalidated" : "addCheck",
        check.name,
        fieldsOf(check.condition).map(
          (field) => change.after.columns.find((column) => column.field === field)?.name ?? field,
        ),
      );
  return found;
}

/**
 * A new rule refuses rows of a release that doesn't know it. Where it doesn't know one of the columns either, its rows have
 * NULL there, which every rule lets pass, unless the database has a default.
 */
function ruleBreaks(
  { after }: TableChange,
  rule: string,
  columns: readonly string[],
): Pick<FoundChange, "breaks" | "breaksWhere"> {
  const hasDefault = (name: string) =>
    after.columns.some((column) => column.name === name && column.dbDefault !== undefined);
  return {
    breaks: `it may write rows that the new rule for "${rule}" refuses`,
    breaksWhere: (knows) => columns.every((name) => knows(name) || hasDefault(name)),
  };
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
  if (after.generated !== undefined && !isDeepStrictEqual(before.generated, after.generated)) {
    const breaks = before.generated ? {} : { breaks: `it still writes "${after.name}", which is computed` };
    return [{ table, subject: after.name, ...addition(after, fill), ...breaks }];
  }
  const found: FoundChange[] = [];
  const note = (wanted: ChangeKind, breaks?: string, breaksWhere?: FoundChange["breaksWhere"]) =>
    found.push({
      kind: wanted,
      table,
      subject: after.name,
      ...(breaks !== undefined && { breaks }),
      ...(breaksWhere !== undefined && { breaksWhere }),
    });
  if (before.name !== after.name) note("renameColumn", `it still says "${before.name}"`);
  if (!isDeepStrictEqual(storedOn(kind, before.storage), storedOn(kind, after.storage)))
    note(
      isWidened(before.storage, after.storage, kind) ? "widenType" : "changeType",
      typeBreaks(before.storage, after.storage),
    );
  const isFilled = fill !== undefined && fill !== null;
  const required = concurrently ? "setNotNullConcurrently" : isFilled ? "setNotNullFilled" : "setNotNull";
  if (before.nullable && !after.nullable) note(required, `it may write rows without "${after.name}"`);
  if (!before.nullable && after.nullable) note("dropNotNull");
  if (!isDeepStrictEqual(before.collation, after.collation)) note("changeCollation");
  const losesDefault = before.dbDefault !== undefined && after.dbDefault === undefined && !after.nullable;
  if (losesDefault)
    note(
      "changeDefault",
      `it inserts rows without "${after.name}", which no longer has a default in the database`,
      (knows) => !knows(after.name),
    );
  else if (!isDeepStrictEqual(before.dbDefault, after.dbDefault)) note("changeDefault");
  return found;
}

function addition(column: ColumnDefinition, fill: unknown): Pick<FoundChange, "kind" | "breaks"> {
  if (column.generated) return { kind: column.generated.stored ? "addStoredColumn" : "addVirtualColumn" };
  const kind = isRandomFill(fill, column.storage)
    ? "addColumnPerRow"
    : column.nullable
      ? "addColumn"
      : "addRequiredColumn";
  const hasValue = column.nullable || column.dbDefault !== undefined || isCounted(column.storage.type);
  return hasValue
    ? { kind }
    : { kind, breaks: `it inserts rows without "${column.name}", which has no default in the database` };
}

/** What one kind of database sees of how a value is stored. */
function storedOn(kind: DatabaseKind, storage: Storage): object {
  const { columnType: _, ...rest } = storage;
  const own = ownColumnType(storage, kind);
  return own === undefined ? rest : { ...rest, columnType: own };
}

/** Whether the server takes the values as they are. */
function isWidened(before: Storage, after: Storage, kind: DatabaseKind): boolean {
  if (ownColumnType(before, kind) !== ownColumnType(after, kind)) return false;
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

/** What breaks of a release that knows another type. */
export function typeBreaks(before: Storage, after: Storage): string | undefined {
  const isText = (type: string) => type === "string" || type === "text";
  if (before.type === after.type || (isText(before.type) && isText(after.type)))
    return isNarrowed(before, after) ? "it may write values that no longer fit" : undefined;
  return `it reads and writes ${before.type}, and finds ${after.type}`;
}

function isNarrowed(before: Storage, after: Storage): boolean {
  const shrinks = (size: (storage: Storage) => number | undefined) =>
    (size(after) ?? Infinity) < (size(before) ?? Infinity);
  return (
    shrinks(({ maxLength }) => maxLength) ||
    shrinks(({ places }) => places) ||
    shrinks(({ digits, places }) => digits && digits - (places ?? 0)) ||
    (after.positive === true && before.positive !== true)
  );
}

/** The columns of the key of before, with their new names; of those that go, the old ones. */
function keyBefore({ before, columns }: TableChange): readonly string[] {
  const names = new Map(columns.map((change) => [change.before?.name, change.after?.name]));
  return keyColumns(before).map((name) => names.get(name) ?? name);
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
