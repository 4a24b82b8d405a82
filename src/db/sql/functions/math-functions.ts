import type { AcceptingType } from "../../fields/accept-value.ts";
import { join, list, type Sql } from "../sql.ts";
import { decimalOrFloat, sameAsArguments } from "./computed-type.ts";
import type { FunctionCall, FunctionSpec } from "./function-spec.ts";
import { call, postgresCast } from "./write-call.ts";

/** A function of real numbers: it has the same name everywhere, and gives a decimal only for decimals. */
function real(name: string): FunctionSpec {
  return {
    result: decimalOrFloat,
    parameters: ["float"],
    sql: {
      sqlite: call(name),
      postgres: (made) => postgresCast(call(name)(made), decimalOrFloat(made.types)),
      mysql: call(name),
    },
  };
}

/** A function that gives the kind of number that it takes. */
function keeping(name: string): FunctionSpec {
  return {
    result: sameAsArguments,
    sql: {
      sqlite: call(name),
      postgres: (made) => postgresCast(call(name)(made), made.types[0]),
      mysql: call(name),
    },
  };
}

/** A function of two numbers that PostgreSQL only has for numeric. */
function ofNumeric(name: string): FunctionSpec {
  return {
    result: decimalOrFloat,
    parameters: ["float"],
    sql: {
      sqlite: call(name),
      postgres: ({ args, types }) =>
        postgresCast(
          join(`${name}(`, list(args.map((arg) => postgresCast(arg, "decimal"))), ")"),
          decimalOrFloat(types),
        ),
      mysql: call(name),
    },
  };
}

/** Numbers: what is not defined (the root of -1, the logarithm of 0) is an error on PostgreSQL and null elsewhere. */
export const mathFunctions = {
  abs: keeping("ABS"),
  acos: real("ACOS"),
  asin: real("ASIN"),
  atan: real("ATAN"),
  atan2: real("ATAN2"),
  ceil: keeping("CEILING"),
  cos: real("COS"),
  cot: real("COT"),
  degrees: real("DEGREES"),
  exp: real("EXP"),
  floor: keeping("FLOOR"),
  ln: real("LN"),
  log: ofNumeric("LOG"),
  mod: ofNumeric("MOD"),
  pi: real("PI"),
  power: real("POWER"),
  radians: real("RADIANS"),
  random: {
    result: "float",
    sql: {
      // RANDOM() gives 64 bits with a sign; 53 of them are what a number between 0 and 1 can hold.
      sqlite: () => ["((RANDOM() & 9007199254740991) / 9007199254740992.0)"],
      postgres: () => ["RANDOM()"],
      mysql: () => ["RAND()"],
    },
  },
  round: {
    result: ([type]: readonly (AcceptingType | undefined)[]) => type,
    parameters: ["same", "integer"],
    sql: { sqlite: sqliteRound, postgres: postgresRound, mysql: mysqlRound },
  },
  sign: keeping("SIGN"),
  sin: real("SIN"),
  sqrt: real("SQRT"),
  tan: real("TAN"),
} satisfies Record<string, FunctionSpec>;

/** The places are an option where they are a number, and else the second argument. */
function placesOf({ args, options }: FunctionCall): Sql {
  return args[1] ?? [String(Math.trunc(Number(options.places ?? 0)))];
}

/** SQLite takes places below 0 for 0, so tens and hundreds are rounded as units. */
function sqliteRound(made: FunctionCall): Sql {
  const places = Number(made.options.places ?? 0);
  if (made.args.length > 1 || places >= 0) return join("ROUND(", made.args[0]!, ", ", placesOf(made), ")");
  const unit = `1e${Math.trunc(-places)}`;
  return join("(ROUND(", made.args[0]!, ` / ${unit}) * ${unit})`);
}

/** Halves go away from zero for numeric, as elsewhere, but to the even neighbour for double precision. */
function postgresRound(made: FunctionCall): Sql {
  const rounded = join("ROUND(", postgresCast(made.args[0]!, "decimal"), ", ", placesOf(made), ")");
  return postgresCast(rounded, made.types[0]);
}

function mysqlRound(made: FunctionCall): Sql {
  return join("ROUND(", made.args[0]!, ", ", placesOf(made), ")");
}
