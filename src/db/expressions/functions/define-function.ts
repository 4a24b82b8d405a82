import { InvalidQueryError } from "../../errors.ts";
import type { Column } from "../../fields/column.ts";
import { addFunction, addTotal, aggregateSpecs, functionSpecs } from "../../sql/functions/all-functions.ts";
import { typeOfColumn } from "../../sql/functions/computed-type.ts";
import type {
  AggregateCall,
  AggregateSql,
  DialectName,
  FunctionSql,
} from "../../sql/functions/function-spec.ts";
import { type SqlTemplate, type SqlTexts, templatesFor } from "../../sql/functions/sql-template.ts";
import { totalSql } from "../../sql/functions/totals.ts";
import { join, type Sql } from "../../sql/sql.ts";
import { Expression, toNode } from "../expression.ts";
import type { Argument } from "./call.ts";
import { type DistinctOptions, total } from "./totals.ts";

// biome-ignore lint/suspicious/noExplicitAny: any column, whatever it may be given
type AnyColumn = Column<any, any, any, any, any>;
/** The type of a column's values. */
type ColumnValue<Given> =
  Given extends Column<infer Value, infer Nullable, infer _D, infer _K, infer _I>
    ? Value | (Nullable extends true ? null : never)
    : never;
/** The arguments of a function whose parameters are columns: values or expressions. */
type ArgumentsOf<Parameters extends readonly AnyColumn[]> = {
  [Position in keyof Parameters]: Argument<ColumnValue<Parameters[Position]>>;
};

/** A function of the database, as an app describes it. */
export interface FunctionDefinition<Parameters extends readonly AnyColumn[], Result extends AnyColumn> {
  /** Its name in the app, which no other function has. */
  readonly name: string;
  /** What it takes, as fields are described: `[text(), integer()]`. */
  readonly parameters: Parameters;
  /** What it gives: `float()`, or `float({ nullable: true })`. */
  readonly result: Result;
  /**
   * Its SQL, one for every database or one for each that it is used with. `{1}`, `{2}` … stand for the arguments, and
   * `{args}` for all of them with commas. The text is trusted code; arguments are always bound.
   */
  readonly sql: SqlTexts;
}

/**
 * Makes a function of the database usable in expressions, typed. Define it once, where a module is loaded.
 *
 * @example
 * const similarity = defineFunction({
 *   name: "similarity",
 *   parameters: [text(), text()],
 *   result: float(),
 *   sql: { postgres: "SIMILARITY({1}, {2})" },
 * });
 * Author.where((author) => similarity(author.name, "Tolkein").gt(0.4))
 * @throws {@link InvalidQueryError} if the name is taken, or if the text has a place for an argument that isn't there.
 */
export function defineFunction<const Parameters extends readonly AnyColumn[], Result extends AnyColumn>(
  definition: FunctionDefinition<Parameters, Result>,
): (...args: ArgumentsOf<Parameters>) => Expression<ColumnValue<Result>> {
  const { name, parameters, result, sql } = definition;
  if (functionSpecs[name] !== undefined) throw taken("function", name, "defineFunction");
  const type = typeOfColumn(result);
  addFunction(name, {
    result: () => type,
    parameters: parameters.map((parameter) => parameter.type),
    sql: templatesFor<FunctionSql>(
      `${name}()`,
      sql,
      parameters.length,
      (_, template) =>
        ({ args }) =>
          template.isCall ? template.write(args) : join("(", template.write(args), ")"),
    ),
  });
  return (...args) => {
    checkCount(name, parameters.length, args.length);
    return new Expression({ kind: "call", name, args: args.map(toNode) });
  };
}

/**
 * Makes a total of the database usable in queries, typed: with `where`, `distinct`, `default` and over(). `{1}` in its
 * SQL is what is added up. SQL that is more than one call says where its window stands: `EXP(SUM(LN({1})) {over})`.
 *
 * @example
 * const median = defineTotal({
 *   name: "median",
 *   parameters: [float()],
 *   result: float({ nullable: true }),
 *   sql: { postgres: "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY {1})", sqlite: "MEDIAN({1})" },
 * });
 * Author.annotate((author) => ({ usual: median(author.books.price, { where: author.books.price.gt(0) }) }))
 * @throws {@link InvalidQueryError} if the name is taken, or if the text has a place for an argument that isn't there.
 */
export function defineTotal<
  const Parameters extends readonly [AnyColumn, ...AnyColumn[]],
  Result extends AnyColumn,
>(
  definition: FunctionDefinition<Parameters, Result>,
): (
  ...args: [...ArgumentsOf<Parameters>, options?: DistinctOptions<ColumnValue<Result>>]
) => Expression<ColumnValue<Result>> {
  const { name, parameters, result, sql } = definition;
  if (aggregateSpecs[name] !== undefined) throw taken("total", name, "defineTotal");
  const type = typeOfColumn(result);
  addTotal(name, {
    result: () => type,
    parameters: parameters.map((parameter) => parameter.type),
    sql: templatesFor<AggregateSql>(
      `${name}()`,
      sql,
      parameters.length,
      (dialect, template) => (made) => writtenTotal(dialect, template, made),
    ),
  });
  return (...args) => {
    const [item, ...more] = args.slice(0, parameters.length);
    const options = args[parameters.length] as DistinctOptions | undefined; // what stands behind the arguments
    checkCount(name, parameters.length, args.length > parameters.length ? args.length - 1 : args.length);
    return total(name, item, options, more.length === 0 ? undefined : more.map(toNode));
  };
}

/**
 * A total as its text says. What is more than one call, such as `EXP(SUM(LN({1})))`, takes no FILTER behind it: rows that
 * don't count are null there.
 */
function writtenTotal(dialect: DialectName, template: SqlTemplate, made: AggregateCall): Sql {
  const { filter, args, item, over } = made;
  const isCase = filter !== undefined && !template.isCall;
  const counted = isCase ? join("CASE WHEN ", filter, " THEN ", item!, " END") : item; // it has one
  const placed = over !== undefined && template.hasOver ? join("OVER ", over) : [];
  return totalSql(
    dialect,
    {
      ...made,
      item: counted,
      filter: isCase ? undefined : filter,
      over: template.hasOver ? undefined : over,
    },
    (whole) => template.write([whole, ...args], placed),
  );
}

function taken(what: string, name: string, call: string): InvalidQueryError {
  return new InvalidQueryError(`There is already a ${what} "${name}". Give ${call}() another name.`);
}

function checkCount(name: string, wanted: number, given: number): void {
  if (given !== wanted)
    throw new InvalidQueryError(`${name}() takes ${wanted} arguments, and was given ${given}.`);
}
