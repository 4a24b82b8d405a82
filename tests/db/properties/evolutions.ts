import type { FieldState } from "quintet/db";
import type { Questioner } from "../../../src/db/migrations/detect/questioner.ts";
import type { ConditionState } from "../../../src/db/schema/condition-state.ts";
import type { ConstraintState, IndexState, ModelState } from "../../../src/db/schema/model-state.ts";
import { labelOf, SchemaState } from "../../../src/db/schema/schema-state.ts";
import { hasColumn } from "../../../src/db/schema/table-definition.ts";
import { type FieldKind, fieldKinds, keyKinds, kindNames } from "./field-kinds.ts";

/*
 * Random pairs of schemas, with what two states can't tell: which model and which field of the one is which of the
 * other. A model or a field is drawn with both of its ends, so that it may be new, gone, renamed, changed or kept.
 *
 * Where tables have rows, only such changes are drawn as rows survive: a database refuses the others, and rightly.
 */

/** What is before and after; absent where it isn't there. */
export interface Ends<Item> {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export interface DrawnField extends Ends<{ readonly name: string; readonly state: FieldState }> {
  /** What values it has; absent for relations, whose values are the keys of `target`. */
  readonly kind?: FieldKind;
  /** The position of the model that a relation refers to. */
  readonly target?: number;
  /** Which row of the target each row refers to. */
  readonly turn: number;
  /** Whether some rows have no value. */
  readonly hasNulls: boolean;
  /** The field that it is computed of. */
  readonly computedOf?: DrawnField;
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
  let taken = 0;
  const draw: Draw = (count) => (choices[taken++] ?? 0) % count;
  const rows = [3, 0, 1][draw(3)]!;
  const outlines = modelNames.map((_, position) => drawOutline(position, draw));
  const models = outlines.map((outline) => drawModel(outline, outlines, rows, draw));
  const stateOf = (end: End) => new SchemaState(models.flatMap((model) => model[end] ?? []));
  return { before: stateOf("before"), after: stateOf("after"), models, rows };
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

type Draw = (count: number) => number;
type End = "before" | "after";

const modelNames = ["Author", "Book", "Place", "Link"];
const moduleNames = ["shop", "crm", "shop", "crm"];
const fieldNames = ["one", "two", "three", "four", "five"];

interface Outline extends Ends<{ readonly module: string; readonly name: string }> {
  readonly key: DrawnField;
  /** The model that it inherits from. */
  readonly parent?: number;
}

/** Where a model is there, under which names, and its key: relations need to know it. */
function drawOutline(position: number, draw: Draw): Outline {
  const presence = drawPresence(draw);
  const module = moduleNames[position]!;
  const name = modelNames[position]!;
  const isRenamed = draw(4) === 3;
  const kind = keyKinds[[0, 0, 0, 1, 2, 3][draw(6)]!]!;
  const form = draw(3) === 2 ? 1 : 0;
  const keyState = (index: number): FieldState => ({
    ...kind.forms[index % kind.forms.length]!,
    primaryKey: true,
  });
  return {
    before: presence.before ? { module, name } : undefined,
    after: presence.after ? { module, name: isRenamed ? `${name}Now` : name } : undefined,
    key: {
      before: presence.before ? { name: "id", state: keyState(0) } : undefined,
      after: presence.after ? { name: "id", state: keyState(form) } : undefined,
      kind,
      turn: 0,
      hasNulls: false,
    },
  };
}

function drawPresence(draw: Draw): { readonly before: boolean; readonly after: boolean } {
  const choice = draw(8);
  return { before: choice !== 6, after: choice !== 7 };
}

function drawModel(outline: Outline, outlines: readonly Outline[], rows: number, draw: Draw): DrawnModel {
  const fields: DrawnField[] = [];
  const count = draw(fieldNames.length + 1);
  for (const name of fieldNames.slice(0, count)) fields.push(drawField(name, outline, outlines, rows, draw));
  const computed = drawComputed(fields, draw);
  if (computed) fields.push(computed);
  const rules = drawRules(outline, fields, rows, draw);
  const [table, comment] = [drawTable(draw), drawComment(draw)];
  const end = (which: End): ModelState | undefined => {
    const named = outline[which];
    if (named === undefined) return undefined;
    const own = [outline.key, ...fields].flatMap((field) => field[which] ?? []);
    return {
      ...named,
      ...(table[which] !== undefined && { table: `${table[which]}_${named.name.toLowerCase()}` }),
      ...(comment[which] !== undefined && { comment: comment[which] }),
      fields: Object.fromEntries(own.map(({ name, state }) => [name, state])),
      indexes: rules.flatMap(({ [which]: rule }) => (rule && !("type" in rule) ? [rule] : [])),
      constraints: distinct(rules.flatMap(({ [which]: rule }) => (rule && "type" in rule ? [rule] : []))),
    };
  };
  return { before: end("before"), after: end("after"), key: outline.key, fields };
}

const pairOf =
  <Item>(items: readonly Item[]) =>
  (draw: Draw): Ends<Item> => ({ before: items[draw(items.length)], after: items[draw(items.length)] });
const drawTable = pairOf([undefined, undefined, undefined, "own", "other"]);
const drawComment = pairOf([undefined, undefined, "it's a comment", "another"]);

function drawField(
  name: string,
  outline: Outline,
  outlines: readonly Outline[],
  rows: number,
  draw: Draw,
): DrawnField {
  const presence = drawPresence(draw);
  const there = {
    before: presence.before && outline.before !== undefined,
    after: presence.after && outline.after !== undefined,
  };
  const isRenamed = draw(5) === 4;
  const field =
    draw(3) === 2 ? drawRelation(outlines, there, rows, draw) : drawColumn(name, there, rows, draw);
  const named = (end: End) => {
    const state = field[end];
    return state && { name: isRenamed && end === "after" ? `${name}Now` : name, state };
  };
  return { turn: 0, hasNulls: false, ...field, before: named("before"), after: named("after") };
}

type FieldEnds = Ends<FieldState> & Partial<Omit<DrawnField, "before" | "after">>;
interface There {
  readonly before: boolean;
  readonly after: boolean;
}

function drawColumn(name: string, there: There, rows: number, draw: Draw): FieldEnds {
  const kind: FieldKind = fieldKinds[kindNames[draw(kindNames.length)]!];
  const isKept = there.before && there.after;
  const drawEnd = (form: FieldState): FieldState => {
    const isNullable = draw(3) === 1;
    const canBeUnique = kind.repeats === undefined && kind.isLong === undefined && form.type !== "text";
    const isUnique = draw(6) === 5 && canBeUnique;
    const isIndexed = draw(6) === 5 && canBeUnique && !isUnique;
    const preset = kind.constant === undefined ? 0 : draw(6);
    const value = constantFor(form, kind);
    return {
      ...form,
      ...(isNullable && { nullable: true }),
      ...(isUnique && { unique: true }),
      ...(isIndexed && { index: true }),
      ...(preset === 4 && { default: value }),
      ...(preset === 5 && kind.isLong === undefined && { dbDefault: { value } }),
      ...(draw(8) === 7 && { comment: `what it's for ${draw(2)}` }),
      ...(draw(8) === 7 && { column: `${["own", "other"][draw(2)]}_${name}` }),
    };
  };
  const form = kind.forms[draw(kind.forms.length)]!;
  const before = withoutTrouble(drawEnd(form), isKept, rows);
  const other = draw(2) === 1 ? kind.forms[draw(kind.forms.length)]! : form;
  const after = withoutTrouble(drawEnd(other), isKept, rows);
  return {
    kind,
    hasNulls:
      draw(2) === 1 && before.nullable === true && (after.nullable === true || kind.constant !== undefined),
    before: there.before ? before : undefined,
    after: there.after ? after : undefined,
  };
}

/** The constant of a kind as a field of that form has it. */
function constantFor({ type }: FieldState, { constant }: FieldKind): NonNullable<FieldKind["constant"]> {
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

function drawRelation(outlines: readonly Outline[], there: There, rows: number, draw: Draw): FieldEnds {
  const target = draw(outlines.length);
  const outline = outlines[target]!;
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
        ...(choices[1] === 3 && { table: `between_${end}_${target}_${draw(1000)}` }),
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

/** A column that the database computes of a number, where there is one. */
function drawComputed(fields: readonly DrawnField[], draw: Draw): DrawnField | undefined {
  const [isWanted, isStored, presence] = [draw(3) === 2, draw(2) === 1, drawPresence(draw)];
  // A constant beside a number is written as the number's type has it, so the type stays one of whole numbers.
  const isWhole = (field: DrawnField["before"]) => field === undefined || /integer$/i.test(field.state.type);
  const base = fields.find(
    ({ kind, before, after }) => kind === fieldKinds.integer && isWhole(before) && isWhole(after),
  );
  if (!isWanted || base === undefined) return undefined;
  const end = (which: End) => {
    const field = base[which];
    const isNumber = field !== undefined && /integer$/i.test(field.state.type);
    if (!presence[which] || !isNumber) return undefined;
    const expression: ConditionState = { op: "+", of: [{ field: field.name }, { value: 1 }] };
    return {
      name: "computed",
      state: { type: "bigInteger", nullable: true, generated: { expression, stored: isStored } } as const,
    };
  };
  return {
    kind: fieldKinds.integer,
    computedOf: base,
    before: end("before"),
    after: end("after"),
    turn: 0,
    hasNulls: false,
  };
}

type Rule = IndexState | ConstraintState;

/** PostgreSQL makes one rule of those that say the same, if they come with the table. */
function distinct(rules: readonly ConstraintState[]): readonly ConstraintState[] {
  const said = rules.map(({ name: _, ...rest }) => JSON.stringify(rest));
  return rules.filter((_, position) => said.indexOf(said[position]!) === position);
}

/** Indexes and constraints of fields that are there. */
function drawRules(outline: Outline, fields: readonly DrawnField[], rows: number, draw: Draw): Ends<Rule>[] {
  const count = draw(4);
  return Array.from({ length: count }, (_, position) => {
    const presence = drawPresence(draw);
    const choices = Array.from({ length: 6 }, () => draw(60));
    const name = `${outline.before?.name ?? outline.after?.name ?? ""}_rule_${position}`.toLowerCase();
    const isChanged = choices[5]! % 4 === 3;
    const end = (which: End): Rule | undefined => {
      if (!presence[which] || outline[which] === undefined) return undefined;
      const now = isChanged && which === "after" ? choices.map((choice) => choice + 1) : choices;
      return ruleOf(name, fields, which, rows, now);
    };
    return { before: end("before"), after: end("after") };
  });
}

function ruleOf(
  name: string,
  fields: readonly DrawnField[],
  end: End,
  rows: number,
  choices: readonly number[],
): Rule | undefined {
  const usable = fields.filter((field) => {
    const state = field[end]?.state;
    return (
      state !== undefined &&
      hasColumn(state) &&
      state.type !== "text" &&
      !field.kind?.isLong &&
      !state.generated
    );
  });
  const [sort = 0, first = 0, second = 0, third = 0] = choices;
  const one = usable[first % usable.length];
  const other = usable[second % usable.length];
  if (one === undefined || other === undefined) return undefined;
  const nameOf = (field: DrawnField) => field[end]!.name; // usable fields are there
  const names = [...new Set([nameOf(one), nameOf(other)])];
  const where: ConditionState = { op: "isNull", of: [{ field: nameOf(one) }, { value: third % 2 === 0 }] };
  const directed = names.map((field, position) => (position === third % 2 ? `-${field}` : field));
  switch (sort % 6) {
    case 0:
      return { name, fields: directed };
    case 1:
      return { name, fields: names, where };
    case 2: {
      const text = usable.find((field) => field.kind === fieldKinds.text);
      if (text === undefined) return { name, fields: names };
      const expression: ConditionState = { op: "upper", of: [{ field: nameOf(text) }] };
      return { name, fields: [third % 2 === 0 ? { expression } : { expression, descending: true }] };
    }
    case 3: {
      // PostgreSQL makes one rule of two that say the same, if they come with the table.
      const isAlone = canBeUnique(one, rows) && !(names.length === 1 && one[end]!.state.unique);
      const fieldsOf = isAlone ? names : ["id", ...names];
      return { type: "unique", name, fields: fieldsOf, ...(third % 3 === 2 && { where }) };
    }
    case 4:
      return { type: "unique", name, fields: ["id", ...names] };
    default: {
      // MariaDB refuses conditions on columns that it empties itself.
      if (one[end]!.state.onDelete === "dbSetNull") return { name, fields: directed };
      const condition: ConditionState = {
        op: "or",
        of: [
          { op: "isNull", of: [{ field: nameOf(one) }, { value: third % 2 === 0 }] },
          { op: "isNull", of: [{ field: nameOf(one) }, { value: third % 2 === 1 }] },
        ],
      };
      const isNumber = one.kind === fieldKinds.integer && /integer$/i.test(one[end]!.state.type);
      const positive: ConditionState = { op: "gte", of: [{ field: nameOf(one) }, { value: 0 }] };
      return { type: "check", name, condition: isNumber ? positive : condition };
    }
  }
}

/** Whether each row has a value of its own, wherever it comes from. */
function canBeUnique({ before, after, kind }: DrawnField, rows: number): boolean {
  if (rows === 0) return true;
  return kind !== undefined && kind.repeats === undefined && before !== undefined && after !== undefined;
}
