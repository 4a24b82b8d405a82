import type { FieldState } from "quintet/db";
import { labelOf } from "../../../src/db/schema/schema-state.ts";
import { constantFor } from "./evolution-columns.ts";
import { type Draw, drawPresence, type End, type Ends, pairOf } from "./evolution-draw.ts";
import { type DrawnField, isKept, keyAt, type Outline } from "./evolution-drawn.ts";
import { codeKinds, type FieldKind, keyKinds, numberKind } from "./field-kinds.ts";

/*
 * The models of a random pair of schemas before they have fields: modules, names, tables, and keys, which relations need to
 * know. Keys change their type, their name and their parts; a model may begin or cease to extend another.
 *
 * Classes that share fields, and classes that only add behaviour, are nothing that a state shows, and so are not drawn.
 */

const modelNames = ["Author", "Book", "Place", "Link", "Place"];
const moduleNames = ["shop", "crm", "shop", "crm", "crm"];
/** The position of a model that is the one at {@link movedFrom} in another module: it is there at the other end only. */
const movedTo = 4;
const movedFrom = 2;

export function drawOutlines(rows: number, draw: Draw): readonly Outline[] {
  const outlines: Outline[] = [];
  const tables = drawTables(draw);
  const [isMoved, isMovedBack] = [draw(5) === 4, draw(2) === 1];
  for (const [position, name] of modelNames.entries()) {
    const drawn = drawPresence(draw);
    const isRenamed = draw(4) === 3;
    const isBefore = (position === movedFrom) !== isMovedBack;
    const presence =
      isMoved && (position === movedFrom || position === movedTo)
        ? { before: isBefore, after: !isBefore }
        : position === movedTo
          ? { before: false, after: false }
          : drawn;
    const module = moduleNames[position]!;
    const named: Ends<{ readonly module: string; readonly name: string }> = {
      before: presence.before ? { module, name } : undefined,
      after: presence.after ? { module, name: isRenamed && !isMoved ? `${name}Now` : name } : undefined,
    };
    const code = drawCode(named, rows, draw);
    const onlyOn = draw(6) === 5 ? drawOnlyOn(draw) : { before: undefined, after: undefined };
    outlines.push({
      ...named,
      onlyOn,
      table: tables[position]!,
      ...drawKeys(named, code, outlines, rows, draw),
    });
  }
  return outlines;
}

const drawOnlyOn = pairOf([
  undefined,
  "postgres",
  "sqlite",
  ["sqlite", "mysql"],
  ["postgres", "mysql"],
] as const);
const drawTable = pairOf([undefined, undefined, undefined, "own", "other"]);

/** Names of tables; two models may exchange theirs. */
function drawTables(draw: Draw): readonly Ends<string>[] {
  const tables = modelNames.map((name): Ends<string> => {
    const { before, after } = drawTable(draw);
    const named = (table: string | undefined) => table && `${table}_${name.toLowerCase()}`;
    return { before: named(before), after: named(after) };
  });
  const [isExchanged, first, second] = [draw(4) === 3, draw(tables.length), draw(tables.length)];
  if (!isExchanged || first === second) return tables;
  tables[first] = { before: "this_table", after: "that_table" };
  tables[second] = { before: "that_table", after: "this_table" };
  return tables;
}

const noRelation = { turn: 0, hasNulls: false };

/** A unique field beside the key, which relations may name. */
function drawCode(model: Ends<unknown>, rows: number, draw: Draw): DrawnField | undefined {
  const [isThere, drawn, isRenamed] = [draw(3) === 2, drawPresence(draw), draw(5) === 4];
  const kind = codeKinds[draw(codeKinds.length)]!;
  const forms = { before: draw(kind.forms.length), after: draw(kind.forms.length) };
  if (!isThere) return undefined;
  const isAlways = drawn.before && drawn.after;
  const end = (which: End) => {
    if (model[which] === undefined || !drawn[which]) return undefined;
    const name = isRenamed && which === "after" ? "codeNow" : "code";
    // Rows that get it on the way have no value of their own for it.
    const state = {
      ...kind.forms[forms[which]],
      unique: true,
      ...(!isAlways && rows > 0 && { nullable: true }),
    };
    return { name, state: state as FieldState };
  };
  return { before: end("before"), after: end("after"), kind, ...noRelation };
}

