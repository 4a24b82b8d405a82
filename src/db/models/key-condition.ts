import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";

/** A condition as data: the row has one of these keys. */
export function keyCondition(meta: ModelMeta, keys: readonly unknown[]): object {
  return fieldsCondition(meta.keyFields, keys);
}

/** A condition as data: these fields have one of these values, or, where they are several, of these tuples. */
export function fieldsCondition(fields: readonly FieldInfo[], keys: readonly unknown[]): object {
  const [only] = fields;
  if (fields.length === 1 && only !== undefined)
    return { [only.name]: keys.length === 1 ? keys[0] : { in: keys } };
  const tuples = (keys as (readonly unknown[])[]).map((tuple) =>
    Object.fromEntries(fields.map(({ name }, position) => [name, tuple[position]])),
  );
  return tuples.length === 1 ? tuples[0]! : { or: tuples };
}
