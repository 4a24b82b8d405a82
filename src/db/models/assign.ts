import { isClients } from "../../core/index.ts";
import { ClientObjectError, UnknownFieldError, UnsavedRelationError, WrongValueError } from "../errors.ts";
import { acceptValue } from "../fields/accept-value.ts";
import { defaultValue } from "../fields/default-value.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";
import { metaOfRow, primaryKeyOf, RowState } from "./row-state.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * Sets the fields of a new row: what was given, else the default. Always all fields in the order of the model, so that
 * all rows have one hidden class, whether they were made here or read.
 */
export function fillDefaults(row: object, meta: ModelMeta, values: Values): void {
  const target = row as Record<string, unknown>;
  for (const field of meta.fields.values()) target[field.attribute] = undefined;
  assignValues(row, meta, values, "create");
  for (const field of meta.fields.values()) {
    if (target[field.attribute] === undefined) target[field.attribute] = defaultValue(field);
  }
}

/** Sets what was given, by property; of a relation the row itself or its key. */
export function assignValues(row: object, meta: ModelMeta, values: Values, call: string): void {
  if (isClients(values)) throw new ClientObjectError(`${call}() on ${meta.name}`);
  const target = row as Record<string, unknown>;
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const field = meta.fields.get(name);
    if (field?.relation !== undefined) setRelation(row, field, value);
    else if (field !== undefined) target[name] = acceptValue(field, value);
    else assignOther(target, meta, name, value, call);
  }
}

function assignOther(
  target: Record<string, unknown>,
  meta: ModelMeta,
  name: string,
  value: unknown,
  call: string,
): void {
  const owner = name.endsWith("Id") ? meta.fields.get(name.slice(0, -2)) : undefined;
  if (owner?.attribute === name) {
    RowState.forgetRelated(target, owner.name);
    target[name] = acceptValue(owner, value);
    return;
  }
  throw new UnknownFieldError(meta, name, `${call}({ ${name}: … })`);
}

/** Makes a row belong to another one, given itself or by key. */
export function setRelation(row: object, field: FieldInfo, value: unknown): void {
  const target = row as Record<string, unknown>;
  const relation = field.relation!; // only called for relations
  if (!RowState.isRow(value)) {
    RowState.forgetRelated(row, field.name);
    if (value === null) RowState.setRelated(row, field.name, null);
    target[field.attribute] = acceptValue(field, value);
    return;
  }
  const given = metaOfRow(value);
  if (given.root !== relation.target.root)
    throw new WrongValueError(field, `a ${relation.target.name} or its key`, value);
  // An unsaved row may be saved before this one is; save() takes its key then.
  target[field.attribute] = primaryKeyOf(value) ?? null;
  RowState.setRelated(row, field.name, value);
}

/** Takes over the keys of related rows that were saved since they were assigned. */
export function takeRelatedKeys(row: object): void {
  const target = row as Record<string, unknown>;
  for (const field of metaOfRow(row).fields.values()) {
    if (field.relation === undefined) continue;
    const related = RowState.related(row, field.name);
    if (!RowState.isRow(related)) continue;
    const key = primaryKeyOf(related);
    if (key === null || key === undefined || RowState.group(related) === undefined)
      throw new UnsavedRelationError(field);
    if (target[field.attribute] === null) target[field.attribute] = key;
    else if (target[field.attribute] !== key) RowState.forgetRelated(row, field.name);
  }
}
