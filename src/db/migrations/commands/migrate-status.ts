import type { App, Command } from "../../../core/index.ts";
import { databaseNamed, readingSession } from "../../schema/schema-access.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { unknownMigrations } from "../graph/check-history.ts";
import { idOf, migrationKey } from "../graph/migration.ts";
import { keysOf } from "../run/migration-history.ts";
import { appliedMigrations } from "../run/run-migrations.ts";
import { databaseOption } from "./database-option.ts";
import { moduleNamed } from "./module-argument.ts";

/** `quintet migrate status`: which migrations are applied. */
export const statusCommand: Command = {
  name: "migrate status",
  summary: "List the migrations of each module, and which are applied.",
  args: [{ name: "[module]", summary: "Only this module." }],
  options: [databaseOption],
  async run({ app, terminal, args, options }) {
    const modules = args.module === undefined ? app.modules : [moduleNamed(app, String(args.module))];
    const lines = await statusLines(
      app,
      modules.map(({ name }) => name),
      options.database as string | undefined,
    );
    for (const line of lines) terminal.line(line);
    if (lines.length === 0)
      terminal.line("There are no migrations. Write the first with: quintet migrate make");
  },
};

async function statusLines(
  app: App,
  modules: readonly string[],
  database: string | undefined,
): Promise<readonly string[]> {
  const graph = await loadMigrationGraph(app.modules);
  const applied = await appliedMigrations(readingSession(databaseNamed(app, database)));
  const keys = keysOf(applied);
  return modules.flatMap((module) => {
    const known = graph.ofModule(module).map((migration) => {
      const mark = keys.has(migrationKey(idOf(migration))) ? "x" : " ";
      return ` [${mark}] ${migration.name}`;
    });
    const unknown = unknownMigrations(graph, applied, [module]).map(
      ([, name]) => ` [x] ${name} (no such file)`,
    );
    return known.length + unknown.length === 0 ? [] : [module, ...known, ...unknown];
  });
}
