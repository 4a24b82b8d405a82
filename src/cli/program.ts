import cluster from "node:cluster";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command as CommanderCommand } from "commander";
import type { Command, CommandValue } from "../core/index.ts";
import { checkCommand } from "./commands/check.ts";
import { newSecretKey } from "./commands/secret.ts";
import { UnknownCommandError } from "./errors.ts";
import { findProject, loadConfig, requireProject } from "./load-config.ts";
import { reportError } from "./report-error.ts";
import { errorStyle } from "./style.ts";
import { systemTerminal } from "./terminal.ts";

/** The commands as they can be called here, and what to do when the called one has ended. */
export interface Program {
  readonly program: CommanderCommand;
  close(): Promise<void>;
}

/** Commands that need no app: they work outside a project, or start another process that makes one. */
const commandsWithoutApp = new Set(["new", "secret", "dev"]);

/** Makes the commands that can be called from this folder with these words. */
export async function buildProgram(argv: readonly string[]): Promise<Program> {
  const program = emptyProgram();
  addCommandsWithoutApp(program);

  const called = firstWord(argv);
  const terminal = systemTerminal();
  if (called !== undefined && commandsWithoutApp.has(called)) return { program, close: async () => {} };
  if (called === "check" && argv.includes("--watch")) {
    addWatchedCheck(program);
    return { program, close: async () => {} };
  }
  if (called === "serve" && optionValue(argv, "--workers") !== undefined && cluster.isPrimary) {
    await addServeWithWorkers(program, argv);
    return { program, close: async () => {} };
  }
  if (called === undefined && argv.includes("--version")) return { program, close: async () => {} };

  const configFile = optionValue(argv, "--config");
  const project = findProject(configFile);
  if (project === undefined) {
    // Outside a project the words may still be right: say that the project is missing, not the command.
    for (const command of await appCommands([]))
      addCommand(program, command, async () => void requireProject(configFile));
    return { program, close: async () => {} };
  }

  try {
    const { createApp } = await import("../app/index.ts");
    const overrides = argv.includes("--dev") ? { debug: true } : {};
    const app = await createApp(await loadConfig(project), { overrides });
    const run = async (command: Command, args: CommandWords, options: CommandWords) =>
      app.run(() => command.run({ project, app, terminal, args, options }));
    const fromModules = app.modules.flatMap((module) => module.commands ?? []);
    for (const command of await appCommands(fromModules)) addCommand(program, command, run);
    describeGroups(program);
    return { program, close: () => app.close() };
  } catch (error) {
    // Help must work in a project that doesn't: it is told after the commands that do.
    if (called !== undefined) throw error;
    program.addHelpText("after", () => {
      reportError(error, { traceback: false });
      return "\nThe commands of the project are missing above, because it does not start.";
    });
    return { program, close: async () => {} };
  }
}

type CommandWords = Readonly<Record<string, CommandValue>>;
type Runner = (command: Command, args: CommandWords, options: CommandWords) => Promise<void>;

async function appCommands(fromModules: readonly Command[]): Promise<readonly Command[]> {
  const [{ serveCommand }, { configShowCommand }, { routesCommand }, { shellCommand }] = await Promise.all([
    import("./commands/serve.ts"),
    import("./commands/config-show.ts"),
    import("./commands/routes.ts"),
    import("./commands/shell.ts"),
  ]);
  return [serveCommand, checkCommand, configShowCommand, routesCommand, shellCommand, ...fromModules];
}

function emptyProgram(): CommanderCommand {
  const program = new CommanderCommand("quintet")
    .description("Quintet: the web framework with everything in it.")
    .version(ownVersion(), "--version", "Show the version of Quintet.")
    .option("--config <file>", "The configuration to use instead of quintet.config.ts here or above.")
    .option("--traceback", "Show errors whole, with where they come from.")
    .helpOption("-h, --help", "Show what a command takes.")
    .helpCommand(false)
    .configureHelp({ subcommandTerm: withArguments })
    .showSuggestionAfterError(true)
    .configureOutput({ outputError: (text, write) => write(wrongCall(text)) })
    .exitOverride();
  return program;
}

/** A command in the list of a group: `"squash <module> <migration> [last]"`. With its options, lines would be too long. */
function withArguments(command: CommanderCommand): string {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...words].join(" ");
}

/** `"error: missing required argument 'module'"` as every other error is told. */
function wrongCall(text: string): string {
  const problem = text.replace(/^error: /, "");
  return `${errorStyle.red("✖")} ${problem.charAt(0).toUpperCase()}${problem.slice(1)}`;
}

