import type { PlainDate } from "../../dates/index.ts";
import type { Expression } from "../expressions/expression.ts";
import type { Column } from "../fields/column.ts";
import type { LinkedSet, RelatedSet, Unloaded } from "../relations/unloaded.ts";

/*
 * From the fields of a model to the types of its rows. `Fields` is the object given to Model(); relations are getters in
 * it, so each step here asks for one property at a time and nothing is computed before it is looked at. Asking eagerly,
 * or constraining `Target` to models, makes the types of models that refer to each other circular.
 *
 * A field is told from another by one or two of its properties (`{ target }`, `{ kind: "belongsTo" }`) and not by being
 * a `Column<…>` or `BelongsTo<…>`: comparing whole interfaces costs the compiler ten times as much, for every field of
 * every model that a query mentions.
 */

/** A property that rows have for the compiler only. Conditions must not have it, or any row could stand for one. */
export declare const rowMark: unique symbol;

/** Any class, whatever its rows are. */
export interface AnyClass {
  // biome-ignore lint/suspicious/noExplicitAny: as it says
  readonly prototype: any;
}
/*
 * What a class has for the compiler. By an indexed access, as a conditional type would compare the fields with themselves
 * under another `this`, one by one; of an intersection, which costs less than a look at all keys of the class.
 */
interface AnyModelClass {
  readonly prototype: unknown;
  readonly fields: unknown;
  readonly "~written": unknown;
}
/** The rows of a model. */
export type InstanceOf<Target> = (Target & AnyModelClass)["prototype"];
/** The fields of a model, its automatic key among them. */
export type FieldsOf<Target> = (Target & AnyModelClass)["fields"];
/** The fields as written: relations are looked for among these, so that nobody asks for the automatic key. */
export type WrittenFields<Target> = (Target & AnyModelClass)["~written"];
export type OrNull<Value, Nullable> = Nullable extends true ? Value | null : Value;

/** The field that is declared as primary key. One kind of column is asked once, however many models have it. */
type DeclaredKey<Fields> = Extract<Fields[keyof Fields], PrimaryKey>;
interface PrimaryKey {
  readonly primaryKey: true;
}
/**
 * The key `id`, where no field is called so. Whether the model has it depends on the other fields, so that is asked only
 * when `id` is looked at: asking while the class is being made would need the types of its relations, and those need
 * the classes that refer back to it.
 */
type AutomaticKey<Fields> = {
  readonly [Name in Exclude<"id", keyof Fields>]: [DeclaredKey<Fields>] extends [never]
    ? Column<number, false, true, true>
    : NoField<KeyField<DeclaredKey<Fields>>>;
};
/** Stands for `id` in a model whose primary key has another name. */
interface NoField<Value> {
  readonly kind: "none";
  /** Never there: what the key holds. */
  readonly "~value"?: Value;
}
type KeyField<Field> = Field extends { readonly "~value"?: infer Value } ? Value : never;
/** What `id` is on rows whose primary key has another name: nothing that can be used, and the reason. */
interface NoId {
  readonly "~mistake": "This model's primary key has another name than id";
}
/** The fields as written, and the automatic key where no other is declared. */
export type WithKey<Fields> = Fields & AutomaticKey<Fields>;

/** The key of a row: `number` for the automatic one. */
export type KeyOf<Row> = Row extends { id: infer Key extends number | string | bigint }
  ? Key
  : number | string | bigint;
/** A key of several fields: the list of their values, in their order. */
export type KeyTuple = readonly (number | string | bigint | boolean | Date | PlainDate)[];
/** A key of any model. */
export type Key = number | string | bigint | KeyTuple;

/** The key of a model: `number` for the automatic one. */
export type ModelKey<Target> = KeyValue<FieldsOf<Target>["id" & keyof FieldsOf<Target>]>;
type KeyValue<Field> = Field extends { readonly primaryKey: true; readonly "~value"?: infer Key }
  ? Key
  : Field extends { readonly kind: "none"; readonly "~value"?: infer Key }
    ? Key
    : number | string | bigint | KeyTuple;
/** What stands for a row where a relation is given: the row itself, or its key. */
export type RowOrKey<Target> = InstanceOf<Target> | ModelKey<Target> | KeyTuple;

/** The model that a relation leads to. */
export type TargetOf<Field> = Field extends { readonly target: () => infer Target } ? Target : never;
/** What all columns and references have: whether they may be null. */
type IsNullable<Field> = Field extends { readonly nullable: infer Nullable } ? Nullable : false;

/** What a row holds for a field: a column's value, or a relation that is still to be loaded. */
type RowValue<Field> = Field extends { readonly target: () => infer Target }
  ? RelationValue<Field, Target>
  : // biome-ignore lint/suspicious/noExplicitAny: the other parameters of the column don't matter here
    Field extends Column<infer Value, infer Nullable, any, any, any>
    ? OrNull<Value, Nullable>
    : NoId;
