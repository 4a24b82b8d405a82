import { InvalidQueryError } from "../../errors.ts";
import { join, list, type Sql } from "../sql.ts";
import type { DialectName } from "./function-spec.ts";

/** SQL that an app has written, for every database or for each that it is used with. See {@link sqlTemplate}. */
export type SqlTexts = string | Readonly<Partial<Record<DialectName, string>>>;
/** A text with places for arguments. */
export interface SqlTemplate {
  /** @param over - What stands at `{over}`: the window, with OVER in front; nothing where there is none. */
  write(args: readonly Sql[], over?: Sql): Sql;
  /** Whether it is one call without another in it, so that a FILTER can stand behind it. */
  readonly isCall: boolean;
  readonly hasOver: boolean;
}

/**
 * One for each database; a missing one throws when it is used.
 * @param name - What it is the SQL of, for messages: `"similarity()"`.
 */
export function templatesFor<Write>(
  name: string,
  texts: SqlTexts,
  count: number,
  make: (dialect: DialectName, template: SqlTemplate) => Write,
): Readonly<Record<DialectName, Write>> {
  const template = (dialect: DialectName) => {
    const text = typeof texts === "string" ? texts : texts[dialect];
    return make(dialect, text === undefined ? missing(name, dialect) : sqlTemplate(name, text, count));
  };
  return { sqlite: template("sqlite"), postgres: template("postgres"), mysql: template("mysql") };
}

/** `SUM({1})`, or `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY {1})`; not `EXP(SUM(LN({1})))`. */
const oneCall = /^\s*\w+\s*\([^()]*\)(\s*WITHIN\s+GROUP\s*\([^()]*\))?\s*$/i;

/**
 * The text, in which `{1}`, `{2}` … stand for arguments and `{args}` for all of them with commas.
 * @throws {@link InvalidQueryError} for a place whose argument isn't there.
 */
function sqlTemplate(name: string, text: string, count: number): SqlTemplate {
  const pieces = text.split(/\{(\d+|args|over)\}/); // odd ones are places
  for (const [position, place] of pieces.entries()) {
    const isNumbered = position % 2 === 1 && place !== "args" && place !== "over";
    if (isNumbered && (Number(place) < 1 || Number(place) > count))
      throw new InvalidQueryError(
        `The SQL of ${name} names the argument {${place}}, and it has ${count} parameters.`,
      );
  }
  return {
    isCall: oneCall.test(text),
    hasOver: pieces.some((piece, position) => position % 2 === 1 && piece === "over"),
    write: (args, over = []) =>
      join(
        ...pieces.map((piece, position) => {
          if (position % 2 === 0) return piece;
          if (piece === "over") return over;
          return piece === "args" ? list(args) : args[Number(piece) - 1]!;
        }),
      ),
  };
}

function missing(name: string, dialect: DialectName): SqlTemplate {
  const write = () => {
    throw new InvalidQueryError(
      `${name} has no SQL for this database. Add "${dialect}" where it is defined, beside the others.`,
    );
  };
  return { write, isCall: true, hasOver: false };
}
