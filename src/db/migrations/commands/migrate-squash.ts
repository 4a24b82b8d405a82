import { type Command, shownPath } from "../../../core/index.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { migrationsFolder } from "../files/migrations-folder.ts";
import { writeMigration } from "../files/write-migration.ts";
import { writeMigrationFile } from "../files/write-migration-file.ts";
import { type Squashed, squashMigrations } from "../graph/squash-migrations.ts";
import { migrationNameOption } from "./migration-name-option.ts";
import { moduleNamed } from "./module-argument.ts";

/** `quintet migrate squash`: makes one migration of several. */
export const squashCommand: Command = {
  name: "migrate squash",
  summary: "Write one migration that stands for several of a module.",
  args: [
    { name: "<module>", summary: "The module." },
    { name: "<migration>", summary: "The last one; or the first one, where two are given." },
    { name: "[last]", summary: "The last one, where two are given." },
  ],
  options: [
    { flags: "--name <name>", summary: "The name of the new one, without its number." },
    { flags: "--no-optimize", summary: "Put the operations together as they are." },
    { flags: "--dry-run", summary: "Write nothing; print the file." },
  ],
  async run({ app, terminal, args, options }) {
    const module = moduleNamed(app, String(args.module));
    const [first, last] = [String(args.migration), args.last as string | undefined];
    const graph = await loadMigrationGraph(app.modules);
    const squashed = squashMigrations(graph, {
      module: module.name,
      ...(last === undefined ? { to: first } : { from: first, to: last }),
      name: migrationNameOption(options.name),
      optimize: options.optimize !== false,
    });
    for (const line of summaryLines(squashed)) terminal.line(line);
    if (options.dryRun)
      return terminal.line(`\n${writeMigration(squashed.migration, migrationsFolder(module))}`.trimEnd());
    const file = await writeMigrationFile(module, squashed.migration);
    terminal.success(shownPath(file));
    for (const line of nextSteps(module.name)) terminal.line(line);
  },
};

function summaryLines({ migration, replaced, elided }: Squashed): readonly string[] {
  const before = replaced.reduce((sum, { operations }) => sum + operations.length, 0);
  const operations = `${before} operations become ${migration.operations.length}`;
  const left = elided === 0 ? "" : `; ${elided} elidable left out`;
  return [
    `${replaced.length} migrations of "${migration.module}" become one; ${operations}${left}:`,
    ...replaced.map(({ name }) => `  ${name}`),
  ];
}

function nextSteps(module: string): readonly string[] {
  return [
    "",
    "Next:",
    "  1. Commit it beside the old files. New databases use it instead of them.",
    "  2. Once every database has run quintet migrate up: delete the old files, and",
    '     "replaces" in the new one.',
    `  3. On every database: quintet migrate prune ${module}`,
  ];
}