type Keys = Pick<Outline, "keys" | "code" | "isTurned">;

function drawKeys(
  model: Ends<{ readonly module: string; readonly name: string }>,
  code: DrawnField | undefined,
  outlines: readonly Outline[],
  rows: number,
  draw: Draw,
): Keys {
  const way = keyWays[draw(keyWays.length)]!;
  const parent = outlines[draw(Math.max(outlines.length, 1))];
  const numbers = Array.from({ length: 6 }, () => draw(60));
  const drawn = { model, code, parent, rows, numbers };
  return way(drawn) ?? { keys: [singleKey(drawn)], code };
}

interface KeyDraw extends Pick<Outline, "code"> {
  readonly model: Ends<{ readonly module: string; readonly name: string }>;
  /** The model that it may extend. */
  readonly parent: Outline | undefined;
  readonly rows: number;
  readonly numbers: readonly number[];
}

/** A way of having a key; `undefined` where it isn't possible. */
type KeyWay = (drawn: KeyDraw) => Keys | undefined;

const single: KeyWay = (drawn) => ({ keys: [singleKey(drawn)], code: drawn.code });

function singleKey({ model, numbers }: KeyDraw): DrawnField {
  const [kindNumber = 0, isOther = 0, form = 0, name = 0, column = 0] = numbers;
  const kind = keyKinds[[0, 0, 0, 1, 2, 3][kindNumber % 6]!]!;
  const forms = { before: 0, after: isOther % 3 === 2 ? form : 0 };
  return fieldOf(model, {
    kind,
    names: { before: "id", after: name % 6 === 5 ? "number" : "id" },
    state: (end) => ({
      ...kind.forms[forms[end] % kind.forms.length]!,
      ...(column % 12 === 11 && { column: `own_id_${end}` }),
      primaryKey: true,
    }),
  });
}

/** A key of two fields, one of which may refer to another model. */
const composite: KeyWay = (drawn) => {
  const { model, parent, code, numbers } = drawn;
  const [isRenamed = 0, relation = 0, form = 0, kindNumber = 0] = numbers;
  const kind = [numberKind, ...codeKinds][kindNumber % (codeKinds.length + 1)]!;
  const second = fieldOf(model, {
    kind,
    names: { before: "number", after: isRenamed % 5 === 4 ? "numberNow" : "number" },
    state: (end) => ({ ...kind.forms[end === "after" ? form % kind.forms.length : 0]!, primaryKey: true }),
  });
  const link = relation % 3 === 2 ? linkTo(parent, model, "owner") : undefined;
  const first = link ?? fieldOf(model, { kind: numberKind, names: sameName("tenant"), state: () => keyPart });
  return { keys: [first, second], code, isTurned: isTurned(drawn) };
};

/** Whether the fields of a key stand in another order there than in the model. */
function isTurned({ numbers }: KeyDraw): boolean {
  return numbers.at(-1)! % 3 === 2;
}

const keyPart: FieldState = { type: "integer", primaryKey: true };

/** A key that has one field more at one of the ends. */
const resized: KeyWay = (drawn) => {
  const { model, code, numbers, rows } = drawn;
  const [longer = 0, form = 0] = numbers;
  const end = longer % 2 === 0 ? "after" : "before";
  const first = fieldOf(model, {
    kind: numberKind,
    names: sameName("id"),
    state: (which) => ({ ...numberKind.forms[which === "after" ? form % 2 : 0]!, primaryKey: true }),
  });
  const part = { ...keyPart, ...(rows > 0 && { default: constantFor(keyPart, numberKind) }) };
  const second = fieldOf(model, { kind: numberKind, names: sameName("tenant"), state: () => part });
  const other = end === "after" ? "before" : "after";
  // A field that is added comes last in the table.
  return { keys: [first, { ...second, [other]: undefined }], code, isTurned: isTurned(drawn) };
};

