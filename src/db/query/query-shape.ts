import { type QueryState, stateKey } from "./query-state.ts";
import { pushList } from "./value-list.ts";

/** What a statement is for; the same query is another statement when it only counts. */
export type Mode = "list" | "count" | "exists" | "aggregate" | "update" | "delete" | "explain";

/**
 * The shape of a whole query, and its parameters in the order in which the compiler numbers them: conditions and
 * annotations, the selection, the order, the keys of a link, limit and offset.
 */
export function queryShape(state: QueryState, mode: Mode, params: unknown[]): string {
  let shape = `${mode}:${state.meta.name}${state.shape}`;
  for (const value of state.params) params.push(value);
  if (state.selection !== undefined) {
    shape += `|select ${state.selection.shape}`;
    for (const value of state.selection.params) params.push(value);
  }
  if (state.order !== undefined) {
    shape += `|order ${state.order.shape}`;
    for (const value of state.order.params) params.push(value);
  }
  if (state.link !== undefined) shape += `|link ${state.link.relation}${pushList(state.link.keys, params)}`;
  if (state.includes.length > 0) shape += includesShape(state);
  if (state.distinct) shape += "|distinct";
  if (state.limit !== undefined) {
    shape += "|limit";
    params.push(state.limit);
  }
  if (state.offset !== undefined) {
    shape += "|offset";
    params.push(state.offset);
  }
  return shape;
}

/** Relations that are read by the same statement; those to many rows have a statement of their own. */
function includesShape(state: QueryState): string {
  let shape = "|include(";
  for (const { relation, query } of state.includes) {
    if (relation.toMany) continue;
    shape += `${relation.name}${includesShape(query[stateKey])},`;
  }
  return `${shape})`;
}
