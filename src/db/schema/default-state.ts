import { isPlainObject } from "../../core/index.ts";
import type { DefaultState } from "./model-state.ts";

/**
 * A value as it is written in a migration file: decimals, dates and big integers as texts. `undefined` for what is not a
 * constant, such as a function that makes a value for each row.
 */
export function defaultState(value: unknown): DefaultState | undefined {
  if (value === null) return null;
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    case "bigint":
      return String(value);
    case "object":
      return objectState(value);
    default:
      return undefined;
  }
}

function objectState(value: object): DefaultState | undefined {
  if (Array.isArray(value)) return listState(value);
  if (isPlainObject(value)) {
    const keys = Object.keys(value);
    const items = listState(Object.values(value));
    return items && Object.fromEntries(keys.map((key, position) => [key, items[position]]));
  }
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return undefined;
  // Decimals and the types of Temporal say themselves as JSON texts.
  return "toJSON" in value && typeof value.toJSON === "function" ? defaultState(value.toJSON()) : undefined;
}

function listState(values: readonly unknown[]): readonly DefaultState[] | undefined {
  const states = values.map(defaultState);
  return states.includes(undefined) ? undefined : (states as readonly DefaultState[]); // just checked
}
