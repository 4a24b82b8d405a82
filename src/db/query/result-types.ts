import type { Expression } from "../expressions/expression.ts";
import type { Column } from "../fields/column.ts";
import type { FieldsOf, InstanceOf, OrNull, RelationName, TargetOf } from "../models/row-types.ts";
import type { LinkedSet, RelatedSet } from "../relations/unloaded.ts";
import type { Query } from "./query.ts";

/** What callbacks of select(), annotate() and aggregate() return: expressions by name. */
// biome-ignore lint/suspicious/noExplicitAny: expressions of any value
export type Shape = Readonly<Record<string, Expression<any, any>>>;
/** The values of a shape: `{ title: Expression<string> }` gives `{ title: string }`. */
export type Selected<Chosen extends Shape> = { [Name in keyof Chosen]: ValueOf<Chosen[Name]> };
type ValueOf<Item> = Item extends Expression<infer Value, infer _Input> ? Value : never;
/** What callbacks of select() return for tuples. */
// biome-ignore lint/suspicious/noExplicitAny: expressions of any value
export type AnyExpressions = readonly Expression<any, any>[];
/** The values of a tuple of expressions. */
export type SelectedTuple<Chosen extends readonly unknown[]> = {
  -readonly [Position in keyof Chosen]: ValueOf<Chosen[Position]>;
};
/** A row of only(): other columns than the named ones and the key are not there. */
export type OnlyRow<Row, Fields, Name> = Omit<Row, ColumnName<Fields, Exclude<keyof Fields, Name>>>;
/** The properties of columns, without relations, which load themselves. */
type ColumnName<Fields, Name extends keyof Fields> = {
  [Key in Name]: Fields[Key] extends { readonly target: unknown } | { readonly primaryKey: true }
    ? never
    : Key;
}[Name];
/** A row of defer(): the named columns are not there. */
export type DeferredRow<Row, Name extends PropertyKey> = Omit<Row, Name>;
/** Annotations can be used in conditions and orders like fields. */
export type AsColumns<Added extends Shape> = { readonly [Name in keyof Added]: AsColumn<Added[Name]> };
type AsColumn<Item> =
  Item extends Expression<infer Value, infer Input>
    ? Column<NonNullable<Value>, null extends Value ? true : false, false, false, NonNullable<Input>>
    : never;
/** The query that annotate() gives. */
export type AnnotatedQuery<Row, Fields, Added extends Shape> = Query<
  With<Row, Selected<Added>>,
  Fields & AsColumns<Added>
>;
/** A row with other properties. */
export type With<Row, Changes> = {
  [Name in keyof Row | keyof Changes]: Name extends keyof Changes
    ? Changes[Name]
    : Name extends keyof Row
      ? Row[Name]
      : never;
};

/** What include() takes: names of relations, and objects whose callbacks change the query for one, or load more. */
export type IncludeArgument<Fields> = RelationName<Fields> | NestedIncludes<Fields>;
type NestedIncludes<Fields> = {
  readonly [Name in RelationName<Fields>]?: (query: TargetQuery<Fields[Name]>) => AnyQuery;
};
export type TargetQuery<Field> = Query<InstanceOf<TargetOf<Field>>, FieldsOf<TargetOf<Field>>>;
// biome-ignore lint/suspicious/noExplicitAny: the callback gives a query of the rows that it was given, or of more loaded ones
type AnyQuery = Query<any, any>;

/** A row with the relations that were loaded: `author` is an `Author`. */
export type Included<Row, Fields, Item> = {
  [Name in keyof Row]: Name extends IncludedName<Item>
    ? Loaded<
        Fields[Name & keyof Fields],
        Item extends { readonly [Key in Name]: infer Change }
          ? RowsOf<Change>
          : InstanceOf<TargetOf<Fields[Name & keyof Fields]>>
      >
    : Row[Name];
};
type IncludedName<Item> = Item extends string ? Item : keyof Item;
type RowsOf<Change> = Change extends (...query: never) => Query<infer Row, infer _Fields> ? Row : never;
/** What a relation holds when it was loaded. */
type Loaded<Field, Row> = Field extends { readonly kind: "belongsTo"; readonly nullable: infer Nullable }
  ? OrNull<Row, Nullable>
  : Field extends { readonly kind: "hasOne" }
    ? Row | null
    : Field extends { readonly through: () => infer Through }
      ? LinkedSet<TargetOf<Field>, Through> & Row[]
      : RelatedSet<TargetOf<Field>> & Row[];
