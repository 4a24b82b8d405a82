import { Unsupported, zoneId } from "../values.ts";
import type { FieldDocument, Json, JsonObject } from "./documents.ts";
import { isObject, namedArguments } from "./documents.ts";
import { columnOf } from "./fields.ts";
import { dateParts } from "./lookups.ts";
import { listOf } from "./operands.ts";
import { qOf } from "./q-document.ts";
import { call, dbFunction, type Step, step } from "./quintet.ts";
import { reach, type Scope, splitLookup } from "./scope.ts";

/** A use of one of Django's functions. */
export interface FunctionUse {
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
  readonly scope: Scope;
  /** What an argument stands for: an expression, or a value where it is one. */
  argument(json: Json, scope: Scope): unknown;
  /** The same, values made expressions. */
  expression(json: Json, scope: Scope): Step;
  /** The field whose kind of value an argument has, where it is known. */
  fieldOf(json: Json, scope: Scope): FieldDocument | undefined;
}
type Make = (use: FunctionUse) => unknown;

/** Django's functions, totals and windows, by the names of their classes. */
export const functions: Readonly<Record<string, Make>> = {
  // Totals.
  Count: (use) => {
    const { args, scope } = use;
    const [head = "*"] = args;
    return dbFunction("count")(head === "*" ? undefined : counted(head, use, scope), totalOptions(use));
  },
  Sum: total("sum"),
  Avg: total("avg"),
  Min: total("min"),
  Max: total("max"),
  StdDev: (use) =>
    dbFunction("stddev")(first(use), { ...totalOptions(use), sample: use.kwargs.sample ?? false }),
  Variance: (use) =>
    dbFunction("variance")(first(use), { ...totalOptions(use), sample: use.kwargs.sample ?? false }),
  AnyValue: total("anyValue"),
  StringAgg: (use) =>
    dbFunction("stringAgg")(first(use), use.argument(use.args[1]!, use.scope), totalOptions(use)),

  // Windows.
  Window: (use) => windowOf(use),
  RowNumber: () => dbFunction("rowNumber")(),
  Rank: () => dbFunction("rank")(),
  DenseRank: () => dbFunction("denseRank")(),
  PercentRank: () => dbFunction("percentRank")(),
  CumeDist: () => dbFunction("cumeDist")(),
  Ntile: (use) => dbFunction("ntile")(use.kwargs.num_buckets ?? use.args[0] ?? 1),
  Lag: (use) => dbFunction("lag")(first(use), neighbour(use)),
  Lead: (use) => dbFunction("lead")(first(use), neighbour(use)),
  FirstValue: (use) => dbFunction("firstValue")(first(use)),
  LastValue: (use) => dbFunction("lastValue")(first(use)),
  NthValue: (use) => dbFunction("nthValue")(first(use), use.kwargs.nth ?? use.args[1] ?? 1),

  // Comparison and conversion.
  Cast: (use) => call(first(use), "cast", columnOf(castTarget(use))),
  Coalesce: ofAll("coalesce"),
  Collate: (use) => dbFunction("collate")(first(use), use.args[1] ?? use.kwargs.collation),
  Greatest: ofAll("greatest"),
  Least: ofAll("least"),
  NullIf: ofAll("nullIf"),
  JSONArray: ofAll("jsonArray"),
  JSONObject: (use) => {
    const entries = namedArguments(use.kwargs).map(([name, value]) => [name, use.argument(value, use.scope)]);
    return dbFunction("jsonObject")(Object.fromEntries(entries));
  },

  // Dates.
  Now: () => dbFunction("now")({ as: "instant" }),
  Extract: (use) => extracted(use, String(use.args[1] ?? use.kwargs.lookup_name)),
  Trunc: (use) => truncated(use, String(use.args[1] ?? use.kwargs.kind)),
  ...Object.fromEntries(
    ["Year", "Quarter", "Month", "Week", "Day", "Date", "Time", "Hour", "Minute", "Second"].map((unit) => [
      `Trunc${unit}`,
      (use: FunctionUse) => truncated(use, unit.toLowerCase()),
    ]),
  ),
  ...Object.fromEntries(
    Object.keys(dateParts).map((part) => [
      `Extract${part.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase())}`,
      (use: FunctionUse) => extracted(use, part),
    ]),
  ),

  // Mathematics.
  Abs: ofAll("abs"),
  ACos: ofAll("acos"),
  ASin: ofAll("asin"),
  ATan: ofAll("atan"),
  ATan2: ofAll("atan2"),
  Ceil: ofAll("ceil"),
  Cos: ofAll("cos"),
  Cot: ofAll("cot"),
  Degrees: ofAll("degrees"),
  Exp: ofAll("exp"),
  Floor: ofAll("floor"),
  Ln: ofAll("ln"),
  Log: ofAll("log"),
  Mod: ofAll("mod"),
  Pi: ofAll("pi"),
  Power: ofAll("power"),
  Radians: ofAll("radians"),
  Random: ofAll("random"),
  Round: (use) => {
    const places = use.kwargs.precision ?? use.args[1];
    return dbFunction("round")(
      first(use),
      ...(places === undefined ? [] : [use.argument(places, use.scope)]),
    );
  },
  Sign: ofAll("sign"),
  Sin: ofAll("sin"),
  Sqrt: ofAll("sqrt"),
  Tan: ofAll("tan"),

  // Texts.
  Chr: ofAll("chr"),
  Concat: ofAll("concat"),
  Left: ofAll("left"),
  Length: ofAll("length"),
  Lower: ofAll("lower"),
  LPad: ofAll("lpad"),
  LTrim: ofAll("ltrim"),
  MD5: ofAll("md5"),
  Ord: ofAll("ord"),
  Repeat: ofAll("repeat"),
  Replace: ofAll("replace"),
  Reverse: ofAll("reverse"),
  Right: ofAll("right"),
  RPad: ofAll("rpad"),
  RTrim: ofAll("rtrim"),
  SHA1: ofAll("sha1"),
  SHA224: ofAll("sha224"),
  SHA256: ofAll("sha256"),
  SHA384: ofAll("sha384"),
  SHA512: ofAll("sha512"),
  StrIndex: ofAll("strIndex"),
  Substr: ofAll("substr"),
  Trim: ofAll("trim"),
  Upper: ofAll("upper"),

  Func: anyFunction,
  Sliced: sliced,
  RawSQL: ({ args, scope }) => sqlText(String(args[0]), listOf(args[1] ?? []), inheritedColumns(scope)),
};