function addCommandsWithoutApp(program: CommanderCommand): void {
  program
    .command("new")
    .description("Make a new project.")
    .argument("<name>", "Its name, or a path whose last part is the name.")
    .option(
      "--quintet-version <version>",
      "What package.json asks for: a version, or file: and a tarball.",
      `^${ownVersion()}`,
    )
    .action(async (target: string, options: { quintetVersion: string }) => {
      const { newProject } = await import("./commands/new-project.ts");
      newProject({ target, ...options }, systemTerminal());
    });
  program
    .command("secret")
    .description("Print a new secret key.")
    .action(() => console.log(newSecretKey()));
  program
    .command("dev")
    .description("Serve while developing: debug pages, and a restart at each change.")
    .option("--port <number>", "The port to listen on.")
    .option(
      "--host <address>",
      "The address to listen on: of this machine alone, unless --unsafe-public is there.",
    )
    .option("--unsafe-public", "Let other machines reach it, with its pages about errors.")
    .action(async (options: { port?: string; host?: string; unsafePublic?: boolean }) => {
      const { dev } = await import("./commands/dev.ts");
      await dev({ project: requireProject(program.opts<{ config?: string }>().config), ...options });
    });
}

interface CheckWords {
  readonly deploy?: boolean;
  readonly json?: boolean;
  readonly accept?: string;
}

/** `quintet check --watch` starts a process for each check. */
function addWatchedCheck(program: CommanderCommand): void {
  const command = program.command(checkCommand.name).description(checkCommand.summary);
  for (const { flags, summary } of checkCommand.options ?? []) command.option(flags, summary);
  command.action(async ({ deploy = false, json = false, accept }: CheckWords) => {
    const { watchChecks } = await import("./commands/watch-checks.ts");
    await watchChecks({
      project: requireProject(program.opts<{ config?: string }>().config),
      deploy,
      json,
      accept,
    });
  });
}

/** `quintet serve --workers` loads the app in the workers alone. */
async function addServeWithWorkers(program: CommanderCommand, argv: readonly string[]): Promise<void> {
  const { serveOptions, serveSummary } = await import("./commands/serve-options.ts");
  const command = program.command("serve").description(serveSummary);
  for (const { flags, summary } of serveOptions) command.option(flags, summary);
  command.action(async (options: { workers: string; pidFile?: string }) => {
    requireProject(program.opts<{ config?: string }>().config);
    const { serveWorkers } = await import("./commands/serve-workers.ts");
    await serveWorkers({ ...options, words: argv });
  });
}

/** Adds a command, below its group where its name has two words: `"migrate up"`. */
function addCommand(program: CommanderCommand, command: Command, run: Runner): void {
  const [first, second] = command.name.split(" ") as [string, string?];
  const parent = second === undefined ? program : groupOf(program, first);
  const target = parent.command(second ?? first).description(command.summary);
  const argumentNames: string[] = [];
  for (const { name, summary } of command.args ?? []) {
    target.argument(name, summary);
    argumentNames.push(name.replace(/[<>[\].]/g, ""));
  }
  for (const { flags, summary } of command.options ?? []) target.option(flags, summary);
  target.allowExcessArguments(false); // its group has to allow them, to say which commands there are
  target.showHelpAfterError(`Usage: ${target.createHelp().commandUsage(target)}`);
  target.action(async (...given: unknown[]) => {
    const values = given.slice(0, argumentNames.length) as CommandValue[]; // commander: arguments, options, command
    const args = Object.fromEntries(argumentNames.map((name, position) => [name, values[position]]));
    await run(command, args, given[argumentNames.length] as CommandWords);
  });
}

function groupOf(program: CommanderCommand, name: string): CommanderCommand {
  const existing = program.commands.find((command) => command.name() === name);
  if (existing !== undefined) return existing;
  const group = program.command(name);
  group.helpCommand(false).allowExcessArguments(true);
  group.action(() => {
    const [unknown] = group.args;
    if (unknown !== undefined)
      throw new UnknownCommandError(
        name,
        unknown,
        group.commands.map((each) => each.name()),
      );
    group.outputHelp();
  });
  return group;
}

/** A group says which commands it has. */
function describeGroups(program: CommanderCommand): void {
  for (const group of program.commands) {
    const names = group.commands.map((command) => command.name());
    if (names.length > 0) group.summary(`One of: ${names.join(", ")}.`);
  }
}

/** The first word that is neither an option nor the value of `--config`. */
function firstWord(argv: readonly string[]): string | undefined {
  return argv.find((word, position) => !word.startsWith("-") && argv[position - 1] !== "--config");
}

function optionValue(argv: readonly string[], name: string): string | undefined {
  const position = argv.indexOf(name);
  if (position >= 0) return argv[position + 1];
  return argv.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The version in Quintet's package.json, which stands two folders above both src/cli and dist/cli. */
function ownVersion(): string {
  const text = readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version; // our own file
}
