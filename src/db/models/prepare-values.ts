import type { ValuePreparation } from "../fields/column.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";

/*
 * Some kinds of field stand for something outside of the database, such as a file. It must be there before the row that
 * speaks of it, and must go again where the row could not be written.
 */

export interface PreparedValues {
  /** Names of fields that were set with others, and are to be written too. */
  readonly alsoWritten: readonly string[];
  undo(): Promise<void>;
}

const nothing: PreparedValues = { alsoWritten: [], undo: async () => {} };

// Asked for each row that is written, and always the same; most models have none.
const preparing = new WeakMap<ModelMeta, readonly FieldInfo[]>();

/** Whether rows of the model have values that are to be prepared. */
export function hasPreparedValues(meta: ModelMeta): boolean {
  return preparedFields(meta).length > 0;
}

function preparedFields(meta: ModelMeta): readonly FieldInfo[] {
  let fields = preparing.get(meta);
  if (fields === undefined) {
    fields = [...meta.fields.values()].filter(({ custom }) => custom?.beforeWrite !== undefined);
    preparing.set(meta, fields);
  }
  return fields;
}

/** Prepares the values of rows that are about to be written. `only` names the fields that will be; all by default. */
export async function prepareValues(
  meta: ModelMeta,
  rows: readonly object[],
  only?: readonly string[],
): Promise<PreparedValues> {
  const fields = preparedFields(meta).filter(({ name }) => only === undefined || only.includes(name));
  if (fields.length === 0) return nothing;
  const done: ValuePreparation[] = [];
  const undo = async () => {
    for (const preparation of done.reverse()) await preparation.undo?.();
  };
  try {
    for (const row of rows) for (const field of fields) done.push(...(await prepare(field, row)));
  } catch (error) {
    await undo();
    throw error;
  }
  return { alsoWritten: done.flatMap(({ alsoWritten }) => alsoWritten ?? []), undo };
}

async function prepare(field: FieldInfo, row: object): Promise<readonly ValuePreparation[]> {
  const value = (row as Readonly<Record<string, unknown>>)[field.attribute];
  if (value === undefined) return []; // not loaded, so not written
  const preparation = await field.custom!.beforeWrite!({ value, row, field }); // asked for by preparedFields()
  return preparation === undefined ? [] : [preparation];
}
