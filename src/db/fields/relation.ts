import type { Expression } from "../expressions/expression.ts";
import type { RelationName, WrittenFields } from "../models/row-types.ts";
import type { ConditionOf } from "../query/where-types.ts";
import type { FieldValidator, NoOptions } from "./column.ts";

/**
 * What happens to rows when the row that they refer to is deleted. Done in code, as in Django, so that every backend,
 * the hooks and the admin's list of what else goes agree: `cascade` deletes them too, `protect` refuses, `restrict`
 * refuses unless they go by another way, `setNull`, `setDefault` and `{ set: … }` keep them, `doNothing` leaves them as they are.
 * `dbCascade`, `dbSetNull` and `dbSetDefault` are done by the database, faster and unseen.
 */
export type OnDelete =
  | "cascade"
  | "protect"
  | "restrict"
  | "setNull"
  | "setDefault"
  | "doNothing"
  | DatabaseOnDelete
  | SetOnDelete;
/** What the database itself does, without the app knowing of the rows: hooks and events are not called for them. */
export type DatabaseOnDelete = "dbCascade" | "dbSetNull" | "dbSetDefault";
/** Another row to refer to: its key, or a function that gives the row or its key. */
export interface SetOnDelete {
  readonly set: number | string | object | (() => unknown);
}

/** What a relation is, as data. Its target is a function, so that models may refer to each other in any order. */
export type RelationDescriptor = BelongsToDescriptor | InverseDescriptor | ManyToManyDescriptor;

export interface BelongsToDescriptor {
  readonly kind: "belongsTo";
  readonly target: () => unknown;
  readonly nullable: boolean;
  readonly optional: boolean;
  readonly unique: boolean;
  readonly primaryKey: boolean;
  readonly index: boolean;
  readonly editable: boolean;
  readonly onDelete: OnDelete;
  /** Whether the database has a foreign key. */
  readonly dbConstraint: boolean;
  readonly default?: unknown;
  readonly column?: string;
  /** The property of rows that holds the key, where it isn't the relation's name with `Id` behind. */
  readonly attribute?: string;
  /** The field of the target that is referred to, where it isn't its key; several for a key of several columns. */
  readonly to?: string | readonly string[];
  /** Fields that hold the reference, where it has no column of its own. */
  readonly from?: readonly string[];
  /** Whether it is the link of a model to the one that it inherits from. */
  readonly parentLink?: boolean;
  /** A condition, as where() takes it. */
  readonly limitChoicesTo?: unknown;
  readonly label?: string;
  readonly help?: string;
  readonly validators?: readonly FieldValidator<never>[];
  readonly errorMessages?: Readonly<Record<string, string>>;
  readonly dbDefault?: unknown;
  readonly comment?: string;
  readonly tablespace?: string;
}

export interface InverseDescriptor {
  readonly kind: "hasMany" | "hasOne";
  readonly target: () => unknown;
  /** The relation of the target that this one is the other side of. */
  readonly via: string;
  readonly label?: string;
}

export interface ManyToManyDescriptor {
  readonly kind: "manyToMany";
  readonly target: () => unknown;
  readonly optional: boolean;
  readonly editable: boolean;
  readonly through?: () => unknown;
  readonly throughFields?: readonly [source: string, target: string];
  readonly table?: string;
  readonly sourceColumn?: string;
  readonly targetColumn?: string;
  readonly symmetrical?: boolean;
  /** A condition, as where() takes it. */
  readonly limitChoicesTo?: unknown;
  readonly label?: string;
  readonly help?: string;
}

/**
 * A column that refers to a row of another model: to its key, or to the field `To`; `false` where other fields hold the
 * reference.
 */
export interface BelongsTo<
  Target,
  Nullable extends boolean = false,
  Defaulted extends boolean = false,
  To extends string | boolean = true,
> extends BelongsToDescriptor {
  readonly target: () => Target;
  readonly nullable: Nullable;
  /** Never there: carries types. */
  readonly "~defaulted"?: Defaulted;
  readonly "~to"?: To;
}

/** The rows of another model that refer to this one. */
export interface HasMany<Target> extends InverseDescriptor {
  readonly kind: "hasMany";
  readonly target: () => Target;
}

/** The one row of another model that refers to this one, if there is one. */
export interface HasOne<Target> extends InverseDescriptor {
  readonly kind: "hasOne";
  readonly target: () => Target;
}

