import { InvalidConditionError } from "../errors.ts";
import type { Node } from "../expressions/node.ts";
import { parseCondition, shapeOfCondition } from "../query/condition.ts";
import type { QueryState } from "../query/query-state.ts";
import { numberValues, type Places } from "../query/shape.ts";
import { effectiveOrder } from "../query/state-changes.ts";
import { listLength } from "../query/value-list.ts";

/** A condition or annotation of a query, as nodes. */
export type ParsedStep =
  | { readonly kind: "where"; readonly negated: boolean; readonly node: Node }
  | { readonly kind: "annotate"; readonly added: ReadonlyMap<string, Node> };

/** A query as nodes, and the places of its parameters. */
export interface NumberedState {
  readonly state: QueryState;
  readonly steps: readonly ParsedStep[];
  readonly order: readonly Node[];
  /** Where the parameters of the link, the limit and the offset begin. */
  readonly linkPlace: number;
  readonly linkLength: number;
  readonly limitPlace: number;
  readonly offsetPlace: number;
}

/**
 * Parses the conditions of a query and numbers its parameters, in exactly the order in which `queryShape()` lists them.
 */
export function numberState(state: QueryState, places: Places, first: number): NumberedState {
  let next = first;
  const steps = state.steps.map((step): ParsedStep => {
    if (step.kind === "annotate") {
      for (const node of step.added.values()) next = numberValues(node, places, next);
      return step;
    }
    const node = "node" in step.written ? step.written.node : parseWritten(state, step.written, step.call);
    next = numberValues(node, places, next);
    return { kind: "where", negated: step.negated, node };
  });
  for (const node of state.selection?.nodes.values() ?? []) next = numberValues(node, places, next);
  const order = effectiveOrder(state).nodes;
  for (const node of order) next = numberValues(node, places, next);
  const linkPlace = next;
  const linkLength = state.link === undefined ? 0 : listLength(state.link.keys);
  const limitPlace = linkPlace + linkLength;
  const offsetPlace = limitPlace + (state.limit === undefined ? 0 : 1);
  return { state, steps, order, linkPlace, linkLength, limitPlace, offsetPlace };
}

function parseWritten(
  state: QueryState,
  written: { readonly object: object; readonly shape: string },
  call: string,
): Node {
  if (shapeOfCondition(written.object, []) !== written.shape) {
    throw new InvalidConditionError(
      `The object given to ${call}() on ${state.meta.name} was changed before the query ran. Give each query an object of its own.`,
    );
  }
  return parseCondition(state.meta, written.object, state.annotations, call);
}
