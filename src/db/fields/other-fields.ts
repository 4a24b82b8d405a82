import { InvalidModelError } from "../errors.ts";
import { isDatePart } from "../expressions/date-parts.ts";
import { isOperator } from "../expressions/operators.ts";
import { typeOfColumn } from "../sql/functions/computed-type.ts";
import { type SqlTexts, templatesFor } from "../sql/functions/sql-template.ts";
import {
  type Column,
  type ColumnFor,
  type ColumnOptions,
  type CustomCodec,
  type CustomKind,
  describeColumn,
  type NoOptions,
  type OwnOperator,
} from "./column.ts";
import type { JsonCodec } from "./json-codec.ts";
import type { JsonNull } from "./json-null.ts";

/** What a JSON field can be told. */
export type JsonOptions<Value> = ColumnOptions<Value> & Partial<JsonCodec<Value>>;

/**
 * Stands for any JSON value of the type `Value`. Written `json<Settings>()`. Values that JSON doesn't have are turned
 * into such as it has, and back, by `encode` and `decode`.
 *
 * @example
 * labels: json<Set<string>>({ encode: (set) => [...set], decode: (list: string[]) => new Set(list) }),
 */
export function json<Value = unknown>(): Column<Value, false, false, false, Value | JsonNull>;
export function json<Value = unknown>(
  options: JsonOptions<Value> & { readonly nullable: true },
): Column<Value, true, true, false, Value | JsonNull>;
export function json<Value = unknown>(
  options: JsonOptions<Value> & { readonly default: Value | (() => Value) },
): Column<Value, false, true, false, Value | JsonNull>;
export function json<Value = unknown>(
  options: JsonOptions<Value>,
): Column<Value, false, false, false, Value | JsonNull>;
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
export interface CustomField<Value, Own = never> {
  <const Options extends ColumnOptions<Value> = NoOptions>(
    options?: Options,
  ): WithOwn<ColumnFor<Value, Options>, Own>;
  /** The same kind of field with operators beside the usual ones. */
  withOperators<const Operators extends OperatorDefinitions>(
    operators: Operators,
  ): CustomField<Value, Own | OperandsOf<Operators>>;
}

/** The column with operators of its own. */
type WithOwn<Built, Own> = [Own] extends [never]
  ? Built
  : Built extends Column<infer Value, infer Nullable, infer Defaulted, infer Key, infer Input>
    ? Column<Value, Nullable, Defaulted, Key, Input, Own>
    : never;

/** Operators of a field's own, by name. */
export type OperatorDefinitions = Readonly<Record<string, OperatorDefinition>>;
export interface OperatorDefinition {
  /** What the field is compared with, as a field is described: `integer()`. */
  // biome-ignore lint/suspicious/noExplicitAny: any column, whatever it may be given
  readonly takes: Column<any, any, any, any, any>;
  /**
   * The comparison, one for every database or one for each that it is used with. `{1}` stands for the field, `{2}` for
   * what it is compared with. The text is trusted code; values are always bound.
   */
  readonly sql: SqlTexts;
}
type OperandsOf<Operators extends OperatorDefinitions> = {
  readonly [Name in keyof Operators]?: Operand<Operators[Name]["takes"]>;
};
type Operand<Given> = Given extends { readonly "~input"?: infer Input } ? Input : never;

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
 *
 * // With operators of its own: Place.where({ at: { under: 3 } })
 * point.withOperators({ under: { takes: float(), sql: { postgres: "({1})[1] < {2}" } } });
 */
export function defineField<Value>(codec: CustomCodec<Value>): CustomField<Value> {
  return builderOf(codec);
}

function builderOf<Value>(custom: CustomKind): CustomField<Value> {
  const build = (options?: object) => describeColumn("custom", options, { custom });
  const withOperators = (definitions: OperatorDefinitions) =>
    builderOf({ ...custom, operators: { ...custom.operators, ...readOperators(custom, definitions) } });
  return Object.assign(build, { withOperators }) as CustomField<Value>; // the types are known to callers only
}

function readOperators(
  { name: kind }: CustomKind,
  definitions: OperatorDefinitions,
): Record<string, OwnOperator> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, { takes, sql }]): [string, OwnOperator] => {
      if (isOperator(name) || isDatePart(name) || !/^[a-z]\w*$/i.test(name) || name in {})
        throw new InvalidModelError(
          `The kind of field "${kind}" can't have an operator "${name}": ${isOperator(name) ? "every field may have that one" : "it is not a plain name, or a part of dates"}. Give it another name.`,
        );
      return [
        name,
        {
          takes: typeOfColumn(takes),
          sql: templatesFor(`The operator "${name}"`, sql, 2, (_, { write }) => write),
        },
      ];
    }),
  );
}
