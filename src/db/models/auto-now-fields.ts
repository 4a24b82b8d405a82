import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";

// Asked for each row that is written, and always the same; most models have none.
const fieldsOf = new WeakMap<ModelMeta, readonly FieldInfo[]>();

/** The fields of a model that get the present moment with each change. */
export function autoNowFields(meta: ModelMeta): readonly FieldInfo[] {
  let fields = fieldsOf.get(meta);
  if (fields === undefined) {
    fields = [...meta.fields.values()].filter(({ autoNow }) => autoNow);
    fieldsOf.set(meta, fields);
  }
  return fields;
}