type RelationValue<Field, Target> = Field extends { readonly kind: "belongsTo" }
  ? OrNull<Unloaded<InstanceOf<Target>> | InstanceOf<Target>, IsNullable<Field>>
  : Field extends { readonly kind: "hasOne" }
    ? PromiseLike<InstanceOf<Target> | null> | InstanceOf<Target> | null
    : Field extends { readonly through: () => infer Through }
      ? LinkedSet<Target, Through>
      : RelatedSet<Target>;

/** A relation with a column of its own, which a row shows as `authorId`. */
interface ForeignKey {
  readonly kind: "belongsTo";
  readonly "~to"?: string | true;
}
/** The keys of the rows that a row belongs to: `authorId` for `author`. */
type ForeignKeys<Fields> = {
  [Name in ForeignKeyName<Fields>]: Name extends `${infer Relation}Id`
    ? ForeignKeyValue<Fields[Relation & keyof Fields]>
    : never;
};
type ForeignKeyName<Fields> = {
  [Name in keyof Fields & string]: Fields[Name] extends ForeignKey ? `${Name}Id` : never;
}[keyof Fields & string];
/** What a relation to one row is in its column. */
export type ForeignKeyValue<Field> = OrNull<ReferredValue<Field>, IsNullable<Field>>;
/** What a relation's column holds: the key of the other row, or the field that it refers to. */
type ReferredValue<Field> = Field extends { readonly "~to"?: infer To extends string }
  ? InstanceOf<TargetOf<Field>>[To & keyof InstanceOf<TargetOf<Field>>]
  : ModelKey<TargetOf<Field>>;

/** A row of a model with these fields. */
export type Row<Fields> = OwnRow<WithKey<Fields>, Fields>;
export type OwnRow<Fields, Written = Fields> = {
  -readonly [Name in keyof Fields]: RowValue<Fields[Name]>;
} & ForeignKeys<Written>;

/** The relations among fields. */
export type RelationName<Fields> = {
  [Name in keyof Fields & string]: Fields[Name] extends Relation ? Name : never;
}[keyof Fields & string];
interface Relation {
  readonly target: unknown;
}

/** What may be given for a field. */
type InputValue<Field> = Field extends {
  readonly kind: "belongsTo";
  readonly target: () => infer Target;
  readonly nullable: infer Nullable;
}
  ? OrNull<InstanceOf<Target> | ReferredValue<Field>, Nullable>
  : Field extends { readonly generated: object }
    ? never
    : // biome-ignore lint/suspicious/noExplicitAny: the value's type doesn't matter here
      Field extends Column<any, infer Nullable, any, any, infer Input>
      ? OrNull<Input, Nullable>
      : never;
/** A field that create() can't do without: not nullable, and without a default. */
interface RequiredField {
  readonly nullable: false;
  readonly "~defaulted"?: false;
}

/**
 * What create() takes: the required fields, and those that are nullable or have a default. The database computes what is
 * an expression.
 */
export type CreateInput<Fields, Written = Fields> = {
  [Name in RequiredName<Written>]: unknown;
} & UpdateInput<Fields>;
type RequiredName<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends RequiredField ? Name : never;
}[keyof Fields];
/** What assign() takes: any of the fields. Relations to many rows are set on the other side, so they take nothing. */
export type ChangeInput<Fields> = { [Name in keyof Fields]?: InputValue<Fields[Name]> };
/** New values of a row's fields, or expressions over its own columns. */
export type UpdateValues<Model> = UpdateInput<FieldsOf<Model>> & NoRow;
/** The same, by the fields. */
export type UpdateInput<Fields> = { readonly [Name in keyof Fields]?: UpdateValue<InputValue<Fields[Name]>> };
/**
 * Values are no row. In an intersection, messages name the type by the model and don't list its fields; in a union with
 * functions the compiler tells the two apart by the mark, and doesn't look at every field.
 */
export interface NoRow {
  readonly [rowMark]?: never;
}
/** A value, or an expression that gives such values. Whether one may be null, which many may for all that is known, the database says. */
// biome-ignore lint/suspicious/noExplicitAny: what the expression may itself be compared with doesn't matter
type UpdateValue<Input> = [Input] extends [never] ? never : Input | Expression<Input | null, any>;

/** One of a model's fields. */
export type FieldOf<Model, Name> = FieldsOf<Model>[Name & keyof FieldsOf<Model>];
/** What create() takes, by the model. */
export type CreateValues<Model> = CreateInput<FieldsOf<Model>, WrittenFields<Model>>;
/** The same for a row that belongs to another one, which is one of its relations: whether that is the only one missing, the database says. */
export type RelatedValues<Model> = {
  [Name in RequiredColumnName<WrittenFields<Model>>]: unknown;
} & UpdateValues<Model>;
type RequiredColumnName<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends RequiredColumn ? Name : never;
}[keyof Fields];
interface RequiredColumn extends RequiredField {
  readonly kind: "column";
}
/** What assign() takes, by the model. */
export type ChangeValues<Model> = ChangeInput<FieldsOf<Model>> & NoRow;
