import { type App, type Command, CommandError, printableText } from "../../../core/index.ts";
import type { Database } from "../../connections/database.ts";
import { databaseOption } from "../../connections/database-option.ts";
import { databaseNamed, readingSession } from "../../schema/schema-access.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { checkHistory } from "../graph/check-history.ts";
import { idOf, type Migration, migrationKey, placeOf } from "../graph/migration.ts";
import { planUp } from "../graph/migration-plan.ts";
import { operationText } from "../operations/operation.ts";
import { keysOf } from "../run/migration-history.ts";
import { appliedMigrations } from "../run/run-migrations.ts";
import { checkMigrations, type MigrationDanger } from "../safety/check-migrations.ts";
import { quoterOf } from "../safety/quoting.ts";
import { fieldsChangedTwice } from "../safety/repeated-backfill.ts";
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
    const { dangers, places, twice } = await look(app, options.database as string | undefined, {
      ...(module !== undefined && { module }),
      ...(args.migration !== undefined && { name: String(args.migration) }),
    });
    const open = dangers.filter(({ accepted }) => accepted === undefined);
    if (options.json) printJson(terminal, dangers);
    else for (const line of dangers.flatMap((danger) => lines(danger, places))) terminal.line(line);
    for (const warning of twice) terminal.warn(warning);
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

interface Found {
  readonly dangers: readonly MigrationDanger[];
  /** By migration, where its file is. */
  readonly places: ReadonlyMap<string, string>;
  /** Warnings of {@link fieldsChangedTwice}. */
  readonly twice: readonly string[];
}

async function look(
  app: App,
  alias: string | undefined,
  target: { readonly module?: string; readonly name?: string },
): Promise<Found> {
  const database = databaseNamed(app, alias);
  const files = await loadMigrationGraph(app.modules);
  const graph = files.forHistory(keysOf(await appliedMigrations(readingSession(database))));
  graph.checkLeaves();
  checkHistory(graph, graph.applied); // dangers are told of what "up" would do, and it would do nothing
  const before = graph.state((migration) => graph.isApplied(migration));
  const kind = database.dialect.name as "sqlite" | "postgres" | "mysql"; // readingSession() knows no others
  const plan = planUp(graph, graph.applied, target);
  return {
    places: new Map(plan.map((migration) => [migrationKey(idOf(migration)), placeOf(migration)])),
    dangers: await checkMigrations(plan, before, kind, (table) => rowsOf(database, table)),
    twice: plan.flatMap(warningsOf),
  };
}

/** What can't be done twice, though it can be undone. */
function warningsOf(migration: Migration): readonly string[] {
  return migration.operations.flatMap((operation, position) => {
    const fields = fieldsChangedTwice(operation);
    if (fields.length === 0) return [];
    const names = fields.map((field) => `"${field}"`).join(", ");
    return [
      `${placeOf(migration)}, operation ${position + 1}: ${operationText(operation)}\n  It computes ${names} of what stands there, and undoing it brings nothing back: undone and applied again, it is computed twice.\n  To be sure, write into a field of its own, or let "where" leave out the rows that are done.`,
    ];
  });
}

// Tables of more rows are counted for seconds; more than that makes no difference to what is said.
const countedRows = 10_000_000;

async function rowsOf(database: Database, table: string): Promise<number | undefined> {
  const name = quoterOf(database.dialect.name as "sqlite" | "postgres" | "mysql")(table);
  const counting = `SELECT COUNT(*) FROM (SELECT 1 FROM ${name} LIMIT ${countedRows}) AS some_rows`;
  const rows = await database.query(counting).catch(() => []); // not there, or not to be read
  return rows[0] === undefined ? undefined : Number(rows[0][0]);
}

function lines(danger: MigrationDanger, places: ReadonlyMap<string, string>): readonly string[] {
  const { migration, position, operation, message, instead, accepted } = danger;
  return [
    `${places.get(migration)}, operation ${position}: ${printableText(operation)}`,
    `  ${printableText(message)}`,
    accepted === undefined ? `  Instead: ${instead}` : `  Accepted: ${accepted}`,
  ];
}
