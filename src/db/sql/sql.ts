import type { StoredValue } from "../fields/column.ts";
import type { Dialect, Encoder } from "./dialect.ts";

/*
 * A piece of SQL while it is being put together: texts, and between them parameters that know from which place of the
 * query's values they come. The marks (`?`, `$1`) are written at the very end, because only then their order is known.
 */
export type Sql = readonly (string | Bound)[];

/** A parameter: the value at that place of the query, or a constant. */
export type Bound =
  | { readonly place: number; readonly encode: Encoder | undefined }
  | { readonly constant: StoredValue };

/** SQL of a template: texts and pieces of SQL. */
export function join(...parts: readonly (string | Bound | Sql)[]): Sql {
  return parts.flat();
}

/** Pieces with a separator between. */
export function list(pieces: readonly Sql[], separator = ", "): Sql {
  return pieces.flatMap((piece, position) => (position === 0 ? piece : [separator, ...piece]));
}

/** A statement that is ready to be sent, and how its parameters are made. */
export interface Compiled {
  readonly text: string;
  bind(values: readonly unknown[]): StoredValue[];
}

/** Writes the marks, and lists the parameters in their order. */
export function finish(sql: Sql, dialect: Dialect): Compiled {
  const bounds: Bound[] = [];
  let text = "";
  for (const part of sql) {
    if (typeof part === "string") text += part;
    else text += dialect.placeholder(bounds.push(part));
  }
  return { text, bind: (values) => bounds.map((bound) => stored(bound, values)) };
}

function stored(bound: Bound, values: readonly unknown[]): StoredValue {
  if ("constant" in bound) return bound.constant;
  const value = values[bound.place];
  if (value === null) return null;
  return bound.encode === undefined ? (value as StoredValue) : bound.encode(value);
}
