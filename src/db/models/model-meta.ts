import { InvalidModelError, InvalidQueryError } from "../errors.ts";
import { type ModelRow, modelRow } from "../expressions/model-row.ts";
import type { AutomaticKeyType } from "../fields/automatic-key.ts";
import type { DatabaseFeature } from "../schema/database-features.ts";
import {
  type ConstraintInfo,
  type IndexInfo,
  readConstraints,
  readIndexes,
  type UniqueInfo,
  uniqueFields,
} from "./constraints.ts";
import type { FieldInfo } from "./field-info.ts";
import { inheritanceOf } from "./inheritance.ts";
import { keyReader } from "./keys.ts";
import { wordsOf } from "./names.ts";
import { orderName, withOrderColumn } from "./order-column.ts";
import { markedKeys, type ReadFields, readFields, readKey, writtenFields } from "./read-fields.ts";
import type { RelationInfo } from "./relation-info.ts";

/** Any model, where its fields don't matter. */
export interface AnyModel {
  // biome-ignore lint/suspicious/noExplicitAny: any class that Model() made, whatever its rows hold
  new (...values: any): any;
  readonly name: string;
  readonly fields: object;
  meta(): object;
}

/**
 * Models side by side. `readonly []` makes the compiler read a list of them as a tuple: for a plain array it compares each
 * two of them, and gives up (TS2321) where some twenty refer to each other in a circle.
 */
export type ModelList<Each = AnyModel> = readonly Each[] | readonly [];

/** The kinds of keys that the database counts up, of 32 and of 64 bits. */

/** What a model needs of a database; where it is not given, migrations leave the model out. */
export interface ModelRequirements {
  /** The only kind of database that has it. */
  readonly database?: "sqlite" | "postgres" | "mysql";
  /** What the database must be able to do: `["partialIndexes"]`. */
  readonly features?: readonly DatabaseFeature[];
}

/** What `static meta()` gives, as it is written; {@link ModelMeta} is what it means. */
export interface WrittenOptions {
  readonly primaryKey?: readonly string[];
  readonly table?: string;
  readonly module?: string;
  readonly label?: string;
  readonly pluralLabel?: string;
  readonly orderBy?: readonly string[];
  readonly orderWithRespectTo?: string;
  readonly latestBy?: readonly string[];
  readonly managed?: boolean;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly defaultPermissions?: readonly string[];
  readonly comment?: string;
  readonly tablespace?: string;
  readonly requires?: ModelRequirements;
  readonly constraints?: (row: ModelRow) => readonly unknown[];
  readonly indexes?: (row: ModelRow) => readonly unknown[];
}

let modelCount = 0;

/** What a model is: its table, its fields and its relations. Made once, when it is first asked for. */
export class ModelMeta {
  readonly model: AnyModel;
  /** The class's name: `"Book"`. */
  readonly name: string;
  /** What the model is called in shapes of queries: models of different modules may have the same name. */
  readonly shapeName: string;
  /** The model whose table this is: the model itself, or the one that it extends to add behaviour. */
  readonly root: ModelMeta;
  /**
   * Fields that have a column, by property, in the order in which they are declared; an automatic key first. Those that
   * are inherited from a parent with a table of its own come before the others, and say so by their `model`.
   */
  readonly fields: ReadonlyMap<string, FieldInfo>;
  /** The fields whose columns are in the model's own table. */
  readonly ownFields: ReadonlyMap<string, FieldInfo>;
  /** All relations by property, inherited ones included. */
  readonly relations: ReadonlyMap<string, RelationInfo>;
  /** The relations that the model itself (or the one whose table it shares) declares. */
  readonly ownRelations: ReadonlyMap<string, RelationInfo>;
  /** The links to the models that this one inherits from, whose rows hold the rest of its fields. */
  readonly parents: readonly RelationInfo[];
  /** The fields of the primary key: one, or several. */
  readonly keyFields: readonly FieldInfo[];
  /** Whether several fields together are the primary key. */
  readonly isComposite: boolean;
  /** The fields that are marked as keys, as they are written. */
  readonly writtenKeys: readonly string[];
  /** The key of a row: the value, or a tuple where the key has several fields. */
  readonly keyOf: (row: object) => unknown;
  /** Lower case, as Django's `verbose_name`. */
  readonly label: string;
  readonly pluralLabel: string;
  /** The order of queries that name none: properties, or paths to them, `-` in front for descending. */
  /** The relation among whose rows those of the model have an order, kept in the field `_order`. */
  readonly orderWithRespectTo: RelationInfo | undefined;
  readonly orderBy: readonly string[];
  /** What latest() and earliest() go by where they aren't told. */
  readonly latestBy: readonly string[];
  /** What `latest()` and `earliest()` go by where they name nothing. */
  /** What the database itself says about the table. */
  readonly comment: string | undefined;
  /** Where the database stores the table. */
  readonly tablespace: string | undefined;
  /** What the model needs of a database. */
  readonly requires: ModelRequirements;
  /** Whether migrations make the table. */
  readonly managed: boolean;
  /** Names of permissions beside the default ones, with what people read. */
  readonly permissions: Readonly<Record<string, string>>;
  readonly defaultPermissions: readonly string[];
  readonly #options: WrittenOptions;
  #module: string | undefined;
  #defaultKey: AutomaticKeyType = "auto";
  #attributes: ReadonlyMap<string, FieldInfo> | undefined;
  #constraints: readonly ConstraintInfo[] | undefined;
  #indexes: readonly IndexInfo[] | undefined;

