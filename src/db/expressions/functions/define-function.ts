import { InvalidQueryError } from "../../errors.ts";
import type { Column, ColumnDescriptor } from "../../fields/column.ts";
import { addFunction, functionSpecs } from "../../sql/functions/all-functions.ts";
import { typeOfColumn } from "../../sql/functions/computed-type.ts";
import type { DialectName, FunctionSpec, FunctionSql } from "../../sql/functions/function-spec.ts";
import { join, list } from "../../sql/sql.ts";
import { Expression, toNode } from "../expression.ts";
import type { Argument } from "./call.ts";

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
  readonly sql: string | Readonly<Partial<Record<DialectName, string>>>;
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
  const { name, parameters } = definition;
  if (functionSpecs[name] !== undefined)
    throw new InvalidQueryError(`There is already a function "${name}". Give defineFunction() another name.`);
  addFunction(name, specOf(definition));
  return (...args) => {
    if (args.length !== parameters.length)
      throw new InvalidQueryError(
        `${name}() takes ${parameters.length} arguments, and was given ${args.length}.`,
      );
    return new Expression({ kind: "call", name, args: args.map(toNode) });
  };
}

interface Described {
  readonly name: string;
  readonly parameters: readonly ColumnDescriptor[];
  readonly result: ColumnDescriptor;
  readonly sql: string | Readonly<Partial<Record<DialectName, string>>>;
}

function specOf({ name, parameters, result, sql }: Described): FunctionSpec {
  const type = typeOfColumn(result);
  const write = (dialect: DialectName): FunctionSql => {
    const text = typeof sql === "string" ? sql : sql[dialect];
    if (text !== undefined) return template(name, text, parameters.length);
    return () => {
      throw new InvalidQueryError(
        `${name}() has no SQL for this database. Add "${dialect}" to its defineFunction().`,
      );
    };
  };
  return {
    result: () => type,
    parameters: parameters.map((parameter) => parameter.type),
    sql: { sqlite: write("sqlite"), postgres: write("postgres"), mysql: write("mysql") },
  };
}

/** The text with its places: between them, and behind the last, the arguments. */
function template(name: string, text: string, count: number): FunctionSql {
  const pieces = text.split(/\{(\d+|args)\}/); // odd ones are places
  for (const [position, place] of pieces.entries()) {
    const isPlace = position % 2 === 1 && place !== "args";
    if (isPlace && (Number(place) < 1 || Number(place) > count))
      throw new InvalidQueryError(
        `The SQL of ${name}() names the argument {${place}}, and it has ${count} parameters.`,
      );
  }
  return ({ args }) =>
    join(
      ...pieces.map((piece, position) => {
        if (position % 2 === 0) return piece;
        return piece === "args" ? list(args) : args[Number(piece) - 1]!;
      }),
    );
}
