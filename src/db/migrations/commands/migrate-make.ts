import { relative } from "node:path";
import { type Command, type CommandCall, CommandError } from "../../../core/index.ts";
import { makeMigrations, writeMigrationFile } from "../detect/make-migrations.ts";
import { silentQuestioner } from "../detect/questioner.ts";
import { TerminalQuestioner } from "../detect/terminal-questioner.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { writeMigration } from "../files/write-migration.ts";
import type { Migration } from "../graph/migration.ts";
import { moduleNamed } from "./module-argument.ts";

/** `quintet migrate make`: writes what changed in the models into migration files. */
export const makeCommand: Command = {
  name: "migrate make",
  summary: "Write migrations for what changed in the models.",
  args: [{ name: "[module]", summary: "Only this module, and those that it needs." }],
  options: [
    { flags: "--name <name>", summary: "The name of the migration, without its number." },
    { flags: "--check", summary: "Write nothing; fail if the models have changes without a migration." },
    { flags: "--dry-run", summary: "Write nothing; print the files." },
    { flags: "--rename <change...>", summary: "What was renamed: Author:Writer, or Book.title:heading." },
    { flags: "--no-renames", summary: "Nothing was renamed but what --rename says." },
    { flags: "--fill <value...>", summary: "What existing rows get in a required field: Book.price=0." },
  ],
  async run(call) {
    const { app, terminal, args, options } = call;
    const module = args.module === undefined ? undefined : moduleNamed(app, String(args.module)).name;
    const graph = await loadMigrationGraph(app.modules);
    const make = { module, name: nameOption(options.name) };

    if (options.check) {
      const missing = await makeMigrations(app.modules, graph, silentQuestioner, make);
      if (missing.length > 0) throw new CommandError(missingText(missing));
      terminal.success("The models have no changes without a migration.");
      return;
    }
    const questioner = questionerFor(call);
    const migrations = await makeMigrations(app.modules, graph, questioner, make);
    questioner.checkAllUsed();
    if (migrations.length === 0) terminal.line("No changes: the migrations say what the models say.");
    for (const migration of migrations) await tell(call, migration);
    if (migrations.length > 0 && !options.dryRun) terminal.success("Apply with: quintet migrate up");
  },
};

function questionerFor({ terminal, options }: CommandCall): TerminalQuestioner {
  return new TerminalQuestioner(terminal, {
    renames: listOption(options.rename),
    fills: listOption(options.fill),
    noRenames: options.renames === false,
  });
}

async function tell({ app, terminal, options }: CommandCall, migration: Migration): Promise<void> {
  const module = moduleNamed(app, migration.module);
  if (options.dryRun) {
    terminal.line(`${module.name}: ${migration.name}.ts`);
    terminal.line(writeMigration(migration));
    return;
  }
  const file = await writeMigrationFile(module, migration);
  terminal.line(`${module.name}: ${relative(process.cwd(), file)}`);
  for (const line of operationLines(migration)) terminal.line(line);
}

/** `"  + Add field price to Book"`. */
function operationLines({ operations }: Migration): readonly string[] {
  return operations.map((operation) => `  ${operation.symbol} ${operation.describe()}`);
}

function missingText(migrations: readonly Migration[]): string {
  const lines = migrations.flatMap((migration) => [`${migration.module}:`, ...operationLines(migration)]);
  return `The models have changes without a migration.\n${lines.join("\n")}\nWrite it with: quintet migrate make`;
}

function nameOption(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const name = String(value);
  if (/^\w+$/.test(name)) return name;
  throw new CommandError(`--name ${name}: a migration's name consists of letters, digits and _.`);
}

function listOption(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "string" ? [value] : [];
}
