import type { Column } from "../fields/column.ts";
import type { BelongsTo, HasMany, HasOne, ManyToMany } from "../fields/relation.ts";
import type { RelatedSet, Unloaded } from "../relations/unloaded.ts";

/*
 * From the fields of a model to the types of its rows. `Fields` is the object given to Model(); relations are getters in
 * it, so each step here asks for one property at a time and nothing is computed before it is looked at. Asking eagerly,
 * or constraining `Target` to models, makes the types of models that refer to each other circular.
 */

/** Any column, whatever its values. */
// biome-ignore lint/suspicious/noExplicitAny: any column, whatever its values
export type AnyColumn = Column<any, boolean, boolean, boolean, any>;
// biome-ignore lint/suspicious/noExplicitAny: any class, whatever its constructor takes
export type AnyClass = abstract new (...args: any) => any;
/** The rows of a model. */
export type InstanceOf<Target> = Target extends abstract new (
  ...args: infer _Args
) => infer Instance
  ? Instance
  : never;
/** The fields of a model, its automatic key among them. */
export type FieldsOf<Target> = Target extends { readonly fields: infer Fields } ? Fields : never;
export type OrNull<Value, Nullable> = Nullable extends true ? Value | null : Value;

/** The name of the field that is declared as primary key. */
type KeyName<Fields> = {
  // biome-ignore lint/suspicious/noExplicitAny: any column, whatever its values
  [Name in keyof Fields]: Fields[Name] extends Column<any, boolean, boolean, true, any> ? Name : never;
}[keyof Fields];
/**
 * The key `id`, where no field is called so. Whether the model has it depends on the other fields, so that is asked only
 * when `id` is looked at: asking while the class is being made would need the types of its relations, and those need
 * the classes that refer back to it.
 */
type AutomaticKey<Fields> = {
  readonly [Name in Exclude<"id", keyof Fields>]: [KeyName<Fields>] extends [never]
    ? Column<number, false, true, true>
    : NoField;
};
/** Stands for `id` in a model whose primary key has another name. */
interface NoField {
  readonly kind: "none";
}
/** What `id` is on rows whose primary key has another name: nothing that can be used, and the reason. */
interface NoId {
  readonly "~mistake": "This model's primary key has another name than id";
}
/** The fields as written, and the automatic key where no other is declared. */
export type WithKey<Fields> = Fields & AutomaticKey<Fields>;

/** The key of a row: `number` for the automatic one. */
export type KeyOf<Row> = Row extends { id: infer Key extends number | string | bigint }
  ? Key
  : number | string;

/** The model that a relation leads to. */
export type TargetOf<Field> = Field extends { readonly target: () => infer Target } ? Target : never;

/** What a row holds for a field: a column's value, or a relation that is still to be loaded. */
type RowValue<Field> =
  // biome-ignore lint/suspicious/noExplicitAny: the input type doesn't matter here
  Field extends Column<infer Value, infer Nullable, boolean, boolean, any>
    ? OrNull<Value, Nullable>
    : Field extends BelongsTo<infer Target, infer Nullable, boolean>
      ? OrNull<Unloaded<InstanceOf<Target>> | InstanceOf<Target>, Nullable>
      : Field extends HasMany<infer Target> | ManyToMany<infer Target>
        ? RelatedSet<Target>
        : Field extends HasOne<infer Target>
          ? PromiseLike<InstanceOf<Target> | null>
          : NoId;

/** The keys of the rows that a row belongs to: `authorId` for `author`. */
type ForeignKeys<Fields> = {
  [Name in keyof Fields as Fields[Name] extends BelongsTo<unknown, boolean, boolean>
    ? `${Name & string}Id`
    : never]: Fields[Name] extends BelongsTo<infer Target, infer Nullable, boolean>
    ? OrNull<KeyOf<InstanceOf<Target>>, Nullable>
    : never;
};

/** A row of a model with these fields. */
export type Row<Fields> = { -readonly [Name in keyof Fields]: RowValue<Fields[Name]> } & ForeignKeys<Fields>;

/** The relations among fields. */
export type RelationName<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends AnyColumn | NoField ? never : Name;
}[keyof Fields] &
  string;

/** What may be given for a field. */
type InputValue<Field> =
  // biome-ignore lint/suspicious/noExplicitAny: the value's type doesn't matter here
  Field extends Column<any, infer Nullable, boolean, boolean, infer Input>
    ? OrNull<Input, Nullable>
    : Field extends BelongsTo<infer Target, infer Nullable, boolean>
      ? OrNull<InstanceOf<Target> | KeyOf<InstanceOf<Target>>, Nullable>
      : never;
/** Fields that create() can't do without. */
type RequiredName<Name, Field> = Field extends // biome-ignore lint/suspicious/noExplicitAny: any column, whatever its values
  | Column<any, false, false, boolean, any>
  | BelongsTo<unknown, false, false>
  ? Name
  : never;
/** Fields that create() may be given. */
type InputName<Name, Field> = Field extends AnyColumn | BelongsTo<unknown, boolean, boolean> ? Name : never;

/** What create() takes: the required fields, and those that are nullable or have a default. */
export type CreateInput<Fields> = {
  [Name in keyof Fields as RequiredName<Name, Fields[Name]>]: InputValue<Fields[Name]>;
} & ChangeInput<Fields>;
/** What assign() takes: any of the fields. */
export type ChangeInput<Fields> = {
  [Name in keyof Fields as InputName<Name, Fields[Name]>]?: InputValue<Fields[Name]>;
};
