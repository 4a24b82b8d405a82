import type { RelationInfo } from "../models/relation-info.ts";
import { isJoined } from "./joined-include.ts";
import { type QueryState, stateKey } from "./query-state.ts";
import { pushList } from "./value-list.ts";

/** What a statement is for; the same query is another statement when it only counts. */
export type Mode = "list" | "count" | "exists" | "aggregate" | "update" | "delete";

/**
 * The shape of a whole query, and its parameters in the order in which the compiler numbers them: conditions,
 * annotations and selections, the combined queries, the fields of distinct(), the order, the keys of a link, limit and
 * offset.
 */
export function queryShape(state: QueryState, mode: Mode, params: unknown[]): string {
  let shape = `${mode}:${state.meta.shapeName}${state.shape}`;
  for (const value of state.params) params.push(value);
  if (state.result !== undefined)
    shape += `|as ${state.result.form} ${[...state.result.nodes.keys()].join()}`;
  else if (state.columns !== undefined) shape += `|${state.columns.mode} ${[...state.columns.names].join()}`;
  if (state.combined !== undefined) {
    shape += `|${state.combined.operator}`;
    for (const part of state.combined.queries) shape += `(${queryShape(part, "list", params)})`;
  }
  if (typeof state.distinct === "object") {
    shape += `|distinct on ${state.distinct.shape}`;
    for (const value of state.distinct.params) params.push(value);
  } else if (state.distinct) shape += "|distinct";
  if (state.order !== undefined) {
    shape += `|order ${state.order.shape}`;
    for (const value of state.order.params) params.push(value);
  }
  if (state.readsOrder) shape += "|read";
  if (state.link !== undefined)
    shape += `|link ${linkName(state.link.relation)}${pushList(state.link.keys, params)}`;
  if (state.includes.length > 0) shape += includesShape(state);
  if (state.limit !== undefined) {
    shape += "|limit";
    params.push(state.limit);
  }
  if (state.offset !== undefined) {
    shape += "|offset";
    params.push(state.offset);
  }
  if (state.isEmpty) shape += "|none";
  if (state.lock !== undefined) shape += `|lock ${JSON.stringify(state.lock)}`;
  return shape;
}

/** The relation whose rows are asked for: its model belongs to the name, as rows of several may lead to the same one. */
function linkName({ model, name }: RelationInfo): string {
  return `${model.shapeName}.${name}`;
}

/** Relations that are read by the same statement. */
function includesShape(state: QueryState): string {
  let shape = "|include(";
  for (const include of state.includes) {
    if (!isJoined(include)) continue;
    const { relation, query, attribute } = include;
    const inner = query[stateKey];
    const name = attribute === undefined ? relation.name : `${relation.name} as ${attribute}`;
    const columns =
      inner.columns === undefined ? "" : `[${inner.columns.mode} ${[...inner.columns.names].join()}]`;
    shape += `${name}${columns}${includesShape(inner)},`;
  }
  return `${shape})`;
}
