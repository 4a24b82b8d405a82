import { fieldsOf } from "./condition-state.ts";
import type { ConstraintState, IndexState } from "./model-state.ts";

/** The fields that an index or a constraint is about. */
export function fieldsOfRule(rule: IndexState | ConstraintState): readonly string[] {
  if ("condition" in rule) return fieldsOf(rule.condition);
  const conditional = rule.where === undefined ? [] : fieldsOf(rule.where);
  const named = rule.fields.flatMap((entry) =>
    typeof entry === "string" ? [entry.replace(/^-/, "")] : fieldsOf(entry.expression),
  );
  return [...named, ...(rule.include ?? []), ...conditional];
}
