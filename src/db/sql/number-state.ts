import { InvalidConditionError } from "../errors.ts";
import type { Annotations, Node } from "../expressions/node.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { parseCondition, shapeOfCondition } from "../query/condition.ts";
import { effectiveOrder } from "../query/query-order.ts";
import { queryShape } from "../query/query-shape.ts";
import type { JoinStep, QueryState, Step, WrittenObject } from "../query/query-state.ts";
import { numberValues, type Places } from "../query/shape.ts";
import { listLength } from "../query/value-list.ts";

/** What a query was told, as nodes. */
export type ParsedStep =
  | { readonly kind: "where"; readonly negated: boolean; readonly node: Node; readonly depth: number }
  | {
      readonly kind: "annotate";
      readonly added: Annotations;
      readonly shown: boolean;
      readonly depth: number;
    }
  | { readonly kind: "select"; readonly nodes: Annotations; readonly depth: number }
  | JoinStep
  | {
      readonly kind: "combine";
      readonly connector: "and" | "or" | "xor";
      readonly before: readonly ParsedStep[];
      readonly other: readonly ParsedStep[];
    };

/** A query as nodes, and the places of its parameters. */
export interface NumberedState {
  readonly state: QueryState;
  readonly steps: readonly ParsedStep[];
  readonly order: readonly Node[];
  readonly distinct: readonly Node[];
  /** Where the parameters of each combined query begin. */
  readonly combinedPlaces: readonly number[];
  readonly linkPlace: number;
  readonly linkLength: number;
  readonly limitPlace: number;
  readonly offsetPlace: number;
  /** The first place behind the query's own. */
  readonly end: number;
}

/**
 * Parses the conditions of a query and numbers its parameters, in exactly the order in which `queryShape()` lists them.
 */
export function numberState(state: QueryState, places: Places, first: number): NumberedState {
  const counter = { next: first };
  const number = (node: Node): void => {
    counter.next = numberValues(node, places, counter.next);
  };
  const steps = numberSteps(state.meta, state.steps, number);
  const combinedPlaces = (state.combined?.queries ?? []).map((part) => {
    const params: unknown[] = [];
    queryShape(part, "list", params);
    const start = counter.next;
    counter.next += params.length;
    return start;
  });
  const distinct = typeof state.distinct === "object" ? state.distinct.nodes : [];
  distinct.forEach(number);
  const order = effectiveOrder(state).nodes;
  order.forEach(number);
  const linkPlace = counter.next;
  const linkLength = state.link === undefined ? 0 : listLength(state.link.keys);
  const limitPlace = linkPlace + linkLength;
  const offsetPlace = limitPlace + (state.limit === undefined ? 0 : 1);
  const end = offsetPlace + (state.offset === undefined ? 0 : 1);
  return {
    state,
    steps,
    order,
    distinct,
    combinedPlaces,
    linkPlace,
    linkLength,
    limitPlace,
    offsetPlace,
    end,
  };
}

function numberSteps(meta: ModelMeta, steps: readonly Step[], number: (node: Node) => void): ParsedStep[] {
  const numbered = (step: Step): ParsedStep => {
    switch (step.kind) {
      case "annotate":
        for (const node of step.added.values()) number(node);
        return step;
      case "select":
        for (const node of step.nodes.values()) number(node);
        return step;
      case "join":
        if (!step.isSelf) for (const part of step.source.parts) number(part);
        number(step.on);
        return step;
      case "combine": {
        const before = numberSteps(meta, step.before, number);
        return { ...step, before, other: numberSteps(meta, step.other, number) };
      }
      case "where": {
        const node = "node" in step.written ? step.written.node : parseWritten(meta, step.written, step.call);
        number(node);
        return { kind: "where", negated: step.negated, node, depth: step.depth };
      }
    }
  };
  return steps.map(numbered);
}

function parseWritten(meta: ModelMeta, written: WrittenObject, call: string): Node {
  if (shapeOfCondition(written.object, [], written.annotations) !== written.shape) {
    throw new InvalidConditionError(
      `The object given to ${call}() on ${meta.name} was changed before the query ran. Give each query an object of its own.`,
    );
  }
  return parseCondition(meta, written.object, written.annotations, call);
}
