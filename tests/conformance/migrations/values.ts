import { Temporal } from "quintet/db";
import { isObject, type Json, tagOf } from "../queries/documents.ts";

/** A constant as data. */
export type Constant =
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | { readonly [key: string]: unknown };

/**
 * A default of Django's as a migration file of Quintet's has it: constants as data, moments as texts, and the functions
 * that both know by a word. `undefined` for other functions.
 */
export function defaultStateOf(json: Json): Constant | undefined {
  if (Array.isArray(json)) return json.map((item) => defaultStateOf(item) ?? null);
  if (!isObject(json)) return json;
  const tag = tagOf(json);
  if (tag === undefined)
    return Object.fromEntries(
      Object.entries(json).map(([key, value]) => [key, defaultStateOf(value) ?? null]),
    );
  const value = json[tag]!;
  switch (tag) {
    case "$float":
      return Number(value);
    case "$tuple":
    case "$set":
      return defaultStateOf(value);
    case "$timedelta":
      return String(Temporal.Duration.from({ microseconds: Math.round(Number(value) * 1e6) }));
    case "$datetime":
      return json.tz === undefined || json.tz === null || json.tz === "UTC"
        ? `${String(value)}Z`
        : String(value);
    case "$fn":
    case "$class":
      return functions[String(value)];
    case "$callable":
      return defaultStateOf(value);
    case "$expr":
      return undefined;
    default:
      return typeof value === "string" ? value : undefined;
  }
}

const functions: Readonly<Record<string, Constant>> = {
  "uuid.uuid4": "v4",
  "django.utils.timezone.now": "now",
  "datetime.datetime.now": "now",
  "builtins.dict": {},
  "builtins.list": [],
};
