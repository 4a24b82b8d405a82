import { toNode } from "../expressions/expression.ts";
import { modelRow } from "../expressions/model-row.ts";
import type { Node } from "../expressions/node.ts";
import { isCounted, uncounted } from "../fields/automatic-key.ts";
import {
  type Choice,
  type ColumnDescriptor,
  type ColumnType,
  type CustomKind,
  type FieldValidator,
  type PerDatabase,
  statedColumnType,
  type TextFormat,
} from "../fields/column.ts";
import type { BelongsToDescriptor } from "../fields/relation.ts";
import type { ModelMeta } from "./model-meta.ts";
import { snakeCase, wordsOf } from "./names.ts";
import type { RelationInfo } from "./relation-info.ts";

/** How the database computes a column. */
export interface GeneratedInfo {
  readonly expression: Node;
  /** Whether the value is stored, or computed each time it is read. */
  readonly stored: boolean;
}

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
  readonly format: TextFormat | undefined;
  readonly validators: readonly FieldValidator<never>[];
  /** The relation that the column belongs to. */
  readonly relation: RelationInfo | undefined;
  readonly #column: ColumnDescriptor | undefined;
  readonly #described: ColumnDescriptor | BelongsToDescriptor;
  #generated: GeneratedInfo | undefined;

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
    this.#described = described;
    this.autoNow = column?.autoNow ?? false;
    this.positive = column?.positive ?? false;
    this.format = column?.format;
    this.validators = described.validators ?? [];
  }

  /** Whether the database has a default of its own, which applies where a new row says nothing. */
  get hasDbDefault(): boolean {
    return this.#described.dbDefault !== undefined;
  }
  /** The default of the database: a constant, or what it computes. */
  get dbDefault(): Node | undefined {
    return this.hasDbDefault ? toNode(this.#described.dbDefault) : undefined;
  }
  /** Whether the database computes the column. */
  get isGenerated(): boolean {
    return this.#column?.generated !== undefined;
  }
  /** How the database computes the column, where it does. */
  get generated(): GeneratedInfo | undefined {
    const written = this.#column?.generated;
    if (written === undefined) return undefined;
    this.#generated ??= {
      expression: toNode(written.expression(modelRow(this.model))),
      stored: written.stored,
    };
    return this.#generated;
  }
  get collation(): PerDatabase | undefined {
    return this.#column?.collation;
  }
  get comment(): string | undefined {
    return this.#described.comment;
  }
  get tablespace(): string | undefined {
    return this.#described.tablespace;
  }
  /** The field of a moment or day by which its values are unique, and for what span. */
  get uniqueFor(): readonly { readonly span: "date" | "month" | "year"; readonly field: string }[] {
    const { uniqueForDate, uniqueForMonth, uniqueForYear } = this.#column ?? {};
    const written = { date: uniqueForDate, month: uniqueForMonth, year: uniqueForYear };
    return (["date", "month", "year"] as const).flatMap((span) => {
      const field = written[span];
      return field === undefined ? [] : [{ span, field }];
    });
  }
  /** Sentences of the model's own for problems, by code. */
  get errorMessages(): Readonly<Record<string, string>> {
    return this.#described.errorMessages ?? {};
  }

  /** The column that says how values are stored: a relation stores what it refers to. */
  get #stored(): ColumnDescriptor {
    if (this.#column !== undefined) return this.#column;
    return this.relation!.joinColumns[0]!.far.#stored; // a field without a column of its own is a relation over one
  }

  /** The model whose column says how values are stored. */
  get #keyOwner(): ModelMeta {
    return this.#column !== undefined ? this.model : this.relation!.joinColumns[0]!.far.#keyOwner;
  }

  /** Whether it is the key of its model, or a part of it. */
  get isKey(): boolean {
    return this.model.keyFields.includes(this);
  }

  /** How values are stored. A relation to an automatic key stores an integer. */
  get type(): ColumnType {
    const stored = this.#stored;
    const type = stored.automatic ? this.#keyOwner.defaultKey : stored.type;
    return this.#column !== undefined ? type : uncounted(type);
  }

  /** What it may hold; asked anew each time where a function gives it. */
  get choices(): readonly Choice[] | undefined {
    const choices = this.#column?.choices;
    return typeof choices === "function" ? choices() : choices;
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
  /** Of moments: read as `Temporal.Instant`. */
  get asInstant(): boolean {
    return this.#stored.asInstant;
  }
  get custom(): CustomKind | undefined {
    return this.#stored.custom;
  }
  /** The column's type, where it isn't the usual one of the field's. */
  get columnType(): PerDatabase | undefined {
    return statedColumnType(this.#stored);
  }
  /** Whether the database makes the value: it counts the key up. */
  get isAuto(): boolean {
    return this.#column !== undefined && isCounted(this.#column.type);
  }

  /** Of a reference to a row: what this field then holds. */
  referredValue(row: object): unknown {
    const far = this.relation?.joinColumns[0]?.far;
    return far === undefined ? undefined : (row as Readonly<Record<string, unknown>>)[far.attribute];
  }

  /** `"Book.title"`, for messages. */
  toString(): string {
    return `${this.model.name}.${this.name}`;
  }
}
