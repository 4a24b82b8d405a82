import {
  type Column,
  type ColumnFor,
  type ColumnOptions,
  type CustomCodec,
  describeColumn,
  type NoOptions,
} from "./column.ts";

/** Stands for any JSON value of the type `Value`. Written `json<Settings>()`. */
export function json<Value = unknown>(): Column<Value>;
export function json<Value = unknown>(
  options: ColumnOptions<Value> & { readonly nullable: true },
): Column<Value, true, true>;
export function json<Value = unknown>(
  options: ColumnOptions<Value> & { readonly default: Value | (() => Value) },
): Column<Value, false, true>;
export function json<Value = unknown>(options: ColumnOptions<Value>): Column<Value>;
export function json(options?: ColumnOptions<unknown>): unknown {
  return describeColumn("json", options);
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
