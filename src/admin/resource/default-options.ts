import type { FieldInfo, ModelMeta } from "../../db/index.ts";

/*
 * What a resource shows when it is told nothing: the text that names a row, then what tells rows apart at a glance
 * (choices, yes and no, relations, dates). Long texts, bytes and whatever looks like a secret stay out.
 */

/** The column that shows `String(row)`. */
export const labelColumn = "~label";

const maxColumns = 6;
const secretName = /password|secret|token|apikey/i;

export function defaultColumns(meta: ModelMeta): string[] {
  const fields = [...meta.fields.values()].filter((field) => !field.primaryKey && !looksSecret(field));
  const first = hasOwnLabel(meta) ? labelColumn : fields.find(isShortText)?.name;
  const head = first === undefined ? ["id"] : [first];
  const groups = [
    fields.filter((field) => field.kind === "belongsTo"),
    fields.filter((field) => field.choices !== undefined),
    fields.filter((field) => field.type === "boolean"),
    fields.filter((field) => isNumber(field)),
    fields.filter((field) => isDay(field)),
  ];
  const rest = groups.flatMap((group) => group.slice(0, 2)).map((field) => field.name);
  const others = fields.filter(isShortText).map((field) => field.name);
  return [...new Set([...head, ...rest, ...others])].slice(0, maxColumns);
}

export function defaultSearch(meta: ModelMeta): string[] {
  return [...meta.fields.values()]
    .filter((field) => isText(field) && field.choices === undefined && !looksSecret(field))
    .map((field) => field.name);
}

export function defaultFilters(meta: ModelMeta): string[] {
  const fields = [...meta.fields.values()].filter((field) => !field.primaryKey && !looksSecret(field));
  const groups = [
    fields.filter((field) => field.choices !== undefined),
    fields.filter((field) => field.type === "boolean" && field.choices === undefined),
    fields.filter((field) => field.kind === "belongsTo").slice(0, 2),
    fields.filter(isDay).slice(0, 1),
  ];
  return groups.flat().map((field) => field.name);
}

/** The fields that people fill in: editable columns, and many-to-many relations whose table is made by itself. */
export function defaultFormFields(meta: ModelMeta): string[] {
  const columns = [...meta.fields.values()].filter(isFormField).map((field) => field.name);
  const relations = [...meta.relations.values()]
    .filter((relation) => relation.descriptor.kind === "manyToMany" && relation.descriptor.editable)
    .filter((relation) => relation.through?.model === undefined)
    .map((relation) => relation.name);
  return [...columns, ...relations];
}

function isFormField(field: FieldInfo): boolean {
  if (!field.editable || field.isAuto || field.autoNow || field.type === "binary") return false;
  return field.type !== "custom" || field.custom?.traits?.formField !== undefined;
}

/** Whether rows of the model say themselves what they are called. */
function hasOwnLabel(meta: ModelMeta): boolean {
  for (
    let model = meta.model;
    model && !Object.hasOwn(model, "fields");
    model = Object.getPrototypeOf(model)
  ) {
    if (Object.hasOwn(model.prototype, "toString")) return true;
  }
  return false;
}

function isText(field: FieldInfo): boolean {
  return field.relation === undefined && (field.type === "string" || field.type === "text");
}

function isShortText(field: FieldInfo): boolean {
  return field.relation === undefined && field.type === "string";
}

/** Whether the field holds numbers that people read as amounts. */
export function isNumber(field: FieldInfo): boolean {
  if (field.relation !== undefined || field.choices !== undefined) return false;
  return [
    "smallAuto",
    "auto",
    "bigAuto",
    "integer",
    "smallInteger",
    "bigInteger",
    "float",
    "decimal",
  ].includes(field.type);
}

function isDay(field: FieldInfo): boolean {
  return field.type === "datetime" || field.type === "date";
}

function looksSecret(field: FieldInfo): boolean {
  return secretName.test(field.name) || field.type === "custom";
}
