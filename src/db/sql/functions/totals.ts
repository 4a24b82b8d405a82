import { InvalidQueryError, UnsupportedQueryError } from "../../errors.ts";
import type { AcceptingType } from "../../fields/accept-value.ts";
import { join, list, type Sql } from "../sql.ts";
import { computed, decimalOrFloat, isWholeNumber } from "./computed-type.ts";
import type { AggregateCall, AggregateSpec, AggregateSql, DialectName } from "./function-spec.ts";
import { postgresCast } from "./write-call.ts";

/*
 * Totals. A condition is FILTER where the database has that, and else CASE around what is added up. The text of a total
 * holds its window too, if it has one, because PostgreSQL's numbers are cast to the kind that the result is read as.
 */

type Types = readonly (AcceptingType | undefined)[];
const keep = ([type]: Types) => type;

export const totals = {
  count: {
    result: "bigInteger",
    empty: 0,
    sql: forEach((dialect) => (made) => write(dialect, "COUNT", made)),
  },
  sum: {
    result: sumType,
    sql: forEach((dialect) => (made) => added(dialect, "SUM", made, sumType([made.type]))),
  },
  avg: { result: meanType, sql: forEach((dialect) => (made) => mean(dialect, made)) },
  min: { result: keep, sql: forEach((dialect) => (made) => write(dialect, "MIN", made)) },
  max: { result: keep, sql: forEach((dialect) => (made) => write(dialect, "MAX", made)) },
  stddev: spread("STDDEV_POP"),
  stddevSample: spread("STDDEV_SAMP"),
  variance: spread("VAR_POP"),
  varianceSample: spread("VAR_SAMP"),
  anyValue: {
    result: keep,
    sql: {
      // One that isn't null; the smallest is as good as any.
      sqlite: (made) => write("sqlite", "MIN", made),
      mysql: (made) => write("mysql", "MIN", made),
      // MIN isn't there for all types, ANY_VALUE only since 16.
      postgres: ({ item, filter, over }) => {
        const present = join(item!, " IS NOT NULL", filter === undefined ? "" : join(" AND (", filter, ")"));
        return join("(ARRAY_AGG(", item!, ") FILTER (WHERE ", present, ")", overSql(over), ")[1]");
      },
    },
  },
  stringAgg: {
    result: "text",
    parameters: ["text"],
    sql: { sqlite: sqliteTexts, postgres: postgresTexts, mysql: mysqlTexts },
  },
  bitAnd: bits("BIT_AND"),
  bitOr: bits("BIT_OR"),
  bitXor: bits("BIT_XOR"),
} satisfies Record<string, AggregateSpec>;

function forEach(sql: (dialect: DialectName) => AggregateSql): Readonly<Record<DialectName, AggregateSql>> {
  return { sqlite: sql("sqlite"), postgres: sql("postgres"), mysql: sql("mysql") };
}

/** A total with its condition and its window around or behind it; `text` writes it around what is added up. */
export function totalSql(dialect: DialectName, made: AggregateCall, text: (item: Sql) => Sql): Sql {
  const { item, distinct, filter, over } = made;
  const isCase = dialect === "mysql" && filter !== undefined;
  const counted = isCase ? join("CASE WHEN ", filter, " THEN ", item ?? ["1"], " END") : (item ?? ["*"]);
  const filtered = filter === undefined || isCase ? "" : join(" FILTER (WHERE ", filter, ")");
  return join(text(distinct ? join("DISTINCT ", counted) : counted), filtered, overSql(over));
}

/** The usual form: the name, and in brackets what is added up and what belongs behind it. */
function write(dialect: DialectName, name: string, made: AggregateCall, after: Sql = []): Sql {
  return totalSql(dialect, made, (item) => join(`${name}(`, item, after, ")"));
}

function overSql(over: Sql | undefined): Sql {
  return over === undefined ? [] : join(" OVER ", over);
}

/** Sums of whole numbers can be larger than each of them. */
function sumType([type]: Types): AcceptingType | undefined {
  return isWholeNumber(type) ? computed("bigInteger", type) : type;
}

function meanType([type]: Types): AcceptingType {
  return type?.type === "duration" ? type : decimalOrFloat([type]);
}

/** @throws {@link InvalidQueryError} for what can be compared but not added up. */
function checkNumber(name: string, { type }: AggregateCall): void {
  const isMoment = type?.type === "datetime" || type?.type === "date" || type?.type === "time";
  if (isMoment)
    throw new InvalidQueryError(
      `${name}() adds numbers and durations up, and ${type} is neither. min(), max() and count() take it.`,
    );
}

