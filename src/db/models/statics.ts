import type { Database } from "../connections/database.ts";
import type { Expression } from "../expressions/expression.ts";
import type { JoinableQuery } from "../query/named-query.ts";
import type { Query } from "../query/query.ts";
import type { QueryOf } from "../query/query-of.ts";
import type { ExtraColumns, ExtraValues, RawQuery } from "../query/raw-query.ts";
import type {
  AliasedValues,
  AliasShape,
  Annotated,
  Choice,
  ChosenRow,
  DeferredRow,
  IncludeArgument,
  Included,
  LoadedAs,
  NamedRow,
  NewNames,
  OnlyRow,
  Shape,
  With,
} from "../query/result-types.ts";
import type { UpdateManyOptions } from "../query/update-many.ts";
import type {
  ConditionOf,
  DefaultOrderName,
  FieldName,
  OrderKey,
  Path,
  PlainOrderKey,
  ValueName,
  Where,
} from "../query/where-types.ts";
import type { Rule } from "./constraints.ts";
import type { ModelInstance } from "./model-instance.ts";
import type { ModelRequirements } from "./model-meta.ts";
import type {
  AnyClass,
  ChangeInput,
  ChangeValues,
  CreateValues,
  FieldOf,
  FieldsOf,
  InstanceOf,
  KeyTuple,
  ModelKey,
  OwnRow,
  RelationName,
  Row,
  TargetOf,
  UpdateValues,
  WithKey,
  WrittenFields,
} from "./row-types.ts";

/** What `static meta()` may say about a model. */
export interface ModelOptions<Model> {
  /** The table, where it isn't `module_model`. */
  readonly table?: string;
  /** The module that the model belongs to; an app says it by listing the model in a module. */
  readonly module?: string;
  /** How people see one row, in lower case; made of the class's name by default. */
  readonly label?: string;
  /** How people see many; the label with an `s` by default. */
  readonly pluralLabel?: string;
  /** The order of queries that name none. */
  readonly orderBy?: readonly DefaultOrderName<Model>[];
  /** The relation among whose rows those of the model have an order, in a column `_order`: see `setRelatedOrder()`. */
  readonly orderWithRespectTo?: RelationName<FieldsOf<Model>>;
  /** What `latest()` and `earliest()` go by where they name nothing. */
  readonly latestBy?: readonly DefaultOrderName<Model>[];
  /**
   * The fields of the primary key, in their order, where they are several: a key is then a list. The fields can say
   * `primaryKey: true` instead.
   */
  readonly primaryKey?: readonly FieldName<Model>[];
  /** A comment on the table, in the database. */
  readonly comment?: string;
  /** Where the database stores the table. */
  readonly tablespace?: string;
  /** What the model needs of a database; databases without it don't get the table. */
  readonly requires?: ModelRequirements;
  /** Rules that the database keeps: `check("price_positive", book.price.gte(0))`, `unique(book.author, book.title)`. */
  readonly constraints?: (row: Path<Model>) => readonly Rule<never>[];
  /** Indexes over several fields or in descending order: `index(book.createdAt.desc())`. */
  readonly indexes?: (row: Path<Model>) => readonly Rule<never>[];
  /** False for tables that migrations leave alone. */
  readonly managed?: boolean;
  /** Permissions beside add, change, delete and view: names and what people read. */
  readonly permissions?: Readonly<Record<string, string>>;
  readonly defaultPermissions?: readonly string[];
}

/*
 * `NoInfer` stands around what is made of `Fields` alone: without it the compiler walks through the models of the whole
 * app, from relation to relation, in search of something to infer `Self` from, for each single call.
 */

/*
 * What is written as an object is looked at before it is known which model `Self` is, once for each property, several
 * times. These conditional types have nothing to be looked at then: they become what they stand for together with `Self`.
 */
