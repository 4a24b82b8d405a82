import type { FieldInfo, ModelMeta, RelationInfo } from "../../db/index.ts";
import type { AnyRow } from "../rows.ts";
import { capitalized } from "../wording.ts";
import { defaultFormFields } from "./default-options.ts";
import type { ReadOnlyOption, ResourceOptions } from "./resource.ts";
import { findPath, type ResourceProblems } from "./resource-problems.ts";

/** What the form of a row shows, in order. */
export interface FormPlan {
  /** The fields that can be edited. */
  readonly editable: readonly string[];
  readonly fieldsets: readonly FieldsetPlan[];
}

export interface FieldsetPlan {
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly items: readonly FormItem[];
}

/** A field that is edited, by its name; or a value that is shown. */
export type FormItem = { readonly edit: string } | ReadOnlyPlan;

/** A value that a form shows and nobody edits there. */
export interface ReadOnlyPlan {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly field: FieldInfo | undefined;
  readonly target: ModelMeta | undefined;
  read(row: AnyRow): unknown;
}

/** Works out the form; problems are told where options don't fit the model. */
export function planForm(
  meta: ModelMeta,
  options: ResourceOptions<unknown>,
  problems: ResourceProblems,
): FormPlan {
  const written = options as { fields?: readonly string[]; readonly?: readonly ReadOnlyOption<unknown>[] };
  if (options.fields !== undefined && options.fieldsets !== undefined) {
    problems.add(`fields and fieldsets are both given. Keep one of them.`);
  }
  const readOnly = new Map<string, ReadOnlyPlan>();
  for (const option of written.readonly ?? stampFields(meta)) {
    const plan = planReadOnly(meta, option, problems);
    if (plan !== undefined) readOnly.set(plan.name, plan);
  }
  const fieldsets = options.fieldsets
    ? options.fieldsets.map((fieldset) => ({ ...fieldset, fields: fieldset.fields as readonly string[] }))
    : [{ title: undefined, description: undefined, fields: written.fields ?? defaultFormFields(meta) }];
  const plans = fieldsets.map(({ title, description, fields }) => ({
    title,
    description,
    items: fields.flatMap((name): FormItem[] => {
      const shown = readOnly.get(name);
      if (shown !== undefined) return [shown];
      return isEditable(meta, name, options.fieldsets ? "fieldsets" : "fields", problems)
        ? [{ edit: name }]
        : [];
    }),
  }));
  return completed(plans, [...readOnly.values()]);
}

/** Read-only values that no fieldset names come last. */
function completed(fieldsets: readonly FieldsetPlan[], readOnly: readonly ReadOnlyPlan[]): FormPlan {
  const items = fieldsets.flatMap((fieldset) => fieldset.items);
  const rest = readOnly.filter((plan) => !items.includes(plan));
  const all =
    rest.length === 0 ? fieldsets : [...fieldsets, { title: "Details", description: undefined, items: rest }];
  return {
    editable: items.flatMap((item) => ("edit" in item ? [item.edit] : [])),
    fieldsets: all.filter((fieldset) => fieldset.items.length > 0),
  };
}

/** What the framework stamps on a row is worth seeing. */
function stampFields(meta: ModelMeta): string[] {
  return [...meta.fields.values()].filter((field) => field.autoNow).map((field) => field.name);
}

/** Any field of the model as a read-only value, for people who may look and not change. */
export function readOnlyField(meta: ModelMeta, name: string): ReadOnlyPlan {
  const relation: RelationInfo | undefined = meta.relations.get(name);
  const field = name === "id" ? meta.primaryKey : meta.fields.get(name);
  return {
    name,
    label: capitalized(relation?.label ?? (field?.isAuto ? "ID" : (field?.label ?? name))),
    help: field?.help ?? "",
    field: relation === undefined ? field : undefined,
    target: relation?.target,
    read: (row) => row[relation === undefined ? (field?.attribute ?? name) : name],
  };
}

function planReadOnly(
  meta: ModelMeta,
  option: ReadOnlyOption<unknown> | string,
  problems: ResourceProblems,
): ReadOnlyPlan | undefined {
  if (typeof option !== "string") {
    const { label, value } = option as { label: string; value: (row: AnyRow) => unknown };
    return { name: label, label, help: "", field: undefined, target: undefined, read: value };
  }
  const found = findPath(meta, option, "readonly", problems);
  return found && readOnlyField(meta, option);
}

function isEditable(meta: ModelMeta, name: string, option: string, problems: ResourceProblems): boolean {
  const found = findPath(meta, name, option, problems);
  if (found === undefined) return false;
  if (
    found.through !== undefined ||
    found.relation?.kind === "hasMany" ||
    found.relation?.kind === "hasOne"
  ) {
    problems.add(`${option}: "${name}" is a field of another model, which this form can't edit.`);
    return false;
  }
  if (found.field?.isAuto) {
    problems.add(
      `${option}: ${found.field} is counted up by the database. Put it into "readonly" to show it.`,
    );
    return false;
  }
  return true;
}
