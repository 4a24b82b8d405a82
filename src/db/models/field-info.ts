import type {
  Choice,
  ColumnDescriptor,
  ColumnType,
  CustomCodec,
  FieldValidator,
  TextFormat,
} from "../fields/column.ts";
import type { BelongsToDescriptor } from "../fields/relation.ts";
import type { ModelMeta } from "./model-meta.ts";
import { snakeCase, wordsOf } from "./names.ts";
import type { RelationInfo } from "./relation-info.ts";

/**
 * A field of a model that has a column of its own: a value, or the key of a row that it belongs to. Everything that
 * reads models (queries, schema, forms, admin) reads this.
 */
export class FieldInfo {
  /** The model whose table has the column: of an inherited field the parent. */
  readonly model: ModelMeta;
  /** The property that declares it: `"author"`. */
  readonly name: string;
  /** The property of a row that holds the column's value: `"authorId"` for a relation, else the name. */
  readonly attribute: string;
  /** The column: `"author_id"`. */
  readonly column: string;
  readonly kind: "column" | "belongsTo";
  readonly nullable: boolean;
  /** A form may leave it empty. */
  readonly optional: boolean;
  /** Whether it alone is the key of its model. See {@link isKey} for a part of a key of several fields. */
  readonly primaryKey: boolean;
  readonly unique: boolean;
  /** Whether the column has an index of its own (a unique one counts as one already). */
  readonly index: boolean;
  readonly editable: boolean;
  /** Lower case, as Django's `verbose_name`. */
  readonly label: string;
  readonly help: string;
  readonly hasDefault: boolean;
  /** As it was written: a value, a function, or `"now"`, `"v4"`, `"v7"`. {@link defaultValue} gives the value. */
  readonly default: unknown;
  readonly autoNow: boolean;
  readonly positive: boolean;
  readonly choices: readonly Choice[] | undefined;
  readonly format: TextFormat | undefined;
  readonly validators: readonly FieldValidator<never>[];
  /** The relation that the column belongs to. */
  readonly relation: RelationInfo | undefined;
  readonly #column: ColumnDescriptor | undefined;

  constructor(
    model: ModelMeta,
    name: string,
    described: ColumnDescriptor | BelongsToDescriptor,
    relation?: RelationInfo,
  ) {
    this.model = model;
    this.name = name;
    this.relation = relation;
    const { attribute } = described as { readonly attribute?: string }; // of relations only
    this.attribute = attribute ?? (relation === undefined ? name : `${name}Id`);
    this.column = described.column ?? snakeCase(name) + (relation === undefined ? "" : "_id");
    this.kind = described.kind;
    this.nullable = described.nullable;
    this.optional = described.optional;
    this.primaryKey = described.primaryKey && !model.isComposite;
    this.unique = described.unique;
    this.index = described.index;
    this.editable = described.editable;
    this.label = described.label ?? wordsOf(name);
    this.help = described.help ?? "";
    this.hasDefault = "default" in described;
    this.default = described.default;
    const column = described.kind === "column" ? described : undefined;
    this.#column = column;
    this.autoNow = column?.autoNow ?? false;
    this.positive = column?.positive ?? false;
    this.choices = column?.choices;
    this.format = column?.format;
    this.validators = column?.validators ?? [];
  }

  /** The column that says how values are stored: a relation stores what it refers to. */
  get #stored(): ColumnDescriptor {
    if (this.#column !== undefined) return this.#column;
    return this.relation!.joinColumns[0]!.far.#stored; // a field without a column of its own is a relation over one
  }

  /** Whether it is the key of its model, or a part of it. */
  get isKey(): boolean {
    return this.model.keyFields.includes(this);
  }

  /** How values are stored. A relation to an automatic key stores an integer. */
  get type(): ColumnType {
    const { type } = this.#stored;
    if (this.#column !== undefined) return type;
    if (type === "auto") return "integer";
    return type === "bigAuto" ? "bigInteger" : type;
  }

  get maxLength(): number | undefined {
    return this.#stored.maxLength;
  }
  /** Of decimals: digits in all. */
  get digits(): number | undefined {
    return this.#stored.digits;
  }
  /** Of decimals: digits after the point. */
  get places(): number | undefined {
    return this.#stored.places;
  }
  /** Of big integers: read as `bigint`. */
  get asBigint(): boolean {
    return this.#stored.asBigint;
  }
  get custom(): CustomCodec | undefined {
    return this.#stored.custom;
  }
  /** Whether the database makes the value: it counts the key up. */
  get isAuto(): boolean {
    return this.#column?.type === "auto" || this.#column?.type === "bigAuto";
  }

  /** `"Book.title"`, for messages. */
  toString(): string {
    return `${this.model.name}.${this.name}`;
  }
}
