import { join, list, type Sql } from "../sql.ts";
import { sameAsArguments } from "./computed-type.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { call, postgresCast } from "./write-call.ts";

function text(sql: FunctionSpec["sql"], parameters: FunctionSpec["parameters"] = ["string"]): FunctionSpec {
  return { result: "text", parameters, sql };
}

/** The same name everywhere. */
function named(name: string, parameters?: FunctionSpec["parameters"]): FunctionSpec {
  return text(call(name), parameters);
}

/**
 * Texts. Positions and lengths count characters (code points), from 1. On SQLite the case of letters is known for ASCII
 * only, as in Django.
 */
export const textFunctions = {
  chr: text(
    {
      sqlite: call("CHAR"),
      postgres: call("CHR"),
      mysql: ({ args: [code] }) => join("CONVERT(CHAR(", code!, " USING utf32) USING utf8mb4)"),
    },
    ["integer"],
  ),
  concat: text(
    {
      sqlite: ({ args }) => piped(args),
      postgres: ({ args }) => piped(args.map((arg) => postgresCast(arg, "text"))),
      // With nothing between; CONCAT would be null if one argument is.
      mysql: ({ args }) => join("CONCAT_WS('', ", list(args), ")"),
    },
    ["text"],
  ),
  left: text(
    {
      sqlite: ({ args: [value, length] }) => join("SUBSTR(", value!, ", 1, ", length!, ")"),
      postgres: call("LEFT"),
      mysql: call("LEFT"),
    },
    ["string", "integer"],
  ),
  length: {
    result: "integer",
    parameters: ["string"],
    sql: { sqlite: call("LENGTH"), postgres: call("LENGTH"), mysql: call("CHAR_LENGTH") },
  },
  lower: named("LOWER"),
  lpad: named("LPAD", ["string", "integer", "string"]),
  ltrim: named("LTRIM"),
  ord: {
    result: "integer",
    parameters: ["string"],
    sql: {
      sqlite: call("UNICODE"),
      postgres: call("ASCII"),
      // ORD puts the bytes of a character together; those of UTF-32 are its number.
      mysql: ({ args: [value] }) => join("ORD(CONVERT(LEFT(", value!, ", 1) USING utf32))"),
    },
  },
  repeat: named("REPEAT", ["string", "integer"]),
  replace: named("REPLACE"),
  reverse: named("REVERSE"),
  right: text(
    {
      sqlite: ({ args: [value, length] }) => join("SUBSTR(", value!, ", -(", length!, "), ", length!, ")"),
      postgres: call("RIGHT"),
      mysql: call("RIGHT"),
    },
    ["string", "integer"],
  ),
  rpad: named("RPAD", ["string", "integer", "string"]),
  rtrim: named("RTRIM"),
  strIndex: {
    result: "integer",
    parameters: ["string"],
    sql: { sqlite: call("INSTR"), postgres: call("STRPOS"), mysql: call("INSTR") },
  },
  substr: named("SUBSTR", ["string", "integer"]),
  trim: named("TRIM"),
  upper: named("UPPER"),
  collate: {
    result: sameAsArguments,
    parameters: ["string"],
    // The builder has checked the name: letters, digits, "_" and "-".
    sql: {
      sqlite: ({ args: [value], options }) => join(value!, ` COLLATE "${options.collation}"`),
      postgres: ({ args: [value], options }) => join(value!, ` COLLATE "${options.collation}"`),
      mysql: ({ args: [value], options }) => join(value!, ` COLLATE \`${options.collation}\``),
    },
  },
} satisfies Record<string, FunctionSpec>;

/** Texts one after the other, where || would be null if one of them is. */
function piped(parts: readonly Sql[]): Sql {
  const present = parts.map((part) => join("COALESCE(", part, ", '')"));
  return join("(", list(present, " || "), ")");
}
