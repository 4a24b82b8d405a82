import * as db from "quintet/db";
import { Unsupported } from "../values.ts";
import type { FieldDocument, Json, JsonObject } from "./documents.ts";
import { isObject, tagOf } from "./documents.ts";
import { dbFunction } from "./quintet.ts";
import { decodeFor } from "./values.ts";

/** The Quintet field for a column of a model document. */
export function columnOf(field: FieldDocument): unknown {
  const make = builders[field.type];
  if (make === undefined) throw new Unsupported(`the field class ${field.type}`);
  return make({ ...commonOptions(field), ...defaultOf(field) }, field);
}

type Builder = (options: object, field: FieldDocument) => unknown;

// As whole numbers of all other columns, those of 64 bits among them; the keys that models have by themselves are numbers.
const auto: Builder = (options, { name }) =>
  name === "id" ? db.id(options) : db.bigId({ ...options, as: "bigint" });
const text: Builder = (options, { max_length }) =>
  db.string({ ...options, ...(max_length === undefined ? {} : { maxLength: max_length }) });

// On SQLite, integers of all sizes have 64 bits. Django's tests store the largest ones in the small sizes too.
const builders: Readonly<Record<string, Builder>> = {
  AutoField: auto,
  SmallAutoField: auto,
  BigAutoField: (options, field) => (field.name === "id" ? db.bigId(options) : auto(options, field)),
  BigIntegerField: (options) => db.bigInteger({ ...options, as: "bigint" }),
  BinaryField: (options) => db.binary(options),
  BooleanField: (options) => db.boolean(options),
  CharField: text,
  DateField: (options) => db.date(options),
  DateTimeField: (options) => db.datetime({ ...options, as: "instant" }),
  DecimalField: (options, { max_digits = 32, decimal_places = 0 }) =>
    db.decimal({ ...options, digits: max_digits, places: decimal_places }),
  DurationField: (options) => db.duration(options),
  EmailField: text,
  FileField: text,
  FilePathField: text,
  FloatField: (options) => db.float(options),
  GenericIPAddressField: text,
  ImageField: text,
  IntegerField: (options) => db.integer(options),
  JSONField: (options) => db.json(options),
  PositiveBigIntegerField: (options) => db.bigInteger({ ...options, as: "bigint", positive: true }),
  PositiveIntegerField: (options) => db.integer({ ...options, positive: true }),
  PositiveSmallIntegerField: (options) => db.bigInteger({ ...options, as: "bigint", positive: true }),
  SlugField: text,
  SmallIntegerField: (options) => db.bigInteger({ ...options, as: "bigint" }),
  TextField: (options) => db.text(options),
  TimeField: (options) => db.time(options),
  URLField: text,
  UUIDField: (options) => db.uuid(options),
};

function commonOptions(field: FieldDocument): object {
  return {
    nullable: field.null ?? false,
    optional: field.blank ?? false,
    ...(field.unique ? { unique: true } : {}),
    ...(field.primary_key ? { primaryKey: true } : {}),
    ...(field.column === undefined ? {} : { column: field.column }),
    ...(field.auto_now ? { autoNow: true } : {}),
    ...databaseDefault(field),
  };
}

/** `{ dbDefault }` of a field whose default the database keeps. */
export function databaseDefault({ db_default: written }: FieldDocument): object {
  if (written === undefined) return {};
  const [name, args] = ((isObject(written) && written.$expr) || []) as readonly [string?, (readonly Json[])?];
  if (name === "Now") return { dbDefault: dbFunction("now")() };
  return { dbDefault: name === "Value" ? args?.[0] : written };
}

/** What a generated column computes has the type of its output field. */
export function outputColumn(field: FieldDocument): FieldDocument {
  const output = field.output_field as { readonly $field: readonly [string, Json, JsonObject] };
  const [type, , settings] = output.$field;
  const { name, column, null: nullable } = field;
  return {
    ...settings,
    name,
    type,
    ...(column === undefined ? {} : { column }),
    ...(nullable ? { null: true } : {}),
  };
}

const emptyTexts: ReadonlySet<string> = new Set([
  "CharField",
  "EmailField",
  "FileField",
  "FilePathField",
  "SlugField",
  "TextField",
  "URLField",
]);

/** `{ default }`, as Quintet writes it, or nothing. A text that Django would leave empty has the default "". */
export function defaultOf(field: FieldDocument): object {
  if (field.auto_now_add) return { default: "now" };
  if (field.default === undefined) {
    if (field.db_default !== undefined) return {};
    if (field.type !== "FileField" && (field.null || field.primary_key)) return {};
    if (emptyTexts.has(field.type)) return { default: "" };
    return field.type === "BinaryField" ? { default: new Uint8Array() } : {};
  }
  const tag = tagOf(field.default);
  if (tag === "$fn") return functionDefault(String((field.default as JsonObject).$fn));
  const written = tag === "$callable" ? (field.default as JsonObject).$callable : field.default;
  if (isObject(written) && tagOf(written) === "$obj")
    return { default: (written.$obj as readonly Json[])[1] };
  if (isObject(written) && tagOf(written) === "$expr") return { default: "now" }; // Now() is the only one
  return { default: decodeFor(field, written ?? null) };
}

function functionDefault(name: string): object {
  if (name === "uuid.uuid4") return { default: "v4" };
  if (name === "builtins.dict") return { default: () => ({}) };
  if (name === "builtins.list") return { default: () => [] };
  return { default: "now" };
}
