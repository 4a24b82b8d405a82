import {
  type Command,
  type CommandCall,
  CommandError,
  didYouMean,
  printableText,
} from "../../../core/index.ts";
import { databaseOf, databaseOption } from "../../connections/database-option.ts";
import { databaseNamed } from "../../schema/schema-access.ts";
import type { SchemaSession } from "../../schema/schema-editor.ts";
import { idOf, type MigrationId, migrationKey, migrationText, placeOf } from "../graph/migration.ts";
import { forgetMigrations } from "../run/fake-migrations.ts";
import { inTurn } from "../run/in-turn.ts";
import { progressOn, summary } from "./progress.ts";
import { type MigrationsOnDatabase, readMigrations } from "./read-history.ts";

/** `quintet migrate prune`: forgets migrations whose files were squashed away. */
export const pruneCommand: Command = {
  name: "migrate prune",
  summary: "Forget migrations that there is no file for: those that were squashed away.",
  args: [{ name: "<module>", summary: "The module; also one that the app has no longer." }],
  options: [{ flags: "--dry-run", summary: "Forget nothing; list them." }, databaseOption],
  run(call) {
    const { app, terminal, options } = call;
    if (options.dryRun) return prune(call);
    const database = databaseNamed(app, databaseOf(options));
    return inTurn(app, database, progressOn(terminal), (session) => prune(call, session));
  },
};

/** @param session - Absent where they are only listed. */
async function prune({ app, terminal, args, options }: CommandCall, session?: SchemaSession): Promise<void> {
  const module = String(args.module);
  const migrations = await readMigrations(app, databaseOf(options));
  refuseUnknown(
    module,
    app.modules.map(({ name }) => name),
    migrations,
  );
  const gone = pruned(migrations, module);
  refuseNeeded(migrations, gone);
  for (const id of gone) terminal.line(`  ${migrationText(id)}`);
  if (gone.length === 0) return terminal.success("Nothing to forget: there is a file for each.");
  if (session === undefined) return terminal.success(summary(gone.length, "would be forgotten"));
  await forgetMigrations(session, gone);
  terminal.success(`${summary(gone.length, "forgotten")} No table was touched.`);
}

/** What the database remembers of a module and there is no file for; one that another stands for has none either. */
function pruned({ graph, history }: MigrationsOnDatabase, module: string): readonly MigrationId[] {
  const files = new Set(graph.files.map((migration) => migrationKey(idOf(migration))));
  return history.filter((id) => id[0] === module && !files.has(migrationKey(id)));
}

function refuseUnknown(module: string, known: readonly string[], { history }: MigrationsOnDatabase): void {
  const remembered = new Set(history.map(([name]) => name));
  if (known.includes(module) || remembered.has(module)) return;
  const names = [...new Set([...known, ...remembered])].map((name) => printableText(name));
  throw new CommandError(
    `There is no module "${module}", and the database remembers none.${didYouMean(module, names)}\nModules: ${names.join(", ")}.`,
  );
}

/** As long as a replacement names what it replaces, a database is judged by those rows. */
function refuseNeeded({ graph }: MigrationsOnDatabase, gone: readonly MigrationId[]): void {
  const keys = new Set(gone.map(migrationKey));
  const needing = graph.files.filter(({ replaces = [] }) =>
    replaces.some((id) => keys.has(migrationKey(id))),
  );
  if (needing.length === 0) return;
  const files = needing.map((migration) => `  ${placeOf(migration)}`);
  throw new CommandError(
    `These migrations still say what they replace, so the database must remember it:\n${files.join("\n")}\nRun "quintet migrate up" on every database, take "replaces" out of the files, and try again.`,
  );
}