/** What is counted: the rows of a relation, or values. */
function counted(json: Json, use: FunctionUse, scope: Scope): unknown {
  const name = fieldName(json);
  if (name !== undefined) {
    const path = splitLookup(scope.model, scope.annotations, name);
    if (path.target !== undefined && !path.isCompositeKey && path.rest.length === 0)
      return reach(scope, path);
  }
  return use.argument(json, scope);
}

/** The name of a field, where an argument is one. */
function fieldName(json: Json | undefined): string | undefined {
  if (typeof json === "string") return json;
  return isObject(json) && typeof json.$f === "string" ? json.$f : undefined;
}

/** A function that takes its arguments as they are written, named ones behind the others. */
function ofAll(name: string): Make {
  return ({ args, kwargs, scope, argument, expression }) => {
    const named = Object.entries(kwargs).filter(([key]) => key !== "output_field");
    const [head, ...tail] = [...args, ...named.map(([, value]) => value)];
    if (head === undefined) return dbFunction(name)();
    return dbFunction(name)(expression(head, scope), ...tail.map((item) => argument(item, scope)));
  };
}

function first({ args, kwargs, scope, expression }: FunctionUse): Step {
  const head = args[0] ?? kwargs.expression;
  if (head === undefined) throw new TypeError("A function without its argument.");
  return expression(head, scope);
}

