import type { FieldState } from "quintet/db";
import type { Questioner } from "../../../src/db/migrations/detect/questioner.ts";
import type { DatabaseKind, ModelState } from "../../../src/db/schema/model-state.ts";
import { labelOf, SchemaState } from "../../../src/db/schema/schema-state.ts";
import { constantFor, drawCollation, drawColumn, drawTablespace } from "./evolution-columns.ts";
import { drawComputed } from "./evolution-computed.ts";
import {
  type Draw,
  drawFrom,
  drawPresence,
  type End,
  type Ends,
  pairOf,
  type There,
} from "./evolution-draw.ts";
import { distinct, drawRules } from "./evolution-rules.ts";
import { type FieldKind, keyKinds } from "./field-kinds.ts";

/*
 * Random pairs of schemas, with what two states can't tell: which model and which field of the one is which of the
 * other. A model or a field is drawn with both of its ends, so that it may be new, gone, renamed, changed or kept.
 *
 * Where tables have rows, only such changes are drawn as rows survive: a database refuses the others, and rightly.
 */

export interface DrawnField extends Ends<{ readonly name: string; readonly state: FieldState }> {
  /** What values it has; absent for relations, whose values are the keys of `target`. */
  readonly kind?: FieldKind;
  /** The position of the model that a relation refers to. */
  readonly target?: number;
  /** Which row of the target each row refers to. */
  readonly turn: number;
  /** Whether some rows have no value. */
  readonly hasNulls: boolean;
  /** The field that it is computed of, absent where it is a plain one, and how. */
  readonly computed?: { readonly of: Ends<DrawnField>; value(base: string): string };
}

export interface DrawnModel extends Ends<ModelState> {
  readonly key: DrawnField;
  readonly fields: readonly DrawnField[];
}

export interface Evolution {
  readonly before: SchemaState;
  readonly after: SchemaState;
  readonly models: readonly DrawnModel[];
  /** In each table before. */
  readonly rows: number;
}

/** The pair that the numbers choose; where they end, and for zeros, the simplest is chosen. */
export function drawEvolution(choices: readonly number[]): Evolution {
  const draw = drawFrom(choices);
  const rows = [3, 0, 1][draw(3)]!;
  const outlines = modelNames.map((_, position) => drawOutline(position, draw));
  const models = outlines.map((outline) => drawModel(outline, outlines, rows, draw));
  const stateOf = (end: End) => new SchemaState(models.flatMap((model) => model[end] ?? []));
  return { before: stateOf("before"), after: stateOf("after"), models, rows };
}

/** The pair as a kind of database has it: models that are for others are not there. */
export function onDatabase(evolution: Evolution, kind: DatabaseKind): Evolution {
  const isOn = (model: ModelState | undefined) =>
    model !== undefined && [model.onlyOn ?? kind].flat().includes(kind);
  const models = evolution.models.map((model) => ({
    ...model,
    before: isOn(model.before) ? model.before : undefined,
    after: isOn(model.after) ? model.after : undefined,
  }));
  return { ...evolution, models };
}

/** Answers as the pair was drawn. */
export function answersFor({ models }: Evolution): Questioner {
  const fieldNamed = (model: ModelState, end: End, name: string) =>
    models
      .find((drawn) => drawn.after !== undefined && labelOf(drawn.after) === labelOf(model))
      ?.fields.find((field) => field[end]?.name === name);
  return {
    isModelRenamed: async (from, to) =>
      models.some(
        ({ before, after }) =>
          before && after && labelOf(before) === labelOf(from) && labelOf(after) === labelOf(to),
      ),
    isFieldRenamed: async (model, from, to) => {
      const field = fieldNamed(model, "after", to);
      return field?.before?.name === from;
    },
    fill: async (model, name, state) => {
      const kind = fieldNamed(model, "after", name)?.kind;
      return kind?.constant === undefined ? undefined : constantFor(state, kind);
    },
  };
}

const modelNames = ["Author", "Book", "Place", "Link"];
const moduleNames = ["shop", "crm", "shop", "crm"];
const fieldNames = ["one", "two", "three", "four", "five"];

interface Outline extends Ends<{ readonly module: string; readonly name: string }> {
  readonly key: DrawnField;
  /** The model that it inherits from. */
  readonly parent?: number;
  /** The kinds of databases that have it. Nothing refers to a model that some don't have. */
  readonly onlyOn: Ends<NonNullable<ModelState["onlyOn"]>>;
}

/** Where a model is there, under which names, and its key: relations need to know it. */
function drawOutline(position: number, draw: Draw): Outline {
  const presence = drawPresence(draw);
  const module = moduleNames[position]!;
  const name = modelNames[position]!;
  const isRenamed = draw(4) === 3;
  const kind = keyKinds[[0, 0, 0, 1, 2, 3][draw(6)]!]!;
  const form = [0, 0, 1, 2][draw(4)]!;
  const [column, comment] = [drawKeyColumn(draw), drawComment(draw)];
  const collation = {
    before: drawCollation(kind.forms[0]!, draw),
    after: drawCollation(kind.forms[0]!, draw),
  };
  const onlyOn = draw(6) === 5 ? drawOnlyOn(draw) : everywhere;
  const keyState = (index: number, end: End): FieldState => ({
    ...kind.forms[index % kind.forms.length]!,
    primaryKey: true,
    ...(column[end] !== undefined && { column: column[end] }),
    ...collation[end],
    ...(comment[end] !== undefined && { comment: comment[end] }),
  });
  return {
    before: presence.before ? { module, name } : undefined,
    after: presence.after ? { module, name: isRenamed ? `${name}Now` : name } : undefined,
    key: {
      before: presence.before ? { name: "id", state: keyState(0, "before") } : undefined,
      after: presence.after ? { name: "id", state: keyState(form, "after") } : undefined,
      kind,
      turn: 0,
      hasNulls: false,
    },
    onlyOn,
  };
}

