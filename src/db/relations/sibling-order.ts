import { resolveDatabase } from "../connections/current-database.ts";
import type { Database } from "../connections/database.ts";
import { DoesNotExistError, InvalidQueryError } from "../errors.ts";
import type { Expression } from "../expressions/expression.ts";
import { keyIdentity } from "../models/keys.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { orderName } from "../models/order-column.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { metaOfRow, primaryKeyOf, RowState } from "../models/row-state.ts";
import type { Key } from "../models/row-types.ts";
import { Query } from "../query/query.ts";
import { emptyState } from "../query/query-state.ts";
import { RelationChanges } from "./relation-changes.ts";

/*
 * Rows that have an order among those of the same relation: the answers to one question. The option
 * `orderWithRespectTo: "question"` adds the column `_order`, as Django does, and queries that name no order go by it.
 * A new row comes last.
 */

type Values = Record<string, unknown>;
type AnyQuery = Query<object, object>;
type OrderRow = Readonly<Record<string, Expression<number>>>;

/** The keys of related rows in their order: `await relatedOrder(question, "answers")` gives `[3, 1, 2]`. */
export async function relatedOrder<Row extends object>(row: Row, name: keyof Row & string): Promise<Key[]> {
  const rows = await orderedRows(row, name, "relatedOrder").all();
  return rows.map(primaryKeyOf) as Key[];
}

/**
 * Puts related rows into this order: `await setRelatedOrder(question, "answers", [3, 1, 2])`. Rows that are not named
 * keep their places.
 * @param order - Rows, or their keys.
 * @throws {@link DoesNotExistError} for one that is not in the relation.
 */
export async function setRelatedOrder<Row extends object>(
  row: Row,
  name: keyof Row & string,
  order: readonly (object | Key)[],
): Promise<void> {
  const related = orderedRows(row, name, "setRelatedOrder").all();
  const byKey = new Map((await related).map((each) => [keyIdentity(primaryKeyOf(each)), each]));
  const changed = order.map((wanted, place) => {
    const key = RowState.isRow(wanted) ? primaryKeyOf(wanted) : wanted;
    const found = byKey.get(keyIdentity(key));
    if (found === undefined)
      throw new DoesNotExistError(
        "row",
        ` with the key ${String(key)} in ${metaOfRow(row).name}.${name}`,
        "setRelatedOrder() takes rows of this relation only.",
      );
    (found as Values)[orderName] = place;
    if (RowState.isRow(wanted)) (wanted as Values)[orderName] = place;
    return found;
  });
  await related.updateMany(changed, [orderName] as never);
}

/** The row that comes next among those of the same relation, or null. */
export function nextInOrder<Row extends object>(row: Row): Promise<Row | null> {
  return neighbour(row, "nextInOrder", "gt") as Promise<Row | null>;
}

/** The row that comes before among those of the same relation, or null. */
export function previousInOrder<Row extends object>(row: Row): Promise<Row | null> {
  return neighbour(row, "previousInOrder", "lt") as Promise<Row | null>;
}

async function neighbour(row: object, call: string, operator: "gt" | "lt"): Promise<object | null> {
  const meta = metaOfRow(row);
  const relation = meta.orderWithRespectTo;
  if (relation === undefined || RowState.group(row) === undefined)
    throw new InvalidQueryError(
      `${call}() takes a stored row of a model with the option orderWithRespectTo, and was given ${String(row)}.`,
    );
  const database = resolveDatabase(RowState.group(row)?.database, `${call}()`);
  // As it is stored: the place may have been changed since the row was read.
  const places = await siblings(relation, row, database)
    .where(keyOf(meta, row) as never)
    .select(placeOf as never);
  const [place] = places as unknown as number[];
  if (place === undefined) throw new DoesNotExistError(meta.name, " in the database for this row");
  return siblings(relation, row, database)
    .where({ [orderName]: { [operator]: place } } as never)
    .orderBy((operator === "gt" ? orderName : `-${orderName}`) as never)
    .first();
}

function placeOf(row: OrderRow): Expression<number> | undefined {
  return row[orderName];
}

/** The rows that refer to the same row as this one does. */
function siblings({ model, joinColumns }: RelationInfo, row: object, database: Database): AnyQuery {
  const same = joinColumns.map(({ near }) => [near.name, (row as Values)[near.attribute] ?? null]);
  return new Query<object, object>(emptyState(model, database)).where(Object.fromEntries(same) as never);
}

function keyOf(meta: ModelMeta, row: object): object {
  return Object.fromEntries(meta.keyFields.map(({ name, attribute }) => [name, (row as Values)[attribute]]));
}

/** The rows of a relation to many whose other side gives them their order. */
function orderedRows(row: object, name: string, call: string): RelationChanges {
  const meta = metaOfRow(row);
  const relation = meta.relations.get(name);
  if (relation?.kind === "hasMany" && relation.inverse === relation.target.orderWithRespectTo)
    return new RelationChanges(row, relation);
  throw new InvalidQueryError(
    `${call}() takes a relation whose rows have an order, and ${meta.name}.${name} is none: it is hasMany() over the relation that the other model names as orderWithRespectTo.`,
  );
}
