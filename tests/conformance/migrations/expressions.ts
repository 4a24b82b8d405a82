import type { ConditionState } from "quintet/db";
import { isObject, type Json, type JsonObject, namedArguments, tagOf } from "../queries/documents.ts";
import { operators } from "../queries/lookups.ts";
import { listOf } from "../queries/operands.ts";
import type { QDocument } from "../queries/q-document.ts";
import { Unsupported } from "../values.ts";
import type { Deconstructed } from "./documents.ts";
import { defaultStateOf } from "./values.ts";

/*
 * Django's expressions in constraints, indexes, generated columns and database defaults as Quintet's states have them:
 * conditions on one row, as data.
 */

/** An expression, a condition, or a plain value. */
export function conditionOf(json: Json): ConditionState {
  const tag = tagOf(json);
  if (tag === "$q") return ofQ((json as JsonObject).$q as unknown as QDocument);
  if (tag === "$f") return field(String((json as JsonObject).$f));
  if (tag === "$expr") return ofExpression((json as JsonObject).$expr as unknown as Deconstructed);
  return { value: defaultStateOf(json) ?? null };
}

/** An argument of a function: a text is the name of a field. */
function argumentOf(json: Json): ConditionState {
  return typeof json === "string" ? field(json) : conditionOf(json);
}

/** Django's names are written in snake case, Quintet's states have the names that they are given. */
function field(path: string): ConditionState {
  const [name = "", ...transforms] = path.split("__");
  return transforms.reduce<ConditionState>((inner, part) => transformed(inner, part), { field: name });
}

const transforms: Readonly<Record<string, string>> = {
  lower: "lower",
  upper: "upper",
  length: "length",
  abs: "abs",
  trim: "trim",
};

function transformed(inner: ConditionState, part: string): ConditionState {
  const op = transforms[part];
  if (op === undefined) throw new Unsupported(`the transform ${part} in a constraint`);
  return { op, of: [inner] } as ConditionState;
}

function ofQ({ connector, negated, children }: QDocument): ConditionState {
  const items = children.map((child) =>
    Array.isArray(child) ? ofLookup(String(child[0]), child[1]!) : conditionOf(child),
  );
  const joined =
    items.length === 1 ? items[0]! : ({ op: connector.toLowerCase(), of: items } as ConditionState);
  return negated ? { op: "not", of: [joined] } : joined;
}

function ofLookup(path: string, value: Json): ConditionState {
  const names = path.split("__");
  const last = names.at(-1)!;
  const lookup = names.length > 1 && Object.hasOwn(operators, last) ? last : "exact";
  const left = field((lookup === last ? names.slice(0, -1) : names).join("__"));
  const op = operators[lookup]!;
  const right = lookup === "in" || lookup === "range" ? listOf(value) : [value];
  return { op, of: [left, ...right.map(conditionOf)] } as ConditionState;
}

function ofExpression([name, args, kwargs]: Deconstructed): ConditionState {
  const special = specials[name];
  if (special !== undefined) return special(args, kwargs);
  const op = functionNames[name];
  if (op === undefined) throw new Unsupported(`the expression ${name} in a migration`);
  return { op, of: args.map(argumentOf) } as ConditionState;
}

type Special = (args: readonly Json[], kwargs: JsonObject) => ConditionState;

