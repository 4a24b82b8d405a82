import type { DjangoModel } from "./django-model.ts";
import type { FieldDocument, Json, JsonObject } from "./documents.ts";
import type { ModelRow, Related, Rows, Step, Values } from "./quintet.ts";
import { call, type Handle, step } from "./quintet.ts";
import type { RecordContext } from "./scope.ts";

/*
 * Django's relations to rows of any model, as an app writes them with Quintet: the type and the key of the other row are
 * two plain fields, which a query compares.
 */

/** A GenericForeignKey: the fields that it stands for. */
export interface GenericKey {
  readonly typeField: FieldDocument;
  readonly keyField: FieldDocument;
  readonly isConcrete: boolean;
}

/** A GenericRelation: the other side of one. */
export interface GenericRows {
  readonly target: DjangoModel;
  /** Properties of the target. */
  readonly typeProperty: string;
  readonly keyProperty: string;
  readonly keyField: FieldDocument;
  readonly isConcrete: boolean;
}

/** Ids of content types by model label, in lower case as the table has them. */
export type ContentTypes = ReadonlyMap<string, unknown>;

export const typeTable = "contenttypes.ContentType";

/** The table of content types, for apps that have one. */
export async function readContentTypes(model: DjangoModel | undefined): Promise<ContentTypes> {
  if (model === undefined) return new Map();
  const rows = (await model.model.all()) as Values[];
  return new Map(rows.map((row) => [`${row.app_label}.${row.model}`, row.id] as const));
}

/** The id of the content type of a model. */
export function typeOf(model: DjangoModel, isConcrete: boolean, { contentTypes }: RecordContext): unknown {
  const { label } = isConcrete ? model.concrete : model;
  const [module, name = ""] = label.split(".");
  return contentTypes.get(`${module}.${name.toLowerCase()}`);
}

/** The type and the key of a row, as the fields of a generic key hold them. */
export function genericValues(
  key: GenericKey,
  json: Json,
  context: RecordContext,
): readonly [string, Json][] {
  const { typeField, keyField, isConcrete } = key;
  if (json === null)
    return [
      [typeField.name, null],
      [keyField.name, null],
    ];
  const document = json as JsonObject;
  const [label] = (document.$obj ?? document.$new) as readonly [string];
  const model = context.models.get(label)!; // known: the row was loaded
  const row = context.rowOf(document) as Values;
  const [property] = model.keyProperties;
  return [
    [typeField.name, typeOf(model, isConcrete, context) as Json],
    [keyField.name, (row[property!] ?? null) as Json],
  ];
}

/** Loads the rows that a generic key of some rows leads to, those of one model together. */
export async function loadGenericRows(
  rows: readonly Values[],
  name: string,
  { typeField, keyField }: GenericKey,
  context: RecordContext,
): Promise<void> {
  const byType = Map.groupBy(rows, (row) => row[`${typeField.name}Id`]);
  for (const [type, owners] of byType) {
    const model = modelOfType(type, context);
    const [property] = model?.keyProperties ?? [];
    const isNumber = /Integer|Auto/.test(model?.keyFields[0]?.type ?? "");
    const keyOf = (row: Values) => (isNumber ? Number(row[keyField.name]) : row[keyField.name]);
    const keys = owners.filter((row) => (row[keyField.name] ?? null) !== null).map(keyOf);
    const found =
      model === undefined || keys.length === 0
        ? []
        : ((await model.model.all().where({ [property!]: { in: keys } })) as Values[]);
    for (const owner of owners) {
      const known = context.genericRows.get(owner) ?? new Map<string, Values | readonly Values[] | null>();
      const row = found.find((row) => String(row[property!]) === String(keyOf(owner)));
      context.genericRows.set(owner, known.set(name, row ?? null));
    }
  }
}

/** Loads the rows that a generic relation of some rows leads to, all of them together. */
export async function loadGenericRelation(
  rows: readonly Values[],
  name: string,
  owner: DjangoModel,
  context: RecordContext,
): Promise<void> {
  const { target, typeProperty, keyProperty, keyField, isConcrete } = owner.genericRowsOf(name)!; // has one
  const [property] = owner.keyProperties;
  const keys = rows.map((row) => storedKey(row[property!], keyField));
  const found = (await target.model.all().where({
    [typeProperty]: typeOf(owner, isConcrete, context),
    [keyProperty]: { in: keys },
  })) as Values[];
  rows.forEach((row, position) => {
    const known = context.genericRows.get(row) ?? new Map<string, Values | readonly Values[] | null>();
    const own = found.filter((item) => item[keyProperty] === keys[position]);
    context.genericRows.set(row, known.set(name, own));
  });
}

/** A key as the field of a generic key holds it. */
function storedKey(key: unknown, { type }: FieldDocument): unknown {
  return isTextKey(type) ? String(key) : key;
}
export function isTextKey(type: string): boolean {
  return /Char|Text/.test(type);
}

function modelOfType(type: unknown, { contentTypes, models }: RecordContext): DjangoModel | undefined {
  const [label] = [...contentTypes].find(([, id]) => id === type) ?? [];
  return [...models.values()].find((model) => model.label.toLowerCase() === label?.toLowerCase());
}

/** The condition that a row of a generic relation's target meets. */
export function isOfType(
  handle: Handle,
  rows: GenericRows,
  owner: DjangoModel,
  context: RecordContext,
): Step {
  return call(step(handle, rows.typeProperty), "eq", typeOf(owner, rows.isConcrete, context));
}

/** The rows that refer to a row by its type and key, with Django's calls for them. */
export class GenericRelated implements Related {
  readonly #target: DjangoModel;
  readonly #reference: Values;

  constructor(rows: GenericRows, owner: DjangoModel, key: unknown, context: RecordContext) {
    this.#target = rows.target;
    this.#reference = {
      [rows.typeProperty]: typeOf(owner, rows.isConcrete, context),
      [rows.keyProperty]: storedKey(key, rows.keyField),
    };
  }

  all(): Rows {
    return this.#target.model.all().where(this.#reference);
  }

  create(values: Values): Promise<unknown> {
    return this.#target.model.all().create({ ...values, ...this.#reference });
  }
  async add(...rows: readonly unknown[]): Promise<void> {
    if (!rows.every((row) => this.#isOfTarget(row)))
      throw new TypeError("A row of another model, or a new one.");
    if (rows.length > 0) await this.#among(rows).update(this.#reference);
  }
  async remove(...rows: readonly unknown[]): Promise<void> {
    if (rows.length > 0) await this.all().where(this.#keys(rows)).delete();
  }
  async set(rows: readonly unknown[]): Promise<void> {
    if (!rows.every((row) => this.#isOfTarget(row)))
      throw new TypeError("A row of another model, or a new one.");
    await this.all().whereNot(this.#keys(rows)).delete();
    await this.add(...rows);
  }
  async clear(): Promise<void> {
    await this.all().delete();
  }

  #isOfTarget(row: unknown): boolean {
    return row instanceof this.#target.model && ((row as ModelRow)[this.#key] ?? null) !== null;
  }
  #among(rows: readonly unknown[]): Rows {
    return this.#target.model.all().where(this.#keys(rows));
  }
  #keys(rows: readonly unknown[]): object {
    return { [this.#key]: { in: rows.map((row) => (row as Values)[this.#key]) } };
  }
  get #key(): string {
    return this.#target.keyProperties[0]!; // generic relations lead to keys of one field
  }
}
