import type { Check, CheckFinding } from "../../../core/index.ts";
import { managedModelsOn } from "../managed-models.ts";
import type { ConstraintState, ModelState, UniqueState } from "../model-state.ts";
import { labelOf } from "../schema-state.ts";

/** Unique rules of models that SQLite can't keep as they are meant; they are left out, as with Django. */
export const sqliteChecks: readonly Check[] = [
  {
    name: "db.sqlite-rules",
    run(app): readonly CheckFinding[] {
      return managedModelsOn("sqlite", app).flatMap((model) =>
        model.constraints.flatMap((constraint) => uniqueFinding(model, constraint)),
      );
    },
  },
];

function uniqueFinding(model: ModelState, constraint: ConstraintState): readonly CheckFinding[] {
  if (constraint.type !== "unique") return [];
  const reason = reasonToLeaveOut(constraint);
  if (reason === undefined) return [];
  return [
    {
      id: "db.W006",
      level: "warning",
      message: `The unique constraint "${constraint.name}" of ${labelOf(model)} ${reason}: it is not made on SQLite.`,
      hint: "Check it in code where rows are stored, or use PostgreSQL.",
    },
  ];
}

function reasonToLeaveOut({ deferrable, include, nullsDistinct }: UniqueState): string | undefined {
  if (deferrable !== undefined) return "is to be checked later";
  if (include !== undefined) return "includes further fields";
  return nullsDistinct === undefined ? undefined : "says how nulls compare";
}
