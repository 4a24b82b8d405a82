import type { FieldState } from "quintet/db";
import { uncounted } from "../../../src/db/fields/automatic-key.ts";
import { labelOf } from "../../../src/db/schema/schema-state.ts";
import { type Draw, drawPresence, type End, type Ends } from "./evolution-draw.ts";
import { type DrawnField, ends, isKept, keyAt, type Outline } from "./evolution-drawn.ts";

/*
 * Relations of random schemas: to the key of the other model, whatever it is made of, or to a unique field of it; to many,
 * through a table that is made by itself or a model; to another model, and of another sort, than before.
 *
 * Where there are rows, a relation is at both ends only if what it holds still means the same: a database keeps the values,
 * and refuses those to which no row belongs.
 */

/** What a relation refers to at an end. */
interface Side {
  readonly target: number;
  readonly outline: Outline;
  /** The fields of the other model. */
  readonly fields: readonly DrawnField[];
  readonly isByCode: boolean;
}

/** A relation to one row: one field, and the fields that hold the parts of a key. */
export function drawToOne(
  name: string,
  outlines: readonly Outline[],
  owner: Ends<unknown>,
  rows: number,
  draw: Draw,
  only?: number,
): readonly DrawnField[] {
  const presence = drawPresence(draw);
  const [first, other] = [draw(outlines.length), draw(outlines.length)];
  const [isTurned, isByCode, turn, isForever, leaves, isRenamed] = [
    draw(6) === 5,
    draw(3) === 2,
    draw(3),
    draw(4) === 3,
    draw(2),
    draw(5) === 4,
  ];
  const options = { before: drawOptions(draw), after: drawOptions(draw) };
  const targets = { before: only ?? first, after: only ?? (isTurned ? other : first) };
  const sideAt = (end: End): Side | undefined => {
    const [target, outline] = [targets[end], outlines[targets[end]]!];
    if (owner[end] === undefined || !presence[end] || !isReferable(outline, end)) return undefined;
    const byCode = isByCode && outline.code?.[end] !== undefined && !outline.code[end].state.primaryKey;
    return { target, outline, fields: byCode ? [outline.code!] : keyAt(outline, end), isByCode: byCode };
  };
  const drawn = { before: sideAt("before"), after: sideAt("after") };
  const sides = keepsMeaning(drawn, rows) ? drawn : { ...drawn, [ends[leaves]!]: undefined };
  const isAlways = isKept(sides);
  const nullable = (end: End) => options[end].isNullable || (!isAlways && rows > 0);
  const hasNulls =
    isForever && ends.every((end) => sides[end] === undefined || nullable(end)) && sides.before !== undefined;
  const nameAt = (end: End) => (isRenamed && end === "after" ? `${name}Now` : name);

  const isLong = (end: End) => (sides[end]?.fields.length ?? 1) > 1;
  const partName = (end: End, part: number) => `${nameAt(end)}Part${part}`;
  const relation = (end: End): DrawnField["before"] => {
    const side = sides[end];
    if (side === undefined) return undefined;
    const { onDelete, isUnique, dbConstraint, hasIndex } = options[end];
    const state: FieldState = {
      type: "belongsTo",
      to: labelOf(side.outline[end]!),
      onDelete: onDelete === "dbSetNull" && !nullable(end) ? "cascade" : onDelete,
      ...((side.isByCode || isLong(end)) && { toFields: side.fields.map((field) => field[end]!.name) }),
      ...(isLong(end) && { from: side.fields.map((_, part) => partName(end, part)) }),
      ...(nullable(end) && !isLong(end) && { nullable: true }),
      ...(isUnique && !isLong(end) && { unique: true }),
      ...(!dbConstraint && { dbConstraint: false }),
      ...(!hasIndex && !isUnique && !isLong(end) && { index: false }),
    };
    return { name: nameAt(end), state };
  };
  const parts = Math.max(...ends.map((end) => (isLong(end) ? sides[end]!.fields.length : 0)));
  const partAt = (end: End, part: number): DrawnField["before"] => {
    const field = isLong(end) ? sides[end]!.fields[part] : undefined;
    if (field === undefined) return undefined;
    return {
      name: partName(end, part),
      state: { ...storedAs(field, end), ...(nullable(end) && { nullable: true }) },
    };
  };
  const refers = (part: number): Ends<DrawnField> => ({
    before: sides.before?.fields[part],
    after: sides.after?.fields[part],
  });
  const kindOf = (part: number) => {
    const { before, after } = refers(part);
    return before?.kind ?? after?.kind;
  };
  const common = { turn, hasNulls };
  const single = ends.find((end) => sides[end] !== undefined && !isLong(end));
  return [
    {
      ...common,
      before: relation("before"),
      after: relation("after"),
      refers: refers(0),
      ...(single !== undefined && { kind: sides[single]!.fields[0]!.kind! }),
    },
    ...Array.from({ length: parts }, (_, part): DrawnField => {
      const kind = kindOf(part);
      return {
        ...common,
        before: partAt("before", part),
        after: partAt("after", part),
        refers: refers(part),
        ...(kind && { kind }),
      };
    }),
  ];
}

/** Whether a model is there at an end, on all databases. */
function isReferable(outline: Outline, end: End): boolean {
  return (
    outline[end] !== undefined && outline.onlyOn.before === undefined && outline.onlyOn.after === undefined
  );
}

function drawOptions(draw: Draw) {
  const [nullable, isUnique, action, constraint, index] = [draw(3), draw(6), draw(6), draw(6), draw(6)];
  return {
    isNullable: nullable !== 0,
    isUnique: isUnique === 5,
    onDelete: action === 4 ? "dbSetNull" : action === 5 ? "dbCascade" : "cascade",
    dbConstraint: constraint !== 5,
    hasIndex: index !== 5,
  } as const;
}

