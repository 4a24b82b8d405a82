import type { FieldState } from "quintet/db";
import type { ConditionState } from "../../../src/db/schema/condition-state.ts";
import type { Draw, Ends, There } from "./evolution-draw.ts";
import { type FieldKind, fieldKinds, isLongIn, kindNames } from "./field-kinds.ts";

/* Random columns: of every kind, with every option that reaches the database. */

export interface ColumnEnds extends Ends<FieldState> {
  readonly kind: FieldKind;
  readonly hasNulls: boolean;
}

export function drawColumn(name: string, there: There, rows: number, draw: Draw): ColumnEnds {
  const kind: FieldKind = fieldKinds[kindNames[draw(kindNames.length)]!];
  const isKept = there.before && there.after;
  const form = kind.forms[draw(kind.forms.length)]!;
  const before = withoutTrouble(drawEnd(name, kind, form, draw), isKept, rows);
  const other = draw(2) === 1 ? kind.forms[draw(kind.forms.length)]! : form;
  const after = withoutTrouble(drawEnd(name, kind, other, draw), isKept, rows);
  const canBeFilled = kind.constant !== undefined && !isOfTheMoment(after);
  return {
    kind,
    hasNulls: draw(2) === 1 && before.nullable === true && (after.nullable === true || canBeFilled),
    before: there.before ? before : undefined,
    after: there.after ? after : undefined,
  };
}

function drawEnd(name: string, kind: FieldKind, form: FieldState, draw: Draw): FieldState {
  const isNullable = draw(3) === 1;
  const canBeUnique = kind.repeats === undefined && !isLongIn(kind, form);
  const isUnique = draw(6) === 5 && canBeUnique;
  const isIndexed = draw(6) === 5 && !isUnique;
  const preset = kind.constant === undefined ? 0 : draw(7);
  const value = constantFor(form, kind);
  return {
    ...form,
    ...(isNullable && { nullable: true }),
    ...(isUnique && { unique: true }),
    ...(isIndexed && { index: true, ...drawTablespace(draw) }),
    ...((preset === 4 || preset === 6) && { default: value }),
    ...(preset === 5 && { dbDefault: drawDefault(kind, form, draw) }),
    ...(preset === 6 && { dbDefault: nowOr({ value }, kind) }),
    ...drawCollation(form, draw),
    ...(draw(8) === 7 && { comment: `what it's for ${draw(2)}` }),
    ...(draw(8) === 7 && { column: `${["own", "other"][draw(2)]}_${name}` }),
  };
}

/** A default that the database computes, or a value. */
function drawDefault(kind: FieldKind, form: FieldState, draw: Draw): ConditionState {
  const value = { value: constantFor(form, kind) };
  const computed = draw(2) === 1;
  if (computed && kind === fieldKinds.text && form.type !== "custom")
    return { op: "concat", of: [{ value: "row " }, { value: "9" }] };
  if (computed && kind === fieldKinds.integer && /integer$/i.test(form.type))
    return { sql: ["60 + ", ""], of: [{ value: 3 }] };
  return value;
}

/** Beside a default of the app, the database's may be another: rows that are there get the app's. */
function nowOr(value: ConditionState, kind: FieldKind): ConditionState {
  return kind === fieldKinds.datetime ? { op: "now", of: [] } : value;
}

/** Whether what the database gives can't be foretold. */
function isOfTheMoment({ dbDefault }: FieldState): boolean {
  return dbDefault !== undefined && "op" in dbDefault && dbDefault.op === "now";
}

const collations: readonly NonNullable<FieldState["collation"]>[] = [
  { sqlite: "NOCASE", postgres: "C", mysql: "utf8mb4_bin" },
  { sqlite: "RTRIM", postgres: "POSIX", mysql: "utf8mb4_unicode_ci" },
];

export function drawCollation({ type }: FieldState, draw: Draw): Pick<FieldState, "collation"> {
  const choice = draw(9);
  const collation = collations[choice - 7];
  return (type === "string" || type === "text") && collation !== undefined ? { collation } : {};
}

/** The usual place, by its name: others have to be made by who looks after the server. */
export function drawTablespace(draw: Draw): { readonly tablespace?: string } {
  return draw(4) === 3 ? { tablespace: "pg_default" } : {};
}

/** The constant of a kind as a field of that form has it. */
export function constantFor(
  { type }: FieldState,
  { constant }: FieldKind,
): NonNullable<FieldKind["constant"]> {
  const isText = type === "string" || type === "decimal";
  return isText ? String(constant) : constant!; // asked only of kinds that have one
}

/** A column that rows get on the way, up or down, has one value for all of them, or none. */
function withoutTrouble(state: FieldState, isKept: boolean, rows: number): FieldState {
  if (isKept || rows === 0) return state;
  const { unique: _, nullable, ...rest } = state;
  const hasValue = rest.default !== undefined || rest.dbDefault !== undefined;
  if (hasValue) return { ...rest, ...(nullable && { nullable }) };
  return { ...state, nullable: true };
}
