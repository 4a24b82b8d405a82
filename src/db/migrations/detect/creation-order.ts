import type { ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";

/*
 * In which order models can be created, so that each comes after those that it refers to. Where models refer to each
 * other in a circle, one of them is created without the field that closes it, and the field is added afterwards.
 * Read backwards, it is the order in which models can be deleted.
 */
export interface CreationOrder {
  readonly models: readonly ModelState[];
  /** Fields that close a circle. */
  readonly laterFields: readonly { readonly model: ModelState; readonly field: string }[];
}

export function inCreationOrder(models: readonly ModelState[]): CreationOrder {
  const byLabel = new Map(models.map((model) => [labelOf(model), model]));
  const ordered = new Set<ModelState>();
  const open = new Set<ModelState>();
  const laterFields: { model: ModelState; field: string }[] = [];

  // Depth first. A field that leads to a model whose own walk is still open closes a circle.
  const place = (model: ModelState): void => {
    if (ordered.has(model)) return;
    open.add(model);
    for (const [field, { to, through }] of Object.entries(model.fields)) {
      for (const label of [to, through]) {
        const target = label === undefined ? undefined : byLabel.get(label);
        if (target === undefined || target === model) continue;
        if (!open.has(target)) place(target);
        else if (!laterFields.some((item) => item.model === model && item.field === field))
          laterFields.push({ model, field });
      }
    }
    open.delete(model);
    ordered.add(model);
  };
  for (const model of models.toSorted((a, b) => (labelOf(a) < labelOf(b) ? -1 : 1))) place(model);
  return { models: [...ordered], laterFields };
}
