import type { AcceptingType } from "./accept-value.ts";
import type { StoredValue } from "./column.ts";
import { jsonNull } from "./json-null.ts";
import { jsonText } from "./storable-text.ts";

/** Turns values of a JSON field into what JSON has, and back: `{ encode: (set) => [...set], decode: (list) => new Set(list) }`. */
export interface JsonCodec<Value> {
  encode(value: Value): unknown;
  decode(json: never): Value;
}

type JsonType = Pick<AcceptingType, "custom">;

/** What JSON has, of a value of the field. */
export function encodedJson({ custom }: JsonType, value: unknown): unknown {
  return custom === undefined || value === jsonNull ? value : custom.toDatabase(value);
}

/** Makes the text that is stored of a value. */
export function jsonEncoder(type: JsonType): (value: unknown) => string {
  return (value) => jsonText(encodedJson(type, value), type);
}

/** Makes a value of the text that is stored. */
export function jsonDecoder({ custom }: JsonType): (stored: StoredValue) => unknown {
  if (custom === undefined) return (stored) => JSON.parse(String(stored));
  return (stored) => {
    const json = JSON.parse(String(stored));
    return json === null ? null : custom.fromDatabase(json);
  };
}
