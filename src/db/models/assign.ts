import { isClients, isPlainObject } from "../../core/index.ts";
import {
  ClientObjectError,
  describeValue,
  InvalidQueryError,
  UnknownFieldError,
  UnsavedRelationError,
  WrongValueError,
} from "../errors.ts";
import { Expression } from "../expressions/expression.ts";
import { acceptValue } from "../fields/accept-value.ts";
import type { FieldInfo } from "./field-info.ts";
import { isSameKey } from "./keys.ts";
import type { ModelMeta } from "./model-meta.ts";
import type { RelationInfo } from "./relation-info.ts";
import { metaOfRow, RowState } from "./row-state.ts";

type Values = Readonly<Record<string, unknown>>;

/** Sets what was given, by property; of a relation the row itself or its key. */
export function assignValues(row: object, meta: ModelMeta, values: Values, call: string): void {
  if (isClients(values)) throw new ClientObjectError(`${call}() on ${meta.name}`);
  checkValues(values, `${call}() on ${meta.name}`);
  const target = row as Record<string, unknown>;
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const relation = meta.relations.get(name);
    const field = meta.fields.get(name);
    if (relation?.kind === "belongsTo") setRelation(row, relation, value, call);
    else if (field !== undefined) target[name] = acceptOwn(field, value, call);
    else assignOther(target, meta, name, value, call);
  }
}

/**
 * Whether there are values by name. A Map, a list or a number has none: taken for values, it would be an empty row.
 * @throws {@link InvalidQueryError} for those.
 */
export function checkValues(values: unknown, call: string): void {
  const hasNames =
    isPlainObject(values) ||
    (typeof values === "object" &&
      values !== null &&
      !Array.isArray(values) &&
      Object.keys(values).length > 0);
  if (hasNames) return;
  throw new InvalidQueryError(
    `${call} takes an object of fields and values, and was given ${describeValue(values)}.`,
  );
}

/** What the database computes can't be given. */
function acceptOwn(field: FieldInfo, value: unknown, call: string): unknown {
  if (field.generated === undefined) return acceptComputed(field, value, call);
  throw new InvalidQueryError(`${field} is computed by the database, and can't be given a value.`);
}

function assignOther(
  target: Record<string, unknown>,
  meta: ModelMeta,
  name: string,
  value: unknown,
  call: string,
): void {
  const owner = meta.fieldOfAttribute(name);
  if (owner !== undefined) {
    RowState.forgetRelated(target, owner.name);
    target[name] = acceptComputed(owner, value, call);
    return;
  }
  throw new UnknownFieldError(meta, name, `${call}({ ${name}: … })`);
}

/** A value, or what the database computes when the row is written, for calls that write it. */
function acceptComputed(field: FieldInfo, value: unknown, call: string): unknown {
  return value instanceof Expression && call !== "assign" ? value : acceptValue(field, value);
}

/** Makes a row belong to another one, given itself or by key: of several fields a tuple. */
export function setRelation(row: object, relation: RelationInfo, value: unknown, call = "create"): void {
  const target = row as Record<string, unknown>;
  if (!RowState.isRow(value)) {
    RowState.forgetRelated(row, relation.name);
    if (value === null) RowState.setRelated(row, relation.name, null);
    for (const [position, { near }] of relation.joinColumns.entries()) {
      const part = partOf(relation, value, position);
      target[near.attribute] = acceptComputed(near, part, call);
    }
    return;
  }
  if (metaOfRow(value).linksTo(relation.target) === undefined)
    throw new WrongValueError(relation, `a ${relation.target.name} or its key`, value);
  // An unsaved row may be saved before this one is; save() takes its key then.
  for (const { near, far } of relation.joinColumns) target[near.attribute] = value[far.attribute] ?? null;
  RowState.setRelated(row, relation.name, value);
}

/** The part of a key for the field at that position. */
function partOf(relation: RelationInfo, key: unknown, position: number): unknown {
  const { length } = relation.joinColumns;
  if (length === 1 || key === null) return key;
  if (Array.isArray(key) && key.length === length) return key[position];
  throw new WrongValueError(
    relation,
    `a ${relation.target.name} or a list of the ${length} parts of its key`,
    key,
  );
}

/** Takes over the keys of related rows that were saved since they were assigned. */
export function takeRelatedKeys(row: object): void {
  if (!RowState.hasRelated(row)) return;
  const target = row as Record<string, unknown>;
  for (const relation of metaOfRow(row).relations.values()) {
    if (relation.kind !== "belongsTo") continue;
    const related = RowState.related(row, relation.name);
    if (!RowState.isRow(related)) continue;
    const isKnown = relation.joinColumns.every(({ far }) => (related[far.attribute] ?? null) !== null);
    if (!isKnown || RowState.group(related) === undefined) throw new UnsavedRelationError(relation);
    for (const { near, far } of relation.joinColumns) {
      if ((target[near.attribute] ?? null) === null) target[near.attribute] = related[far.attribute];
      else if (!isSameKey(target[near.attribute], related[far.attribute]))
        RowState.forgetRelated(row, relation.name);
    }
  }
}
