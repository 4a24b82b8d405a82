import type { AcceptingType } from "../fields/accept-value.ts";
import type { StoredValue } from "../fields/column.ts";
import type { Dialect, Encoder } from "./dialect.ts";

/*
 * A piece of SQL while it is being put together: texts, names of tables, and parameters that know from which place of
 * the query's values they come. Names and marks (`?`, `$1`) are written at the very end: only then it is known which
 * tables there are and in which order the parameters stand.
 */
export type Sql = readonly (string | Bound | Alias)[];

/** The name that a table has in one statement. */
export class Alias {
  name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A parameter: the value at that place of the query, or a constant. */
export type Bound = BoundPlace | BoundConstant;
export interface BoundPlace {
  readonly place: number;
  readonly encode: Encoder | undefined;
  /** What kind of value it is, where the database needs to be told. */
  readonly type?: AcceptingType | undefined;
}
export interface BoundConstant {
  readonly constant: StoredValue;
}

/** SQL of a template: texts and pieces of SQL. */
export function join(...parts: readonly (string | Bound | Alias | Sql)[]): Sql {
  return parts.flat();
}

/** Pieces with a separator between. */
export function list(pieces: readonly Sql[], separator = ", "): Sql {
  return pieces.flatMap((piece, position) => (position === 0 ? piece : [separator, ...piece]));
}

/** A text in which two pieces of SQL differ exactly if they mean different things in the same statement. */
export function sqlKey(sql: Sql, numberOf: (alias: Alias) => number): string {
  let key = "";
  for (const part of sql) {
    if (typeof part === "string") key += part;
    else if (part instanceof Alias) key += `<${numberOf(part)}>`;
    else key += "place" in part ? `{${part.place}}` : `{=${String(part.constant)}}`;
  }
  return key;
}

/** Whether a piece of SQL has parameters. */
export function hasParameters(sql: Sql): boolean {
  return sql.some((part) => typeof part !== "string" && !(part instanceof Alias));
}

/** A statement that is ready to be sent, and how its parameters are made. */
export interface Compiled {
  readonly text: string;
  bind(values: readonly unknown[]): StoredValue[];
}

/** Writes the names and the marks, and lists the parameters in their order. */
export function finish(sql: Sql, dialect: Dialect): Compiled {
  const bounds: Bound[] = [];
  let text = "";
  for (const part of sql) {
    if (typeof part === "string") text += part;
    else if (part instanceof Alias) text += dialect.quote(part.name);
    else text += dialect.placeholder(numberOf(part, bounds, dialect), part);
  }
  return { text, bind: binderOf(bounds) };
}

/** A parameter that stands in a statement twice has one number, where parameters have numbers. */
function numberOf(part: Bound, bounds: Bound[], dialect: Dialect): number {
  if (dialect.numbersParameters && "place" in part) {
    const known = bounds.findIndex((other) => "place" in other && isSameParameter(other, part));
    if (known >= 0) return known + 1;
  }
  return bounds.push(part);
}

function isSameParameter(left: BoundPlace, right: BoundPlace): boolean {
  if (left.place !== right.place) return false;
  return left.encode === right.encode || (left.type !== undefined && left.type === right.type);
}

function binderOf(bounds: readonly Bound[]): Compiled["bind"] {
  if (bounds.length === 0) return () => [];
  return (values) => {
    const stored = new Array<StoredValue>(bounds.length);
    for (let position = 0; position < bounds.length; position++)
      stored[position] = storedValue(bounds[position]!, values);
    return stored;
  };
}

function storedValue(bound: Bound, values: readonly unknown[]): StoredValue {
  if ("constant" in bound) return bound.constant;
  const value = values[bound.place];
  if (value === null) return null;
  return bound.encode === undefined ? (value as StoredValue) : bound.encode(value);
}