/** A key that another field is at the other end. */
const moved: KeyWay = ({ model, code, numbers, rows }) => {
  if (code?.kind === undefined || !isKept(model) || !isKept(code)) return undefined;
  const [last = 0, isGone = 0] = numbers;
  const end = last % 2 === 0 ? "after" : "before"; // where the other field is the key
  const { unique: _, ...state } = code[end]!.state;
  const key = { ...code, [end]: { name: code[end]!.name, state: { ...state, primaryKey: true } } };
  const id = fieldOf(model, {
    kind: numberKind,
    names: sameName("id"),
    state: (which) => (which === end ? { type: "integer" } : keyPart),
  });
  // Rows can't get it back where it was a key.
  const isNowhere = rows === 0 && isGone % 2 === 1;
  return { keys: [isNowhere ? { ...id, [end]: undefined } : id], code: key };
};

/** The key is the row of another model that it extends. */
const extending: KeyWay = ({ model, parent, code }) => {
  const link = linkTo(parent, model, undefined);
  return link && { keys: [link], code };
};

/** The model extends another at one of the ends only. */
const turning: KeyWay = ({ model, parent, code, numbers }) => {
  const link = linkTo(parent, model, undefined);
  if (link?.kind === undefined || !isKept(model)) return undefined;
  const end = numbers[0]! % 2 === 0 ? "before" : "after";
  const own = { name: "id", state: { ...link.kind.forms[0]!, primaryKey: true } };
  return { keys: [{ ...link, [end]: own, refers: { ...link.refers!, [end]: undefined } }], code };
};

const keyWays: readonly KeyWay[] = [
  ...[single, single, single, single, single, single],
  ...[composite, composite, resized, moved, extending, extending, turning],
];

/** A part of a key that refers to a model of one key, which is there wherever this one is; without a name, what it extends. */
function linkTo(
  parent: Outline | undefined,
  model: KeyDraw["model"],
  name: string | undefined,
): DrawnField | undefined {
  if (parent === undefined || parent.onlyOn.before !== undefined || parent.onlyOn.after !== undefined)
    return undefined; // some databases don't have it
  const [old, now] = [keyAt(parent, "before"), keyAt(parent, "after")];
  const target = old[0] ?? now[0];
  const isStable = [old, now].every((key) => key.length === 0 || (key.length === 1 && key[0] === target));
  const isThere = (end: End) => model[end] === undefined || parent[end] !== undefined;
  if (target?.kind === undefined || !isStable || !isThere("before") || !isThere("after")) return undefined;
  const nameAt = (end: End) => {
    const other = parent[end]?.name ?? "";
    return name ?? other.charAt(0).toLowerCase() + other.slice(1);
  };
  return {
    ...fieldOf(model, {
      kind: target.kind,
      names: { before: nameAt("before"), after: nameAt("after") },
      state: (end) => ({
        type: "belongsTo",
        to: labelOf(parent[end]!),
        onDelete: "cascade",
        primaryKey: true,
        ...(name === undefined && {
          column: `${parent[end]!.name.replace("Now", "_now").toLowerCase()}_ptr_id`,
          unique: true,
        }),
      }),
    }),
    refers: { before: target, after: target },
  };
}

const sameName = (name: string) => ({ before: name, after: name });

function fieldOf(
  model: Ends<unknown>,
  {
    kind,
    names,
    state,
  }: {
    readonly kind: FieldKind;
    readonly names: { readonly before: string; readonly after: string };
    readonly state: (end: End) => FieldState;
  },
): DrawnField {
  const end = (which: End) =>
    model[which] === undefined ? undefined : { name: names[which], state: state(which) };
  return { before: end("before"), after: end("after"), kind, ...noRelation };
}
