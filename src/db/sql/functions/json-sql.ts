import { InvalidQueryError } from "../../errors.ts";
import { jsonKey, jsonText } from "../../fields/storable-text.ts";
import type { Encoder } from "../dialect.ts";
import { join, type Sql } from "../sql.ts";
import type { DialectName } from "./function-spec.ts";

/** The names and positions that lead to a part of a JSON value; positions below 0 count from the end. */
export type JsonPath = readonly (string | number)[];

/*
 * JSON in SQL. An item is a column, or the `value()` of a path. Paths, keys and values are parameters: the engine binds
 * them with the encoders here, and never pastes them into the text.
 *
 * A JSON null is a value, SQL's null is none: `at(null, "a")` and a key that isn't there are SQL's null, and
 * `equals(…, jsonNull)` is true for a null that stands in the JSON.
 */
export interface JsonSql {
  /** Binds a {@link JsonPath}. */
  readonly encodePath: Encoder;
  /** Binds a key of hasKey(). */
  readonly encodeKey: Encoder;
  /** Binds a value as JSON: what equals(), contains() and containedBy() take. Of null see {@link jsonNull}. */
  readonly encodeJson: Encoder;
  /** Binds a value that `comparable()` is compared with by `<` or `>`. */
  readonly encodeComparable: Encoder;

  /** The part at a path as JSON (text, or jsonb), to be selected and read as JSON, or gone on with. */
  value(item: Sql, path: Sql): Sql;
  /** The part at a path as text: a string without its quotes; of a JSON null, SQL's null. */
  text(item: Sql, path: Sql): Sql;
  /** The part at a path, to be ordered by, and compared with a bound `encodeComparable` value. */
  comparable(item: Sql, path: Sql): Sql;
  /** A bound value beside `comparable()`. */
  compared(value: Sql): Sql;
  /** Whether nothing is at a path: no such key, or SQL's null instead of JSON. */
  isMissing(item: Sql, path: Sql): Sql;
  /** Whether the part at a path (all of the item, without one) equals JSON; the order of keys doesn't matter. */
  equals(item: Sql, path: Sql | undefined, json: Sql): Sql;
  /** Whether an item has all that JSON has: its keys with their values, its elements in any order. */
  contains(item: Sql, json: Sql): Sql;
  /** The other way round. */
  containedBy(item: Sql, json: Sql): Sql;
  /** Whether an object has a key. (On PostgreSQL, also whether an array has that string.) */
  hasKey(item: Sql, key: Sql): Sql;
}

/** JSON's null as a parameter: a bound null would be SQL's. */
export const jsonNull: Sql = [{ constant: "null" }];

/** @throws {@link WrongValueError} for what JSON can't hold. */
const encodeJson: Encoder = (value) => jsonText(value);

/** Numbers and texts as they are; what SQL has no kind for, as the text of its JSON. */
const encodeComparable: Encoder = (value) =>
  typeof value === "number" || typeof value === "string" ? value : encodeJson(value);

/** `["a", 0]` as `$."a"[0]`; the place from the end as that database writes it. */
function pathText(fromEnd: (position: number) => string): Encoder {
  return (path) =>
    checkPath(path)
      .map((step) =>
        typeof step === "string" ? `.${JSON.stringify(step)}` : `[${step < 0 ? fromEnd(step) : step}]`,
      )
      .reduce((text, step) => text + step, "$");
}

/** @throws {@link InvalidQueryError} if it isn't a list of names and positions. */
function checkPath(path: unknown): JsonPath {
  const isStep = (step: unknown) =>
    typeof step === "string" ? jsonKey(step) === step : Number.isSafeInteger(step);
  if (Array.isArray(path) && path.length > 0 && path.every(isStep)) return path;
  throw new InvalidQueryError("A path into JSON consists of names (texts) and positions (whole numbers).");
}

const encodeKeyPath: Encoder = (key) => `$.${JSON.stringify(checkKey(key))}`;

/** @throws {@link InvalidQueryError} if it isn't a name, or the number that is one. */
function checkKey(key: unknown): string {
  if (typeof key === "string" || typeof key === "number") return jsonKey(String(key));
  throw new InvalidQueryError("hasKey, hasKeys and hasAnyKeys take names of keys, which are texts.");
}

