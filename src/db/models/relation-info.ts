import { didYouMean } from "../../core/index.ts";
import { InvalidModelError } from "../errors.ts";
import type { OnDelete, RelationDescriptor } from "../fields/relation.ts";
import type { FieldInfo } from "./field-info.ts";
import { type JoinColumn, joinColumnsOf } from "./join-columns.ts";
import type { AnyModel, ModelMeta } from "./model-meta.ts";
import { snakeCase } from "./names.ts";
import { targetModel } from "./relation-target.ts";
import { type ThroughColumn, type ThroughInfo, throughOf } from "./through-info.ts";

/** A relation of a model, seen from the model that declares it. */
export class RelationInfo {
  readonly model: ModelMeta;
  readonly name: string;
  readonly kind: RelationDescriptor["kind"];
  readonly descriptor: RelationDescriptor;
  /** The field with the column that the relation is, where it has one of its own (`belongsTo` without `from`). */
  field: FieldInfo | undefined;
  readonly #metaOf: (model: AnyModel) => ModelMeta;
  #target: ModelMeta | undefined;
  #through: ThroughInfo | undefined;
  #joinColumns: readonly JoinColumn[] | undefined;

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

  /**
   * The fields that are equal in a row of this model (`near`) and the row that the relation leads to (`far`); several
   * for keys of several fields, none for relations through a table between. Either may be in the table of a parent:
   * `near.model` and `far.model` say so.
   * @throws {@link InvalidModelError} where the relation doesn't fit the key of its target.
   */
  get joinColumns(): readonly JoinColumn[] {
    this.#joinColumns ??= joinColumnsOf(this);
    return this.#joinColumns;
  }

  /** Whether a row may refer to nothing: one of the fields that hold the reference may be null. */
  get nullable(): boolean {
    return this.joinColumns.some(({ near }) => near.nullable);
  }

  /** Which rows there are to choose from, as where() takes it; `undefined` for all. */
  get limitChoicesTo(): unknown {
    return "limitChoicesTo" in this.descriptor ? this.descriptor.limitChoicesTo : undefined;
  }

  /** What happens to the rows that declare the relation when their target is deleted. */
  get onDelete(): OnDelete | undefined {
    return this.descriptor.kind === "belongsTo" ? this.descriptor.onDelete : undefined;
  }

  /** Whether deleting a row must look for rows that refer to it by this: not where the database does it, or nobody. */
  get isFollowedOnDelete(): boolean {
    const { onDelete } = this;
    return onDelete !== undefined && onDelete !== "doNothing" && !String(onDelete).startsWith("db");
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

  /** Of relations through a table, from either side: the table. */
  get throughTable(): string | undefined {
    return (this.through ?? this.#inverseThrough)?.table;
  }
  /** Of relations through a table: its columns that refer to this model, and the fields that they refer to. */
  get throughNear(): readonly ThroughColumn[] {
    return this.through?.source ?? this.#inverseThrough?.target ?? [];
  }
  /** Of relations through a table: its columns that refer to the model on the other side. */
  get throughFar(): readonly ThroughColumn[] {
    return this.through?.target ?? this.#inverseThrough?.source ?? [];
  }
  get #inverseThrough(): ThroughInfo | undefined {
    return this.kind === "hasMany" ? this.inverse?.through : undefined;
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

function inverseFits(relation: RelationInfo, found: RelationInfo): boolean {
  if (found.target !== relation.model && found.target.root !== relation.model.root) return false;
  if (relation.kind === "hasOne") return found.kind === "belongsTo" && isUnique(found);
  return found.kind === "belongsTo" || found.kind === "manyToMany";
}

/** Whether at most one row has the same reference. */
function isUnique({ field, joinColumns, model }: RelationInfo): boolean {
  if (field?.unique || field?.primaryKey) return true;
  const near = field === undefined ? joinColumns.map((columns) => columns.near) : [field];
  return [
    model.keyFields,
    ...model.uniqueTogether,
    ...near.filter(({ unique }) => unique).map((one) => [one]),
  ].some((fields) => fields.every((other) => near.includes(other)));
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
    relation.kind === "hasOne"
      ? "belongsTo(…, { unique: true }), nor is there a rule unique() of it alone"
      : "belongsTo() or manyToMany()";
  return `${relation} is ${call}, but ${found} is not a ${wanted}.`;
}