type GivenCondition<Self> = Self extends AnyClass ? ConditionOf<Self> : never;
type GivenKey<Self> = Self extends AnyClass ? Where<Self> | ModelKey<Self> | KeyTuple : never;
type GivenValues<Self> = Self extends AnyClass ? CreateValues<Self> : never;
type GivenChanges<Self> = Self extends AnyClass ? ChangeValues<Self> : never;
type GivenUpdates<Self> = Self extends AnyClass ? UpdateValues<Self> : never;

/** The static side of a model: every query begins here. Each method begins a {@link Query} for all rows. */
export interface ModelStatics {
  /** The model's options. Override it: `static override meta() { return this.options({ … }); }` */
  meta(): ModelOptions<never>;
  /** Says the options; its only use is inside `static meta()`, where it gives them their types. */
  options<Self extends AnyClass>(this: Self, options: NoInfer<ModelOptions<Self>>): ModelOptions<never>;

  /** The rows for which the condition holds. */
  where<Self extends AnyClass>(this: Self, condition: GivenCondition<Self>): Query<Self["prototype"], Self>;
  /** The rows for which the condition doesn't hold. */
  whereNot<Self extends AnyClass>(
    this: Self,
    condition: GivenCondition<Self>,
  ): Query<Self["prototype"], Self>;
  /** All rows. */
  all<Self extends AnyClass>(this: Self): Query<Self["prototype"], Self>;
  /** All rows, of a database other than the default one. */
  using<Self extends AnyClass>(this: Self, database: Database | string): Query<Self["prototype"], Self>;
  orderBy<Self extends AnyClass>(
    this: Self,
    ...keys: NoInfer<PlainOrderKey<Self>>[]
  ): Query<Self["prototype"], Self>;
  orderBy<Self extends AnyClass>(
    this: Self,
    ...keys: NoInfer<OrderKey<Self>>[]
  ): Query<Self["prototype"], Self>;
  include<Self extends AnyClass, const Wanted extends readonly IncludeArgument<Self>[]>(
    this: Self,
    ...includes: Wanted
  ): Query<Included<Self["prototype"], Self, Wanted[number]>, Self>;
  /** Loads rows of a relation under a name of their own; of a relation to one the row, or null. */
  includeAs<
    Self extends AnyClass,
    Attribute extends string,
    Name extends RelationName<WrittenFields<Self>>,
    Loaded = InstanceOf<TargetOf<FieldOf<Self, Name>>>,
  >(
    this: Self,
    attribute: Attribute,
    relation: Name,
    change?: (
      query: Query<InstanceOf<TargetOf<FieldOf<Self, Name>>>, TargetOf<FieldOf<Self, Name>>>,
    ) => QueryOf<Loaded>,
  ): Query<With<Self["prototype"], { [Key in Attribute]: LoadedAs<FieldOf<Self, Name>, Loaded> }>, Self>;
  /** Loads relations of rows that are there already, as include() does with a query. Gives the same rows. */
  load<Self extends AnyClass, const Wanted extends readonly IncludeArgument<Self>[]>(
    this: Self,
    rows: readonly Self["prototype"][],
    ...includes: Wanted
  ): Promise<Included<Self["prototype"], Self, Wanted[number]>[]>;
  annotate<Self extends AnyClass, Added extends Shape>(
    this: Self,
    shape: (row: NoInfer<Path<Self>>) => Added & NewNames<Self, Added>,
  ): Query<With<Self["prototype"], ChosenRow<Added>>, Annotated<Self, ChosenRow<Added>>>;
  /** Adds values that rows don't need: conditions, orders and further values may use them. */
  alias<Self extends AnyClass, Added extends AliasShape>(
    this: Self,
    shape: (row: NoInfer<Path<Self>>) => Added & NewNames<Self, Added>,
  ): Query<Self["prototype"], Annotated<Self, AliasedValues<Added>>>;
  /** Each row with those of a query with a name for which the condition holds. */
  join<Self extends AnyClass>(
    this: Self,
    source: JoinableQuery,
    on: (row: NoInfer<Path<Self>>) => Expression<boolean>,
    options?: { readonly optional?: boolean },
  ): Query<Self["prototype"], Self>;
  /** No row, without asking the database. */
  none<Self extends AnyClass>(this: Self): Query<Self["prototype"], Self>;
  distinct<Self extends AnyClass>(this: Self, ...fields: FieldName<Self>[]): Query<Self["prototype"], Self>;
  limit<Self extends AnyClass>(this: Self, count: number): Query<Self["prototype"], Self>;
  /** Instances with these columns (and their key) only. */
  only<Self extends AnyClass, Name extends FieldName<Self>>(
    this: Self,
    ...fields: Name[]
  ): Query<OnlyRow<Self["prototype"], Self, Name>, Self>;
  /** Instances without these columns. */
  defer<Self extends AnyClass, Name extends FieldName<Self>>(
    this: Self,
    ...fields: Name[]
  ): Query<DeferredRow<Self["prototype"], Name>, Self>;
  /** The row that comes first by these fields, or by `latestBy` of the options. Throws where there is none. */
  earliest<Self extends AnyClass>(
    this: Self,
    ...fields: NoInfer<OrderKey<Self>>[]
  ): Promise<Self["prototype"]>;
  latest<Self extends AnyClass>(this: Self, ...fields: NoInfer<OrderKey<Self>>[]): Promise<Self["prototype"]>;
  /**
   * The rows that a statement of one's own finds. Columns are matched by name: fields that are missing are deferred, as by
   * `only()`, further columns become properties, of the kinds that `extra` says. Values between the texts are bound, models
   * stand for the names of their tables.
   *
   * @example
   * const rows = await Book.fromSql(sql`SELECT *, pages * 2 AS twice FROM ${Book} WHERE pages > ${5}`, { twice: integer() });
   * rows[0]?.twice; // a number
   */
  fromSql<Self extends AnyClass, const Extra extends ExtraColumns = Record<never, never>>(
    this: Self,
    statement: Expression,
    extra?: Extra,
  ): RawQuery<Self["prototype"] & ExtraValues<Extra>, Self>;
  /** Rows by their key, or by another unique field; all of them without a list. */
  inBulk<Self extends AnyClass>(
    this: Self,
    keys?: readonly NoInfer<ModelKey<Self>>[],
  ): Promise<Map<ModelKey<Self>, Self["prototype"]>>;
  inBulk<Self extends AnyClass, Name extends FieldName<Self> & keyof Self["prototype"]>(
    this: Self,
    keys: readonly NoInfer<Self["prototype"][Name]>[] | undefined,
    field: Name,
  ): Promise<Map<Self["prototype"][Name], Self["prototype"]>>;
  /** Writes these fields of rows that were changed, in as few statements as possible; hooks are not called. */
  updateMany<Self extends AnyClass>(
    this: Self,
    rows: readonly Self["prototype"][],
    fields: readonly FieldName<Self>[],
    options?: UpdateManyOptions,
  ): Promise<number>;
  /** Objects, tuples or single values instead of rows: `Book.select((book) => ({ title: book.title }))`. */
  select<Self extends AnyClass, const Chosen extends Choice>(
    this: Self,
    shape: (row: NoInfer<Path<Self>>) => Chosen,
  ): Query<ChosenRow<Chosen>, Self>;
  select<Self extends AnyClass, Name extends ValueName<Self>>(
    this: Self,
    ...names: Name[]
  ): Query<NamedRow<Self["prototype"], Self, Name>, Self>;
  aggregate<Self extends AnyClass, Totals extends Shape>(
    this: Self,
    shape: (row: NoInfer<Path<Self>>) => Totals,
  ): Promise<ChosenRow<Totals>>;

