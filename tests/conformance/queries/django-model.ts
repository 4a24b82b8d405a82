import { modelMeta } from "quintet/db";
import type { FieldDocument, ModelDocument } from "./documents.ts";
import type { GenericKey, GenericRows } from "./generic-relations.ts";
import type { Model } from "./quintet.ts";

/** What a name in a lookup, or of an accessor, stands for. */
export interface Member {
  /** Quintet's property: of a relation the relation, of `author_id` the attribute `authorId`. */
  readonly property: string;
  /** The field whose values it holds; for the key of a relation the relation's own. */
  readonly field?: FieldDocument;
  /** Where it is a relation: the model at the other side. */
  readonly target?: DjangoModel;
  readonly toMany: boolean;
  /** Of the other side of a relation: the field that declares it. */
  readonly inverse?: FieldDocument;
}

/** A model of an app document: Django's names on one side, Quintet's class on the other. */
export class DjangoModel {
  readonly label: string;
  readonly document: ModelDocument;
  /** The model that it inherits from, or is a proxy of. */
  parent: DjangoModel | undefined;
  /** By the names that lookups use: fields, `author_id`, `book`. */
  readonly lookups = new Map<string, Member>();
  /** By the names that instances use: fields, `author_id`, `book_set`. */
  readonly accessors = new Map<string, Member>();
  /** GenericForeignKeys by name. */
  readonly genericKeys = new Map<string, GenericKey>();
  /** GenericRelations by name. */
  readonly genericRows = new Map<string, GenericRows>();
  /** The class; made once all members are known. */
  model!: Model;

  constructor(document: ModelDocument) {
    this.document = document;
    this.label = `${document.module}.${document.name}`;
  }

  /** The member that a lookup names, declared here or inherited. */
  lookup(name: string): Member | undefined {
    return this.lookups.get(name) ?? this.parent?.lookup(name);
  }
  /** The member that an instance has under a name. */
  accessor(name: string): Member | undefined {
    return this.accessors.get(name) ?? this.parent?.accessor(name);
  }

  genericKey(name: string): GenericKey | undefined {
    return this.genericKeys.get(name) ?? this.parent?.genericKey(name);
  }
  /** The rows that a GenericRelation of that name leads to. */
  genericRowsOf(name: string): GenericRows | undefined {
    return this.genericRows.get(name) ?? this.parent?.genericRowsOf(name);
  }

  /** Whether it is a model or inherits from it. */
  isA(model: DjangoModel): boolean {
    return this === model || (this.parent?.isA(model) ?? false);
  }

  /** The model whose table it is: of a proxy, the one that it stands for. */
  get concrete(): DjangoModel {
    return this.document.proxy ? this.parent!.concrete : this;
  }

  /** Fields that have a column, inherited ones first, as Django lists them. */
  get columns(): readonly FieldDocument[] {
    const own = this.document.fields.filter(
      ({ column, type }) => column !== undefined && type !== "ManyToManyField",
    );
    const all = [...(this.parent?.columns ?? []), ...own];
    return all.filter((field, position) => all.findIndex(({ name }) => name === field.name) === position);
  }

  /** The fields of the key; one, or those of a composite key. */
  get keyFields(): readonly FieldDocument[] {
    const key = this.field(this.concrete.document.pk);
    if (key === undefined) return [];
    return key.args === undefined ? [key] : key.args.map((name) => this.field(name)!); // the model's own fields
  }

  /** The properties of a row that hold its key. */
  get keyProperties(): readonly string[] {
    const { keyFields } = modelMeta(this.model);
    return keyFields.map(({ attribute }) => attribute);
  }

  /** A field by its name or the name of its column. */
  field(name: string): FieldDocument | undefined {
    const own = this.document.fields.find((field) => field.name === name || attributeName(field) === name);
    return own ?? this.parent?.field(name);
  }

  /** The field that says how the values of another one are stored: of a relation the target's. */
  storedAs(field: FieldDocument, modelOf: (label: string) => DjangoModel): FieldDocument {
    if (field.relation === undefined) return field;
    const target = modelOf(field.relation.to);
    const [first] = target.keyFields;
    const far =
      field.relation.to_field === undefined ? first : (target.field(field.relation.to_field) ?? first);
    return far === undefined ? field : target.storedAs(far, modelOf);
  }
}

/** Django's name of the attribute that holds the column's value: `author_id` for a relation. */
export function attributeName(field: FieldDocument): string {
  const isKey =
    field.relation !== undefined && field.column !== undefined && field.type !== "ManyToManyField";
  return isKey ? `${field.name}_id` : field.name;
}
