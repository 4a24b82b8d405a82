import type { Database } from "../connections/database.ts";
import { hasRows } from "../query/execute.ts";
import { emptyState } from "../query/query-state.ts";
import { withCondition } from "../query/state-changes.ts";
import type { FieldInfo } from "./field-info.ts";
import { problem } from "./field-problems.ts";
import type { ValidationProblem } from "./model-instance.ts";
import { RowState } from "./row-state.ts";

/** Whether the row that a field refers to is one of those that there are to choose from. */
export async function choiceProblems(
  row: object,
  field: FieldInfo,
  database: Database,
): Promise<ValidationProblem[]> {
  const { relation } = field;
  if (relation?.limitChoicesTo === undefined) return [];
  const { far } = relation.joinColumns[0]!; // a field of its own refers to one
  const related = RowState.related(row, field.name);
  const value = RowState.isRow(related)
    ? related[far.attribute]
    : (row as Readonly<Record<string, unknown>>)[field.attribute];
  if ((value ?? null) === null) return [];
  const named = withCondition(emptyState(relation.target, database), { [far.name]: value }, false);
  if (await hasRows(withCondition(named, relation.limitChoicesTo as object, false))) return [];
  return [problem(field, "choice", "This is not one of the choices.")];
}
