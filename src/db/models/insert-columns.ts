import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";

/** The columns of one INSERT. */
export interface InsertColumns {
  readonly fields: readonly FieldInfo[];
  /** The key that the database counts up, where it is left out. */
  readonly counted: FieldInfo | undefined;
  /** The fields of the key that get a default of the database, which must tell it. */
  readonly filledIn: readonly FieldInfo[];
  /** What tells these columns from others of the table, in shapes. */
  readonly key: string;
}

type Values = Readonly<Record<string, unknown>>;

/** The fields of a model that are written, those of them that a row may leave out, and the columns that follow. */
interface Insertable {
  readonly written: readonly FieldInfo[];
  readonly optional: readonly OptionalField[];
  readonly columns: Map<string, InsertColumns>;
}
interface OptionalField {
  readonly field: FieldInfo;
  readonly attribute: string;
  readonly isAuto: boolean;
  /** What stands in the key where it is left out. */
  readonly mark: string;
}

/** Rows that are inserted with the same columns: a key that is counted up, or a default of the database, is left out. */
export function byColumns(meta: ModelMeta, rows: readonly object[]): Map<InsertColumns, object[]> {
  const insertable = insertableOf(meta);
  const groups = new Map<InsertColumns, object[]>();
  let last: InsertColumns | undefined;
  let group: object[] = [];
  for (const row of rows) {
    const columns = columnsFor(insertable, row as Values);
    if (columns !== last) {
      last = columns;
      group = groups.get(columns) ?? [];
      groups.set(columns, group);
    }
    group.push(row);
  }
  return groups;
}

// Asked for each row that is inserted, and always the same.
const insertables = new WeakMap<ModelMeta, Insertable>();

function insertableOf(meta: ModelMeta): Insertable {
  const known = insertables.get(meta);
  if (known !== undefined) return known;
  const written = [...meta.ownFields.values()].filter((field) => !field.isGenerated);
  const optional = written
    .filter((field) => field.isAuto || field.hasDbDefault)
    .map((field) => ({
      field,
      attribute: field.attribute,
      isAuto: field.isAuto,
      mark: `-${field.name}`,
    }));
  const made = { written, optional, columns: new Map<string, InsertColumns>() };
  insertables.set(meta, made);
  return made;
}

function columnsFor({ written, optional, columns }: Insertable, row: Values): InsertColumns {
  let key = "";
  for (const field of optional) if (isLeftOut(field, row)) key = key === "" ? field.mark : key + field.mark;
  let found = columns.get(key);
  if (found === undefined) {
    const missing = new Set(optional.filter((one) => isLeftOut(one, row)).map(({ field }) => field));
    const fields = written.filter((field) => !missing.has(field));
    const left = written.filter((field) => missing.has(field));
    const counted = left.find((field) => field.isAuto);
    found = { fields, counted, filledIn: left.filter((field) => field.isKey && !field.isAuto), key };
    columns.set(key, found);
  }
  return found;
}

function isLeftOut({ attribute, isAuto }: OptionalField, row: Values): boolean {
  const value = row[attribute];
  return value === undefined || (isAuto && value === null);
}
