import { InvalidModelError } from "../errors.ts";
import { type ModelRow, modelRow } from "../expressions/model-row.ts";
import { isColumn } from "../fields/column.ts";
import { id } from "../fields/number-fields.ts";
import { isRelation } from "../fields/relation.ts";
import { type ConstraintInfo, type IndexInfo, readConstraints, readIndexes } from "./constraints.ts";
import { FieldInfo } from "./field-info.ts";
import { wordsOf } from "./names.ts";
import { RelationInfo } from "./relation-info.ts";
import { checkFieldName } from "./reserved-names.ts";

/** Any model, where its fields don't matter. */
export interface AnyModel {
  // biome-ignore lint/suspicious/noExplicitAny: any class that Model() made, whatever its rows hold
  new (...values: any): any;
  readonly name: string;
  readonly fields: object;
  meta(): object;
}

/** What `static meta()` gives, as it is written; {@link ModelMeta} is what it means. */
export interface WrittenOptions {
  readonly table?: string;
  readonly module?: string;
  readonly label?: string;
  readonly pluralLabel?: string;
  readonly orderBy?: readonly string[];
  readonly managed?: boolean;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly defaultPermissions?: readonly string[];
  readonly constraints?: (row: ModelRow) => readonly unknown[];
  readonly indexes?: (row: ModelRow) => readonly unknown[];
}

/** What a model is: its table, its fields and its relations. Made once, when it is first asked for. */
export class ModelMeta {
  readonly model: AnyModel;
  /** The class's name: `"Book"`. */
  readonly name: string;
  /** The model whose table this is: the model itself, or the one that it extends to add behaviour. */
  readonly root: ModelMeta;
  /** Fields that have a column, by property, in the order in which they are declared; the key first where it is automatic. */
  readonly fields: ReadonlyMap<string, FieldInfo>;
  /** All relations by property. */
  readonly relations: ReadonlyMap<string, RelationInfo>;
  readonly primaryKey: FieldInfo;
  /** Lower case, as Django's `verbose_name`. */
  readonly label: string;
  readonly pluralLabel: string;
  /** The order of queries that name none: properties, or paths to them, `-` in front for descending. */
  readonly orderBy: readonly string[];
  /** Whether migrations make the table. */
  readonly managed: boolean;
  /** Names of permissions beside the default ones, with what people read. */
  readonly permissions: Readonly<Record<string, string>>;
  readonly defaultPermissions: readonly string[];
  readonly #options: WrittenOptions;
  #module: string | undefined;
  #constraints: readonly ConstraintInfo[] | undefined;
  #indexes: readonly IndexInfo[] | undefined;

  constructor(model: AnyModel, parent: ModelMeta | undefined, metaOf: (model: AnyModel) => ModelMeta) {
    this.model = model;
    this.name = model.name;
    this.root = parent?.root ?? this;
    this.#options = model.meta() as WrittenOptions; // options() is what makes it
    const { fields, relations } = readFields(this, metaOf);
    this.fields = fields;
    this.relations = relations;
    this.primaryKey = findKey(this);
    this.label = this.#options.label ?? wordsOf(this.name);
    this.pluralLabel = this.#options.pluralLabel ?? `${this.label}s`;
    this.orderBy = this.#options.orderBy ?? [];
    this.managed = this.#options.managed ?? true;
    this.permissions = this.#options.permissions ?? {};
    this.defaultPermissions = this.#options.defaultPermissions ?? ["add", "change", "delete", "view"];
    this.#module = this.#options.module;
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

  get constraints(): readonly ConstraintInfo[] {
    this.#constraints ??= readConstraints(this, this.#options.constraints?.(modelRow(this)) ?? []);
    return this.#constraints;
  }

  get indexes(): readonly IndexInfo[] {
    this.#indexes ??= readIndexes(this, this.#options.indexes?.(modelRow(this)) ?? []);
    return this.#indexes;
  }

  /** The lists of fields that are unique together, without a condition. */
  get uniqueTogether(): readonly (readonly FieldInfo[])[] {
    return this.constraints.flatMap((item) =>
      item.type === "unique" && item.condition === undefined ? [item.fields] : [],
    );
  }

  /** Says which module the model belongs to. The app does it for the models that its modules list. */
  assignModule(module: string): void {
    if (this.#module !== undefined && this.#module !== module) {
      throw new InvalidModelError(
        `${this.name} is listed by two modules, "${this.#module}" and "${module}". A model belongs to one: remove it from the other's "models".`,
      );
    }
    this.#module = module;
  }
}

interface ReadFields {
  readonly fields: Map<string, FieldInfo>;
  readonly relations: Map<string, RelationInfo>;
}

function readFields(meta: ModelMeta, metaOf: (model: AnyModel) => ModelMeta): ReadFields {
  const fields = new Map<string, FieldInfo>();
  const relations = new Map<string, RelationInfo>();
  // One read of each property: a getter makes a new descriptor each time.
  const written = Object.entries(meta.model.fields);
  const keyed = written.some(
    ([, value]) => (isColumn(value) || isRelation(value)) && "primaryKey" in value && value.primaryKey,
  );
  if (!keyed) fields.set("id", new FieldInfo(meta, "id", id()));
  for (const [name, value] of written) {
    checkFieldName(meta.name, name);
    if (isColumn(value)) {
      fields.set(name, new FieldInfo(meta, name, value));
    } else if (isRelation(value)) {
      const relation = new RelationInfo(meta, name, value, metaOf);
      relations.set(name, relation);
      if (value.kind === "belongsTo") {
        relation.field = new FieldInfo(meta, name, value, relation);
        fields.set(name, relation.field);
      }
    } else {
      throw new InvalidModelError(
        `${meta.name}.${name} is not a field: it is ${value === null ? "null" : typeof value}.\nUse a builder such as string() or belongsTo().`,
      );
    }
  }
  refuseDoubles(meta, fields);
  return { fields, relations };
}

/** Two fields must share neither a column nor a property: `author` takes `authorId` as well. */
function refuseDoubles(meta: ModelMeta, fields: ReadonlyMap<string, FieldInfo>): void {
  const columns = new Map<string, FieldInfo>();
  for (const field of fields.values()) {
    const other = columns.get(field.column);
    if (other !== undefined) {
      throw new InvalidModelError(
        `${field} and ${other} have the same column "${field.column}". Give one of them another: { column: "…" }.`,
      );
    }
    columns.set(field.column, field);
    if (field.attribute !== field.name && Object.hasOwn(meta.model.fields, field.attribute)) {
      throw new InvalidModelError(
        `${meta.name}.${field.attribute} is declared, but ${field} keeps its key there. Rename one of them.`,
      );
    }
  }
}

function findKey(meta: ModelMeta): FieldInfo {
  const keys = [...meta.fields.values()].filter((field) => field.primaryKey);
  if (keys.length === 1) return keys[0]!;
  throw new InvalidModelError(
    `${meta.name} has ${keys.length} primary keys (${keys.map(({ name }) => name).join(", ")}). A model has one.`,
  );
}
