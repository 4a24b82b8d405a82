import type { AcceptingType } from "../../fields/accept-value.ts";
import { join, list, type Sql } from "../sql.ts";
import { sameAsArguments } from "./computed-type.ts";
import type { FunctionCall, FunctionSpec } from "./function-spec.ts";
import { call, postgresCast } from "./write-call.ts";

function same(sql: FunctionSpec["sql"]): FunctionSpec {
  return { result: sameAsArguments, sql };
}

/** Choosing among values, and putting values together as JSON. */
export const comparisonFunctions = {
  coalesce: same(call("COALESCE")),
  // Of nulls PostgreSQL takes no notice; elsewhere one null makes the result null.
  greatest: same({ sqlite: call("MAX"), postgres: call("GREATEST"), mysql: call("GREATEST") }),
  least: same({ sqlite: call("MIN"), postgres: call("LEAST"), mysql: call("LEAST") }),
  nullIf: same(call("NULLIF")),
  jsonArray: {
    result: "json",
    parameters: ["any"],
    sql: {
      sqlite: (made) => join("JSON_ARRAY(", list(made.args.map(sqliteJson(made))), ")"),
      postgres: (made) => join("JSONB_BUILD_ARRAY(", list(made.args.map(postgresJson(made))), ")"),
      mysql: (made) => join("JSON_ARRAY(", list(made.args.map(mysqlJson(made))), ")"),
    },
  },
  /** Names and values in turn. */
  jsonObject: {
    result: "json",
    parameters: ["any"],
    sql: {
      sqlite: (made) => join("JSON_OBJECT(", list(made.args.map(sqliteJson(made))), ")"),
      postgres: (made) => join("JSONB_BUILD_OBJECT(", list(made.args.map(postgresJson(made))), ")"),
      mysql: (made) => join("JSON_OBJECT(", list(made.args.map(mysqlJson(made))), ")"),
    },
  },
} satisfies Record<string, FunctionSpec>;

type WriteItem = (arg: Sql, position: number) => Sql;

/** JSON goes in as what it is rather than as a text, and 0 and 1 as false and true where that is what they mean. */
function sqliteJson({ types }: FunctionCall): WriteItem {
  return (arg, position) => {
    const type = types[position]?.type;
    if (type === "json") return join("JSON(", arg, ")");
    return type === "boolean" ? join("JSON(", booleanWord(arg), ")") : arg;
  };
}

function mysqlJson({ types }: FunctionCall): WriteItem {
  return (arg, position) => {
    const type = types[position]?.type;
    if (type === "json") return join("JSON_EXTRACT(", arg, ", '$')");
    return type === "boolean" ? join("JSON_EXTRACT(", booleanWord(arg), ", '$')") : arg;
  };
}

function booleanWord(value: Sql): Sql {
  return join("CASE ", value, " WHEN 1 THEN 'true' WHEN 0 THEN 'false' END");
}

/** PostgreSQL wants to know what kind of value a parameter is; a text, where nobody has said it. */
function postgresJson({ types }: FunctionCall): WriteItem {
  return (arg, position) => postgresCast(arg, knownKind(types[position]) ?? "text");
}

function knownKind(type: AcceptingType | undefined): AcceptingType | undefined {
  return type?.type === "custom" ? undefined : type;
}
