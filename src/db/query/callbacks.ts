import { isPlainObject } from "../../core/index.ts";
import { describeValue, InvalidQueryError } from "../errors.ts";
import { atNextDepth } from "../expressions/callback-depth.ts";
import { toNode } from "../expressions/expression.ts";
import { type ModelRow, modelRow } from "../expressions/model-row.ts";
import type { Node } from "../expressions/node.ts";
import { checkFunction } from "./check-arguments.ts";
import type { QueryState } from "./query-state.ts";

/** What callbacks of queries are, seen from inside. */
export type Callback = (row: ModelRow) => unknown;

/** Calls a callback with the handle of the query's row. Gives what it returned, and how deep it stood. */
export function callWithRow(
  state: QueryState,
  callback: Callback,
): { readonly made: unknown; readonly depth: number } {
  checkFunction(callback, "A call that computes values");
  return atNextDepth((depth) => ({ made: callback(modelRow(state.meta, state.annotations, depth)), depth }));
}

/** The expressions that a callback returned by name; of a longer one PostgreSQL would take the first 63 letters. */
export function namedNodes(state: QueryState, made: unknown, call: string): Map<string, Node> {
  if (!isPlainObject(made))
    throw new InvalidQueryError(
      `The callback of ${call}() on ${state.meta.name} must return an object of expressions.`,
    );
  const nodes = new Map<string, Node>();
  for (const [name, item] of Object.entries(made)) {
    if (!/^\w{1,63}$/.test(name) || objectNames.has(name))
      throw new InvalidQueryError(
        `${call}() on ${state.meta.name} can't give a value the name ${describeValue(name)}: names have letters, digits and _, at most 63, and aren't those that every object has.`,
      );
    nodes.set(name, toNode(item));
  }
  return nodes;
}

/** What they mean on an object isn't a value of a row. */
const objectNames: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** A relation among chosen values stands for the key of its row. */
export function valueNode(node: Node): Node {
  if (node.kind !== "relation") return node;
  const { path, depth } = node;
  const { relation } = path;
  const isReference = relation.kind === "belongsTo";
  const fields = isReference ? relation.joinColumns.map(({ near }) => near) : relation.target.keyFields;
  const items = fields.map(
    (field): Node => ({ kind: "column", path: isReference ? path.before : path, field, depth }),
  );
  return items.length === 1 ? items[0]! : { kind: "tuple", items };
}
