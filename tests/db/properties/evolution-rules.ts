import type { ConditionState } from "../../../src/db/schema/condition-state.ts";
import type {
  CheckState,
  ConstraintState,
  IndexState,
  UniqueState,
} from "../../../src/db/schema/model-state.ts";
import { hasColumn } from "../../../src/db/schema/table-definition.ts";
import { constantFor, drawTablespace } from "./evolution-columns.ts";
import { type Draw, drawPresence, type End, type Ends } from "./evolution-draw.ts";
import type { DrawnField } from "./evolution-drawn.ts";
import { fieldKinds, isLongIn } from "./field-kinds.ts";

/* Random indexes, unique rules and checks, with every option that they can be told. All rows keep to them. */

export type Rule = IndexState | ConstraintState;

/** PostgreSQL makes one rule of those that say the same, if they come with the table. */
export function distinct(rules: readonly ConstraintState[]): readonly ConstraintState[] {
  const said = rules.map((rule) => {
    if (rule.type === "check") return JSON.stringify(rule.condition);
    const { name: _, tablespace: __, nullsDistinct, ...rest } = rule;
    return JSON.stringify([rest, nullsDistinct !== false]);
  });
  return rules.filter((_, position) => said.indexOf(said[position]!) === position);
}

/**
 * Indexes and constraints of fields that are there.
 *
 * @param model - What their names begin with.
 * @param isThere - Whether the model is there.
 * @param fields - Those that rules are about, and the names of those of its key.
 */
export function drawRules(
  model: string,
  isThere: Readonly<Record<End, boolean>>,
  { own, key }: { readonly own: readonly DrawnField[]; readonly key: (end: End) => readonly string[] },
  rows: number,
  draw: Draw,
): Ends<Rule>[] {
  return Array.from({ length: draw(5) }, (_, position) => {
    const presence = drawPresence(draw);
    const choices = Array.from({ length: 9 }, () => draw(60));
    const isChanged = draw(4) === 3;
    const name = `${model}_rule_${position}`.toLowerCase();
    const end = (which: End): Rule | undefined => {
      if (!presence[which] || !isThere[which]) return undefined;
      const numbers = isChanged && which === "after" ? choices.map((choice) => choice + 1) : choices;
      return ruleOf({ name, fields: own, key: key(which), end: which, rows }, numbers);
    };
    return { before: end("before"), after: end("after") };
  });
}

interface Place {
  readonly name: string;
  readonly fields: readonly DrawnField[];
  /** The names of the fields of the model's key. */
  readonly key: readonly string[];
  readonly end: End;
  readonly rows: number;
}

/** The rule that the numbers choose: the same numbers choose the same kind at both ends, of the same fields. */
function ruleOf(place: Place, choices: readonly number[]): Rule | undefined {
  const { name, fields, end } = place;
  const [sort = 0, first = 0, second = 0, ...rest] = choices;
  const usable = fields.filter((field) => isUsable(field, end));
  const one = usable[first % usable.length];
  const other = usable[second % usable.length];
  if (one === undefined || other === undefined) return undefined;
  let taken = 0;
  const draw: Draw = (count) => (rest[taken++] ?? 0) % count;
  const parts: Parts = { one, names: [...new Set([nameAt(one, end), nameAt(other, end)])], usable };
  switch (sort % 6) {
    case 0:
    case 1:
      return { name, ...indexParts(place, parts, draw) };
    case 2:
      return { name, ...expressionParts(place, parts, draw) };
    case 3:
    case 4:
      return uniqueRule(place, parts, draw);
    default:
      // MariaDB refuses conditions on columns that it empties itself.
      if (relationOf(one, place)[end]!.state.onDelete === "dbSetNull") return { name, fields: parts.names };
      return checkRule(place, parts, draw);
  }
}

interface Parts {
  readonly one: DrawnField;
  readonly names: readonly string[];
  readonly usable: readonly DrawnField[];
}

function isUsable(drawn: DrawnField, end: End): boolean {
  const { kind, [end]: field } = drawn;
  if (field === undefined || !hasColumn(field.state)) return false;
  return kind === undefined || !isLongIn(kind, field.state);
}

const nameAt = (field: DrawnField, end: End) => field[end]!.name; // usable fields are there

/** The relation that a field is a part of, or the field. */
function relationOf(one: DrawnField, { fields, end }: Place): DrawnField {
  return fields.find((field) => field[end]?.state.from?.includes(nameAt(one, end))) ?? one;
}

function indexParts({ end, key }: Place, { one, names }: Parts, draw: Draw): Omit<IndexState, "name"> {
  const directed = names.map((field) => (draw(2) === 1 ? `-${field}` : field));
  const isText = names.length === 1 && one.kind === fieldKinds.text;
  const nulls = draw(6) === 5 ? names.map(() => ([null, "first", "last"] as const)[draw(3)]!) : undefined;
  return {
    fields: directed,
    ...(draw(3) === 2 && { where: conditionOn(one, end, draw) }),
    ...(draw(5) === 4 && { include: key }),
    ...(draw(3) === 2 && isText && { operatorClasses: ["text_pattern_ops"] }),
    ...(nulls?.some(Boolean) && { nulls }),
    ...drawTablespace(draw),
  };
}

