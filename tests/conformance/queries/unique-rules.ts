import { unique } from "quintet/db";
import type { DjangoModel } from "./django-model.ts";
import { isObject, type Json, type JsonObject } from "./documents.ts";
import { type Handle, step } from "./quintet.ts";

/** The rules about fields that are unique together, without conditions, which Quintet's model options list. */
export function uniqueRules(model: DjangoModel, row: Handle): readonly unknown[] {
  const { unique_together: together = [], constraints = [] } = model.document;
  const lists = [...together, ...constraints.flatMap(fieldsOfConstraint)];
  return lists.map((names) => unique(...names.map((name) => step(row, model.field(String(name))!.name))));
}

/** The fields of a UniqueConstraint that says nothing else. */
function fieldsOfConstraint(constraint: Json): readonly (readonly Json[])[] {
  const [type, , options] = (constraint as JsonObject).$constraint as [string, Json, JsonObject];
  const { fields, name: _, ...others } = options;
  if (type !== "UniqueConstraint" || !isObject(fields) || Object.keys(others).length > 0) return [];
  return [fields.$tuple as readonly Json[]];
}
