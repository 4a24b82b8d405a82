import { type Command, type CommandCall, CommandError, type Module, shownPath } from "../../../core/index.ts";
import { databaseOf, onlyDatabaseOption } from "../../connections/database-option.ts";
import { databasesService } from "../../connections/databases.ts";
import type { DatabaseKind } from "../../schema/model-state.ts";
import { makeMigrations } from "../detect/make-migrations.ts";
import { silentQuestioner } from "../detect/questioner.ts";
import { TerminalQuestioner } from "../detect/terminal-questioner.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { migrationsFolder } from "../files/migrations-folder.ts";
import { refuseEdited, updateMigrationFile } from "../files/update-migration-file.ts";
import { writeCodeMigration } from "../files/write-code-migration.ts";
import { writeMigration } from "../files/write-migration.ts";
import { writeMigrationFile } from "../files/write-migration-file.ts";
import { nextName } from "../graph/merge-ends.ts";
import { idOf, type Migration } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { suggestName } from "../graph/migration-names.ts";
import { updateMigrations } from "../graph/update-migration.ts";
import { operationText } from "../operations/operation.ts";
import { isContracting, safeSequences } from "../safety/safe-sequence.ts";
import { jsonOption, printJson } from "./json-option.ts";
import { migrationNameOption } from "./migration-name-option.ts";
import { moduleNamed } from "./module-argument.ts";
import { type OperationEntry, operationEntry } from "./operation-entry.ts";
import { readMigrationsOnAll } from "./read-history.ts";

/** `quintet migrate make`: writes what changed in the models into migration files. */
export const makeCommand: Command = {
  name: "migrate make",
  summary: "Write migrations for what changed in the models.",
  args: [{ name: "[module]", summary: "Only this module, and those that it needs." }],
  options: [
    { flags: "--name <name>", summary: "The name of the migration, without its number." },
    { flags: "--check", summary: "Write nothing; fail if the models have changes without a migration." },
    { flags: "--dry-run", summary: "Write nothing; print the files." },
    {
      flags: "--empty",
      summary: "Write a migration of the module without operations, to be filled by hand.",
    },
    {
      flags: "--with <models...>",
      summary: "Of --empty: declare these models for code that changes their rows: Book, or auth.User.",
    },
    {
      flags: "--safe",
      summary:
        "Write expand, backfill and contract apart, for tables that are in use while code is deployed.",
    },
    { flags: "--update", summary: "Put the changes into the last migration, which no database has yet." },
    { flags: "--rename <change...>", summary: "What was renamed: Author:Writer, or Book.title:heading." },
    { flags: "--no-renames", summary: "Nothing was renamed but what --rename says." },
    { flags: "--fill <value...>", summary: "What existing rows get in a required field: Book.price=0." },
    jsonOption,
    { ...onlyDatabaseOption, summary: `Of --update: ${onlyDatabaseOption.summary}` },
  ],
  async run(call) {
    const { app, terminal, args, options } = call;
    refuseTogether(options, ["check", "empty", "safe", "update"]);
    const module = args.module === undefined ? undefined : moduleNamed(app, String(args.module));
    const graph = await loadMigrationGraph(app.modules);
    const make = { module: module?.name, name: migrationNameOption(options.name) };

    if (options.check) {
      const missing = await makeMigrations(app.modules, graph, silentQuestioner, make);
      if (options.json) printJson(terminal, missing.map(entryOf));
      if (missing.length > 0) throw new CommandError(missingText(missing));
      if (!options.json) terminal.success("The models have no changes without a migration.");
      return;
    }
    if (options.empty) {
      const migration = emptyMigration(graph, module, make.name);
      return writeEmpty(call, graph, migration, listOption(options.with));
    }
    if (options.with !== undefined)
      throw new CommandError("--with declares models in an empty migration: add --empty.");
    const questioner = questionerFor(call);
    const migrations = await makeMigrations(app.modules, graph, questioner, make);
    questioner.checkAllUsed();
    if (options.update && migrations.length > 0) return update(call, migrations, make.name);
    await writeAll(
      call,
      options.safe ? await safeSequences(migrations, graph.state(), kindsOf(app)) : migrations,
    );
  },
};

/** The kinds of databases that the app's migrations are for. */
function kindsOf(app: CommandCall["app"]): readonly DatabaseKind[] {
  return [...app.service(databasesService)].map(({ dialect }) => dialect.name as DatabaseKind); // migrations know no others
}

function refuseTogether(options: CommandCall["options"], exclusive: readonly string[]): void {
  const [first, second] = exclusive.filter((name) => options[name]);
  if (second === undefined) return;
  const next =
    first === "safe" && second === "update"
      ? "\nTo have the last migration written in steps, where no database has it yet: delete its file, and run quintet migrate make --safe"
      : "";
  throw new CommandError(`--${first} and --${second} exclude each other.${next}`);
}

function questionerFor({ terminal, options }: CommandCall): TerminalQuestioner {
  // In JSON, nothing but JSON goes to standard output, and questions would.
  return new TerminalQuestioner(options.json ? { ...terminal, interactive: false } : terminal, {
    renames: listOption(options.rename),
    fills: listOption(options.fill),
    noRenames: options.renames === false,
  });
}

