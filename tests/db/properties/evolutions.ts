import { type Questioner, silentQuestioner } from "../../../src/db/migrations/detect/questioner.ts";
import type { DatabaseKind, ModelState } from "../../../src/db/schema/model-state.ts";
import { labelOf, SchemaState } from "../../../src/db/schema/schema-state.ts";
import { hasColumn } from "../../../src/db/schema/table-definition.ts";
import { constantFor, drawColumn, drawTablespace } from "./evolution-columns.ts";
import { drawComputed } from "./evolution-computed.ts";
import { type Draw, drawFrom, drawPresence, type End, pairOf } from "./evolution-draw.ts";
import { type DrawnField, type DrawnModel, keyAt, type Outline } from "./evolution-drawn.ts";
import { drawOutlines } from "./evolution-outlines.ts";
import { drawThrough, drawToMany, drawToOne } from "./evolution-relations.ts";
import { distinct, drawRules } from "./evolution-rules.ts";

/*
 * Random pairs of schemas, with what two states can't tell: which model and which field of the one is which of the
 * other. A model or a field is drawn with both of its ends, so that it may be new, gone, renamed, changed or kept.
 *
 * Where tables have rows, only such changes are drawn as rows survive: a database refuses the others, and rightly.
 */

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
  const outlines = drawOutlines(rows, draw);
  const through = drawThrough(outlines, outlines[between]!, rows, draw);
  const models = outlines.map((outline, position) => {
    const links = through !== undefined && position === between ? through.links : [];
    const others = through?.owner === position ? [through.relation] : [];
    return drawModel(outline, [...links, ...others], outlines, rows, draw);
  });
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
    ...silentQuestioner,
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
      const field = fieldNamed(model, "after", name);
      // What is made anew in tables without rows may have been of another kind before.
      const kind = field?.refers?.after?.kind ?? field?.kind;
      return kind?.constant === undefined ? undefined : constantFor(state, kind);
    },
  };
}

/** The position of the model that stands between two others. */
const between = 3;

const fieldNames = ["one", "two", "three", "four", "five"];

/** @param links - Relations of a model between two others, or through it. */
function drawModel(
  outline: Outline,
  links: readonly DrawnField[],
  outlines: readonly Outline[],
  rows: number,
  draw: Draw,
): DrawnModel {
  const drawn: DrawnField[] = [...links];
  const count = draw(fieldNames.length + 1);
  for (const name of fieldNames.slice(0, count))
    drawn.push(...drawField(name, outline, outlines, rows, draw));
  const own = withExchangedColumns(drawn, draw);
  const isThere = { before: outline.before !== undefined, after: outline.after !== undefined };
  const computed = drawComputed(own, isThere, draw);
  if (computed) own.push(computed);
  const fields = [...outline.keys, ...(outline.code ? [outline.code] : []), ...own];
  const name = outline.before?.name ?? outline.after?.name ?? "";
  const key = (at: End) => keyAt(outline, at).map((field) => field[at]!.name); // keyAt() looks there
  const rules = drawRules(name, isThere, { own, key }, rows, draw);
  const [comment, tablespace] = [drawComment(draw), drawTablespace(draw)];
  const end = (which: End): ModelState | undefined => {
    const named = outline[which];
    if (named === undefined) return undefined;
    const there = fields.flatMap((field) => field[which] ?? []);
    const table = outline.table[which];
    return {
      ...named,
      ...(table !== undefined && { table }),
      ...(comment[which] !== undefined && { comment: comment[which] }),
      ...(outline.onlyOn[which] !== undefined && { onlyOn: outline.onlyOn[which] }),
      ...tablespace,
      fields: Object.fromEntries(there.map(({ name, state }) => [name, state])),
      ...(outline.isTurned && key(which).length > 1 && { primaryKey: key(which) }),
      indexes: rules.flatMap(({ [which]: rule }) => (rule && !("type" in rule) ? [rule] : [])),
      constraints: distinct(rules.flatMap(({ [which]: rule }) => (rule && "type" in rule ? [rule] : []))),
    };
  };
  return { before: end("before"), after: end("after"), fields };
}

const drawComment = pairOf([undefined, undefined, "it's a comment", "another"]);

/** Two fields may exchange the names of their columns; or one gets that of a field that is gone. */
function withExchangedColumns(fields: readonly DrawnField[], draw: Draw): DrawnField[] {
  const [isWanted, first, second] = [draw(4) === 3, draw(fields.length || 1), draw(fields.length || 1)];
  if (!isWanted || first === second) return [...fields];
  const named = (field: DrawnField, columns: { readonly before: string; readonly after: string }) => {
    const end = (which: End) => {
      const { [which]: there } = field;
      if (there === undefined || !hasColumn(there.state)) return there;
      return { ...there, state: { ...there.state, column: columns[which] } };
    };
    return { ...field, before: end("before"), after: end("after") };
  };
  return fields.map((field, position) => {
    if (position === first) return named(field, { before: "this_column", after: "that_column" });
    return position === second ? named(field, { before: "that_column", after: "this_column" }) : field;
  });
}

function drawField(
  name: string,
  outline: Outline,
  outlines: readonly Outline[],
  rows: number,
  draw: Draw,
): readonly DrawnField[] {
  const sort = draw(9);
  if (sort > 6) return drawToOne(name, outlines, outline, rows, draw);
  if (sort === 6) return [drawToMany(name, outlines, outline, rows, draw)];
  const presence = drawPresence(draw);
  const there = {
    before: presence.before && outline.before !== undefined,
    after: presence.after && outline.after !== undefined,
  };
  const isRenamed = draw(5) === 4;
  const field = drawColumn(name, there, rows, draw);
  const named = (end: End) => {
    const state = field[end];
    return state && { name: isRenamed && end === "after" ? `${name}Now` : name, state };
  };
  return [{ turn: 0, ...field, before: named("before"), after: named("after") }];
}
