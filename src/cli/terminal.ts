import type { Terminal } from "../core/index.ts";
import { CancelledError, NotInteractiveError } from "./errors.ts";
import { errorStyle, rowsOnScreen, shownOn, style } from "./style.ts";

const overTheRowBefore = "\u001b[1A\u001b[2K";

/** The terminal that the command was started in: results on standard output, questions where a person sits at both ends. */
export function systemTerminal(): Terminal {
  const interactive = Boolean(process.stdin.isTTY && process.stdout.isTTY) && process.env.CI === undefined;
  /** The prompts, loaded with the first question: most commands ask none. */
  const promptsFor = async (question: string) => {
    if (!interactive) throw new NotInteractiveError(question);
    return import("@clack/prompts");
  };
  let rowsOfLast = 1;
  return {
    interactive,
    line(output = "", { replacesLast = false } = {}) {
      const over = replacesLast && interactive ? overTheRowBefore.repeat(rowsOfLast) : "";
      const shown = shownOn(process.stdout, output);
      console.log(`${over}${shown}`);
      rowsOfLast = rowsOnScreen(shown, process.stdout.columns);
    },
    success: (output) => console.log(`${style.green("✔")} ${shownOn(process.stdout, output)}`),
    warn: (output) => console.error(`${errorStyle.yellow("!")} ${shownOn(process.stderr, output)}`),
    async ask(question, options = {}) {
      const { text } = await promptsFor(question);
      const { initial, validate } = options;
      return answered(
        await text({
          message: question,
          ...(initial === undefined ? {} : { initialValue: initial }),
          ...(validate === undefined ? {} : { validate: (value) => validate(value ?? "") }),
        }),
      );
    },
    async askSecret(question, { validate } = {}) {
      const { password } = await promptsFor(question);
      const check =
        validate === undefined ? {} : { validate: (value: string | undefined) => validate(value ?? "") };
      return answered(await password({ message: question, ...check }));
    },
    async confirm(question, { initial = false } = {}) {
      const { confirm } = await promptsFor(question);
      return answered(await confirm({ message: question, initialValue: initial }));
    },
  };
}

/** The answer, unless the question was left with Ctrl-C, which clack tells by a symbol. */
function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (typeof answer === "symbol") throw new CancelledError();
  return answer as Exclude<Answer, symbol>; // the line above left the symbols out
}
