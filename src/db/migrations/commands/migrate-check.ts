import { type App, type Command, CommandError } from "../../../core/index.ts";
import type { Database } from "../../connections/database.ts";
import { databaseOption } from "../../connections/database-option.ts";
import { databaseNamed, readingSession } from "../../schema/schema-access.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { checkHistory } from "../graph/check-history.ts";
import { planUp } from "../graph/migration-plan.ts";
import { keysOf } from "../run/migration-history.ts";
import { appliedMigrations } from "../run/run-migrations.ts";
import { checkMigrations, type MigrationDanger } from "../safety/check-migrations.ts";
import { quoterOf } from "../safety/quoting.ts";
import { isOfSequence } from "../safety/safe-sequence.ts";
import { jsonOption, printJson } from "./json-option.ts";
import { moduleNamed } from "./module-argument.ts";

/** `quintet migrate check`: what endangers tables in use. */
export const checkCommand: Command = {
  name: "migrate check",
  summary: "Name what is dangerous for tables in use, in migrations that are not applied yet.",
  args: [
    { name: "[module]", summary: "Only this module, and what it needs." },
    { name: "[migration]", summary: "Up to this one: its name, or the beginning of it." },
  ],
  options: [jsonOption, databaseOption],
  async run({ app, terminal, args, options }) {
    const module = args.module === undefined ? undefined : moduleNamed(app, String(args.module)).name;
    const dangers = await dangersOf(app, options.database as string | undefined, {
      ...(module !== undefined && { module }),
      ...(args.migration !== undefined && { name: String(args.migration) }),
    });
    const open = dangers.filter(({ accepted }) => accepted === undefined);
    if (options.json) printJson(terminal, dangers);
    else for (const line of dangers.flatMap(lines)) terminal.line(line);
    if (open.length > 0)
      throw new CommandError(
        [
          `${open.length === 1 ? "1 danger" : `${open.length} dangers`} for tables in use.`,
          ...(open.every(({ migration }) => isOfSequence(migration))
            ? []
            : ["To have a migration written in steps: delete its file, and run quintet migrate make --safe"]),
          'Where it may be, say why in the migration: acceptsDowntime: "at night, with the shop closed".',
        ].join("\n"),
      );
    if (!options.json) terminal.success(dangers.length === 0 ? "No danger." : "All dangers are accepted.");
  },
};

async function dangersOf(
  app: App,
  alias: string | undefined,
  target: { readonly module?: string; readonly name?: string },
): Promise<readonly MigrationDanger[]> {
  const database = databaseNamed(app, alias);
  const files = await loadMigrationGraph(app.modules);
  const graph = files.forHistory(keysOf(await appliedMigrations(readingSession(database))));
  graph.checkLeaves();
  checkHistory(graph, graph.applied); // dangers are told of what "up" would do, and it would do nothing
  const before = graph.state((migration) => graph.isApplied(migration));
  const kind = database.dialect.name as "sqlite" | "postgres" | "mysql"; // readingSession() knows no others
  return checkMigrations(planUp(graph, graph.applied, target), before, kind, (table) =>
    rowsOf(database, table),
  );
}

// Tables of more rows are counted for seconds; more than that makes no difference to what is said.
const countedRows = 10_000_000;

async function rowsOf(database: Database, table: string): Promise<number | undefined> {
  const name = quoterOf(database.dialect.name as "sqlite" | "postgres" | "mysql")(table);
  const counting = `SELECT COUNT(*) FROM (SELECT 1 FROM ${name} LIMIT ${countedRows}) AS some_rows`;
  const rows = await database.query(counting).catch(() => []); // not there, or not to be read
  return rows[0] === undefined ? undefined : Number(rows[0][0]);
}

function lines({
  migration,
  position,
  operation,
  message,
  instead,
  accepted,
}: MigrationDanger): readonly string[] {
  const [module, name] = migration.split(".");
  return [
    `${module}/migrations/${name}.ts, operation ${position}: ${operation}`,
    `  ${message}`,
    accepted === undefined ? `  Instead: ${instead}` : `  Accepted: ${accepted}`,
  ];
}
