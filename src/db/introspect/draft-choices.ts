import { choiceLength } from "../fields/text-fields.ts";
import type { ConditionState } from "../schema/condition-state.ts";
import type { DatabaseKind, FieldState } from "../schema/model-state.ts";
import type { DraftModel } from "./draft-model.ts";

/* Fields that may only hold what a list names: a rule of the table, or an enumeration, says which values there are. */

/** The choices that a condition of the table lists. */
export function addChoices(draft: DraftModel, condition: ConditionState): void {
  const [left, ...items] = listIn(condition);
  if (left === undefined || !("field" in left)) return;
  const type = draft.fields[left.field]?.type;
  const isText = type === "string" || type === "text";
  if (!isText && type !== "integer" && type !== "smallInteger") return;
  const values = items.map((item) => ("value" in item ? item.value : undefined));
  if (!values.every((value) => typeof value === (isText ? "string" : "number"))) return;
  draft.extras.choices[left.field] = { values: values as (string | number)[], isTyped: false };
}

/** What is compared with which values, in `a IN ('x', 'y')` and in `a IS NULL OR a IN ('x', 'y')`. */
function listIn(condition: ConditionState): readonly ConditionState[] {
  if (!("op" in condition)) return [];
  if (condition.op === "in") return condition.of;
  if (condition.op !== "or" || condition.of.length !== 2) return [];
  const isNull = condition.of.find((item) => "op" in item && item.op === "isNull");
  const list = condition.of.find((item) => "op" in item && item.op === "in");
  if (isNull === undefined || list === undefined || !("of" in isNull) || !("of" in list)) return [];
  const [one, other] = [isNull.of[0], list.of[0]];
  const isSame = one && other && "field" in one && "field" in other && one.field === other.field;
  return isSame ? list.of : [];
}

/**
 * Texts become the union of their choices, `choice(["draft", "live"])`, where nothing that the model says speaks of another
 * value: the compiler would not take that.
 */
export function typeChoices(draft: DraftModel, kind: DatabaseKind): void {
  const { choices } = draft.extras;
  for (const [name, { values }] of Object.entries(choices)) {
    const field = draft.fields[name];
    if (field?.type !== "string" && field?.type !== "text") continue;
    const others = [...constantsBeside(draft, name), ...defaultOf(field)];
    if (!others.every((value) => values.includes(value as string))) continue;
    const typed = asChoice(draft, kind, name, values.map(String));
    if (typed === undefined) continue;
    draft.fields[name] = typed;
    choices[name] = { values, isTyped: true };
  }
}

/** A text as a choice, which has a length; the column stays what it is. */
function asChoice(
  draft: DraftModel,
  kind: DatabaseKind,
  name: string,
  values: readonly string[],
): FieldState | undefined {
  const field = draft.fields[name]!; // the caller found it
  if (field.type === "string" && field.maxLength !== undefined) return field;
  const column = draft.table.columns.find((one) => draft.fieldOf.get(one.name) === name);
  if (column === undefined || column.type === "") return undefined;
  return {
    columnType: { [kind]: column.type },
    ...field,
    type: "string",
    maxLength: choiceLength(values),
  };
}

function defaultOf({ dbDefault }: FieldState): readonly unknown[] {
  return dbDefault !== undefined && "value" in dbDefault ? [dbDefault.value] : [];
}

/** What rules of the model compare a field with: constants, and `undefined` for what is computed. */
function constantsBeside({ constraints, indexes }: DraftModel, field: string): readonly unknown[] {
  const conditions = [...constraints, ...indexes].flatMap((rule) => [
    ...("condition" in rule ? [rule.condition] : []),
    ...("where" in rule && rule.where !== undefined ? [rule.where] : []),
    ...("fields" in rule
      ? rule.fields.flatMap((part) => (typeof part === "string" ? [] : [part.expression]))
      : []),
  ]);
  return conditions.flatMap((condition) => constantsIn(condition, field));
}

function constantsIn(condition: ConditionState, field: string): readonly unknown[] {
  if (!("of" in condition)) return [];
  const isBeside = condition.of.some((item) => "field" in item && item.field === field);
  const own = isBeside && "op" in condition && condition.op !== "isNull";
  return [
    ...(own
      ? condition.of
          .filter((item) => !("field" in item && item.field === field))
          .map((item) => ("value" in item ? item.value : undefined))
      : []),
    ...condition.of.flatMap((item) => constantsIn(item, field)),
  ];
}
