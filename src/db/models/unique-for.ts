import { Temporal } from "../../dates/index.ts";
import type { Database } from "../connections/database.ts";
import { InvalidModelError } from "../errors.ts";
import { hasRows } from "../query/execute.ts";
import { emptyState } from "../query/query-state.ts";
import { withCondition } from "../query/state-changes.ts";
import type { FieldInfo } from "./field-info.ts";
import { problem } from "./field-problems.ts";
import type { ValidationProblem } from "./model-instance.ts";
import type { ModelMeta } from "./model-meta.ts";
import { withoutItself } from "./without-itself.ts";

type Values = Readonly<Record<string, unknown>>;
type Span = "date" | "month" | "year";

/** Whether a value occurs already on the same day, in the same month or year of another field. Days are those of UTC. */
export async function uniqueForProblems(
  model: ModelMeta,
  field: FieldInfo,
  row: object,
  database: Database,
): Promise<ValidationProblem[]> {
  const found: ValidationProblem[] = [];
  for (const { span, field: name } of field.uniqueFor) {
    const dated = model.fields.get(name);
    if (dated === undefined || (dated.type !== "date" && dated.type !== "datetime"))
      throw new InvalidModelError(
        `${field} is unique for the ${span} of "${name}", which is not a date or datetime.`,
      );
    const value = (row as Values)[field.attribute] ?? null;
    const day = dayOf((row as Values)[dated.attribute]);
    if (value === null || day === undefined) continue;
    const condition = { [field.name]: { eq: value }, [dated.name]: partsOf(dated, day, span) };
    const state = withCondition(emptyState(model, database), condition, false);
    if (await hasRows(withoutItself(state, model, row)))
      found.push(
        problem(
          field,
          `unique-for-${span}`,
          `The ${field.label} must be unique for the ${span} of ${dated.label}.`,
        ),
      );
  }
  return found;
}

function dayOf(value: unknown): Temporal.PlainDate | undefined {
  if (value instanceof Temporal.PlainDate) return value;
  if (value instanceof Temporal.Instant) return value.toZonedDateTimeISO("UTC").toPlainDate();
  if (!(value instanceof Date)) return undefined;
  return Temporal.PlainDate.from(value.toISOString().slice(0, 10));
}

function partsOf({ type }: FieldInfo, day: Temporal.PlainDate, span: Span): unknown {
  const from = span === "date" ? day : day.with(span === "month" ? { day: 1 } : { day: 1, month: 1 });
  const after = from.add(span === "date" ? { days: 1 } : span === "month" ? { months: 1 } : { years: 1 });
  if (type === "date") return { gte: from, lt: after };
  return { gte: new Date(`${from}T00:00:00Z`), lt: new Date(`${after}T00:00:00Z`) };
}
