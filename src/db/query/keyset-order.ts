import { InvalidQueryError } from "../errors.ts";
import type { Node, OrderNode } from "../expressions/node.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { StoredValue } from "../fields/column.ts";
import type { Dialect } from "../sql/dialect.ts";
import { computed } from "../sql/functions/computed-type.ts";
import { type OrderItem, orderItems } from "../sql/order-items.ts";
import { typeOfNode } from "../sql/value-type.ts";
import { valueNode } from "./callbacks.ts";
import { effectiveOrder, orderOfNodes } from "./query-order.ts";
import type { Order, QueryState } from "./query-state.ts";

/*
 * The order of a query whose rows are read by pages, made total: no two rows stand at the same place in it. Behind what
 * the query names comes the key, unless a unique field is there already.
 */

/** One key of a total order. */
export interface OrderKeyItem {
  readonly node: Node;
  readonly descending: boolean;
  /** Where nulls stand, whether somebody said it or the database decides. */
  readonly nulls: "first" | "last";
  readonly nullable: boolean;
  /** How its values are read and bound without losing anything: moments with their microseconds. */
  readonly type: AcceptingType | undefined;
}

/** The total order of a query: for the compiler, and its keys one by one. */
export interface TotalOrder {
  readonly order: Order;
  readonly items: readonly OrderKeyItem[];
}

export function totalOrder(state: QueryState, dialect: Dialect): TotalOrder {
  const { nodes, depth } = effectiveOrder(state);
  const written = orderItems(nodes, state.meta).flatMap(columnsOf);
  const items = withKey(written, state);
  const order = orderOfNodes(
    items.map((item): OrderNode => ({ ...item, kind: "order", item: item.node })),
    depth,
  );
  return { order, items: items.map((item) => keyItem(item, state, dialect)) };
}

/** A relation is ordered by the columns that refer to its row. */
function columnsOf(item: OrderItem): OrderItem[] {
  const node = valueNode(item.node);
  return node.kind === "tuple" ? node.items.map((part) => ({ ...item, node: part })) : [{ ...item, node }];
}

function withKey(items: readonly OrderItem[], { meta }: QueryState): readonly OrderItem[] {
  const unique = items.findIndex(({ node }) => isUnique(node));
  if (unique >= 0) return items.slice(0, unique + 1); // what follows can't decide anything
  const missing = meta.keyFields.filter(
    (field) => !items.some(({ node }) => isOwnColumn(node) && node.field === field),
  );
  const key = missing.map((field): OrderItem => {
    return { node: { kind: "column", path: undefined, field }, descending: false, nulls: undefined };
  });
  return [...items, ...key];
}

function isOwnColumn(node: Node): node is Node & { readonly kind: "column" } {
  return node.kind === "column" && node.path === undefined;
}

function isUnique(node: Node): boolean {
  if (!isOwnColumn(node) || node.field.nullable) return false;
  const { field } = node;
  return field.unique || (field.model.keyFields.length === 1 && field.model.keyFields[0] === field);
}

function keyItem(
  { node, descending, nulls }: OrderItem,
  { meta }: QueryState,
  dialect: Dialect,
): OrderKeyItem {
  if ((node.kind === "column" || node.kind === "relation") && node.path?.toMany) {
    throw new InvalidQueryError(
      `keysetPage() on ${meta.name} can't be ordered by "${node.path.key}": that leads to many rows, and a row would stand at many places. Annotate one value of them first, such as a minimum.`,
    );
  }
  const type = typeOfNode(node);
  if (type?.type === "json") {
    throw new InvalidQueryError(
      `keysetPage() on ${meta.name} can't be ordered by JSON (${type}): take a part of it with .at() and cast it to the kind of value that it is.`,
    );
  }
  return {
    node,
    descending,
    nulls: nulls ?? (greatestNulls(dialect) === descending ? "first" : "last"),
    nullable: !isOwnColumn(node) || node.field.nullable,
    type: exactType(type, dialect),
  };
}

/** PostgreSQL takes a null for greater than every value, the others for less. */
function greatestNulls({ name }: Dialect): boolean {
  return name === "postgres";
}

/** The kind of value in the form that loses nothing; `undefined` where it is what the database gives. */
function exactType(type: AcceptingType | undefined, { name }: Dialect): AcceptingType | undefined {
  if (type?.type === "datetime") return computed("datetime", { asInstant: true });
  // SQLite keeps decimals as binary fractions: rounded to their places they may not be found again.
  if (type?.type === "decimal" && name === "sqlite") return computed("float");
  if (type?.type !== "custom" || type.custom === undefined) return type;
  // What a kind of field of the app's own makes of a value needn't fit into JSON; what is stored does.
  const custom = { ...type.custom, fromDatabase: asStored, toDatabase: asStored };
  return { ...computed("custom"), custom };
}

const asStored = (value: unknown) => value as StoredValue;