function added(
  dialect: DialectName,
  name: string,
  made: AggregateCall,
  type: AcceptingType | undefined,
): Sql {
  checkNumber(name.toLowerCase(), made);
  const sum = write(dialect, name, made);
  // PostgreSQL adds 64 bits up as numeric, and MariaDB all integers as DECIMAL.
  const isWhole = isWholeNumber(type) || type?.type === "duration";
  if (dialect === "mysql" && isWhole) return join("CAST(", sum, " AS SIGNED)");
  return dialect === "postgres" && isWholeNumber(type) ? postgresCast(sum, type) : sum;
}

function mean(dialect: DialectName, made: AggregateCall): Sql {
  checkNumber("avg", made);
  if (made.type?.type === "duration") {
    if (dialect === "postgres") return write(dialect, "AVG", made);
    const mean = write(dialect, "AVG", made); // of microseconds, which are whole
    return dialect === "mysql"
      ? join("CAST(", mean, " AS SIGNED)")
      : join("CAST(ROUND(", mean, ") AS INTEGER)");
  }
  if (dialect === "postgres") return postgresCast(write(dialect, "AVG", made), meanType([made.type]));
  // MariaDB gives the mean of integers four places; of floating numbers it gives all.
  const isWhole = dialect === "mysql" && isWholeNumber(made.type);
  return write(dialect, "AVG", isWhole ? { ...made, item: join("CAST(", made.item!, " AS DOUBLE)") } : made);
}

function spread(name: string): AggregateSpec {
  return {
    result: decimalOrFloat,
    sql: forEach((dialect) => (made) => {
      checkNumber(name.startsWith("STD") ? "stddev" : "variance", made);
      const total = write(dialect, name, made);
      return dialect === "postgres" ? postgresCast(total, decimalOrFloat([made.type])) : total;
    }),
  };
}

function bits(name: string): AggregateSpec {
  return {
    result: keep,
    sql: {
      sqlite: (made) => write("sqlite", name, made),
      postgres: (made) => write("postgres", name, made),
      // MariaDB gives 64 bits without a sign, and of no rows all ones or none. Repetitions change AND and OR nothing.
      mysql: (made) => {
        if (made.distinct && name !== "BIT_XOR") made = { ...made, distinct: false };
        if (made.distinct)
          throw new UnsupportedQueryError("MariaDB and MySQL have no BIT_XOR of distinct values.");
        const count = write("mysql", "COUNT", { ...made, distinct: false });
        return join("CASE WHEN ", count, " > 0 THEN CAST(", write("mysql", name, made), " AS SIGNED) END");
      },
    },
  };
}

function orderOf({ orderBy }: AggregateCall): Sql {
  return orderBy.length === 0 ? [] : join(" ORDER BY ", list(orderBy));
}

function postgresTexts(made: AggregateCall): Sql {
  // What is a text stays as it is written: with DISTINCT, PostgreSQL orders by nothing but that very expression.
  const isText = made.type?.type === "string" || made.type?.type === "text";
  const item = isText ? made.item! : postgresCast(made.item!, "text");
  return write(
    "postgres",
    "STRING_AGG",
    { ...made, item },
    join(", ", postgresCast(made.args[0]!, "text"), orderOf(made)),
  );
}

function sqliteTexts(made: AggregateCall): Sql {
  if (!made.distinct) return write("sqlite", "GROUP_CONCAT", made, join(", ", made.args[0]!, orderOf(made)));
  // DISTINCT takes one argument only, so the separator is put before each text, and the first one cut off.
  const item = join(made.args[0]!, " || ", made.item!);
  const joined = write("sqlite", "QUINTET_JOIN", { ...made, item }, orderOf(made));
  return join("SUBSTR(", joined, ", LENGTH(", made.args[0]!, ") + 1)");
}

/** A separator must be a constant of the text here, so it is put before each item, and the first one cut off. */
function mysqlTexts(made: AggregateCall): Sql {
  const item = join("CONCAT(", made.args[0]!, ", ", made.item!, ")");
  const joined = write("mysql", "GROUP_CONCAT", { ...made, item }, join(orderOf(made), " SEPARATOR ''"));
  return join("SUBSTR(", joined, ", CHAR_LENGTH(", made.args[0]!, ") + 1)");
}
