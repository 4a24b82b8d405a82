import type { AggregateOptions, Expression } from "../expressions/expression.ts";
import type { Column } from "../fields/column.ts";
import type {
  FieldsOf,
  InstanceOf,
  OrNull,
  RelationName,
  RowOrKey,
  rowMark,
  TargetOf,
  UpdateValues,
  WrittenFields,
} from "../models/row-types.ts";
import type { ConditionFor, RelationOperators } from "./operator-types.ts";
import type { QueryOf } from "./query-of.ts";

/*
 * What conditions, orders and callbacks of queries are made of. `Model` is the class, `typeof Book`: so messages of the
 * compiler name the model and don't list its fields.
 */

/** What may stand for a field in a condition. JSON values need an operator: `{ eq: … }`. */
type Condition<Field> = Field extends { readonly target: () => infer Target }
  ? RowOrKey<Target> | null | RelationOperators<Target> | Where<Target>
  : // biome-ignore lint/suspicious/noExplicitAny: the flags of the column don't matter here
    Field extends Column<infer Value, infer Nullable, any, any, infer Input, infer Own>
    ? OrNull<ConditionFor<Value, Input>, Nullable> | Own
    : never;
/**
 * A condition as data: fields with a value or operators, relations with a condition on the row that they lead to. All of
 * it must hold; `or`, `and`, `xor` and `not` combine further conditions.
 */
export type Where<Model> = FieldConditions<FieldsOf<Model>> & Combined<Model>;
type FieldConditions<Fields> = { readonly [Name in keyof Fields]?: Condition<Fields[Name]> };
interface Combined<Model> {
  readonly [rowMark]?: never;
  readonly or?: readonly Where<Model>[];
  readonly and?: readonly Where<Model>[];
  /** An odd number of them. */
  readonly xor?: readonly Where<Model>[];
  readonly not?: Where<Model>;
}

/** The handle that callbacks get: `book.author.name` is an expression, typed one step at a time. */
export type Path<Model> = RelationPath<Model> & FieldPaths<FieldsOf<Model>>;
/** The fields of a handle. */
export type FieldPaths<Fields> = { readonly [Name in keyof Fields]: PathStep<Fields[Name]> };
type PathStep<Field> = Field extends { readonly target: () => infer Target }
  ? Field extends AlwaysThere
    ? Path<Target>
    : NullablePath<Target>
  : // biome-ignore lint/suspicious/noExplicitAny: the other parameters of the column don't matter here
    Field extends Column<infer Value, infer Nullable, any, any, infer Input>
    ? Expression<OrNull<Value, Nullable>, OrNull<Input, Nullable>>
    : never;
/** A relation behind which there is a row for every row. */
interface AlwaysThere {
  readonly kind: "belongsTo";
  readonly nullable: false;
}
/** The same of a relation behind which there may be no row, and of what is behind that: each value may be null. */
export type NullablePath<Model> = RelationPath<Model> & NullableFieldPaths<FieldsOf<Model>>;
type NullableFieldPaths<Fields> = { readonly [Name in keyof Fields]: NullableStep<Fields[Name]> } & {
  /** Never there: tells the two apart. */
  readonly "~nullable"?: true;
};
type NullableStep<Field> = Field extends { readonly target: () => infer Target }
  ? NullablePath<Target>
  : // biome-ignore lint/suspicious/noExplicitAny: the other parameters of the column don't matter here
    Field extends Column<infer Value, any, any, any, infer Input>
    ? Expression<Value | null, Input | null>
    : never;
/** What can be said about a row itself, or about a relation, beside its fields. */
export interface RelationPath<Model> {
  /** Never there: the row that it stands for. */
  readonly "~instance"?: InstanceOf<Model>;
  /** Is this row: given itself, by its key, or as the row of a query around this one. */
  eq(other: RowOrKey<Model> | RelationPath<Model>): Expression<boolean>;
  ne(other: RowOrKey<Model> | RelationPath<Model>): Expression<boolean>;
  in(others: readonly (RowOrKey<Model> | RelationPath<Model>)[] | QueryOf<unknown>): Expression<boolean>;
  isNull(): Expression<boolean>;
  isNotNull(): Expression<boolean>;
  count(options?: AggregateOptions): Expression<number>;
  /** Of a relation: only its rows for which the condition holds. Rows without any stay. */
  where(condition: ConditionOf<Model>): NullablePath<Model>;
}

/** A condition as data, or as a callback that makes an expression. */
export type ConditionOf<Model> = Where<Model> | ((row: Path<Model>) => Expression<boolean>);

/** What update() takes: values and expressions, or a callback that makes them. */
export type ChangesOf<Model> = UpdateValues<Model> | ((row: Path<Model>) => UpdateValues<Model>);

/** The names of a model's fields, its key and annotations among them. */
export type FieldName<Model> = keyof FieldsOf<Model> & string;

/** What orderBy() takes: a field, `-` in front for descending, a path with dots, or a callback. */
export type OrderKey<Model> = OrderName<Model> | ((row: Path<Model>) => Expression);
/** The same without paths: looked at first, because the paths of a model are many. */
export type PlainOrderKey<Model> =
  | FieldName<Model>
  | `-${FieldName<Model>}`
  | ((row: Path<Model>) => Expression);
/** Of a model's own order. Paths are checked when the model is first used: as types they cost every model dearly. */
export type DefaultOrderName<Model> = FieldName<Model> | `-${FieldName<Model>}` | `${string}.${string}`;
/** The same without callbacks: `"-author.name"`. What follows behind a second name is checked at run time. */
export type OrderName<Model> = OrderPath<Model> | `-${OrderPath<Model>}`;
type OrderPath<Model> = FieldName<Model> | PathName<WrittenFields<Model>>;
type PathName<Fields> = {
  [Name in RelationName<Fields>]:
    | `${Name}.${FieldName<TargetOf<Fields[Name]>>}`
    | `${Name}.${string}.${string}`;
}[RelationName<Fields>];

/** The names of a model's fields that hold a value: all but relations to many rows, and those whose column is elsewhere. */
export type ValueName<Model> = Exclude<FieldName<Model>, ElsewhereName<WrittenFields<Model>>>;
type ElsewhereName<Fields> = {
  [Name in keyof Fields & string]: Fields[Name] extends Elsewhere ? Name : never;
}[keyof Fields & string];
interface Elsewhere {
  readonly kind: "hasMany" | "hasOne" | "manyToMany";
}
