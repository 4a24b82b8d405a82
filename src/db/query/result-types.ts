import type { Expression } from "../expressions/expression.ts";
import type { Column } from "../fields/column.ts";
import type { BelongsTo, HasOne } from "../fields/relation.ts";
import type { FieldsOf, InstanceOf, OrNull, RelationName, TargetOf } from "../models/row-types.ts";
import type { Query } from "./query.ts";

/** What callbacks of select(), annotate() and aggregate() return: expressions by name. */
// biome-ignore lint/suspicious/noExplicitAny: expressions of any value
export type Shape = Readonly<Record<string, Expression<any>>>;
/** The values of a shape: `{ title: Expression<string> }` gives `{ title: string }`. */
export type Selected<Chosen extends Shape> = { [Name in keyof Chosen]: ValueOf<Chosen[Name]> };
type ValueOf<Item> = Item extends Expression<infer Value> ? Value : never;
/** Annotations can be used in conditions and orders like fields. */
export type AsColumns<Added extends Shape> = {
  readonly [Name in keyof Added]: AsColumn<ValueOf<Added[Name]>>;
};
type AsColumn<Value> = null extends Value ? Column<NonNullable<Value>, true> : Column<Value>;
/** The query that annotate() gives. */
export type AnnotatedQuery<Row, Fields, Added extends Shape> = Query<
  Row & Selected<Added>,
  Fields & AsColumns<Added>
>;

/** Relations to load, with a callback that changes the query for them (to-many) or loads more (both). */
export type NestedIncludes<Fields> = {
  readonly [Name in RelationName<Fields>]?: (query: TargetQuery<Fields[Name]>) => Query<unknown, unknown>;
};
type TargetQuery<Field> = Query<InstanceOf<TargetOf<Field>>, FieldsOf<TargetOf<Field>>>;

/** A row with the relations that were loaded: `Book & { author: Author }`. */
export type Included<Row, Fields, Name extends keyof Fields, Nested> = Row &
  ([Name] extends [never]
    ? unknown
    : { readonly [Key in Name]: Loaded<Fields[Key], InstanceOf<TargetOf<Fields[Key]>>> }) &
  ([keyof Nested] extends [never] ? unknown : LoadedNested<Fields, Nested>);
type LoadedNested<Fields, Nested> = {
  readonly [Key in keyof Nested & keyof Fields]: Loaded<Fields[Key], RowsOf<Nested[Key]>>;
};
type RowsOf<Change> = Change extends (query: never) => Query<infer Row, infer _Fields> ? Row : never;
/** What a relation holds when it was loaded. */
type Loaded<Field, Row> =
  Field extends BelongsTo<unknown, infer Nullable, boolean>
    ? OrNull<Row, Nullable>
    : Field extends HasOne<unknown>
      ? Row | null
      : Row[];