function total(name: string): Make {
  return (use) => dbFunction(name)(first(use), totalOptions(use));
}

/** `{ distinct, where, default, orderBy }` of a total. */
function totalOptions({ kwargs, scope, argument }: FunctionUse): object {
  const { distinct, filter, default: otherwise, order_by: order } = kwargs;
  return {
    ...(distinct === true ? { distinct: true } : {}),
    ...(filter === undefined || filter === null
      ? {}
      : { where: scope.context.conditionOf({ $q: qOf([filter], []) as unknown as Json }, scope) }),
    ...(otherwise === undefined || otherwise === null ? {} : { default: argument(otherwise, scope) }),
    ...(order === undefined || order === null ? {} : { orderBy: orderOf(order, scope, argument) }),
  };
}

/** Names, `-` in front for descending, and expressions. */
function orderOf(order: Json, scope: Scope, argument: FunctionUse["argument"]): readonly unknown[] {
  const keys = Array.isArray(order)
    ? order
    : isObject(order) && order.$tuple !== undefined
      ? order.$tuple
      : [order];
  return (keys as readonly Json[]).map((key) => {
    if (typeof key !== "string" || !key.startsWith("-")) return argument(key, scope);
    return call(argument(key.slice(1), scope), "desc");
  });
}

/** `{ distance, default }` of lag() and lead(). */
function neighbour(use: FunctionUse): object {
  const distance = use.kwargs.offset ?? use.args[1];
  const otherwise = use.kwargs.default ?? use.args[2] ?? null;
  return {
    ...(distance === undefined ? {} : { distance }),
    ...(otherwise === null ? {} : { default: use.argument(otherwise, use.scope) }),
  };
}

function windowOf(use: FunctionUse): Step {
  const { args, kwargs, scope, argument } = use;
  const { partition_by: partition = null, order_by: order = null, frame = null } = kwargs;
  const window = {
    ...(partition === null ? {} : { partitionBy: orderOf(partition, scope, argument) }),
    ...(order === null ? {} : { orderBy: orderOf(order, scope, argument) }),
    ...(frame === null ? {} : { frame: frameOf(frame) }),
  };
  // Rankings have a method of that name; for totals there is a function.
  const item = argument(args[0] ?? kwargs.expression ?? null, scope);
  return typeof (item as Step).over === "function"
    ? call(item, "over", window)
    : dbFunction("over")(item, window);
}

/** `RowRange(start=None, end=0)` as Quintet's frame. */
function frameOf(frame: Json): object {
  const [name, args, kwargs] = (frame as JsonObject).$expr as [string, readonly Json[], JsonObject];
  const exclusion = kwargs.exclusion as JsonObject | undefined;
  const excluded = exclusion && String(exclusion.$frame_exclusion).toLowerCase().replace("_", " ");
  return {
    [name === "RowRange" ? "rows" : "range"]: [
      kwargs.start ?? args[0] ?? null,
      kwargs.end ?? args[1] ?? null,
    ],
    ...(excluded === undefined ? {} : { exclude: excluded }),
  };
}

function castTarget({ args, kwargs }: FunctionUse): FieldDocument {
  const written = (args[1] ?? kwargs.output_field) as JsonObject | undefined;
  if (written?.$field === undefined) throw new TypeError("A cast without its type.");
  const [type, , options] = written.$field as [string, Json, JsonObject];
  return { ...options, name: "output", type };
}

/** The zone in which a part of a moment is taken: the one that is named, or the current one of moments with a zone. */
function zoneOf({ args, kwargs, scope, fieldOf }: FunctionUse): string | undefined {
  const { time } = scope.context;
  const named = isObject(kwargs.tzinfo) ? kwargs.tzinfo.$tz : undefined;
  if (named !== undefined) return zoneId(named as string);
  const field = fieldOf(args[0] ?? kwargs.expression ?? null, scope);
  return time.useTz && field?.type === "DateTimeField" ? time.currentZone : undefined;
}

