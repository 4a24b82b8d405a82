import { join } from "node:path";
import { type App, type Command, CommandError } from "../../core/index.ts";

/** `quintet shell`: code that runs inside the app. */
export const shellCommand: Command = {
  name: "shell",
  summary: "A prompt inside the app, with its models at hand. `await` works.",
  options: [{ flags: "-c, --code <code>", summary: "Run this code, print what it gives, and end." }],
  async run({ app, terminal, options }) {
    const names = namesFor(app);
    if (typeof options.code === "string") {
      terminal.line(await evaluate(options.code, names));
      return;
    }
    if (!terminal.interactive) {
      throw new CommandError(
        'quintet shell needs an interactive terminal.\nRun code without one: quintet shell --code "await User.count()".',
      );
    }
    terminal.line(`Quintet shell. At hand: ${Object.keys(names).join(", ")}.`);
    await interact(app, names);
  },
};

/** What the code finds by name: the app, and each model by the name of its class. */
function namesFor(app: App): Record<string, unknown> {
  const names: Record<string, unknown> = { app };
  for (const module of app.modules) {
    for (const model of module.models ?? []) names[model.name] = model;
  }
  return names;
}

/** Runs the code as the body of an async function; an expression gives its value. */
async function evaluate(code: string, names: Record<string, unknown>): Promise<string> {
  const { inspect } = await import("node:util");
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const bodies = [`return (${code}\n)`, code];
  for (const body of bodies) {
    let run: (...values: unknown[]) => Promise<unknown>;
    try {
      run = AsyncFunction(...Object.keys(names), body) as unknown as typeof run; // what the constructor of async functions makes
    } catch (error) {
      if (error instanceof SyntaxError && body !== code) continue; // statements, not an expression
      throw error;
    }
    const value = await run(...Object.values(names));
    return value === undefined ? "" : inspect(value, { depth: 4, colors: false });
  }
  return "";
}

async function interact(app: App, names: Record<string, unknown>): Promise<void> {
  const { start } = await import("node:repl");
  const repl = start({ prompt: "quintet> ", useGlobal: false });
  Object.assign(repl.context, names);
  repl.setupHistory(join(process.cwd(), ".quintet-history"), () => {});
  await new Promise<void>((resolve) => repl.once("exit", resolve));
  await app.close();
}