function expressionParts(
  { end }: Place,
  { one, names, usable }: Parts,
  draw: Draw,
): Omit<IndexState, "name"> {
  const text = usable.find(({ kind }) => kind === fieldKinds.text);
  const isNumber = one.kind === fieldKinds.integer && /integer|decimal|float/i.test(one[end]!.state.type);
  if (text === undefined && !isNumber) return { fields: names };
  const expression: ConditionState = isNumber
    ? { op: "+", of: [{ field: nameAt(one, end) }, { value: 1 }] }
    : { op: draw(2) === 0 ? "upper" : "lower", of: [{ field: nameAt(text!, end) }] };
  return {
    fields: [draw(2) === 0 ? { expression } : { expression, descending: true }],
    ...(draw(3) === 2 && { where: conditionOn(one, end, draw) }),
  };
}

function uniqueRule({ name, end, rows, key }: Place, { one, names }: Parts, draw: Draw): UniqueState {
  // PostgreSQL makes one rule of two that say the same, if they come with the table.
  const isAlone =
    canBeUnique(one, rows) && one.computed === undefined && !(names.length === 1 && one[end]!.state.unique);
  const fields = isAlone && draw(2) === 0 ? names : [...key, ...names];
  const deferrable = ([undefined, undefined, "deferred", "immediate"] as const)[draw(4)];
  const isFewRows = draw(3) === 2;
  return {
    type: "unique",
    name,
    fields,
    ...(isFewRows && { where: conditionOn(one, end, draw) }),
    ...(deferrable !== undefined && !isFewRows && { deferrable }),
    ...(draw(4) === 3 && { nullsDistinct: draw(2) === 1 }),
    ...(draw(4) === 3 && fields === names && { include: key }),
    ...drawTablespace(draw),
  };
}

function checkRule({ name, end }: Place, { one }: Parts, draw: Draw): CheckState {
  const field = nameAt(one, end);
  const isNull = (value: boolean): ConditionState => ({ op: "isNull", of: [{ field }, { value }] });
  const nothing: ConditionState =
    draw(2) === 0
      ? { op: "or", of: [isNull(true), isNull(false)] }
      : { op: "not", of: [{ op: "and", of: [isNull(true), isNull(false)] }] };
  return { type: "check", name, condition: trueOf(one, end, draw) ?? nothing };
}

/** What is true of all values of a field, compared with constants as its type has them. */
function trueOf(drawn: DrawnField, end: End, draw: Draw): ConditionState | undefined {
  const { kind, computed, [end]: named } = drawn;
  const { name: field, state } = named!; // asked only of fields that are there
  const choice = draw(3);
  if (computed !== undefined) return undefined;
  if (kind === fieldKinds.integer && /integer|decimal|float/i.test(state.type)) {
    const least: ConditionState = { op: "gte", of: [{ field }, { value: 0 }] };
    if (choice === 0) return least;
    if (choice === 1) return { op: "between", of: [{ field }, { value: 1 }, { value: 1000 }] };
    return { op: "lt", of: [{ op: "*", of: [{ field }, { value: 2 }] }, { value: 5000 }] };
  }
  if (kind === fieldKinds.text) {
    if (choice === 0) return { op: "startsWith", of: [{ field }, { value: "row" }] };
    if (choice === 1) return { op: "gt", of: [{ op: "length", of: [{ field }] }, { value: 2 }] };
    return { op: "ne", of: [{ field }, { value: "it's" }] };
  }
  if (kind === fieldKinds.date) return { op: "gt", of: [{ field }, { value: "2000-01-01" }] };
  if (kind === fieldKinds.boolean) return { op: "in", of: [{ field }, { value: true }, { value: false }] };
  if (kind === fieldKinds.decimal) return { op: "gt", of: [{ field }, { value: "0.5" }] };
  return undefined;
}

/** A condition for some of the rows. */
function conditionOn(field: DrawnField, end: End, draw: Draw): ConditionState {
  const { name, state } = field[end]!; // as above
  const isNull: ConditionState = { op: "isNull", of: [{ field: name }, { value: draw(2) === 0 }] };
  const { kind } = field;
  if (kind?.constant === undefined || field.computed !== undefined || draw(2) === 0) return isNull;
  if (kind === fieldKinds.custom || kind === fieldKinds.duration || state.to !== undefined) return isNull;
  return { op: "eq", of: [{ field: name }, { value: constantFor(state, kind) }] };
}

/** Whether each row has a value of its own, wherever it comes from. */
function canBeUnique({ before, after, kind }: DrawnField, rows: number): boolean {
  if (rows === 0) return true;
  return kind !== undefined && kind.repeats === undefined && before !== undefined && after !== undefined;
}