  /** The one row for which the condition holds, or that has this key. Throws where there is none, or more. */
  get<Self extends AnyClass>(this: Self, condition: GivenKey<Self>): Promise<Self["prototype"]>;
  /** The one row for which the condition holds, or that has this key, or null. Throws where there are more. */
  find<Self extends AnyClass>(this: Self, condition: GivenKey<Self>): Promise<Self["prototype"] | null>;
  /** The first row in the model's order, or null. */
  first<Self extends AnyClass>(this: Self): Promise<Self["prototype"] | null>;
  count(): Promise<number>;
  exists(): Promise<boolean>;

  /** Makes a row and stores it. */
  create<Self extends AnyClass>(this: Self, values: GivenValues<Self>): Promise<Self["prototype"]>;
  /** Makes rows and stores them in as few statements as possible; hooks are not called. */
  createMany<Self extends AnyClass>(
    this: Self,
    rows: readonly GivenValues<Self>[],
    options?: CreateManyOptions<Self>,
  ): Promise<Self["prototype"][]>;
  /** The row with these values, or a new one with these and `defaults`; and whether it is new. */
  getOrCreate<Self extends AnyClass>(
    this: Self,
    values: GivenChanges<Self>,
    defaults?: GivenUpdates<Self>,
  ): Promise<[row: Self["prototype"], created: boolean]>;
  /** Changes the row with these values, or makes one with these and the changes; and whether it is new. */
  upsert<Self extends AnyClass>(
    this: Self,
    values: GivenChanges<Self>,
    changes: GivenUpdates<Self>,
    options?: UpsertOptions<Self>,
  ): Promise<[row: Self["prototype"], created: boolean]>;
}
export interface UpsertOptions<Self> {
  /** What a new row has beside the values, in place of the changes. */
  readonly create?: UpdateValues<Self>;
}
export interface CreateManyOptions<Model> {
  /** Rows that break a unique rule are left out. */
  readonly ignoreConflicts?: boolean;
  /** Rows that break the unique rule on these fields change the row that is there: its `update` fields. */
  readonly onConflict?: {
    readonly fields: readonly FieldName<Model>[];
    readonly update: readonly FieldName<Model>[];
  };
}