/** Rows of another model, through a table in between. */
export interface ManyToMany<Target> extends ManyToManyDescriptor {
  readonly target: () => Target;
}

/** Rows of another model, through a model of the app's own. */
export interface ManyToManyThrough<Target, Through> extends ManyToMany<Target> {
  readonly through: () => Through;
}

export interface BelongsToOptions {
  /** What happens to this row when the other one is deleted; `"protect"` by default, which refuses. */
  readonly onDelete?: OnDelete;
  readonly nullable?: boolean;
  readonly optional?: boolean;
  /** At most one row refers to the same target: one to one. The other side is `hasOne()`. */
  readonly unique?: boolean;
  readonly primaryKey?: boolean;
  /** Whether the column has an index; true by default. */
  readonly index?: boolean;
  readonly editable?: boolean;
  /** The key of the row that is referred to where none is given. */
  readonly default?: number | string | (() => number | string);
  /** Whether the database has a foreign key; true by default. */
  readonly dbConstraint?: boolean;
  /** The column's name, where it isn't the property's in snake_case with `_id` behind. */
  readonly column?: string;
  /** The field of the other model that is referred to, where it isn't its key. It must be unique. */
  readonly to?: string | readonly string[];
  /**
   * Fields of this model that hold the reference, instead of a column of its own: for a model whose key has several
   * fields, one for each, in their order.
   */
  readonly from?: readonly string[];
  /** Says that this is the link of a model made with `inherit()` to its parent. */
  readonly parentLink?: boolean;
  readonly label?: string;
  readonly help?: string;
  /** Other sentences for problems that `validate()` finds, by code. */
  readonly errorMessages?: Readonly<Record<string, string>>;
  /** The key that the database stores where a new row says nothing. */
  readonly dbDefault?: number | string | Expression;
  /** A comment on the column, in the database. */
  readonly comment?: string;
  /** Where the database stores the index of the column. */
  readonly tablespace?: string;
  /** Said with the fields of the other model: see {@link ChoiceLimit}. */
  readonly limitChoicesTo?: unknown;
}

/** Where rows lose what they refer to, the relation says what it becomes. */
type BelongsToChoice = KeptOptions | SetNullOptions | SetDefaultOptions | DatabaseDefaultOptions;
interface KeptOptions extends BelongsToOptions {
  readonly onDelete?: Exclude<OnDelete, "setNull" | "dbSetNull" | "setDefault" | "dbSetDefault">;
}
/** A column without a default in the database has null for one. */
interface SetNullOptions extends BelongsToOptions {
  readonly onDelete: "setNull" | "dbSetNull" | "dbSetDefault";
  readonly nullable: true;
}
interface SetDefaultOptions extends BelongsToOptions {
  readonly onDelete: "setDefault";
  readonly default: number | string | (() => number | string);
}
interface DatabaseDefaultOptions extends BelongsToOptions {
  readonly onDelete: "dbSetDefault";
  readonly dbDefault: number | string | Expression;
}

interface Nullable {
  readonly nullable: true;
}
type Defaulted = { readonly default: unknown } | { readonly dbDefault: unknown };
/**
 * The relation that belongsTo() makes of its options: create() may leave it out where it has a default, or where other
 * fields hold it. Each branch names a whole type, so that the options are looked at once: see ColumnFor.
 */
type BelongsToFor<Target, Options> = Options extends { readonly from: unknown }
  ? Options extends Nullable
    ? BelongsTo<Target, true, true, false>
    : BelongsTo<Target, false, true, false>
  : Options extends { readonly to: infer To extends string }
    ? Reference<Target, Options, To>
    : Reference<Target, Options, true>;
type Reference<Target, Options, To extends string | true> = Options extends Nullable
  ? Options extends Defaulted
    ? BelongsTo<Target, true, true, To>
    : BelongsTo<Target, true, false, To>
  : Options extends Defaulted
    ? BelongsTo<Target, false, true, To>
    : BelongsTo<Target, false, false, To>;

/** What is said about a relation with the fields of the other model. */
export interface ChoiceLimit<Target> {
  /**
   * Which rows there are to choose from, as where() takes it: `{ isStaff: true }`. Forms offer only these, and
   * `validate()` refuses others. A callback is called each time.
   */
  readonly limitChoicesTo?: ConditionOf<Target>;
}