function emptyMigration(graph: MigrationGraph, module: Module | undefined, name?: string): Migration {
  if (module === undefined)
    throw new CommandError("Say for which module: quintet migrate make <module> --empty");
  graph.checkLeaves();
  const ending = name ?? (graph.ofModule(module.name).length === 0 ? "initial" : suggestName([]));
  return {
    module: module.name,
    name: nextName(graph, module.name, ending),
    dependsOn: graph.leaves(module.name).map(idOf),
    operations: [],
  };
}

/** Writes a migration that is to be filled by hand, with the models that its code will use. */
async function writeEmpty(
  call: CommandCall,
  graph: MigrationGraph,
  migration: Migration,
  models: readonly string[],
): Promise<void> {
  if (models.length === 0) return writeAll(call, [migration]);
  const modules = new Set(models.filter((name) => name.includes(".")).map((name) => name.split(".")[0]!));
  const others = modules.difference(new Set([migration.module]));
  const needed = [...others].flatMap((module) => graph.leaves(module).map(idOf));
  const dependent = { ...migration, dependsOn: [...migration.dependsOn, ...needed] };
  await writeAll(call, [dependent], () => writeCodeMigration(dependent, models, graph.state()));
}

async function writeAll(
  call: CommandCall,
  migrations: readonly Migration[],
  textOf: (migration: Migration) => string = textFor(call),
): Promise<void> {
  const { app, terminal, options } = call;
  if (migrations.length === 0 && !options.json)
    terminal.line("No changes: the migrations say what the models say.");
  const written: Entry[] = [];
  for (const migration of migrations) {
    const file = options.dryRun
      ? undefined
      : await writeMigrationFile(moduleNamed(app, migration.module), migration, textOf(migration));
    written.push({ ...entryOf(migration), ...(file !== undefined && { file: shownPath(file) }) });
    if (!options.json) tell(call, migration, file, textOf);
  }
  if (options.json) printJson(terminal, written);
  else if (migrations.length > 0 && !options.dryRun) terminal.success(nextStep(migrations));
}

/** Where a change is spread over deploys, what breaks the release before has to wait for its end. */
function nextStep(migrations: readonly Migration[]): string {
  const waiting = migrations.filter(isContracting);
  if (waiting.length === 0) return "Apply with: quintet migrate up";
  const before = waiting.flatMap(({ module, dependsOn }) =>
    dependsOn.filter(([other]) => other === module).map(([, name]) => `quintet migrate up ${module} ${name}`),
  );
  return [
    "Before the new release runs:",
    ...before.map((command) => `    ${command}`),
    "  When nobody runs the one before any more:",
    "    quintet migrate up",
  ].join("\n");
}

async function update(
  call: CommandCall,
  made: readonly Migration[],
  name: string | undefined,
): Promise<void> {
  const { app, terminal, options } = call;
  const all = await readMigrationsOnAll(app, databaseOf(options));
  const appliedOn = (migration: Migration) => all.find(({ graph }) => graph.isApplied(migration))?.database;
  const updated = updateMigrations(await loadMigrationGraph(app.modules), made, { appliedOn, name });
  for (const each of updated) await refuseEdited(each);
  const written: Entry[] = [];
  for (const each of updated) {
    const file = options.dryRun ? undefined : await updateMigrationFile(each);
    written.push({
      ...entryOf(each.after),
      ...(file !== undefined && { file: shownPath(file) }),
      updates: each.before.name,
    });
    if (options.json) continue;
    tell(call, each.after, file, writeMigration);
    if (each.before.name !== each.after.name) terminal.line(`  in the place of ${each.before.name}.ts`);
  }
  if (options.json) printJson(terminal, written);
  else if (!options.dryRun) terminal.success("Apply with: quintet migrate up");
}

/** What `--json` says of a migration. */
interface Entry {
  readonly module: string;
  readonly name: string;
  readonly operations: readonly OperationEntry[];
  readonly file?: string;
  /** The migration that was changed. */
  readonly updates?: string;
}

function entryOf({ module, name, operations }: Migration): Entry {
  return {
    module,
    name,
    operations: operations.map(operationEntry),
  };
}

/** Writes a migration as it stands in its module's folder, from where files of the app are imported. */
function textFor({ app }: CommandCall): (migration: Migration) => string {
  return (migration) => writeMigration(migration, migrationsFolder(moduleNamed(app, migration.module)));
}

function tell(
  { terminal }: CommandCall,
  migration: Migration,
  file: string | undefined,
  textOf: (migration: Migration) => string,
): void {
  if (file === undefined) {
    terminal.line(`${migration.module}: ${migration.name}.ts`);
    terminal.line(textOf(migration));
    return;
  }
  terminal.line(`${migration.module}: ${shownPath(file)}`);
  for (const line of operationLines(migration)) terminal.line(line);
}

/** `"  + Add field price to Book"`. */
function operationLines(migration: Migration): readonly string[] {
  return migration.operations.map((operation) => `  ${operation.symbol} ${operationText(operation)}`);
}

function missingText(migrations: readonly Migration[]): string {
  const lines = migrations.flatMap((migration) => [`${migration.module}:`, ...operationLines(migration)]);
  return `The models have changes without a migration.\n${lines.join("\n")}\nWrite it with: quintet migrate make`;
}

function listOption(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "string" ? [value] : [];
}
