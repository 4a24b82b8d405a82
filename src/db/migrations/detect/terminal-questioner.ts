import type { Terminal } from "../../../core/index.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { MigrationQuestionError } from "../errors.ts";
import { parseFill } from "./parse-fill.ts";
import type { FillReason, Likeness, Questioner } from "./questioner.ts";

/** Answers given beforehand, on the command line. */
export interface GivenAnswers {
  /** `"Author:Writer"`, `"shop.Book.title:heading"`. */
  readonly renames: readonly string[];
  /** `"Book.price=0"`. */
  readonly fills: readonly string[];
  /** Nothing was renamed but what `renames` says. */
  readonly noRenames: boolean;
}

/** Asks the person at the terminal. Where nobody is there, it says which option gives the answer. */
export class TerminalQuestioner implements Questioner {
  readonly #terminal: Terminal;
  readonly #given: GivenAnswers;
  readonly #unused: Set<string>;

  constructor(terminal: Terminal, given: GivenAnswers) {
    this.#terminal = terminal;
    this.#given = given;
    this.#unused = new Set([...given.renames, ...given.fills]);
  }

  isModelRenamed(from: ModelState, to: ModelState, likeness: Likeness): Promise<boolean> {
    return this.#isRenamed({
      likeness,
      names: [labelOf(from), from.name],
      to: to.name,
      question: `Was the model ${labelOf(from)} renamed to ${to.name}?`,
      loss: `the table of ${from.name} would be dropped`,
    });
  }

  isFieldRenamed(model: ModelState, from: string, to: string, likeness: Likeness): Promise<boolean> {
    return this.#isRenamed({
      likeness,
      names: [`${labelOf(model)}.${from}`, `${model.name}.${from}`],
      to,
      question: `Was the field ${model.name}.${from} renamed to ${model.name}.${to}?`,
      loss: `the values of ${model.name}.${from} would be dropped`,
    });
  }

  async fill(model: ModelState, name: string, field: FieldState, reason: FillReason): Promise<unknown> {
    const given = this.#fillGiven([`${labelOf(model)}.${name}`, `${model.name}.${name}`], field);
    if (given !== undefined) return given.value;
    const what =
      reason === "added"
        ? `${model.name}.${name} is new, takes no null and has no default that a file can hold`
        : `${model.name}.${name} no longer takes null`;
    const validate = (text: string) => {
      const parsed = parseFill(field, text);
      return "problem" in parsed ? parsed.problem : undefined;
    };
    if (!this.#terminal.interactive) {
      throw new MigrationQuestionError(
        `${what}: what do the rows get that are there?\nSay it with --fill ${model.name}.${name}=<value>, or give the field a default, or make it nullable.`,
      );
    }
    const answer = await this.#terminal.ask(`${what}. Value for the rows that are there:`, { validate });
    return (parseFill(field, answer) as { value: unknown }).value; // validate() let nothing else pass
  }

  /** Makes sure that each answer given beforehand belonged to a question. */
  checkAllUsed(): void {
    const [unused] = this.#unused;
    if (unused === undefined) return;
    throw new MigrationQuestionError(
      this.#given.renames.includes(unused)
        ? `--rename ${unused} fits no change: write the name in the migrations, a colon, and the name in the models ("Author:Writer", "Book.title:heading").`
        : `--fill ${unused} fits no change: it is for a field that is new or no longer takes null, as "Book.price=0".`,
    );
  }

  async #isRenamed({ likeness, names, to, question, loss }: RenameQuestion): Promise<boolean> {
    const given = this.#given.renames.find((rename) => names.some((name) => rename === `${name}:${to}`));
    if (given !== undefined) {
      this.#unused.delete(given);
      return true;
    }
    if (likeness === "different" || this.#given.noRenames) return false;
    if (this.#terminal.interactive) return this.#terminal.confirm(question, { initial: false });
    throw new MigrationQuestionError(
      `${question} If not, ${loss}.\nIf it was, say --rename ${names.at(-1)}:${to}; if nothing was renamed, say --no-renames.`,
    );
  }

  #fillGiven(names: readonly string[], field: FieldState): { readonly value: unknown } | undefined {
    const given = this.#given.fills.find((fill) => names.some((name) => fill.startsWith(`${name}=`)));
    if (given === undefined) return undefined;
    this.#unused.delete(given);
    const parsed = parseFill(field, given.slice(given.indexOf("=") + 1));
    if ("value" in parsed) return parsed;
    throw new MigrationQuestionError(`--fill ${given}: ${parsed.problem}`);
  }
}

interface RenameQuestion {
  readonly likeness: Likeness;
  /** What the renamed thing is called, in full and for short. */
  readonly names: readonly string[];
  readonly to: string;
  readonly question: string;
  readonly loss: string;
}
