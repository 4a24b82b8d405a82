import type { ColumnType } from "../fields/column.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";
import { RowState } from "./row-state.ts";

/*
 * Moments, lengths of time and decimals are made of what the database stored when they are first read: making them takes
 * longer than all the rest of loading a row, and most rows are loaded for other things. On a row they are properties of
 * the model, not of the row: they are read and set like the others, but `{ ...row }` doesn't copy them. `row.toJSON()`
 * has them.
 */
const lazyTypes: ReadonlySet<ColumnType> = new Set(["datetime", "date", "time", "duration", "decimal"]);

const fieldsByModel = new WeakMap<ModelMeta, readonly FieldInfo[]>();

/** The fields of a model that are made when they are first read. Rows know them by their number in this list. */
export function lazyFieldsOf(meta: ModelMeta): readonly FieldInfo[] {
  let fields = fieldsByModel.get(meta);
  if (fields === undefined) {
    // A reference keeps a value of the kind of its target, which may not be known yet: it is made at once.
    fields = [...meta.fields.values()].filter(
      (field) => field.relation === undefined && lazyTypes.has(field.type),
    );
    fieldsByModel.set(meta, fields);
  }
  return fields;
}

/** Gives the rows of a model the properties of its lazy fields. */
export function defineLazyFields(meta: ModelMeta): void {
  const fields = lazyFieldsOf(meta);
  for (const [number, { attribute }] of fields.entries()) {
    Object.defineProperty(meta.model.prototype, attribute, {
      configurable: true,
      enumerable: true,
      get(this: object) {
        return RowState.storedValue(this, number);
      },
      set(this: object, value: unknown) {
        const isMade = value === null || value === undefined || typeof value === "object";
        if (isMade) RowState.setStoredValue(this, number, value, fields.length);
        else {
          // Something of another kind stays what it is, until save() refuses it.
          RowState.setStoredValue(this, number, undefined, fields.length);
          Object.defineProperty(this, attribute, {
            value,
            configurable: true,
            enumerable: true,
            writable: true,
          });
        }
      },
    });
  }
}