function drawModel(outline: Outline, outlines: readonly Outline[], rows: number, draw: Draw): DrawnModel {
  const fields: DrawnField[] = [];
  const count = draw(fieldNames.length + 1);
  for (const name of fieldNames.slice(0, count)) fields.push(drawField(name, outline, outlines, rows, draw));
  const isThere = { before: outline.before !== undefined, after: outline.after !== undefined };
  const computed = drawComputed(fields, isThere, draw);
  if (computed) fields.push(computed);
  const rules = drawRules(outline.before?.name ?? outline.after?.name ?? "", isThere, fields, rows, draw);
  const [table, comment, tablespace] = [drawTable(draw), drawComment(draw), drawTablespace(draw)];
  const end = (which: End): ModelState | undefined => {
    const named = outline[which];
    if (named === undefined) return undefined;
    const own = [outline.key, ...fields].flatMap((field) => field[which] ?? []);
    return {
      ...named,
      ...(table[which] !== undefined && { table: `${table[which]}_${named.name.toLowerCase()}` }),
      ...(comment[which] !== undefined && { comment: comment[which] }),
      ...(outline.onlyOn[which] !== undefined && { onlyOn: outline.onlyOn[which] }),
      ...tablespace,
      fields: Object.fromEntries(own.map(({ name, state }) => [name, state])),
      indexes: rules.flatMap(({ [which]: rule }) => (rule && !("type" in rule) ? [rule] : [])),
      constraints: distinct(rules.flatMap(({ [which]: rule }) => (rule && "type" in rule ? [rule] : []))),
    };
  };
  return { before: end("before"), after: end("after"), key: outline.key, fields };
}

const drawTable = pairOf([undefined, undefined, undefined, "own", "other"]);
const drawComment = pairOf([undefined, undefined, "it's a comment", "another"]);
const drawKeyColumn = pairOf([undefined, undefined, undefined, "own_id", "other_id"]);
const everywhere = { before: undefined, after: undefined };
const drawOnlyOn = pairOf([
  undefined,
  "postgres",
  "sqlite",
  ["sqlite", "mysql"],
  ["postgres", "mysql"],
] as const);

function drawField(
  name: string,
  outline: Outline,
  outlines: readonly Outline[],
  rows: number,
  draw: Draw,
): DrawnField {
  const presence = drawPresence(draw);
  const there = {
    label: `${outlines.indexOf(outline)}_${name}`,
    before: presence.before && outline.before !== undefined,
    after: presence.after && outline.after !== undefined,
  };
  const isRenamed = draw(5) === 4;
  const targets = outlines.filter(({ onlyOn }) => onlyOn === everywhere);
  const isRelation = draw(3) === 2 && targets.length > 0;
  const field = isRelation
    ? drawRelation(outlines, targets, there, rows, draw)
    : drawColumn(name, there, rows, draw);
  const named = (end: End) => {
    const state = field[end];
    return state && { name: isRenamed && end === "after" ? `${name}Now` : name, state };
  };
  return { turn: 0, hasNulls: false, ...field, before: named("before"), after: named("after") };
}

type FieldEnds = Ends<FieldState> & Partial<Omit<DrawnField, "before" | "after">>;

function drawRelation(
  outlines: readonly Outline[],
  targets: readonly Outline[],
  there: There & { readonly label: string },
  rows: number,
  draw: Draw,
): FieldEnds {
  const outline = targets[draw(targets.length)]!;
  const target = outlines.indexOf(outline);
  const isKept = there.before && there.after && outline.before !== undefined && outline.after !== undefined;
  const isMany = draw(3) === 2;
  const isForever = draw(4) === 3;
  const drawEnd = (end: End): FieldState | undefined => {
    const named = outline[end];
    const choices = [draw(3), draw(4), draw(6), draw(6), draw(6), draw(6)];
    if (!there[end] || named === undefined) return undefined;
    const to = labelOf(named);
    if (isMany)
      return {
        type: "manyToMany",
        to,
        ...(choices[1] === 3 && { table: `between_${end}_${there.label}_${draw(2)}` }),
      };
    const isNullable = choices[0] !== 0 || (!isKept && rows > 0);
    const isUnique = choices[2] === 5;
    return {
      type: "belongsTo",
      to,
      onDelete: isNullable && choices[3] === 4 ? "dbSetNull" : choices[3] === 5 ? "dbCascade" : "cascade",
      ...(isNullable && { nullable: true }),
      ...(isUnique && { unique: true }),
      ...(choices[4] === 5 && { dbConstraint: false }),
      ...(choices[5] === 5 && !isUnique && { index: false }),
    };
  };
  const [before, after] = [drawEnd("before"), drawEnd("after")];
  return {
    before,
    after,
    target,
    turn: draw(3),
    hasNulls:
      !isMany && isForever && before?.nullable === true && (after === undefined || after.nullable === true),
  };
}
