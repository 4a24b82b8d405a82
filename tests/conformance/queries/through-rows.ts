import type { Chain } from "./chains.ts";
import { type Json, type JsonObject, namedArguments, type QueryRecord } from "./documents.ts";
import { modelOf } from "./models.ts";
import type { Model, Values } from "./quintet.ts";
import { valuesOf } from "./row-values.ts";

/*
 * Values for the rows between two models: `members.add(person, through_defaults={"joined": …})`. A Quintet app that has
 * a model for these rows makes them with it.
 */

/** Makes rows of the model between, with values of their own, for those that aren't linked yet. */
export async function linkWith(
  rows: readonly unknown[],
  defaults: Json,
  record: QueryRecord,
  chain: Chain,
): Promise<void> {
  const { model, near, far, isSymmetrical, owner } = linkOf(record, chain);
  const values = valuesOf(namedArguments(defaults as JsonObject), {
    model: modelOf(chain.context.models, model.label),
    context: chain.context,
  });
  const link = (from: unknown, to: unknown) =>
    model.model.all().getOrCreate({ [near]: from, [far]: to }, values);
  const [key = ""] = chain.model.keyProperties;
  const sorted = (rows as readonly Values[]).toSorted((one, other) => Number(one[key]) - Number(other[key]));
  for (const row of sorted) await link(owner, row);
  if (isSymmetrical) for (const row of sorted) await link(row, owner);
}

interface Link {
  readonly model: { readonly label: string; readonly model: Model };
  /** The relations of the model between: to the owner of the related rows, and to the rows. */
  readonly near: string;
  readonly far: string;
  readonly isSymmetrical: boolean;
  readonly owner: Values;
}

/** What lies between the owner of related rows and the rows. */
function linkOf({ base }: QueryRecord, { context }: Chain): Link {
  const [owner, accessor] = base!.$rel as readonly [JsonObject, string]; // related rows have an owner
  const [label] = owner.$obj as readonly [string];
  const ownerModel = modelOf(context.models, label);
  const member = ownerModel.accessor(accessor)!; // it was found before
  const relation = member.field?.relation ?? member.inverse!.relation!; // declared on one of the sides
  const isForward = member.field?.relation !== undefined;
  const model = modelOf(context.models, relation.through!);
  const byColumn = (column: string | undefined): string =>
    model.document.fields.find((field) => field.column === column)!.name;
  const source = byColumn(relation.column);
  const target = byColumn(relation.reverse_column);
  return {
    model,
    near: isForward ? source : target,
    far: isForward ? target : source,
    isSymmetrical: relation.symmetrical === true,
    owner: context.rowOf(owner) as Values,
  };
}
