import type { BoundField } from "../../forms/index.ts";
import { type ViewValue, viewValue } from "../display.ts";
import type { FieldsetPlan, ReadOnlyPlan } from "../resource/form-plan.ts";
import { type AnyRow, keyOf } from "../rows.ts";
import { rowUrl } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { shortened } from "../wording.ts";
import type { RowFormView } from "./resource-form.ts";

/** What `templates/admin/form.html` shows. */
export interface FormPageView {
  readonly subtitle: string;
  readonly action: string;
  /** Whether a field sends a file. */
  readonly isMultipart: boolean;
  readonly fieldsets: readonly FieldsetView[];
  /** Empty where nothing is wrong. */
  readonly errorSummary: string;
  /** What is wrong with the form as a whole. */
  readonly errors: readonly string[];
  readonly links: readonly FormLink[];
  /** Empty where the visitor may not delete the row. */
  readonly deleteUrl: string;
  readonly canSave: boolean;
  readonly canAddAnother: boolean;
  readonly canContinue: boolean;
  readonly saveLabel: string;
  /** Whose password the form sets: password managers ask for it. */
  readonly username?: string;
}

/** A button above the form. */
export interface FormLink {
  readonly label: string;
  readonly icon: string;
  readonly url: string;
}

export interface FieldsetView {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly fields: readonly FieldView[];
}

/** What `templates/admin/parts/field.html` shows. */
export type FieldView = BoundField | ReadOnlyView;

/** A value that is shown and not edited. */
interface ReadOnlyView {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly isReadOnly: true;
  readonly value: ViewValue;
}

/** The form's fields in their groups. A new row has no values to show yet. */
export async function fieldsetViews(
  visit: Visit,
  fieldsets: readonly FieldsetPlan[],
  form: RowFormView | undefined,
  row: AnyRow | undefined,
): Promise<FieldsetView[]> {
  const views = fieldsets.map(async ({ title, description, items }) => {
    const fields = items.map(async (item) => {
      if ("edit" in item) return form!.fields[item.edit]; // a form was made of these names
      return row === undefined ? undefined : readOnlyView(visit, item, row);
    });
    return { title, description, fields: (await Promise.all(fields)).filter((field) => field !== undefined) };
  });
  return (await Promise.all(views)).filter(({ fields }) => fields.length > 0);
}

async function readOnlyView(visit: Visit, plan: ReadOnlyPlan, row: AnyRow): Promise<ReadOnlyView> {
  const { name, label, help, field } = plan;
  const read = await plan.read(row);
  const value = relatedValue(visit, plan, read) ?? viewValue(read, field);
  return { id: `shown_${name}`, label, help, isReadOnly: true, value };
}

/** A row of another model as a link, where the visitor may see it. */
function relatedValue(visit: Visit, { target }: ReadOnlyPlan, value: unknown): ViewValue | undefined {
  if (target === undefined || value === null || Array.isArray(value)) return undefined;
  const text = shortened(String(value));
  const resource = visit.site.of(target);
  if (resource === undefined || !visit.can("view", resource)) return { kind: "text", text };
  return { kind: "link", text, url: rowUrl(resource, keyOf(target, value as AnyRow)) };
}

/** `"Please correct the 2 errors below."`; empty where nothing is wrong. */
export function errorSummary(form: RowFormView): string {
  const { length } = form.problems;
  if (length === 0) return "";
  return length === 1 ? "Please correct the error below." : `Please correct the ${length} errors below.`;
}
