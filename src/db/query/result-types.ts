import type { Expression } from "../expressions/expression.ts";
import type { Column } from "../fields/column.ts";
import type {
  FieldOf,
  FieldsOf,
  InstanceOf,
  KeyOf,
  OrNull,
  RelationName,
  TargetOf,
  WrittenFields,
} from "../models/row-types.ts";
import type { LoadedLinks, LoadedSet } from "../relations/unloaded.ts";
import type { Query } from "./query.ts";
import type { RelationPath } from "./where-types.ts";

/** What callbacks of select(), annotate() and aggregate() return: expressions by name. */
export interface Shape {
  // biome-ignore lint/suspicious/noExplicitAny: expressions of any value
  readonly [name: string]: Expression<any, any>;
}
/** What callbacks of alias() return: expressions, and relations with a condition of their own. */
export interface AliasShape {
  // biome-ignore lint/suspicious/noExplicitAny: expressions of any value, relations to any model
  readonly [name: string]: Expression<any, any> | RelationPath<any>;
}
/** The values of a shape: `{ title: Expression<string> }` gives `{ title: string }`. */
export type Selected<Chosen extends Shape> = { -readonly [Name in keyof Chosen]: ValueOf<Chosen[Name]> };
type ValueOf<Item> =
  Item extends Expression<infer Value, infer _Input>
    ? Value
    : Item extends RelationPath<infer Target>
      ? KeyOf<InstanceOf<Target>> | null
      : never;
/** What callbacks of select() return: values by name, a list of them, or one. */
// biome-ignore lint/suspicious/noExplicitAny: expressions of any value
export type Choice = Shape | readonly unknown[] | Expression<any, any>;
/** What select() gives of each row: an object, a tuple, or the one value. */
export type ChosenRow<Chosen> = Chosen extends { readonly node: unknown }
  ? ValueOf<Chosen>
  : { -readonly [Name in keyof Chosen]: ValueOf<Chosen[Name]> };
/** What callbacks of select() return for tuples. */
// biome-ignore lint/suspicious/noExplicitAny: expressions of any value
export type AnyExpressions = readonly Expression<any, any>[];
/** The values of a tuple of expressions. */
export type SelectedTuple<Chosen extends readonly unknown[]> = {
  -readonly [Position in keyof Chosen]: ValueOf<Chosen[Position]>;
};
/** A row of only(): other columns than the named ones and the key are not there. */
export type OnlyRow<Row, Model, Name> = OnlyFields<Row, FieldsOf<Model>, Name>;
type OnlyFields<Row, Fields, Name> = Omit<Row, ColumnName<Fields, Exclude<keyof Fields, Name>>>;
/** The properties of columns, without relations, which load themselves. */
type ColumnName<Fields, Name extends keyof Fields> = {
  [Key in Name]: Fields[Key] extends { readonly target: unknown } | { readonly primaryKey: true }
    ? never
    : Key;
}[Name];
/** A row of defer(): the named columns are not there. */
export type DeferredRow<Row, Name extends PropertyKey> = Omit<Row, Name>;
/** Annotations can be used in conditions and orders like fields. */
type AsColumns<Added extends AliasShape> = { readonly [Name in keyof Added]: AsColumn<Added[Name]> };
type AsColumn<Item> =
  Item extends Expression<infer Value, infer Input>
    ? Column<NonNullable<Value>, null extends Value ? true : false, false, false, NonNullable<Input>>
    : Item extends RelationPath<infer Model>
      ? { readonly target: () => Model }
      : never;
/** The query that annotate() gives. */
export type AnnotatedQuery<Row, Model, Added extends Shape> = Query<
  With<Row, Selected<Added>>,
  Annotated<Model, Added>
>;
/** Stands for a model in a query with annotations. */
export interface Annotated<Model, Added extends AliasShape> {
  readonly fields: FieldsOf<Model> & AsColumns<Added>;
  readonly prototype: InstanceOf<Model>;
  readonly "~written": WrittenFields<Model>;
}
/** A row with other properties. */
export type With<Row, Changes> = {
  [Name in keyof Row | keyof Changes]: Name extends keyof Changes ? Changes[Name] : Row[Name & keyof Row];
};

/** What include() takes: names of relations, and objects whose callbacks change the query for one, or load more. */
export type IncludeArgument<Model> =
  | RelationName<WrittenFields<Model>>
  | NestedIncludes<WrittenFields<Model>>;
type NestedIncludes<Fields> = {
  readonly [Name in RelationName<Fields>]?: (query: TargetQuery<Fields[Name]>) => AnyQuery;
};
/** What includeAs() gives rows: a list, or of a relation to one the row, if the conditions hold for it. */
export type LoadedAs<Field, Row> = Field extends { readonly kind: "belongsTo" | "hasOne" }
  ? Row | null
  : Row[];
export type TargetQuery<Field> = Query<InstanceOf<TargetOf<Field>>, TargetOf<Field>>;
// biome-ignore lint/suspicious/noExplicitAny: the callback gives a query of the rows that it was given, or of more loaded ones
type AnyQuery = Query<any, any>;

/** A row with the relations that were loaded: `author` is an `Author`. */
export type Included<Row, Model, Item> = {
  [Name in keyof Row]: Name extends IncludedName<Item>
    ? Loaded<
        FieldOf<Model, Name>,
        Item extends { readonly [Key in Name]: infer Change }
          ? RowsOf<Change>
          : InstanceOf<TargetOf<FieldOf<Model, Name>>>
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
      ? LoadedLinks<TargetOf<Field>, Through, Row>
      : LoadedSet<TargetOf<Field>, Row>;