function extracted(use: FunctionUse, part: string): Step {
  const zone = zoneOf(use);
  return dbFunction("part")(first(use), dateParts[part] ?? part, zone === undefined ? {} : { zone });
}

function truncated(use: FunctionUse, unit: string): Step {
  if (unit === "date" || unit === "time") return extracted(use, unit);
  const zone = zoneOf(use);
  const options = zone === undefined ? {} : { zone };
  const truncated = dbFunction("trunc")(first(use), unit, options);
  const part = truncatedTo(use);
  return part === undefined ? truncated : dbFunction("part")(truncated, part, options);
}

/** What of a truncated moment an `output_field` of another kind leaves. */
function truncatedTo({ args, kwargs, scope, fieldOf }: FunctionUse): "date" | "time" | undefined {
  const output = isObject(kwargs.output_field) ? kwargs.output_field.$field : undefined;
  if (output === undefined) return undefined;
  const [type] = output as readonly [string];
  const from = fieldOf(args[0] ?? kwargs.expression ?? null, scope)?.type;
  if (type === from) return undefined;
  if (from !== undefined && from !== "DateTimeField")
    throw new TypeError(`A ${from} is not truncated to a ${type}.`);
  if (type === "DateField") return "date";
  if (type === "TimeField") return "time";
  if (type !== "DateTimeField") throw new TypeError(`A moment is not truncated to a ${type}.`);
  return undefined;
}

/** A function of the database that Django has no class for: `Func(F("name"), function="ABS")`. */
function anyFunction({ args, kwargs, scope, expression }: FunctionUse): Step {
  const name = String(kwargs.function);
  if (!/^\w+$/.test(name)) throw new Unsupported("a function without a name");
  const texts = args.map((_, position) => (position === 0 ? `${name}(` : ", "));
  const written = [...(texts.length === 0 ? [`${name}(`] : texts), ")"];
  const items = args.map((item) => expression(item, scope));
  if (items.length === 0) written.splice(0, 2, `${name}()`);
  return dbFunction("sql")(Object.assign(written, { raw: written }), ...items);
}

/** The place of a parameter: `%s`, but not in `%%s`. */
export const sqlPlace = /(?<!%)%s/;

/** SQL of Django's, with `%s` where its parameters stand, and with columns that are told to Quintet as such. */
export function sqlText(
  text: string,
  params: readonly Json[],
  columns: ReadonlyMap<string, Step> = new Map(),
): Step {
  const names = [...columns.keys()].map((name) => `\\b${name}\\b`);
  const places = new RegExp([sqlPlace.source, ...names].join("|"), "g");
  const texts = text.split(places).map((piece) => piece.replaceAll("%%", "%"));
  const rest = [...params];
  const values = [...text.matchAll(places)].map(([name]) => columns.get(name) ?? rest.shift());
  return dbFunction("sql")(Object.assign(texts, { raw: texts }), ...values);
}

/** Columns of the tables of parents, which Quintet joins where an expression names them. */
function inheritedColumns({ model, row }: Scope): ReadonlyMap<string, Step> {
  const { concrete } = model;
  const inherited = concrete.columns.filter((field) => !concrete.document.fields.includes(field));
  return new Map(inherited.map(({ name, column }) => [column ?? name, step(row, name)]));
}

/** A part of a text: `F("name")[1:3]`. */
function sliced({ args, scope, expression }: FunctionUse): Step {
  const [item = null, subscript = null] = args;
  const [start, stop] = isObject(subscript)
    ? (subscript.$slice as readonly (number | null)[])
    : [Number(subscript), Number(subscript) + 1];
  const from = start ?? 0;
  const length = stop === null || stop === undefined ? [] : [stop - from];
  return dbFunction("substr")(expression(item, scope), from + 1, ...length);
}
