import type { Database } from "../connections/database.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import type { ThroughInfo } from "../models/through-info.ts";
import { Query } from "../query/query.ts";
import { emptyState } from "../query/query-state.ts";
import { storedValue } from "../sql/stored-value.ts";

/** The table between, seen from the row whose relation it is: `own` is its column, `other` that of the other side. */
export interface ThroughSide {
  readonly through: ThroughInfo;
  readonly own: string;
  readonly other: string;
}

/** The table between of a many-to-many relation, from either side; `undefined` for other relations. */
function throughSide(relation: RelationInfo): ThroughSide | undefined {
  if (relation.through !== undefined) {
    const { through } = relation;
    return { through, own: through.sourceColumn, other: through.targetColumn };
  }
  const through = relation.inverse?.through;
  if (through === undefined) return undefined;
  return { through, own: through.targetColumn, other: through.sourceColumn };
}

/** Enters pairs that are not there yet. */
export async function linkRows(
  database: Database,
  relation: RelationInfo,
  owner: unknown,
  keys: readonly unknown[],
): Promise<void> {
  const { through, own, other } = throughSide(relation)!; // only called for many-to-many relations
  const there = await linkedKeys(database, relation, owner, keys);
  const missing = [...new Set(keys)].filter((key) => !there.has(String(key)));
  if (missing.length === 0) return;
  if (through.model !== undefined) {
    const [ownField, otherField] = [fieldOf(through, own), fieldOf(through, other)];
    const rows = missing.map((key) => ({ [ownField.name]: owner, [otherField.name]: key }));
    await new Query(emptyState(through.model, database)).createMany(rows as never);
    return;
  }
  const { dialect } = database;
  const columns = `${dialect.quote(own)}, ${dialect.quote(other)}`;
  const pairs = missing.map(
    (_, position) => `(${dialect.placeholder(2 * position + 1)}, ${dialect.placeholder(2 * position + 2)})`,
  );
  const text = `INSERT INTO ${dialect.quote(through.table)} (${columns}) VALUES ${pairs.join(", ")}`;
  await database.execute(
    text,
    missing.flatMap((key) => storedPair(database, relation, owner, key)),
  );
}

/** Takes pairs out. */
export async function unlinkRows(
  database: Database,
  relation: RelationInfo,
  owner: unknown,
  keys: readonly unknown[],
): Promise<void> {
  const { dialect } = database;
  const { through, own, other } = throughSide(relation)!;
  const marks = keys.map((_, position) => dialect.placeholder(position + 2)).join(", ");
  const text = `DELETE FROM ${dialect.quote(through.table)} WHERE ${dialect.quote(own)} = ${dialect.placeholder(1)} AND ${dialect.quote(other)} IN (${marks})`;
  await database.execute(text, storedKeys(database, relation, owner, keys));
}

async function linkedKeys(
  database: Database,
  relation: RelationInfo,
  owner: unknown,
  keys: readonly unknown[],
): Promise<Set<string>> {
  const { dialect } = database;
  const { through, own, other } = throughSide(relation)!;
  const marks = keys.map((_, position) => dialect.placeholder(position + 2)).join(", ");
  const text = `SELECT ${dialect.quote(other)} FROM ${dialect.quote(through.table)} WHERE ${dialect.quote(own)} = ${dialect.placeholder(1)} AND ${dialect.quote(other)} IN (${marks})`;
  const rows = await database.query(text, storedKeys(database, relation, owner, keys));
  const decode = dialect.decoder(relation.target.primaryKey);
  return new Set(rows.map(([key]) => String(decode === undefined ? key : decode(key!))));
}

function storedPair(database: Database, relation: RelationInfo, owner: unknown, key: unknown) {
  return [
    storedValue(database.dialect, relation.model.primaryKey, owner),
    storedValue(database.dialect, relation.target.primaryKey, key),
  ];
}

function storedKeys(database: Database, relation: RelationInfo, owner: unknown, keys: readonly unknown[]) {
  const own = storedValue(database.dialect, relation.model.primaryKey, owner);
  return [own, ...keys.map((key) => storedValue(database.dialect, relation.target.primaryKey, key))];
}

function fieldOf(through: ThroughInfo, column: string): FieldInfo {
  return [...through.model!.fields.values()].find((field) => field.column === column)!; // relation-info found it there
}
