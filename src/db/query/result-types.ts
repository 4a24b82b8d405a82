import type { InputFor } from "../expressions/arithmetic-types.ts";
import type { Expression } from "../expressions/expression.ts";
import type { Column } from "../fields/column.ts";
import type {
  FieldOf,
  FieldsOf,
  ForeignKeyValue,
  InstanceOf,
  ModelKey,
  NoRow,
  OrNull,
  RelationName,
  TargetOf,
  WrittenFields,
} from "../models/row-types.ts";
import type { LoadedLinks, LoadedSet } from "../relations/unloaded.ts";
import type { Query } from "./query.ts";
import type { FieldName, RelationPath } from "./where-types.ts";

/** What callbacks of annotate() and aggregate() return: expressions by name. */
export interface Shape {
  // biome-ignore lint/suspicious/noExplicitAny: expressions of any value
  readonly [name: string]: Expression<any, any>;
}
/** What callbacks of alias() return: expressions, and relations with a condition of their own. */
export type AliasShape = Readonly<Record<string, Chosen>>;
type ValueOf<Item> = Item extends Expression<infer Value, infer _Input> ? Value : KeyBehind<Item>;
/** A relation that is chosen gives the key of the row that it leads to. */
type KeyBehind<Item> =
  Item extends RelationPath<infer Model>
    ? "~nullable" extends keyof Item
      ? ModelKey<Model> | null
      : ModelKey<Model>
    : never;
/** What callbacks of select() return: values by name, a list of them, or one. */
export type Choice = Readonly<Record<string, Chosen>> | readonly unknown[] | Chosen;
/** An expression, or a relation, which stands for its key. */
// biome-ignore lint/suspicious/noExplicitAny: expressions of any value, relations to any model
type Chosen = Expression<any, any> | RelationPath<any>;
/** What select() gives of each row: an object, a tuple, or the one value. */
export type ChosenRow<Chosen> = Chosen extends { readonly node: unknown } | { readonly isNotNull: unknown }
  ? ValueOf<Chosen>
  : { -readonly [Name in keyof Chosen]: ValueOf<Chosen[Name]> };
/** A row of select() with names: values of columns, keys of relations. */
export type NamedRow<Row, Model, Name extends PropertyKey> = {
  [Each in Name]: FieldOf<Model, Each> extends { readonly target: unknown }
    ? ForeignKeyValue<FieldOf<Model, Each>>
    : Row[Each & keyof Row];
};
/**
 * A row of only(): other columns than the named ones and the key are not there. What is left out stands in the mapped type
 * itself, and not in an argument of `Omit`, so that it is computed where the row is used.
 */
export type OnlyRow<Row, Model, Name> = {
  [Key in Exclude<keyof Row, OtherColumn<WrittenFields<Model>, Name>>]: Row[Key];
};
/** The properties of columns with other names, without relations, which load themselves. */
type OtherColumn<Fields, Name> = {
  [Key in keyof Fields]: Key extends Name ? never : Fields[Key] extends HiddenColumn ? Key : never;
}[keyof Fields];
interface HiddenColumn {
  readonly kind: "column";
  readonly primaryKey: false;
}
/** A row of defer(): the named columns are not there. */
export type DeferredRow<Row, Name extends PropertyKey> = { [Key in Exclude<keyof Row, Name>]: Row[Key] };
/** Annotations can be used in conditions and orders like fields. */
type AsColumns<Added> = { readonly [Name in keyof Added]: AsColumn<NonNullable<Added[Name]>, Added[Name]> };
type AsColumn<Value, OrNull> = null extends OrNull
  ? Column<Value, true, false, false, InputFor<Value>>
  : [Value] extends [NamedRelation<infer Model>]
    ? { readonly target: () => Model }
    : Column<Value, false, false, false, InputFor<Value>>;
/** What alias() adds: values, and relations. */
export type AliasedValues<Added> = { -readonly [Name in keyof Added]: AliasedValue<Added[Name]> };
type AliasedValue<Item> =
  Item extends Expression<infer Value, infer _Input>
    ? Value
    : Item extends RelationPath<infer Model>
      ? NamedRelation<Model>
      : never;
/** Stands for the value of a relation to which alias() gave a name. */
interface NamedRelation<Model> {
  readonly "~relation": Model;
}
/** Refuses annotations that are called like a field: nothing is the sentence that the compiler then prints. */
export type NewNames<Model, Added> = {
  readonly [Name in keyof Added & FieldName<Model>]: "A field has this name: give the annotation another one";
};
/** Stands for a model in a query with annotations. */
export interface Annotated<Model, Added> {
  readonly fields: FieldsOf<Model> & AsColumns<Added>;
  readonly prototype: InstanceOf<Model>;
  readonly "~written": WrittenFields<Model>;
}
/** A row with other properties. */
export type With<Row, Changes> = {
  [Name in keyof Row | keyof Changes]: Name extends keyof Changes ? Changes[Name] : Row[Name & keyof Row];
};

/** What include() takes: names of relations, and objects whose callbacks change the query for one, or load more. */
export type IncludeArgument<Model> = RelationName<WrittenFields<Model>> | NestedIncludes<Model>;
/** In an intersection, so that messages name the model and don't list its fields. */
type NestedIncludes<Model> = IncludesOf<WrittenFields<Model>> & NoRow;
type IncludesOf<Fields> = {
  readonly [Name in RelationName<Fields>]?: (
    query: Query<InstanceOf<TargetOf<Fields[Name]>>, TargetOf<Fields[Name]>>,
  ) => AnyQuery;
};
/** What includeAs() gives rows: a list, or of a relation to one the row, if the conditions hold for it. */
export type LoadedAs<Field, Row> = Field extends { readonly kind: "belongsTo" | "hasOne" }
  ? Row | null
  : Row[];
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