/** Beside the options, because functions in those would not be told what they are given. */
interface KeyChecks {
  /** Further checks of the key. */
  readonly validators?: readonly FieldValidator<number | string>[];
}

/**
 * A row that this one refers to. Write it as a getter, so that models may refer to each other in any order.
 *
 * @example
 * get author() { return belongsTo(() => Author, { onDelete: "cascade" }); }
 */
export function belongsTo<Target, const Options extends BelongsToChoice = NoOptions>(
  target: () => Target,
  options?: Options & ChoiceLimit<Target> & KeyChecks,
): BelongsToFor<Target, Options> {
  const described: BelongsToDescriptor = {
    nullable: false,
    optional: options?.nullable ?? false,
    unique: false,
    primaryKey: false,
    index: true,
    editable: true,
    onDelete: "protect",
    dbConstraint: true,
    ...options,
    kind: "belongsTo",
    target,
  };
  return Object.freeze(described) as ReturnType<typeof belongsTo<Target, Options>>; // the options say the rest
}

/** The name of a field of a model. Whether it is a relation can't be asked while models are being made: that is told when they are used. */
type FieldOn<Target> = (keyof Target["~written" & keyof Target] | Target["~links" & keyof Target]) & string;

/**
 * The rows of another model that refer to this one by their relation `via`: one that is declared with `belongsTo()`, or
 * with `manyToMany()`, whose other side this then is.
 *
 * @example
 * get books() { return hasMany(() => Book, "author"); }
 */
export function hasMany<Target>(
  target: () => Target,
  via: FieldOn<Target>,
  options?: { readonly label?: string },
): HasMany<Target> {
  return Object.freeze({ ...options, kind: "hasMany", target, via });
}

/** The one row of another model that refers to this one by its unique relation `via`, or null. */
export function hasOne<Target>(
  target: () => Target,
  via: FieldOn<Target>,
  options?: { readonly label?: string },
): HasOne<Target> {
  return Object.freeze({ ...options, kind: "hasOne", target, via });
}

export interface ManyToManyOptions {
  /** A model of one's own for the table between, with a `belongsTo` to each side. See {@link ThroughOptions}. */
  readonly through?: () => unknown;
  /** The table between, where it isn't `<table>_<property>`. */
  readonly table?: string;
  /** Its column that refers to this model, where it isn't `<model>_id`. */
  readonly sourceColumn?: string;
  /** Its column that refers to the other model, where it isn't `<model>_id`. */
  readonly targetColumn?: string;
  /** Of a relation of a model with itself: whoever is added to one's relation gets one in theirs, as with friends. */
  readonly symmetrical?: boolean;
  readonly optional?: boolean;
  readonly editable?: boolean;
  readonly label?: string;
  readonly help?: string;
}

/** The model of one's own between the two sides. */
export interface ThroughOptions<Through> {
  readonly through: () => Through;
  /**
   * Its relations to this model and to the other one, where it has several to one of them:
   * `["group", "person"]`.
   */
  readonly throughFields?: readonly [
    source: RelationName<WrittenFields<Through>>,
    target: RelationName<WrittenFields<Through>>,
  ];
}

/**
 * Rows of another model, through a table in between that is made by itself. The other side, if it is wanted, is
 * `hasMany(() => …, "<this property>")`.
 *
 * @example
 * get tags() { return manyToMany(() => Tag); }                 // in Book
 * get books() { return hasMany(() => Book, "tags"); }          // in Tag
 */
export function manyToMany<Target, Through>(
  target: () => Target,
  options: ManyToManyOptions & ChoiceLimit<Target> & ThroughOptions<Through>,
): ManyToManyThrough<Target, Through>;
export function manyToMany<Target>(
  target: () => Target,
  options?: ManyToManyOptions & ChoiceLimit<Target>,
): ManyToMany<Target>;
export function manyToMany<Target>(target: () => Target, options?: ManyToManyOptions): ManyToMany<Target> {
  return Object.freeze({ optional: false, editable: true, ...options, kind: "manyToMany", target });
}

const relationKinds: ReadonlySet<unknown> = new Set(["belongsTo", "hasMany", "hasOne", "manyToMany"]);

/** Whether a value is what a builder of relations made. */
export function isRelation(value: unknown): value is RelationDescriptor {
  return typeof value === "object" && value !== null && relationKinds.has((value as RelationDescriptor).kind);
}
