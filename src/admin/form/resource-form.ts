import type { ModelMeta } from "../../db/index.ts";
import { type AnyField, checkboxesWidget, Field, type FormView, modelForm } from "../../forms/index.ts";
import { knowingFields, lockedFields } from "../auth-resources.ts";
import type { FieldsetPlan, FormItem } from "../resource/form-plan.ts";
import { readOnlyField } from "../resource/form-plan.ts";
import type { RegisteredResource } from "../resource/registered-resource.ts";
import type { AnyRow } from "../rows.ts";
import type { Visit } from "../visit.ts";

/** A form of a resource as one visitor gets it. */
export interface ResourceForm {
  readonly form: RowForm;
  readonly fieldsets: readonly FieldsetPlan[];
}

/** `modelForm()` of a model that is only known at run time. */
export type RowForm = ReturnType<typeof makeForm>;
/** The form before or after it was filled in. */
export type RowFormView = FormView;

/** The form with what the visitor may edit; the rest of its fields is shown. */
export function resourceForm(visit: Visit, resource: RegisteredResource): ResourceForm {
  const { editable, fieldsets } = resource.form;
  const locked = lockedFields(visit.user, resource.meta);
  const form = makeForm(
    resource.meta,
    editable.filter((name) => !locked.includes(name)),
  );
  return { form, fieldsets: withReadOnly(resource.meta, fieldsets, (name) => locked.includes(name)) };
}

/** All fields as values, for who may look and not change. */
export function readOnlyFieldsets(resource: RegisteredResource): readonly FieldsetPlan[] {
  return withReadOnly(resource.meta, resource.form.fieldsets, () => true);
}

function withReadOnly(
  meta: ModelMeta,
  fieldsets: readonly FieldsetPlan[],
  isReadOnly: (name: string) => boolean,
): FieldsetPlan[] {
  const shown = (item: FormItem): FormItem =>
    "edit" in item && isReadOnly(item.edit) ? readOnlyField(meta, item.edit) : item;
  return fieldsets.map((fieldset) => ({ ...fieldset, items: fieldset.items.map(shown) }));
}

// biome-ignore lint/suspicious/noExplicitAny: any model class, whatever its constructor takes
type RowClass = new (...values: any) => AnyRow;

/** The names were checked against the model when the resource was planned. */
function makeForm(meta: ModelMeta, names: readonly string[]) {
  const model = meta.model as unknown as RowClass;
  const { fields } = modelForm(model, { fields: names }).form;
  const override: Record<string, AnyField> = knowingFields(meta, fields);
  for (const name of names) {
    if (meta.fields.get(name)?.type === "text") override[name] = withPlainLineBreaks(fields[name]!);
    // Boxes to tick: one sees what is chosen, and a click can't undo the other choices.
    if (meta.relations.get(name)?.kind === "manyToMany")
      override[name] = fields[name]!.with({ widget: checkboxesWidget() });
  }
  return modelForm(model, { fields: names, override });
}

/** Browsers send line breaks as CR LF. A text that nobody changed must stay as it is. */
function withPlainLineBreaks(field: AnyField): AnyField {
  const { tidy = (entered: string) => entered } = field.kind;
  return new Field(
    { ...field.kind, tidy: (entered: string) => tidy(entered).replaceAll("\r\n", "\n") },
    field.options,
  );
}