/**
 * What `Model({ … })` gives: a class to extend. `WithKey` stands where it is looked at only after the class is known:
 * asking for the key at once, as a type argument of what Model() returns, would make the models' types circular.
 */
export interface ModelBase<Fields> extends ModelStatics {
  /** The fields as they were declared, and the automatic key. */
  readonly fields: WithKey<Fields>;
  /** Never there: the fields without the automatic key. */
  readonly "~written": Fields;
  new (values?: ChangeInput<WithKey<Fields>>): Row<Fields> & ModelInstance<WithKey<Fields>>;
}

/**
 * What `inherit(Place, { … })` gives: a class to extend, whose rows are those of `Parent`, methods included, with more
 * fields. Static methods of the parent that the app wrote are there too.
 */
export type InheritedModel<Parent, Fields> = InheritedBase<Parent, Fields> & OwnStatics<Parent>;
/**
 * The rows of the parent stand here as they are, and its fields by an indexed access: leaving something out of them, or
 * asking by a conditional type, looks at all of them before the classes of a circle are known.
 */
interface InheritedBase<Parent, Fields> extends ModelStatics {
  readonly fields: ParentFields<Parent> & Fields;
  readonly "~written": ParentFields<Parent> & Fields;
  /** Never there: the link to the parent may have any name, that of the parent's class. */
  readonly "~links": string;
  new (
    values?: ChangeInput<ParentFields<Parent> & Fields>,
  ): OwnRow<Fields> & ModelInstance<ParentFields<Parent> & Fields> & InstanceOf<Parent>;
}
type ParentFields<Parent> = Parent["fields" & keyof Parent];
/** What a model's class has beside what every model's class has. */
type OwnStatics<Parent> = Omit<Parent, keyof ModelStatics | "fields" | "prototype" | "~written" | "~links">;
