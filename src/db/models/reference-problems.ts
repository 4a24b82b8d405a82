import type { Database } from "../connections/database.ts";
import { hasRows } from "../query/execute.ts";
import { emptyState } from "../query/query-state.ts";
import { withCondition } from "../query/state-changes.ts";
import type { FieldInfo } from "./field-info.ts";
import { problem } from "./field-problems.ts";
import type { ValidationProblem } from "./model-instance.ts";
import { RowState } from "./row-state.ts";

/** Whether the row that a field refers to is there, and one of those that there are to choose from. */
export async function referenceProblems(
  row: object,
  field: FieldInfo,
  database: Database,
): Promise<ValidationProblem[]> {
  const { relation } = field;
  if (relation === undefined) return [];
  const { limitChoicesTo, target } = relation;
  const { far } = relation.joinColumns[0]!; // a field of its own refers to one
  const related = RowState.related(row, field.name);
  const isHere = RowState.isRow(related);
  if (isHere && limitChoicesTo === undefined) return []; // save() looks whether it is stored
  const value = isHere ? related[far.attribute] : (row as Readonly<Record<string, unknown>>)[field.attribute];
  if ((value ?? null) === null) return [];
  const named = withCondition(emptyState(target, database), { [far.name]: value }, false);
  if (limitChoicesTo !== undefined) {
    if (await hasRows(withCondition(named, limitChoicesTo as object, false))) return [];
    return [problem(field, "choice", "This is not one of the choices.")];
  }
  if (await hasRows(named)) return [];
  const message = `There is no ${target.label} with ${far.label} ${String(value)}.`;
  return [problem(field, "invalid", message, { value })];
}
