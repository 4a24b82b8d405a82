import { isClients, isPlainObject } from "../../core/index.ts";
import {
  ClientObjectError,
  InvalidConditionError,
  UnknownFieldError,
  UnknownOperatorError,
} from "../errors.ts";
import { dateParts, isDatePart } from "../expressions/date-parts.ts";
import { Expression, toNode } from "../expressions/expression.ts";
import {
  type Annotations,
  type CompareNode,
  extendPath,
  type Node,
  type RelationPath,
} from "../expressions/node.ts";
import {
  equalityOperators,
  isOperator,
  jsonOperators,
  orderOperators,
  partOperators,
  regexOperators,
} from "../expressions/operators.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import { fieldOfAttribute } from "../models/field-of-attribute.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { typeOfNode } from "../sql/value-type.ts";
import { type QueryState, stateKey } from "./query-state.ts";
import { kindOf, shapeOfNode } from "./shape.ts";
import { fractionMark, pushList } from "./value-list.ts";

/*
 * Conditions written as objects. Two walks over the same object:
 *
 * - `shapeOfCondition()` runs for each query. It knows nothing of models: it writes the structure as text and collects
 *   the values, which is all that a query with a known shape needs.
 * - `parseCondition()` runs once for each shape. It asks the model what each name is and makes the nodes that the
 *   compiler reads, with the values in the same order.
 *
 * What a name means never depends on a value: a plain object is structure, everything else is a value. So a value that
 * came from outside can be an operator only if it is a plain object, and `eq` takes no plain object except on JSON
 * fields. Values from outside still belong behind a validator: see docs/db.md.
 */

/**
 * Writes the shape of a condition; its values go to `params`.
 * @param annotations - What it may speak of beside fields: how a value is sent that is compared with SQL of the app's own
 * depends on its kind.
 */
export function shapeOfCondition(condition: object, params: unknown[], annotations: Annotations): string {
  return shapeOfObject(condition, params, annotations.size > 0 ? kindOf : fractionMark);
}

/** The structure of a condition for people, without its values: they may be secrets. */
export function describeCondition(condition: object): string {
  return shapeOfObject(condition, [], () => "")
    .replaceAll(",", ", ")
    .replaceAll(", }", "}");
}

type KindOf = (value: unknown) => string;

function shapeOfObject(condition: object, params: unknown[], kind: KindOf): string {
  if (isClients(condition)) throw new ClientObjectError("A condition");
  let shape = "{";
  for (const name of Object.keys(condition)) {
    const value = (condition as Record<string, unknown>)[name];
    if (!isName(name))
      throw new InvalidConditionError(
        `A condition has the name ${JSON.stringify(name)}, which no field has.`,
      );
    shape += `${name}${shapeOfValue(name, value, params, kind)},`;
  }
  return `${shape}}`;
}

function shapeOfValue(name: string, value: unknown, params: unknown[], kind: KindOf): string {
  if (value === undefined) throw undefinedMistake(name);
  if (value === null) return "~";
  if (typeof value !== "object") {
    if (name === "isNull" && typeof value === "boolean") return value ? "+" : "-";
    params.push(value);
    return `?${kind(value)}`;
  }
  if (Array.isArray(value)) return shapeOfArray(name, value, params, kind);
  if (value instanceof Expression) return `(${shapeOfNode(value.node, params)})`;
  if (stateKey in value) return `(${shapeOfNode(toQueryNode(value as { [stateKey]: QueryState }), params)})`;
  if (isPlainObject(value) && !takesObject(name)) return shapeOfObject(value, params, kind);
  params.push(value);
  return `?${kind(value)}`;
}

function shapeOfArray(name: string, values: readonly unknown[], params: unknown[], kind: KindOf): string {
  if (name === "or" || name === "and" || name === "xor")
    return `[${values.map((item) => shapeOfValue("", item, params, kind)).join()}]`;
  if (name === "in" && !values.some((item) => item instanceof Expression)) {
    if (values.includes(undefined)) throw undefinedMistake(name);
    return pushList(values, params, kind);
  }
  if (name === "in" || name === "between")
    return `(${values.map((item) => shapeOfValue("", item, params, kind)).join()})`;
  if (name === "hasKeys" || name === "hasAnyKeys") {
    params.push(values);
    return `?${values.length}`;
  }
  params.push(values); // the value of a JSON field, or a mistake that parseCondition() will tell
  return `?${kind(values)}`;
}

