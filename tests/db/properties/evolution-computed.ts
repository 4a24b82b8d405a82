import type { FieldState } from "quintet/db";
import type { ConditionState } from "../../../src/db/schema/condition-state.ts";
import { drawCollation } from "./evolution-columns.ts";
import { type Draw, drawPresence, type End, type There } from "./evolution-draw.ts";
import type { DrawnField } from "./evolution-drawn.ts";
import { type FieldKind, fieldKinds } from "./field-kinds.ts";

/* Columns that the database computes of another one, which may change beneath them. */

/** How a column is computed, and the value that comes of it. */
export interface Computation {
  readonly kind: FieldKind;
  /** What the column may be. */
  readonly forms: readonly FieldState[];
  /** Whether it can be computed of a field of that kind, as it is at one end. */
  takes(kind: FieldKind, state: FieldState): boolean;
  expression(field: string): ConditionState;
  /** The value for one of the base, as {@link FieldKind.read} gives both. */
  value(base: string): string;
}

const isNumber = (kind: FieldKind, { type }: FieldState) =>
  (kind === fieldKinds.integer || kind === fieldKinds.decimal || kind === fieldKinds.float) &&
  /integer|decimal|float/i.test(type);
const isText = (kind: FieldKind, { type }: FieldState) =>
  kind === fieldKinds.text && (type === "string" || type === "text");
const numbers: readonly FieldState[] = [
  { type: "decimal", digits: 12, places: 4 },
  { type: "decimal", digits: 14, places: 4 },
  { type: "float" },
];
const texts: readonly FieldState[] = [
  { type: "string", maxLength: 80 },
  { type: "string", maxLength: 90 },
];
const valueOr = (base: string, give: () => string) => (base === "null" ? base : give());

const computations: readonly Computation[] = [
  {
    kind: fieldKinds.float,
    forms: numbers,
    takes: isNumber,
    expression: (field) => ({ op: "+", of: [{ field }, { value: 1 }] }),
    value: (base) => valueOr(base, () => String(Number(base) + 1)),
  },
  {
    kind: fieldKinds.float,
    forms: numbers,
    takes: isNumber,
    expression: (field) => ({
      op: "coalesce",
      of: [{ op: "*", of: [{ field }, { value: 2 }] }, { value: 0 }],
    }),
    value: (base) => (base === "null" ? "0" : String(Number(base) * 2)),
  },
  {
    kind: fieldKinds.text,
    forms: texts,
    takes: isText,
    expression: (field) => ({ op: "upper", of: [{ field }] }),
    value: (base) => valueOr(base, () => base.toUpperCase()),
  },
  {
    kind: fieldKinds.text,
    forms: texts,
    takes: isText,
    expression: (field) => ({
      op: "case",
      of: [{ op: "isNull", of: [{ field }, { value: true }] }, { value: "none" }, { field }],
    }),
    value: (base) => (base === "null" ? "none" : base),
  },
  {
    kind: fieldKinds.boolean,
    forms: [{ type: "boolean" }],
    takes: isNumber,
    expression: (field) => ({ op: "gt", of: [{ field }, { value: 10 }] }),
    value: (base) => valueOr(base, () => (Number(base) > 10 ? "1" : "0")),
  },
];

/**
 * A column that the database computes of another, where one is there to compute with; of another one afterwards, perhaps,
 * or at one end only.
 *
 * @param isThere - Whether the model is there.
 */
export function drawComputed(
  fields: readonly DrawnField[],
  isThere: There,
  draw: Draw,
): DrawnField | undefined {
  const isWanted = draw(2) === 1;
  const presence = drawPresence(draw);
  const computation = computations[draw(computations.length)]!;
  const takes = ({ kind, before, after }: DrawnField) =>
    kind !== undefined &&
    [before, after].every((end) => end === undefined || computation.takes(kind, end.state));
  const bases = fields.filter(takes);
  const [first, second] = [bases[draw(5) % bases.length], bases[draw(5) % bases.length]];
  const ends = [drawEnd(computation, draw), drawEnd(computation, draw)] as const;
  const [isChanged, isMoved, isPlain] = [draw(3) === 2, draw(4) === 3, draw(8)];
  if (!isWanted || first === undefined || second === undefined) return undefined;
  const of = {
    before: isPlain === 6 ? undefined : first,
    after: isPlain === 7 ? undefined : isMoved ? second : first,
  };
  const end = (which: End) => {
    const field = of[which]?.[which];
    if (!presence[which] || !isThere[which] || (of[which] && field === undefined)) return undefined;
    const { isStored, state } = ends[isChanged && which === "after" ? 1 : 0];
    const expression = field && computation.expression(field.name);
    const generated = expression && { generated: { expression, stored: isStored } };
    return { name: "computed", state: { ...state, ...generated } };
  };
  return {
    kind: computation.kind,
    computed: { of, value: computation.value },
    before: end("before"),
    after: end("after"),
    turn: 0,
    hasNulls: false,
  };
}

function drawEnd({ forms }: Computation, draw: Draw) {
  const form = forms[draw(forms.length)]!;
  const state: FieldState = {
    ...form,
    nullable: true,
    ...(draw(4) === 3 && { index: true }),
    ...drawCollation(form, draw),
    ...(draw(4) === 3 && { comment: `computed ${draw(2)}` }),
    ...(draw(6) === 5 && { column: ["own", "other"][draw(2)]! }),
  };
  return { isStored: draw(2) === 1, state };
}