  /** @param base - The model whose table it shares, to add behaviour. */
  constructor(model: AnyModel, base: ModelMeta | undefined, metaOf: (model: AnyModel) => ModelMeta) {
    this.model = model;
    this.name = model.name;
    this.shapeName = `${model.name}#${++modelCount}`;
    this.root = base?.root ?? this;
    this.#options = ownOptions(model);
    const inheritance = inheritanceOf(Object.getPrototypeOf(model) as object);
    const inherited = (inheritance?.parents ?? []).map(metaOf);
    const { orderWithRespectTo } = this.#options;
    const fields = withOrderColumn(
      this.name,
      writtenFields(inheritance?.fields ?? model.fields),
      base === undefined ? orderWithRespectTo : undefined,
    );
    const written = withKeyOption(this, fields, this.#options);
    this.writtenKeys = markedKeys(written);
    this.isComposite = base?.isComposite ?? (this.#options.primaryKey ?? this.writtenKeys).length > 1;
    const read = base ?? readFields(this, written, inherited, metaOf);
    this.fields = read.fields;
    this.ownFields = read.ownFields;
    this.relations = read.relations;
    this.ownRelations = read.ownRelations;
    this.parents = read.parents;
    this.keyFields = base?.keyFields ?? readKey(this, this.#options.primaryKey, read as ReadFields);
    this.keyOf = keyReader(this.keyFields);
    const nearest = base ?? inherited[0];
    this.label = this.#options.label ?? wordsOf(this.name);
    this.pluralLabel = this.#options.pluralLabel ?? `${this.label}s`;
    this.orderWithRespectTo = base?.orderWithRespectTo ?? orderingRelation(this, this.#options);
    const usual = this.orderWithRespectTo === undefined ? nearest?.orderBy : [orderName];
    this.orderBy = this.#options.orderBy ?? usual ?? [];
    this.latestBy = this.#options.latestBy ?? nearest?.latestBy ?? [];
    this.comment = base?.comment ?? this.#options.comment;
    this.tablespace = base?.tablespace ?? this.#options.tablespace;
    this.requires = base?.requires ?? this.#options.requires ?? {};
    this.managed = base?.managed ?? this.#options.managed ?? true;
    this.permissions = this.#options.permissions ?? {};
    this.defaultPermissions = this.#options.defaultPermissions ?? ["add", "change", "delete", "view"];
    this.#module = this.#options.module;
  }

  /**
   * The one field of the primary key.
   * @throws {@link InvalidQueryError} where the key has several fields: what asks must work with {@link keyFields}.
   */
  get primaryKey(): FieldInfo {
    const [first] = this.keyFields;
    if (!this.isComposite && first !== undefined) return first;
    const names = this.keyFields.map(({ name }) => name).join(", ");
    throw new InvalidQueryError(
      `The primary key of ${this.name} consists of several fields (${names}), and this works with keys of one field only.`,
    );
  }

  /** The relation's field whose key rows hold in this property: of `authorId` the field `author`. */
  fieldOfAttribute(attribute: string): FieldInfo | undefined {
    this.#attributes ??= new Map(
      [...this.fields.values()]
        .filter(({ name, attribute: own }) => own !== name)
        .map((field) => [field.attribute, field]),
    );
    return this.#attributes.get(attribute);
  }

  /**
   * The links from this model to one that it inherits from, in the order in which they are walked; none for itself.
   * `undefined` where it doesn't inherit from that model.
   */
  linksTo(ancestor: ModelMeta): readonly RelationInfo[] | undefined {
    if (ancestor.root === this.root) return [];
    for (const link of this.parents) {
      const further = link.target.linksTo(ancestor);
      if (further !== undefined) return [link, ...further];
    }
    return undefined;
  }

  /** The module that the model belongs to, or `undefined` for one used without an app. */
  get module(): string | undefined {
    return this.root === this ? this.#module : (this.#module ?? this.root.module);
  }

  /** The table: `module_model`, exactly as Django names it, unless the options name another. */
  get table(): string {
    if (this.root !== this) return this.root.table;
    if (this.#options.table !== undefined) return this.#options.table;
    const name = this.name.toLowerCase();
    return this.module === undefined ? name : `${this.module}_${name}`;
  }

  /** `"shop.Book"`, or `"Book"` without a module. */
  get qualifiedName(): string {
    return this.module === undefined ? this.name : `${this.module}.${this.name}`;
  }

  /** The rules of the model's own table. */
  get constraints(): readonly ConstraintInfo[] {
    if (this.root !== this) return this.root.constraints;
    this.#constraints ??= [
      ...uniqueReferences(this),
      ...readConstraints(this, this.#options.constraints?.(modelRow(this)) ?? []),
    ];
    return this.#constraints;
  }

  get indexes(): readonly IndexInfo[] {
    if (this.root !== this) return this.root.indexes;
    this.#indexes ??= readIndexes(this, this.#options.indexes?.(modelRow(this)) ?? []);
    return this.#indexes;
  }

  /** The lists of fields that are unique together, without a condition. */
  get uniqueTogether(): readonly (readonly FieldInfo[])[] {
    return this.constraints.flatMap((item) =>
      item.type === "unique" && item.condition === undefined && item.fields.length === item.parts.length
        ? [item.fields]
        : [],
    );
  }

  /** The name, for messages. */
  toString(): string {
    return this.name;
  }

  /** What kind of key the model has where it declares none. */
  get defaultKey(): AutomaticKeyType {
    return this.#defaultKey;
  }

  /**
   * Says which module the model belongs to. The app does it for the models that its modules list.
   * @param defaultKey - What kind of key the module's models have that declare none.
   */
  assignModule(module: string, defaultKey?: AutomaticKeyType): void {
    if (this.#module !== undefined && this.#module !== module) {
      throw new InvalidModelError(
        `${this.name} is listed by two modules, "${this.#module}" and "${module}". A model belongs to one: remove it from the other's "models".`,
      );
    }
    this.#module = module;
    if (defaultKey !== undefined) this.#defaultKey = defaultKey;
  }
}

/** The rules of relations that are unique and whose reference is held by other fields. */
function uniqueReferences({ ownRelations }: ModelMeta): readonly UniqueInfo[] {
  const isUnique = ({ descriptor, field }: RelationInfo) =>
    descriptor.kind === "belongsTo" && descriptor.unique && field === undefined;
  return [...ownRelations.values()]
    .filter(isUnique)
    .map(({ joinColumns }) => uniqueFields(joinColumns.map(({ near }) => near)));
}

/** The relation among whose rows those of the model have an order. */
function orderingRelation(
  { name, relations }: ModelMeta,
  { orderWithRespectTo, orderBy }: WrittenOptions,
): RelationInfo | undefined {
  if (orderWithRespectTo === undefined) return undefined;
  if (orderBy === undefined) return relations.get(orderWithRespectTo);
  throw new InvalidModelError(
    `${name}.meta() says both orderBy and orderWithRespectTo. Leave one out: rows with an order among others are ordered by it.`,
  );
}

/** The options that a model says about itself: those of the model that it extends are that one's. */
function ownOptions(model: AnyModel): WrittenOptions {
  return Object.hasOwn(model, "meta") ? (model.meta() as WrittenOptions) : {}; // options() is what makes it
}

/** A key of one field that the options name is the same as one that is marked at the field. */
function withKeyOption(
  meta: ModelMeta,
  written: ReturnType<typeof writtenFields>,
  { primaryKey }: WrittenOptions,
): ReturnType<typeof writtenFields> {
  if (primaryKey === undefined) return written;
  const marked = markedKeys(written);
  if (primaryKey.length === 0 || marked.some((name) => !primaryKey.includes(name))) {
    throw new InvalidModelError(
      `${meta.name}.meta() says primaryKey: [${primaryKey.map((name) => `"${name}"`).join(", ")}]${marked.length > 0 ? `, and the fields ${marked.join(", ")} say primaryKey: true` : ""}. Name all fields of the key in one place.`,
    );
  }
  if (primaryKey.length > 1) return written;
  return written.map(([name, value]) =>
    name === primaryKey[0] ? [name, { ...(value as object), primaryKey: true }] : [name, value],
  );
}
