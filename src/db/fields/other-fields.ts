import { InvalidModelError } from "../errors.ts";
import {
  type Column,
  type ColumnFor,
  type ColumnOptions,
  type CustomCodec,
  describeColumn,
  type NoOptions,
} from "./column.ts";
import type { JsonCodec } from "./json-codec.ts";

/** What a JSON field can be told. */
export type JsonOptions<Value> = ColumnOptions<Value> & Partial<JsonCodec<Value>>;

/**
 * Stands for any JSON value of the type `Value`. Written `json<Settings>()`. Values that JSON doesn't have are turned
 * into such as it has, and back, by `encode` and `decode`.
 *
 * @example
 * labels: json<Set<string>>({ encode: (set) => [...set], decode: (list: string[]) => new Set(list) }),
 */
export function json<Value = unknown>(): Column<Value>;
export function json<Value = unknown>(
  options: JsonOptions<Value> & { readonly nullable: true },
): Column<Value, true, true>;
export function json<Value = unknown>(
  options: JsonOptions<Value> & { readonly default: Value | (() => Value) },
): Column<Value, false, true>;
export function json<Value = unknown>(options: JsonOptions<Value>): Column<Value>;
export function json({ encode, decode, ...options }: JsonOptions<unknown> = {}): unknown {
  if (encode === undefined && decode === undefined) return describeColumn("json", options);
  if (encode === undefined || decode === undefined)
    throw new InvalidModelError("json() takes encode and decode together: what is written must be read.");
  const custom = { name: "coded JSON", columnType: "json", toDatabase: encode, fromDatabase: decode };
  return describeColumn("json", options, { custom });
}

export interface UuidOptions extends Omit<ColumnOptions<string>, "default"> {
  /** `"v4"` (random) or `"v7"` (ordered by time, kinder to indexes) makes one for each row. */
  readonly default?: "v4" | "v7" | (() => string);
}

/** A UUID, read as its usual text with hyphens. */
export function uuid<const Options extends UuidOptions = NoOptions>(
  options?: Options,
): ColumnFor<string, Options> {
  return describeColumn("uuid", options);
}

/** Bytes. */
export function binary<const Options extends ColumnOptions<Uint8Array> = NoOptions>(
  options?: Options,
): ColumnFor<Uint8Array, Options> {
  return describeColumn("binary", { editable: false }, options);
}

/** The builder of a field of one's own. */
export type CustomField<Value> = <const Options extends ColumnOptions<Value> = NoOptions>(
  options?: Options,
) => ColumnFor<Value, Options>;

/**
 * Makes a kind of field: how its values are stored and read.
 *
 * @example
 * const point = defineField<Point>({
 *   name: "point",
 *   columnType: "text",
 *   toDatabase: ({ x, y }) => `${x} ${y}`,
 *   fromDatabase: (stored) => parsePoint(String(stored)),
 * });
 * class Place extends Model({ at: point({ nullable: true }) }) {}
 */
export function defineField<Value>(codec: CustomCodec<Value>): CustomField<Value> {
  return (options) => describeColumn("custom", options, { custom: codec });
}
