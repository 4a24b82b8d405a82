import { isDeepStrictEqual } from "node:util";
import { fieldsOf } from "../../schema/condition-state.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { hasColumn } from "../../schema/table-definition.ts";
import { alterField } from "../operations/field-operations.ts";
import { addedFieldWithFill, fillOption, givesValue } from "./added-fields.ts";
import { type Comparison, sortedNames } from "./comparison.ts";
import { changeOf, created, type DetectedChange, type Milestone, targetsOf } from "./detected-change.ts";
import type { Questioner } from "./questioner.ts";
import { removedField } from "./removed-fields.ts";

/** Fields that are defined otherwise. What replaces null, where it is no longer taken, is asked for. */
export async function alteredFields({ kept }: Comparison, questioner: Questioner): Promise<DetectedChange[]> {
  const changes: DetectedChange[] = [];
  for (const [old, now] of kept) {
    if (old.fields === now.fields) continue;
    for (const name of sortedNames(now.fields)) {
      const before = old.fields[name];
      const field = now.fields[name]!;
      if (before === undefined || isDeepStrictEqual(before, field)) continue;
      if (changesKind(before, field)) {
        changes.push(removedField(old, now, name), await addedFieldWithFill(now, name, questioner));
        continue;
      }
      const fill = losesNull(before, field)
        ? await questioner.fill(now, name, field, "no-longer-nullable")
        : undefined;
      changes.push(
        changeOf(now, alterField(now.name, name, field, fillOption(fill)), {
          reaches: [{ event: "altered", model: labelOf(now), field: name }],
          needs: [...targetsOf(field), ...sourcesOf(now, field)],
        }),
      );
    }
  }
  return changes;
}

/** The fields that a field is computed of: they may be new. */
function sourcesOf(model: ModelState, { generated }: FieldState): Milestone[] {
  return (generated ? fieldsOf(generated.expression) : []).map((name) => created(labelOf(model), name));
}

/** A column can't be turned into a table between two models, nor such a table into another: the one goes, the other comes. */
function changesKind(before: FieldState, after: FieldState): boolean {
  if (hasColumn(before) !== hasColumn(after)) return true;
  return before.type === "manyToMany" && before.through !== after.through;
}

function losesNull(before: FieldState, after: FieldState): boolean {
  return hasColumn(after) && before.nullable === true && !after.nullable && !givesValue(after);
}
