import { didYouMean } from "../../core/index.ts";
import { InvalidModelError } from "../errors.ts";
import type { OnDelete, RelationDescriptor } from "../fields/relation.ts";
import type { FieldInfo } from "./field-info.ts";
import type { AnyModel, ModelMeta } from "./model-meta.ts";
import { snakeCase } from "./names.ts";

/** The table between the two sides of a many-to-many relation. */
export interface ThroughInfo {
  readonly table: string;
  /** The column that refers to the model that declares the relation. */
  readonly sourceColumn: string;
  /** The column that refers to the other model. */
  readonly targetColumn: string;
  /** The app's own model for the table; where there is none, the table is made by itself, with a key `id`. */
  readonly model: ModelMeta | undefined;
}

/** A relation of a model, seen from the model that declares it. */
export class RelationInfo {
  readonly model: ModelMeta;
  readonly name: string;
  readonly kind: RelationDescriptor["kind"];
  readonly descriptor: RelationDescriptor;
  /** The column, where the relation is one (`belongsTo`). */
  field: FieldInfo | undefined;
  readonly #metaOf: (model: AnyModel) => ModelMeta;
  #target: ModelMeta | undefined;
  #through: ThroughInfo | undefined;

  constructor(
    model: ModelMeta,
    name: string,
    descriptor: RelationDescriptor,
    metaOf: (model: AnyModel) => ModelMeta,
  ) {
    this.model = model;
    this.name = name;
    this.kind = descriptor.kind;
    this.descriptor = descriptor;
    this.#metaOf = metaOf;
  }

  /** Whether it leads to any number of rows. */
  get toMany(): boolean {
    return this.kind === "hasMany" || this.kind === "manyToMany";
  }

  get label(): string {
    return this.descriptor.label ?? snakeCase(this.name).replaceAll("_", " ");
  }

  /**
   * The model on the other side.
   * @throws {@link InvalidModelError} where the relation doesn't point at a model.
   */
  get target(): ModelMeta {
    this.#target ??= this.#metaOf(targetModel(this, "target", this.descriptor.target));
    return this.#target;
  }

  /** What happens to the rows that declare the relation when their target is deleted. */
  get onDelete(): OnDelete | undefined {
    return this.descriptor.kind === "belongsTo" ? this.descriptor.onDelete : undefined;
  }

  /** Whether the database has a foreign key for it. */
  get dbConstraint(): boolean {
    return this.descriptor.kind === "belongsTo" && this.descriptor.dbConstraint;
  }

  /** Of `hasMany` and `hasOne`: the relation of the target that this one is the other side of. */
  get inverse(): RelationInfo | undefined {
    if (this.descriptor.kind !== "hasMany" && this.descriptor.kind !== "hasOne") return undefined;
    const { via } = this.descriptor;
    const found = this.target.relations.get(via);
    if (found !== undefined && inverseFits(this, found)) return found;
    throw new InvalidModelError(inverseMistake(this, via, found));
  }

  /** The name of the relation on the target that is this one's other side, if the target declares one. */
  get reverseName(): string | undefined {
    for (const relation of this.target.relations.values()) {
      const { descriptor } = relation;
      if ((descriptor.kind === "hasMany" || descriptor.kind === "hasOne") && relation.inverse === this)
        return relation.name;
    }
    return undefined;
  }

  /** Of `manyToMany`: the table between. */
  get through(): ThroughInfo | undefined {
    if (this.descriptor.kind !== "manyToMany") return undefined;
    this.#through ??= throughOf(this, this.#metaOf);
    return this.#through;
  }

  toString(): string {
    return `${this.model.name}.${this.name}`;
  }
}

function targetModel(relation: RelationInfo, role: string, read: () => unknown): AnyModel {
  let found: unknown;
  try {
    found = read();
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw new InvalidModelError(
        `${relation} needs a function that gives its ${role}, such as () => Book: ${cause.message}.`,
        { cause },
      );
    }
    if (!(cause instanceof ReferenceError)) throw cause;
    throw new InvalidModelError(`${relation} was read before its ${role} was defined: ${cause.message}.`, {
      cause,
    });
  }
  if (typeof found === "function" && "fields" in found) return found as unknown as AnyModel; // Model() put them there
  const shown =
    typeof found === "function" ? `the function ${found.name || "without a name"}` : String(found);
  const hint =
    found === undefined
      ? "The name is imported from a file that does not export it, or from one that imports this file before defining it."
      : "Give it a model: a class that extends Model({ … }).";
  throw new InvalidModelError(`${relation} points at ${shown}: its ${role} must be a model.\n${hint}`);
}

function inverseFits(relation: RelationInfo, found: RelationInfo): boolean {
  if (found.target !== relation.model && found.target.root !== relation.model.root) return false;
  if (relation.kind === "hasOne") return found.kind === "belongsTo" && found.field!.unique;
  return found.kind === "belongsTo" || found.kind === "manyToMany";
}

function inverseMistake(relation: RelationInfo, via: string, found: RelationInfo | undefined): string {
  const { target } = relation;
  const call = `${relation.kind}(() => ${target.name}, "${via}")`;
  if (found === undefined) {
    const names = [...target.relations.keys()];
    return `${relation} is ${call}, but ${target.name} has no relation "${via}".${didYouMean(via, names)}\nDeclare it there: get ${via}() { return belongsTo(() => ${relation.model.name}); }`;
  }
  if (found.target.root !== relation.model.root) {
    return `${relation} is ${call}, but ${found} points at ${found.target.name}, not at ${relation.model.name}.`;
  }
  const wanted =
    relation.kind === "hasOne" ? "belongsTo(…, { unique: true })" : "belongsTo() or manyToMany()";
  return `${relation} is ${call}, but ${found} is not a ${wanted}.`;
}

/** The table between: the app's own model, or one named as Django names it: `auth_user_groups(user_id, group_id)`. */
function throughOf(relation: RelationInfo, metaOf: (model: AnyModel) => ModelMeta): ThroughInfo {
  const { descriptor, model, target } = relation;
  if (descriptor.kind !== "manyToMany") throw new TypeError(`${relation} has no table between.`);
  if (descriptor.through !== undefined) {
    const between = metaOf(targetModel(relation, "through model", descriptor.through));
    const source = foreignKey(relation, between, model, descriptor.sourceColumn);
    const other = foreignKey(relation, between, target, descriptor.targetColumn, source);
    return { table: between.table, sourceColumn: source.column, targetColumn: other.column, model: between };
  }
  const isSelf = model.root === target.root;
  const [from, to] = isSelf ? ["from_", "to_"] : ["", ""];
  return {
    table: descriptor.table ?? `${model.table}_${snakeCase(relation.name)}`,
    sourceColumn: descriptor.sourceColumn ?? `${from}${model.name.toLowerCase()}_id`,
    targetColumn: descriptor.targetColumn ?? `${to}${target.name.toLowerCase()}_id`,
    model: undefined,
  };
}

function foreignKey(
  relation: RelationInfo,
  between: ModelMeta,
  side: ModelMeta,
  column: string | undefined,
  except?: FieldInfo,
): FieldInfo {
  for (const field of between.fields.values()) {
    if (field === except || field.relation === undefined) continue;
    if (column === undefined ? field.relation.target.root === side.root : field.column === column)
      return field;
  }
  const wanted =
    column === undefined ? `no belongsTo(() => ${side.name})` : `no relation with the column "${column}"`;
  throw new InvalidModelError(`${relation} goes through ${between.name}, which has ${wanted}.`);
}
