/*
 * The operators of conditions, by what they are for. What a list is good for beyond that (which fields have them, which ones
 * tables can keep) is said where it is asked.
 */

/** Of all values, rows of a relation among them. */
export const equalityOperators = ["eq", "ne", "in", "isNull"] as const;
/** Of what has an order. */
export const orderOperators = ["gt", "gte", "lt", "lte", "between"] as const;
/** Of texts, by a part of them. */
export const partOperators = [
  "contains",
  "startsWith",
  "endsWith",
  "iexact",
  "icontains",
  "istartsWith",
  "iendsWith",
] as const;
export type PartOperator = (typeof partOperators)[number];
/** Of texts, by a regular expression. */
export const regexOperators = ["regex", "iregex"] as const;
/** Of JSON. */
export const jsonOperators = ["contains", "containedBy", "hasKey", "hasKeys", "hasAnyKeys"] as const;

const operators = [
  ...equalityOperators,
  ...orderOperators,
  ...partOperators,
  ...regexOperators,
  ...jsonOperators,
] as const;
/** How two values are compared. */
export type Operator = (typeof operators)[number];

const operatorSet: ReadonlySet<string> = new Set(operators);
export function isOperator(name: string): name is Operator {
  return operatorSet.has(name);
}

const partSet: ReadonlySet<string> = new Set(partOperators);
export function isPartOperator(name: string): name is PartOperator {
  return partSet.has(name);
}
