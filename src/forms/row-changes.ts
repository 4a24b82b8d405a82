import { isDeepStrictEqual } from "node:util";
import type { ModelMeta } from "../db/index.ts";

/*
 * A form must not write what it doesn't show: somebody else may have changed it since the row was read. So a row is
 * compared with itself. Values that code replaces are told by identity; those that it may also alter in place (JSON,
 * bytes, dates) are copied and compared by content.
 */

type Values = Readonly<Record<string, unknown>>;

/** The values of a row at one moment, by field. */
export type KeptValues = ReadonlyMap<string, unknown>;

/** Remembers what a row holds. */
export function keepValues(meta: ModelMeta, row: object): KeptValues {
  const kept = new Map<string, unknown>();
  for (const { name, attribute } of meta.fields.values()) {
    const value = (row as Values)[attribute];
    kept.set(name, isAlterable(value) ? structuredClone(value) : value);
  }
  return kept;
}

/** The fields whose value is another one than it was. */
export function changedFields(meta: ModelMeta, row: object, kept: KeptValues): string[] {
  const fields = [...meta.fields.values()].filter(({ name, attribute }) => {
    const value = (row as Values)[attribute];
    const before = kept.get(name);
    return isAlterable(value) ? !isDeepStrictEqual(value, before) : value !== before;
  });
  return fields.map(({ name }) => name);
}

/** Whether it is of a kind that keeps all that it holds when it is copied. */
function isAlterable(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  return isPlain || Array.isArray(value) || value instanceof Date || ArrayBuffer.isView(value);
}
