import type {
  ChangeValues,
  InstanceOf,
  KeyOf,
  RelatedValues,
  RowOrKey,
  UpdateValues,
} from "../models/row-types.ts";
import type { CreateManyOptions, UpsertOptions } from "../models/statics.ts";
import type { Query } from "../query/query.ts";
import type { ConditionOf, OrderKey } from "../query/where-types.ts";

/**
 * A row that was not loaded with the one that refers to it. Await it: that loads it, for all siblings of the same result
 * at once. Its key is known without loading. With `include()` the row itself stands here.
 */
export interface Unloaded<Row> extends PromiseLike<Row> {
  readonly id: KeyOf<Row>;
}

/**
 * The rows at the other side of a to-many relation. Await it for all of them (loaded for all siblings of the same result
 * at once), or ask for some with `where()`. `Target` is the model's class: its rows and fields are looked at only where
 * a member is used, because a type argument would be looked at before the models of a circle are all known.
 */
export interface RelatedSet<Target>
  extends PromiseLike<InstanceOf<Target>[]>,
    AsyncIterable<InstanceOf<Target>> {
  /** A query for these rows. */
  all(): Query<InstanceOf<Target>, Target>;
  where(condition: ConditionOf<Target>): Query<InstanceOf<Target>, Target>;
  whereNot(condition: ConditionOf<Target>): Query<InstanceOf<Target>, Target>;
  orderBy(...keys: OrderKey<Target>[]): Query<InstanceOf<Target>, Target>;
  count(): Promise<number>;
  exists(): Promise<boolean>;
  /** Makes a row that belongs here. */
  create(values: RelatedValues<Target>, options?: LinkOptions): Promise<InstanceOf<Target>>;
  /** Makes rows that belong here, in as few statements as possible; hooks are not called. */
  createMany(
    rows: readonly RelatedValues<Target>[],
    options?: CreateManyOptions<Target> & LinkOptions,
  ): Promise<InstanceOf<Target>[]>;
  /** The row of these with such values, or a new one that belongs here; and whether it is new. */
  getOrCreate(
    values: ChangeValues<Target>,
    defaults?: UpdateValues<Target>,
    options?: LinkOptions,
  ): Promise<[row: InstanceOf<Target>, created: boolean]>;
  /** Changes the row of these with such values, or makes one that belongs here; and whether it is new. */
  upsert(
    values: ChangeValues<Target>,
    changes: UpdateValues<Target>,
    options?: UpsertOptions<Target> & LinkOptions,
  ): Promise<[row: InstanceOf<Target>, created: boolean]>;
  /** Adds rows, given themselves or by key. Those that are there already stay. */
  add(...rows: RowsToLink<Target, LinkOptions>): Promise<void>;
  /**
   * Takes rows out of the relation; they go on existing.
   * @throws {@link DoesNotExistError} for a row that belongs to another one.
   */
  remove(...rows: readonly RowOrKey<Target>[]): Promise<void>;
  /** Makes the relation hold exactly these rows. Of rows that must belong to one, none is taken out: others are added. */
  set(rows: readonly RowOrKey<Target>[], options?: LinkOptions): Promise<void>;
  /** Takes all rows out of the relation. */
  clear(): Promise<void>;
}

/** The same of a relation through a model of the app's own, whose rows can be given values. */
export interface LinkedSet<Target, Through> extends RelatedSet<Target> {
  create(
    values: RelatedValues<Target>,
    options?: LinkOptions<ChangeValues<Through>>,
  ): Promise<InstanceOf<Target>>;
  createMany(
    rows: readonly RelatedValues<Target>[],
    options?: CreateManyOptions<Target> & LinkOptions<ChangeValues<Through>>,
  ): Promise<InstanceOf<Target>[]>;
  getOrCreate(
    values: ChangeValues<Target>,
    defaults?: UpdateValues<Target>,
    options?: LinkOptions<ChangeValues<Through>>,
  ): Promise<[row: InstanceOf<Target>, created: boolean]>;
  upsert(
    values: ChangeValues<Target>,
    changes: UpdateValues<Target>,
    options?: UpsertOptions<Target> & LinkOptions<ChangeValues<Through>>,
  ): Promise<[row: InstanceOf<Target>, created: boolean]>;
  add(...rows: RowsToLink<Target, LinkOptions<ChangeValues<Through>>>): Promise<void>;
  set(rows: readonly RowOrKey<Target>[], options?: LinkOptions<ChangeValues<Through>>): Promise<void>;
}

/** How rows of a many-to-many relation are linked. */
export interface LinkOptions<Values = Readonly<Record<string, unknown>>> {
  /** What the new rows of the model between have beside their references. */
  readonly through?: Values;
}
/** Rows, and perhaps options behind them. */
type RowsToLink<Target, Options> =
  | readonly RowOrKey<Target>[]
  | readonly [...rows: RowOrKey<Target>[], options: Options];
/** The rows of a to-many relation that was loaded: an array that can do what the relation can do. */
export interface LoadedSet<Target, Row> extends Array<Row>, RelatedSet<Target> {}
/** The same of a relation through a model of the app's own. */
export interface LoadedLinks<Target, Through, Row> extends Array<Row>, LinkedSet<Target, Through> {}