/** Operators whose value may be JSON. A plain object behind any other name is structure, never a value. */
function takesObject(name: string): boolean {
  return name === "eq" || name === "ne" || name === "contains" || name === "containedBy";
}

function isName(name: string): boolean {
  return /^\w+$/.test(name) && name !== "__proto__" && name !== "constructor" && name !== "prototype";
}

function undefinedMistake(name: string): Error {
  return new InvalidConditionError(
    `The condition on "${name}" is undefined. Leave it out to ask for nothing, or write null to ask for no value.`,
  );
}

function toQueryNode(query: { readonly [stateKey]: QueryState }): Node {
  return { kind: "query", query };
}

/** The nodes of a condition. */
export function parseCondition(
  meta: ModelMeta,
  condition: object,
  annotations: Annotations,
  call: string,
): Node {
  return new ConditionParser(annotations, call).parse(meta, condition, undefined);
}

class ConditionParser {
  readonly #annotations: Annotations;
  readonly #call: string;

  constructor(annotations: Annotations, call: string) {
    this.#annotations = annotations;
    this.#call = call;
  }

  parse(meta: ModelMeta, condition: object, path: RelationPath | undefined): Node {
    const items: Node[] = [];
    for (const [name, value] of Object.entries(condition)) items.push(this.#entry(meta, name, value, path));
    return items.length === 1 ? items[0]! : { kind: "and", items };
  }

  #entry(meta: ModelMeta, name: string, value: unknown, path: RelationPath | undefined): Node {
    if (name === "or" || name === "and" || name === "xor") return this.#list(meta, name, value, path);
    if (name === "not") return { kind: "not", item: this.parse(meta, this.#object(name, value), path) };
    const relation = meta.relations.get(name);
    if (relation !== undefined) return this.#relation(relation, value, extendPath(path, relation));
    const field = meta.fields.get(name) ?? fieldOfAttribute(meta, name);
    if (field !== undefined)
      return this.#comparisons({ kind: "column", path, field }, field, value, `${meta.name}.${name}`);
    const source = path === undefined ? this.#annotations.get(name) : undefined;
    if (source?.kind === "relation")
      return this.#relation(source.path.relation, value, { ...source.path, isNamed: true });
    if (source !== undefined)
      return this.#comparisons({ kind: "annotation", name, source }, typeOfNode(source), value, name);
    if (path !== undefined && isOperator(name))
      throw new UnknownOperatorError(path.key, name, equalityOperators, this.#call);
    const where = path === undefined ? "" : `${path.key}: `;
    throw new UnknownFieldError(
      meta,
      name,
      `${this.#call}({ ${where}${name}: … })`,
      this.#annotations.keys(),
    );
  }

  #list(meta: ModelMeta, kind: "and" | "or" | "xor", value: unknown, path: RelationPath | undefined): Node {
    if (!Array.isArray(value)) {
      throw new InvalidConditionError(
        `"${kind}" takes a list of conditions (in ${this.#call}()): { ${kind}: [{ … }, { … }] }.`,
      );
    }
    return { kind, items: value.map((item) => this.parse(meta, this.#object(kind, item), path)) };
  }

  #object(name: string, value: unknown): object {
    if (isPlainObject(value)) return value;
    throw new InvalidConditionError(`"${name}" takes conditions written as objects (in ${this.#call}()).`);
  }

  /** A condition on the row behind a relation, on its key, or on whether there is one. */
  #relation(relation: RelationInfo, value: unknown, path: RelationPath): Node {
    const left: Node = { kind: "relation", path };
    const isOperators =
      isPlainObject(value) &&
      Object.keys(value).some((key) => (equalityOperators as readonly string[]).includes(key));
    if (!isPlainObject(value) || isOperators)
      return this.#comparisons(left, undefined, value, String(relation));
    return this.parse(relation.target, value, path);
  }

  /** One comparison for each operator; a bare value means `eq`. */
  #comparisons(left: Node, field: AcceptingType | undefined, value: unknown, name: string): Node {
    if (value === null || !isPlainObject(value)) {
      if (Array.isArray(value) && field?.type !== "json") {
        throw new InvalidConditionError(
          `${name} is compared with a list (in ${this.#call}()). Write { in: […] } for one of several values.`,
        );
      }
      return compareNode(left, "eq", [toNode(value)]);
    }
    const items = Object.entries(value).map(([operator, operand]) => {
      if (isDatePart(operator) && hasPart(field, operator))
        return this.#comparisons(...partOf(left, operator), operand, `${name}.${operator}`);
      const known = operatorsOf(left, field);
      if (!known.includes(operator)) {
        const parts = dateParts.filter((part) => hasPart(field, part));
        throw new UnknownOperatorError(name, operator, [...known, ...parts], this.#call);
      }
      return this.#comparison(left, operator, operand, name);
    });
    if (items.length === 0)
      throw new InvalidConditionError(`The condition on ${name} is empty (in ${this.#call}()).`);
    return items.length === 1 ? items[0]! : { kind: "and", items };
  }

  #comparison(left: Node, operator: string, operand: unknown, name: string): Node {
    if (operator === "in") {
      if (Array.isArray(operand)) return compareNode(left, "in", operand.map(toNode));
      if (typeof operand === "object" && operand !== null && stateKey in operand) {
        return compareNode(left, "in", [toQueryNode(operand as { [stateKey]: QueryState })]); // has the key
      }
      throw new InvalidConditionError(`"in" on ${name} takes a list or a query (in ${this.#call}()).`);
    }
    if (operator === "between") {
      if (Array.isArray(operand) && operand.length === 2)
        return compareNode(left, "between", operand.map(toNode));
      throw new InvalidConditionError(
        `"between" on ${name} takes two values: { between: [from, to] } (in ${this.#call}()).`,
      );
    }
    if (operator === "isNull" && typeof operand !== "boolean") {
      throw new InvalidConditionError(`"isNull" on ${name} takes true or false (in ${this.#call}()).`);
    }
    if (isPlainObject(operand) && !takesObject(operator)) {
      const advice = isOperator(operator)
        ? ""
        : ` Write a callback: (row) => row.field.compare("${operator}", { … }).`;
      throw new InvalidConditionError(
        `"${operator}" on ${name} takes a value, and was given an object (in ${this.#call}()).${advice}`,
      );
    }
    if (operand === null && operator !== "eq" && operator !== "ne") {
      throw new InvalidConditionError(
        `"${operator}" on ${name} can't be null (in ${this.#call}()). Use { isNull: true }.`,
      );
    }
    return compareNode(left, operator, [toNode(operand)]);
  }
}

function operatorsOf(left: Node, field: AcceptingType | undefined): readonly string[] {
  if (left.kind === "relation") return equalityOperators;
  const own = Object.keys(field?.custom?.operators ?? {});
  if (field?.type === "json") return [...equalityOperators, ...jsonOperators];
  if (field?.type === "boolean" || field?.type === "binary") return [...equalityOperators, ...own];
  const isText = field === undefined || textTypes.has(field.type);
  return [
    ...equalityOperators,
    ...orderOperators,
    ...(isText ? [...partOperators, ...regexOperators] : []),
    ...own,
  ];
}

const textTypes: ReadonlySet<string> = new Set(["string", "text", "uuid", "custom"]);

/** Whether a date, a time of day or a moment has such a part. */
function hasPart(field: AcceptingType | undefined, part: string): boolean {
  if (field?.type === "datetime") return true;
  const isOfDay = part === "hour" || part === "minute" || part === "second";
  if (field?.type === "time") return isOfDay;
  return field?.type === "date" && !isOfDay && part !== "time" && part !== "date";
}

/** A part of a moment, and what kind of value it is. */
function partOf(left: Node, part: string): [Node, AcceptingType | undefined] {
  const node: Node = { kind: "call", name: "part", args: [left], options: { unit: part } };
  return [node, typeOfNode(node)];
}

function compareNode(left: Node, operator: string, right: readonly Node[]): CompareNode {
  return { kind: "compare", operator, left, right };
}