const specials: Readonly<Record<string, Special>> = {
  F: ([name]) => field(String(name)),
  Value: ([value = null]) => ({ value: defaultStateOf(value) ?? null }),
  CombinedExpression: ([left, operator, right]) =>
    ({
      op: signs[String(operator)] ?? String(operator),
      of: [argumentOf(left!), argumentOf(right!)],
    }) as ConditionState,
  ExpressionWrapper: ([inner]) => argumentOf(inner!),
  NegatedExpression: ([inner]) => ({ op: "not", of: [argumentOf(inner!)] }),
  RawSQL: ([sql, parameters = []]) => ({
    sql: String(sql)
      .split("%s")
      .map((text) => text.replaceAll("%%", "%")),
    of: listOf(parameters).map(conditionOf),
  }),
  Cast: ([inner], kwargs) => ({
    op: "cast",
    of: [argumentOf(inner!)],
    options: castOptions(kwargs.output_field),
  }),
  Case: (branches, kwargs) => {
    const parts = branches.flatMap((branch) => branchOf(branch));
    return { op: "case", of: kwargs.default === undefined ? parts : [...parts, conditionOf(kwargs.default)] };
  },
  Collate: ([inner, name], kwargs) =>
    ({
      op: "collate",
      of: [argumentOf(inner!)],
      options: { collation: String(name ?? kwargs.collation) },
    }) as ConditionState,
};

const signs: Readonly<Record<string, string>> = { "^": "**", "%%": "%" };

function castOptions(json: Json | undefined): { readonly type: string } {
  const [name = ""] = ((isObject(json) && json.$field) || []) as readonly string[];
  const type = castTypes[name];
  if (type === undefined) throw new Unsupported(`a cast to ${name} in a migration`);
  return { type };
}

const castTypes: Readonly<Record<string, string>> = {
  CharField: "string",
  DateField: "date",
  DateTimeField: "datetime",
  FloatField: "float",
  IntegerField: "integer",
  TextField: "text",
};

/** The condition and the value of a When. */
function branchOf(branch: Json): readonly ConditionState[] {
  const [, args, kwargs] = (branch as JsonObject).$expr as unknown as Deconstructed;
  const lookups = namedArguments(kwargs).filter(([key]) => key !== "then" && key !== "condition");
  const conditions = [...args, ...(kwargs.condition == null ? [] : [kwargs.condition])];
  const items = [...conditions.map(conditionOf), ...lookups.map(([path, value]) => ofLookup(path, value))];
  return [items.length === 1 ? items[0]! : { op: "and", of: items }, conditionOf(kwargs.then ?? null)];
}

/** Functions of the database that are called alike, apart from the letters' case. */
const functionNames: Readonly<Record<string, string>> = Object.fromEntries([
  ["Coalesce", "coalesce"],
  ["Greatest", "greatest"],
  ["Least", "least"],
  ["NullIf", "nullIf"],
  ["Now", "now"],
  ["Abs", "abs"],
  ["ACos", "acos"],
  ["ASin", "asin"],
  ["ATan", "atan"],
  ["ATan2", "atan2"],
  ["Ceil", "ceil"],
  ["Cos", "cos"],
  ["Cot", "cot"],
  ["Degrees", "degrees"],
  ["Exp", "exp"],
  ["Floor", "floor"],
  ["Ln", "ln"],
  ["Log", "log"],
  ["Mod", "mod"],
  ["Pi", "pi"],
  ["Power", "power"],
  ["Radians", "radians"],
  ["Round", "round"],
  ["Sign", "sign"],
  ["Sin", "sin"],
  ["Sqrt", "sqrt"],
  ["Tan", "tan"],
  ["Chr", "chr"],
  ["Concat", "concat"],
  ["Left", "left"],
  ["Length", "length"],
  ["Lower", "lower"],
  ["LPad", "lpad"],
  ["LTrim", "ltrim"],
  ["MD5", "md5"],
  ["Ord", "ord"],
  ["Repeat", "repeat"],
  ["Replace", "replace"],
  ["Reverse", "reverse"],
  ["Right", "right"],
  ["RPad", "rpad"],
  ["RTrim", "rtrim"],
  ["SHA1", "sha1"],
  ["SHA224", "sha224"],
  ["SHA256", "sha256"],
  ["SHA384", "sha384"],
  ["SHA512", "sha512"],
  ["StrIndex", "strIndex"],
  ["Substr", "substr"],
  ["Trim", "trim"],
  ["Upper", "upper"],
]);
