import type { Check, CheckFinding } from "../../../core/index.ts";
import { managedModelsOn } from "../managed-models.ts";
import type { ConstraintState, FieldState, IndexState, ModelState, UniqueState } from "../model-state.ts";
import { labelOf } from "../schema-state.ts";

/** Rules and indexes of models that MariaDB and MySQL can't keep as they are meant; they are left out, as with Django. */
export const mysqlChecks: readonly Check[] = [
  {
    name: "db.mysql-rules",
    run(app): readonly CheckFinding[] {
      return managedModelsOn("mysql", app).flatMap((model) => [
        ...model.constraints.flatMap((constraint) => uniqueFinding(model, constraint)),
        ...model.indexes.flatMap((index) => indexFinding(model, index)),
        ...Object.entries(model.fields).flatMap(([name, field]) => referenceFinding(model, name, field)),
      ]);
    },
  },
];

function uniqueFinding(model: ModelState, constraint: ConstraintState): readonly CheckFinding[] {
  if (constraint.type !== "unique") return [];
  const reason = reasonToLeaveOut(constraint);
  if (reason === undefined) return [];
  return [
    {
      id: "db.W003",
      level: "warning",
      message: `The unique constraint "${constraint.name}" of ${labelOf(model)} ${reason}: it is not made on MariaDB and MySQL.`,
      hint: "Check it in code where rows are stored, or use another database.",
    },
  ];
}

function reasonToLeaveOut(constraint: UniqueState): string | undefined {
  if (constraint.where !== undefined) return "is for some of the rows only";
  if (constraint.deferrable !== undefined) return "is to be checked later";
  if (constraint.include !== undefined) return "includes further fields";
  if (constraint.nullsDistinct !== undefined) return "says how nulls compare";
  return hasExpression(constraint) ? "compares computed values, which MariaDB can't" : undefined;
}

function indexFinding(model: ModelState, index: IndexState): readonly CheckFinding[] {
  const what = hasExpression(index)
    ? "is over computed values: it is not made on MariaDB"
    : index.where !== undefined
      ? "is for some of the rows only: on MariaDB and MySQL it has all of them"
      : undefined;
  if (what === undefined) return [];
  const message = `The index "${index.name}" of ${labelOf(model)} ${what}.`;
  return [
    { id: "db.W004", level: "warning", message, hint: "Nothing has to be done; queries are only slower." },
  ];
}

/** The servers take ON DELETE SET DEFAULT, and refuse to delete the row when it comes to it. */
function referenceFinding(
  model: ModelState,
  name: string,
  { onDelete }: FieldState,
): readonly CheckFinding[] {
  if (onDelete !== "dbSetDefault") return [];
  return [
    {
      id: "db.W005",
      level: "warning",
      message: `${labelOf(model)}.${name} says onDelete: "dbSetDefault", which MariaDB and MySQL don't do: they refuse to delete a row that is referred to.`,
      hint: 'Say onDelete: "setDefault": then Quintet does it.',
    },
  ];
}

function hasExpression({ fields }: IndexState | UniqueState): boolean {
  return fields.some((field) => typeof field !== "string");
}
