import type { Database } from "../connections/database.ts";
import type { StoredValue } from "../fields/column.ts";
import { keyIdentity } from "../models/keys.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { linksChanged, linksChanging } from "../models/row-events.ts";
import { Query } from "../query/query.ts";
import { emptyState } from "../query/query-state.ts";
import { storedValue } from "../sql/stored-value.ts";

/*
 * The pairs of a many-to-many relation, from either side. A key is a value, or a tuple where the model's key has several
 * fields; the table between then has a column for each.
 */

/** A change of the pairs of one row. */
interface Links {
  readonly database: Database;
  readonly relation: RelationInfo;
  /** The row whose relation it is, and its key. */
  readonly row: object;
  readonly owner: unknown;
  /** Values for the new rows of the model between. */
  readonly through?: Readonly<Record<string, unknown>> | undefined;
}

/** Enters pairs that are not there yet. */
export async function linkRows(links: Links, keys: readonly unknown[]): Promise<void> {
  const { relation } = links;
  const there = await linkedKeys(links, keys);
  const missing = uniqueKeys(keys).filter((key) => !there.has(keyIdentity(tupleOf(key))));
  if (missing.length === 0) return;
  await told(links, "added", missing, async () => {
    await insertPairs(links, missing);
    if (isSymmetrical(relation)) await insertPairs(links, await unmirrored(links, missing), true);
  });
}

/** Takes pairs out. */
export async function unlinkRows(links: Links, keys: readonly unknown[]): Promise<void> {
  await told(links, "removed", keys, async () => {
    await deletePairs(links, keys, false);
    if (isSymmetrical(links.relation)) await deletePairs(links, keys, true);
  });
}

async function told(
  { database, relation, row }: Links,
  change: "added" | "removed",
  keys: readonly unknown[],
  work: () => Promise<void>,
): Promise<void> {
  const payload = { row, relation, change, keys, database };
  if (linksChanging.hasListeners) await linksChanging.emit(payload);
  await work();
  if (linksChanged.hasListeners) await linksChanged.emit(payload);
}

/** A relation of a model with itself whose pairs hold in both directions. */
function isSymmetrical({ descriptor }: RelationInfo): boolean {
  return descriptor.kind === "manyToMany" && descriptor.symmetrical === true;
}

async function insertPairs(
  { database, relation, owner, through: values }: Links,
  keys: readonly unknown[],
  mirrored = false,
): Promise<void> {
  if (keys.length === 0) return;
  const through = relation.through ?? relation.inverse!.through!; // only called for many-to-many relations
  const isForward = (relation.through !== undefined) !== mirrored;
  if (through.links !== undefined) {
    const { source, target } = through.links;
    const [own, other] = isForward ? [source, target] : [target, source];
    const rows = keys.map((key) => ({ ...values, [own.name]: owner, [other.name]: key }));
    await new Query(emptyState(through.model!, database)).createMany(rows as never);
    return;
  }
  const { dialect } = database;
  const [near, far] = mirrored
    ? [relation.throughFar, relation.throughNear]
    : [relation.throughNear, relation.throughFar];
  const columns = [...near, ...far].map(({ column }) => dialect.quote(column)).join(", ");
  const params: StoredValue[] = [];
  const rows = keys.map((key) => {
    const stored = [...storedKey(database, near, owner), ...storedKey(database, far, key)];
    return `(${stored.map((value) => dialect.placeholder(params.push(value))).join(", ")})`;
  });
  const text = `INSERT INTO ${dialect.quote(through.table)} (${columns}) VALUES ${rows.join(", ")}`;
  await database.write({ text, bigints: false }, params);
}

async function deletePairs(links: Links, keys: readonly unknown[], mirrored: boolean): Promise<void> {
  if (keys.length === 0) return;
  const { database, relation } = links;
  const { sql, params } = pairsSql(links, keys, mirrored);
  const text = `DELETE FROM ${database.dialect.quote(relation.throughTable!)} WHERE ${sql}`;
  await database.write({ text, bigints: false }, params);
}

/** Which of these keys are linked, as identities of their tuples. */
async function linkedKeys(links: Links, keys: readonly unknown[], mirrored = false): Promise<Set<unknown>> {
  if (keys.length === 0) return new Set();
  const { database, relation } = links;
  const { dialect } = database;
  const far = mirrored ? relation.throughNear : relation.throughFar;
  const columns = far.map(({ column }) => dialect.quote(column)).join(", ");
  const { sql, params } = pairsSql(links, keys, mirrored);
  const text = `SELECT ${columns} FROM ${dialect.quote(relation.throughTable!)} WHERE ${sql}`;
  const rows = await database.run({ text, bigints: false }, params);
  const decoders = far.map(({ field }) => dialect.decoder(field));
  const decoded = (row: readonly StoredValue[]) =>
    row.map((value, position) => decoders[position]?.(value!) ?? value);
  return new Set(rows.map((row) => keyIdentity(decoded(row))));
}

async function unmirrored(links: Links, keys: readonly unknown[]): Promise<unknown[]> {
  const there = await linkedKeys(links, keys, true);
  // A row that is linked to itself needs no second pair.
  there.add(keyIdentity(tupleOf(links.owner)));
  return keys.filter((key) => !there.has(keyIdentity(tupleOf(key))));
}

/** The condition for the pairs of a row with rows of these keys. */
function pairsSql({ database, relation, owner }: Links, keys: readonly unknown[], mirrored: boolean) {
  const { dialect } = database;
  const params: StoredValue[] = [];
  const [near, far] = mirrored
    ? [relation.throughFar, relation.throughNear]
    : [relation.throughNear, relation.throughFar];
  const equals = (columns: RelationInfo["throughNear"], key: unknown) =>
    storedKey(database, columns, key)
      .map(
        (value, position) =>
          `${dialect.quote(columns[position]!.column)} = ${dialect.placeholder(params.push(value))}`,
      )
      .join(" AND ");
  const own = equals(near, owner);
  if (far.length > 1)
    return { sql: `${own} AND (${keys.map((key) => `(${equals(far, key)})`).join(" OR ")})`, params };
  const marks = keys.map((key) => dialect.placeholder(params.push(storedKey(database, far, key)[0]!)));
  return { sql: `${own} AND ${dialect.quote(far[0]!.column)} IN (${marks.join(", ")})`, params };
}

function storedKey(database: Database, columns: RelationInfo["throughNear"], key: unknown): StoredValue[] {
  const tuple = tupleOf(key);
  return columns.map(({ field }, position) => storedValue(database.dialect, field, tuple[position]));
}

function tupleOf(key: unknown): readonly unknown[] {
  return Array.isArray(key) ? key : [key];
}

/** Each key once. */
export function uniqueKeys(keys: readonly unknown[]): unknown[] {
  return [...new Map(keys.map((key) => [keyIdentity(key), key])).values()];
}
