import type { Chain } from "./chains.ts";
import { type Json, type JsonObject, namedArguments, type QueryRecord } from "./documents.ts";
import { modelOf } from "./models.ts";
import type { Values } from "./quintet.ts";
import { valuesOf } from "./row-values.ts";

/** Values for the rows between two models: `members.add(person, through_defaults={"joined": …})`. */
export function valuesBetween(defaults: Json, { base }: QueryRecord, { context }: Chain): Values {
  const [owner, accessor] = base!.$rel as readonly [JsonObject, string]; // related rows have an owner
  const [label] = owner.$obj as readonly [string];
  const member = modelOf(context.models, label).accessor(accessor)!; // it was found before
  const relation = member.field?.relation ?? member.inverse!.relation!; // declared on one of the sides
  const model = modelOf(context.models, relation.through!);
  return valuesOf(namedArguments(defaults as JsonObject), { model, context });
}
