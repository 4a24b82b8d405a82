import type { Terminal } from "../../../core/index.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { canBeRandom } from "../../schema/random-fill.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { MigrationQuestionError } from "../errors.ts";
import { parseFill } from "./parse-fill.ts";
import type { FillReason, Likeness, NamesCompared, Questioner, Renames } from "./questioner.ts";

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

  modelRenames(module: string, names: NamesCompared): Renames {
    return this.#renamesGiven(
      [`${module}.`, ""],
      names,
      (name) => `${module} has had a model "${name}" already`,
    );
  }

  fieldRenames(model: ModelState, names: NamesCompared): Renames {
    const label = labelOf(model);
    const prefixes = [`${label}.`, `${model.name}.`];
    return this.#renamesGiven(prefixes, names, (name) => `${label} has had a field "${name}" already`);
  }

  isModelRenamed(from: ModelState, to: ModelState, likeness: Likeness): Promise<boolean> {
    return this.#isRenamed({
      likeness,
      answer: `${from.name}:${to.name}`,
      question: `Was the model ${labelOf(from)} renamed to ${to.name}?`,
      loss: `the table of ${from.name} would be dropped`,
    });
  }

  isFieldRenamed(model: ModelState, from: string, to: string, likeness: Likeness): Promise<boolean> {
    return this.#isRenamed({
      likeness,
      answer: `${model.name}.${from}:${to}`,
      question: `Was the field ${model.name}.${from} renamed to ${model.name}.${to}?`,
      loss: `the values of ${model.name}.${from} would be dropped`,
    });
  }

  async fill(model: ModelState, name: string, field: FieldState, reason: FillReason): Promise<unknown> {
    const given = this.#fillGiven([`${labelOf(model)}.${name}`, `${model.name}.${name}`], field);
    if (given !== undefined) return given.value;
    const what = `${model.name}.${name} ${whyAsked[reason]}`;
    const example = exampleOf(field, reason);
    const option = `--fill ${model.name}.${name}=${example ?? "<value>"}`;
    if (!this.#terminal.interactive) {
      if (reason === "present-moment") {
        this.#terminal.warn(`${what}. Another one: ${option}`);
        return undefined;
      }
      throw new MigrationQuestionError(
        `${what}: what do the rows get that are there?\nSay it with ${option}, ${field.unique ? "or" : "or give the field a default, or"} make it nullable.${byCode(model, field)}`,
      );
    }
    const validate = (text: string) => {
      const parsed = parseFill(field, text);
      return "problem" in parsed ? parsed.problem : undefined;
    };
    const initial = reason === "present-moment" ? "now" : field.unique ? example : undefined;
    const answer = await this.#terminal.ask(`${what}. Value for the rows that are there:`, {
      validate,
      ...(initial !== undefined && { initial }),
    });
    const { value } = parseFill(field, answer) as { value: unknown }; // validate() let nothing else pass
    return reason === "present-moment" && value === field.default ? undefined : value;
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

  /**
   * @param prefixes - What may stand before the old name.
   * @throws {@link MigrationQuestionError} where something had the new name before; `isTaken` says what.
   */
  #renamesGiven(
    prefixes: readonly string[],
    { before, after }: NamesCompared,
    isTaken: (name: string) => string,
  ): Renames {
    const renames = new Map<string, string>();
    const taken = new Map<string, string>();
    const options = this.#given.renames.flatMap((given) =>
      prefixes.filter((prefix) => given.startsWith(prefix)).map((prefix) => ({ given, prefix })),
    );
    for (const { given, prefix } of options) {
      const from = before.find((name) => after.some((to) => given === `${prefix}${name}:${to}`));
      const to = from === undefined ? "" : given.slice(`${prefix}${from}:`.length);
      if (from === undefined || from === to || renames.has(from) || taken.has(to)) continue;
      renames.set(from, to);
      taken.set(
        to,
        `--rename ${given}: ${isTaken(to)}. Say what that is called now (--rename ${prefix}${to}:<name>)`,
      );
      this.#unused.delete(given);
    }
    for (const [to, problem] of taken) {
      if (before.includes(to) && !renames.has(to))
        throw new MigrationQuestionError(`${problem}, or remove it with a migration before this one.`);
    }
    return renames;
  }

  async #isRenamed({ likeness, answer, question, loss }: RenameQuestion): Promise<boolean> {
    if (likeness === "different" || this.#given.noRenames) return false;
    if (this.#terminal.interactive) return this.#terminal.confirm(question, { initial: false });
    throw new MigrationQuestionError(
      `${question} If not, ${loss}.\nIf it was, say --rename ${answer}; if nothing was renamed, say --no-renames.`,
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

const whyAsked: Readonly<Record<FillReason, string>> = {
  added: "is new, takes no null and has no default that a file can hold",
  "no-longer-nullable": "no longer takes null",
  unique: "is new and unique, and its default would be the same in all rows",
  "present-moment": "is new, and its default would say that all rows are from the moment of the migration",
};

/** A value that works, where one can be named. */
function exampleOf(field: FieldState, reason: FillReason): string | undefined {
  if (field.unique && canBeRandom(field)) return field.type === "uuid" ? "v4" : "random";
  if (reason !== "present-moment") return undefined;
  const examples: Readonly<Partial<Record<FieldState["type"], string>>> = {
    datetime: "2026-01-31T12:00:00Z",
    date: "2026-01-31",
    time: "12:00:00",
  };
  return examples[field.type];
}

/** How rows get values that differ, where none can be made up. */
function byCode({ module, name }: ModelState, field: FieldState): string {
  if (!field.unique || canBeRandom(field)) return "";
  return `\nIt is unique, so one value is enough for one row only. For more, make it nullable, fill it with code (quintet migrate make ${module} --empty --with ${name}), and then make it required.`;
}

interface RenameQuestion {
  readonly likeness: Likeness;
  /** What says yes beforehand, behind `--rename`. */
  readonly answer: string;
  readonly question: string;
  readonly loss: string;
}
