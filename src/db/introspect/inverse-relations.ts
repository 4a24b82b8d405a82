import { lowerFirst } from "../models/names.ts";
import type { ModelState } from "../schema/model-state.ts";
import { labelOf } from "../schema/schema-state.ts";
import type { DraftModel } from "./draft-model.ts";
import { capitalized, fieldName, plural } from "./names.ts";

/** Gives every model the other sides of the relations that lead to it. */
export function addInverses(drafts: readonly DraftModel[], models: readonly ModelState[]): void {
  for (const model of models) {
    const relations = Object.entries(model.fields).filter(([, field]) => field.type === "belongsTo");
    for (const [via, field] of relations) {
      const target = drafts.find(({ label }) => label === field.to);
      if (target === undefined) continue; // a model of another module, which isn't written here
      const isOnly = relations.filter(([, other]) => other.to === field.to).length === 1;
      const kind = isAlone(model, via) ? "hasOne" : "hasMany";
      const name = fieldName(inverseName(model, via, kind, isOnly, target.label), (candidate) =>
        target.isTaken(candidate),
      );
      target.take(name);
      target.extras.inverses.push({ name, kind, target: labelOf(model), via });
    }
  }
}

/** Whether at most one row has the same reference. */
function isAlone(model: ModelState, via: string): boolean {
  const field = model.fields[via]!; // the caller walks through them
  const keys = Object.entries(model.fields).flatMap(([name, { primaryKey }]) => (primaryKey ? [name] : []));
  const own = field.from ?? [via];
  const isSame = (names: readonly unknown[]) =>
    names.length === own.length && own.every((name) => names.includes(name));
  if (field.unique || isSame(keys)) return true;
  return model.constraints.some(
    (rule) => rule.type === "unique" && rule.where === undefined && isSame(rule.fields),
  );
}

/** `books` for the books of an author; `booksAsEditor` where there are several relations, or one to the model itself. */
function inverseName(
  model: ModelState,
  via: string,
  kind: "hasMany" | "hasOne",
  isOnly: boolean,
  target: string,
): string {
  const one = lowerFirst(model.name);
  const own = kind === "hasOne" ? one : plural(one);
  const isItself = labelOf(model) === target;
  if (isItself && via === "parent") return "children";
  return isOnly && !isItself ? own : `${own}As${capitalized(via)}`;
}
