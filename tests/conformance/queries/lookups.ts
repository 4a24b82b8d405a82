import type { FieldDocument } from "./documents.ts";
import { call, dbFunction, type Step } from "./quintet.ts";
import type { RecordContext } from "./scope.ts";

/** Django's lookups and what Quintet calls them, as keys of conditions and as methods alike. */
export const operators: Readonly<Record<string, string>> = {
  exact: "eq",
  iexact: "iexact",
  contains: "contains",
  icontains: "icontains",
  startswith: "startsWith",
  istartswith: "istartsWith",
  endswith: "endsWith",
  iendswith: "iendsWith",
  regex: "regex",
  iregex: "iregex",
  gt: "gt",
  gte: "gte",
  lt: "lt",
  lte: "lte",
  in: "in",
  range: "between",
  isnull: "isNull",
  contained_by: "containedBy",
  has_key: "hasKey",
  has_keys: "hasKeys",
  has_any_keys: "hasAnyKeys",
};

/** Django's transforms of moments and Quintet's names of the parts. */
export const dateParts: Readonly<Record<string, string>> = {
  date: "date",
  time: "time",
  year: "year",
  iso_year: "isoYear",
  quarter: "quarter",
  month: "month",
  week: "week",
  week_day: "weekDay",
  iso_week_day: "isoWeekDay",
  day: "day",
  hour: "hour",
  minute: "minute",
  second: "second",
};

const momentTypes: ReadonlySet<string> = new Set(["DateField", "DateTimeField", "TimeField"]);

/** What follows a field: transforms, and the lookup at the end. */
export interface Tail {
  readonly transforms: readonly string[];
  readonly lookup: string;
}

/** Splits `["year", "gte"]` into transforms and lookup. In JSON every name but a last lookup is a key. */
export function splitTail(field: FieldDocument | undefined, rest: readonly string[]): Tail {
  const last = rest.at(-1);
  const isMoment = field === undefined || momentTypes.has(field.type);
  const isLookup =
    last !== undefined && last in operators && !(isMoment && rest.length === 1 && last in dateParts);
  return isLookup ? { transforms: rest.slice(0, -1), lookup: last } : { transforms: rest, lookup: "exact" };
}

/** A value after transforms, and the field that says what kind of value it has then. */
export interface Transformed {
  readonly expression: Step;
  readonly field: FieldDocument | undefined;
}

/** Applies transforms such as `year` or the key of a JSON value, which is read as a text where texts are compared. */
export function transform(
  expression: Step,
  field: FieldDocument | undefined,
  transforms: readonly string[],
  context: RecordContext,
  asText = false,
): Transformed {
  if (transforms.length === 0) return { expression, field };
  const [first, ...others] = transforms;
  const part = dateParts[first!];
  if (part !== undefined && (field === undefined || momentTypes.has(field.type))) {
    return transform(partOf(expression, part, field, context), partField(part), others, context);
  }
  if (field === undefined || field.type === "JSONField") {
    const keys = transforms.map(jsonKey);
    return { expression: call(expression, asText ? "textAt" : "at", ...keys), field: jsonField };
  }
  // What Django's tests register as transforms are functions of the database.
  if (!registered.has(first!)) throw new TypeError(`${first} is no part of the value.`);
  return transform(dbFunction(first!)(expression), undefined, others, context, asText);
}

/** Functions that Django's tests use in lookups: `name__lower`. */
const registered: ReadonlySet<string> = new Set([
  "abs",
  "length",
  "lower",
  "ltrim",
  "rtrim",
  "trim",
  "upper",
]);

/** Whether a name behind a field is that of a part of its value. */
export function isTransform(name: string): boolean {
  return name in dateParts || registered.has(name);
}

export const jsonField: FieldDocument = { name: "json", type: "JSONField" };

/** The part of a moment; of those with a zone, in the current one. */
function partOf(
  expression: Step,
  part: string,
  field: FieldDocument | undefined,
  { time }: RecordContext,
): Step {
  const zoned = time.useTz && field?.type === "DateTimeField" && time.currentZone !== "UTC";
  return dbFunction("part")(expression, part, zoned ? { zone: time.currentZone } : {});
}

/** What kind of value a part of a moment is. */
function partField(part: string): FieldDocument {
  const types: Readonly<Record<string, string>> = { date: "DateField", time: "TimeField" };
  return { name: part, type: types[part] ?? "IntegerField" };
}

/** Names that look like numbers are positions in a JSON list, as in Django. */
export function jsonKey(name: string | number): string | number {
  return /^-?\d+$/.test(String(name)) ? Number(name) : name;
}
