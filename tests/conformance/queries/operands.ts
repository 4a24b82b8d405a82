import type { DjangoModel } from "./django-model.ts";
import { type FieldDocument, isObject, type Json, type JsonObject, tagOf } from "./documents.ts";
import { dateParts, jsonField } from "./lookups.ts";
import type { Path, RecordContext } from "./scope.ts";

/** The items of a list, which may be a tuple or a set. */
export function listOf(json: Json): readonly Json[] {
  if (Array.isArray(json)) return json;
  const tag = tagOf(json);
  if (tag === "$tuple" || tag === "$set") return (json as JsonObject)[tag] as readonly Json[];
  if (tag === "$range") {
    const [start = 0, stop = 0, step = 1] = (json as JsonObject).$range as readonly number[];
    return Array.from({ length: Math.ceil((stop - start) / step) }, (_, count) => start + count * step);
  }
  if (tag === undefined && isObject(json)) return Object.keys(json);
  if (typeof json === "string") return [...json];
  throw new TypeError("Not a list.");
}

/** Lookups that compare texts. */
export const textOperators: ReadonlySet<string> = new Set([
  "contains",
  "icontains",
  "startswith",
  "istartswith",
  "endswith",
  "iendswith",
  "regex",
  "iregex",
  "iexact",
]);

/** Whether the text of a value that is none is looked at, as Django does: `id__startswith="1"`. */
export function isTextOfOther(field: FieldDocument | undefined, lookup: string): boolean {
  if (field === undefined || field.relation !== undefined || !textOperators.has(lookup)) return false;
  if (field.type === "JSONField") return lookup !== "contains";
  return /Integer|Auto|Date|Time|Decimal|Float|Boolean/.test(field.type);
}

/** The field that says how the value of a comparison is read. */
export function operandField(
  path: Path,
  transforms: readonly string[],
  operator: string,
  model: DjangoModel,
  context: RecordContext,
): FieldDocument | undefined {
  const { field } = path;
  const part = transforms.at(-1);
  if (part !== undefined && part in dateParts && field?.type !== "JSONField") {
    const types: Readonly<Record<string, string>> = { date: "DateField", time: "TimeField" };
    return { name: part, type: types[part] ?? "IntegerField" };
  }
  if (field?.type === "JSONField") return jsonField;
  if (textOperators.has(operator)) return { name: "text", type: "TextField" };
  if (path.target !== undefined) {
    const key = path.target.keyFields[0];
    if (field?.relation === undefined) return key && stored(path.target, key, context);
  }
  return field && stored(model, field, context);
}

/** The field that says how the values of another one are stored. */
export function stored(model: DjangoModel, field: FieldDocument, { models }: RecordContext): FieldDocument {
  return model.storedAs(field, (label) => models.get(label)!);
}