/** SQLite: JSON is text. `->` gives the text of a part, JSON_EXTRACT its value for SQL. */
const sqliteJson: JsonSql = {
  encodePath: pathText((position) => `#${position}`),
  encodeKey: encodeKeyPath,
  encodeJson,
  encodeComparable,
  value: (item, path) => join("(", item, " -> ", path, ")"),
  text: (item, path) =>
    join(
      "CASE ",
      sqliteType(item, path),
      " WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(",
      item,
      " ->> ",
      path,
      " AS TEXT) END",
    ),
  // As in Django: true, false and null as these words.
  comparable: (item, path) =>
    join(
      "CASE WHEN ",
      sqliteType(item, path),
      " IN ('true', 'false', 'null') THEN ",
      sqliteType(item, path),
      " ELSE JSON_EXTRACT(",
      item,
      ", ",
      path,
      ") END",
    ),
  compared: (value) => value,
  isMissing: (item, path) => join(sqliteType(item, path), " IS NULL"),
  equals(item, path = ["'$'"], json) {
    const kind = (of: Sql) => join("REPLACE(", of, ", 'integer', 'real')"); // 1 equals 1.0
    const [left, right] = [sqliteType(item, path), join("JSON_TYPE(", json, ")")];
    return join(
      // Of nothing neither: unknown, so that whereNot() doesn't find it, as in Django.
      join("CASE WHEN ", left, " IS NULL OR ", right, " IS NULL THEN NULL"),
      join(" WHEN ", left, " IN ('object', 'array')"),
      join(" THEN QUINTET_JSON(", item, " -> ", path, ") = QUINTET_JSON(", json, ")"),
      join(" ELSE ", kind(left), " = ", kind(right)),
      join(" AND JSON_EXTRACT(", item, ", ", path, ") IS JSON_EXTRACT(", json, ", '$') END"),
    );
  },
  contains: (item, json) => join("QUINTET_JSON_CONTAINS(", item, ", ", json, ")"),
  containedBy: (item, json) => join("QUINTET_JSON_CONTAINS(", json, ", ", item, ")"),
  hasKey: (item, key) => join("JSON_TYPE(", item, ", ", key, ") IS NOT NULL"),
};

function sqliteType(item: Sql, path: Sql): Sql {
  return join("JSON_TYPE(", item, ", ", path, ")");
}

/** PostgreSQL: jsonb compares and orders values of every kind itself. */
const postgresJson: JsonSql = {
  // A text[] in its own notation. Positions are texts there too: what stands at that place decides.
  encodePath: (path) =>
    `{${checkPath(path)
      .map((step) => `"${String(step).replaceAll(/["\\]/g, "\\$&")}"`)
      .join(",")}}`,
  encodeKey: checkKey,
  encodeJson,
  encodeComparable: encodeJson,
  value: (item, path) => join("(", item, " #> ", path, "::text[])"),
  text: (item, path) => join("(", item, " #>> ", path, "::text[])"),
  comparable: (item, path) => join("(", item, " #> ", path, "::text[])"),
  compared: (value) => jsonb(value),
  isMissing: (item, path) => join("(", item, " #> ", path, "::text[]) IS NULL"),
  equals: (item, path, json) =>
    join(path === undefined ? item : join("(", item, " #> ", path, "::text[])"), " = ", jsonb(json)),
  contains: (item, json) => join(item, " @> ", jsonb(json)),
  containedBy: (item, json) => join(item, " <@ ", jsonb(json)),
  hasKey: (item, key) => join(item, " ? ", key),
};

function jsonb(value: Sql): Sql {
  return join("(", value, ")::jsonb");
}

/**
 * MariaDB: JSON is text with functions; JSON_EQUALS knows that the order of keys doesn't matter. MySQL has a type for it,
 * which is compared as others are. Each of them skips what stands in comments for the other.
 */
const mysqlJson: JsonSql = {
  encodePath: pathText((position) => (position === -1 ? "last" : `last${position + 1}`)),
  encodeKey: encodeKeyPath,
  encodeJson,
  encodeComparable,
  value: mysqlExtract,
  text: (item, path) =>
    join(
      "CASE WHEN JSON_TYPE(",
      mysqlExtract(item, path),
      ") <> 'NULL' THEN JSON_UNQUOTE(",
      mysqlExtract(item, path),
      ") END",
    ),
  comparable: (item, path) => join("JSON_UNQUOTE(", mysqlExtract(item, path), ")"),
  compared: (value) => value,
  isMissing: (item, path) => join(mysqlExtract(item, path), " IS NULL"),
  equals(item, path, json) {
    const part = path === undefined ? item : mysqlExtract(item, path);
    // JSON_EQUALS of a null gives a null that WHERE and CASE take for true. It takes "\u00e9", as Python writes it,
    // for another text than "é": texts are compared without their quotes.
    const [isText, text] = [
      (of: Sql) => join("JSON_TYPE(", of, ") = 'STRING'"),
      (of: Sql) => join("BINARY JSON_UNQUOTE(", of, ")"),
    ];
    return join(
      join("CASE WHEN ", part, " IS NULL OR ", json, " IS NULL THEN NULL WHEN ", isText(part)),
      join(" THEN ", isText(json), " AND ", text(part), " = ", text(json)),
      join(" ELSE /*M! JSON_EQUALS( */ /*!80000 CAST( */ ", part),
      join(" /*M! , */ /*!80000 AS JSON) = CAST( */ ", json, " /*M! ) */ /*!80000 AS JSON) */ END"),
    );
  },
  contains: (item, json) => join("JSON_CONTAINS(", item, ", ", json, ")"),
  containedBy: (item, json) => join("JSON_CONTAINS(", json, ", ", item, ")"),
  hasKey: (item, key) => join("JSON_CONTAINS_PATH(", item, ", 'one', ", key, ")"),
};

/**
 * MariaDB reads a constant path once, and then takes the place that `last` meant in the first row for that of all rows.
 * What depends on the row, if only with none of its characters, is read for each.
 */
function mysqlExtract(item: Sql, path: Sql): Sql {
  return join("JSON_EXTRACT(", item, ", CONCAT(", path, ", LEFT(", item, ", 0)))");
}

export const jsonSql: Readonly<Record<DialectName, JsonSql>> = {
  sqlite: sqliteJson,
  postgres: postgresJson,
  mysql: mysqlJson,
};
