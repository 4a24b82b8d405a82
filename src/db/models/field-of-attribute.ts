import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";

/** The field whose value rows keep under that name: `authorId` is the column of `author`. */
export function fieldOfAttribute(meta: ModelMeta, attribute: string): FieldInfo | undefined {
  if (!attribute.endsWith("Id")) return undefined;
  const field = meta.fields.get(attribute.slice(0, -2));
  return field?.attribute === attribute ? field : undefined;
}