/**
 * Whether what a relation holds at one end is right at the other, too. Where the key of the other model becomes another field,
 * it isn't: then migrations ask for two steps.
 */
function keepsMeaning({ before, after }: Ends<Side>, rows: number): boolean {
  if (before === undefined || after === undefined) return true;
  if (before.fields.length !== after.fields.length) return rows === 0; // then it is made anew
  const isSameSort = before.outline === after.outline && before.isByCode === after.isByCode;
  return before.fields.every((field, part) => {
    const now = after.fields[part]!;
    if (isSameSort && field !== now) return false;
    // No database turns one kind into another by itself.
    if (field.kind !== now.kind) return false;
    return rows === 0 || [field, now, before.outline, after.outline].every(isKept);
  });
}

/** What a column is like that holds the values of a field. */
function storedAs(field: DrawnField, end: End): FieldState {
  const referred = field[end]!.state.type === "belongsTo" ? field.refers?.[end] : undefined;
  if (referred !== undefined) return storedAs(referred, end);
  const { type, maxLength } = field[end]!.state;
  // Only what keys are made of: see field-kinds.ts.
  const plain = type === "belongsTo" || type === "manyToMany" ? type : uncounted(type);
  return { type: plain, ...(maxLength !== undefined && { maxLength }) };
}

/** A relation to many rows, with a table that is made by itself. */
export function drawToMany(
  name: string,
  outlines: readonly Outline[],
  owner: Outline,
  rows: number,
  draw: Draw,
): DrawnField {
  const presence = drawPresence(draw);
  const [first, other] = [draw(outlines.length), draw(outlines.length)];
  const [isTurned, turn, leaves, isRenamed] = [draw(6) === 5, draw(3), draw(2), draw(5) === 4];
  const targets = { before: first, after: isTurned ? other : first };
  const options = { before: drawTableBetween(draw), after: drawTableBetween(draw) };
  const isThere = (end: End) =>
    owner[end] !== undefined && presence[end] && isReferable(outlines[targets[end]]!, end);
  const sideAt = (end: End, outline: Outline): Side | undefined =>
    isThere(end) ? { target: 0, outline, fields: keyAt(outline, end), isByCode: false } : undefined;
  // A table between doesn't get other columns.
  const keeps = (near: Outline, far: Outline) =>
    keyAt(near, "before").length === keyAt(far, "after").length &&
    keepsMeaning({ before: sideAt("before", near), after: sideAt("after", far) }, rows);
  const [far, farNow] = [outlines[targets.before]!, outlines[targets.after]!];
  const isFine = keeps(owner, owner) && keeps(far, farNow);
  const stateAt = (end: End): DrawnField["before"] => {
    if (!isThere(end) || (!isFine && end === ends[leaves])) return undefined;
    const { table, sourceColumn, targetColumn } = options[end];
    const state: FieldState = {
      type: "manyToMany",
      to: labelOf(outlines[targets[end]]![end]!),
      ...(table && { table: `between_${end}_${targets[end]}_${table}` }),
      ...(sourceColumn && { sourceColumn: "this_side" }),
      ...(targetColumn && { targetColumn: "that_side" }),
    };
    return { name: isRenamed && end === "after" ? `${name}Now` : name, state };
  };
  const [before, after] = [stateAt("before"), stateAt("after")];
  return { before, after, target: before ? targets.before : targets.after, turn, hasNulls: false };
}

function drawTableBetween(draw: Draw) {
  const [isNamed, number, source, target] = [draw(4), draw(1000), draw(6), draw(6)];
  return { table: isNamed === 3 ? number + 1 : 0, sourceColumn: source === 5, targetColumn: target === 5 };
}

/** A model between two others, and the relation that goes through it. */
export interface DrawnThrough {
  /** The relations of the model between. */
  readonly links: readonly DrawnField[];
  /** The position of the model that has the relation to many. */
  readonly owner: number;
  readonly relation: DrawnField;
}

export function drawThrough(
  outlines: readonly Outline[],
  between: Outline,
  rows: number,
  draw: Draw,
): DrawnThrough | undefined {
  const [isThere, owner, target, turn] = [draw(2) === 1, draw(3), draw(3), draw(3)];
  const isImplicit = { before: draw(5) === 4, after: draw(5) === 4 };
  const left = drawToOne("left", outlines, between, rows, draw, owner);
  const right = drawToOne("right", outlines, between, rows, draw, target);
  if (!isThere) return undefined;
  const [near, far] = [outlines[owner]!, outlines[target]!];
  const end = (which: End): DrawnField["before"] => {
    if (near[which] === undefined || !isReferable(far, which)) return undefined;
    const hasLinks = left[0]![which] !== undefined && right[0]![which] !== undefined;
    if (!hasLinks && !isImplicit[which]) return undefined;
    const to = labelOf(far[which]!); // isReferable() has looked
    const through = hasLinks && !isImplicit[which] ? { through: labelOf(between[which]!) } : {};
    return { name: "others", state: { type: "manyToMany", to, ...through } };
  };
  const [before, after] = [end("before"), end("after")];
  // Where there are rows, keys that become others leave nothing to keep in a table that is made by itself.
  const isWithKeys = [near, far].every((outline) =>
    keepsMeaning(
      {
        before: before && { target, outline, fields: keyAt(outline, "before"), isByCode: false },
        after: after && { target, outline, fields: keyAt(outline, "after"), isByCode: false },
      },
      rows,
    ),
  );
  const isOwn = before?.state.through === undefined && after?.state.through === undefined;
  const relation = { before, after: isOwn && !isWithKeys ? undefined : after, target, turn, hasNulls: false };
  return { links: [...left, ...right], owner, relation };
}
