import { type Command, type CommandCall, CommandError } from "../../../core/index.ts";
import { databaseOf, databaseOption } from "../../connections/database-option.ts";
import { databaseNamed } from "../../schema/schema-access.ts";
import type { SchemaSession } from "../../schema/schema-editor.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { idOf, type Migration, migrationKey, migrationText } from "../graph/migration.ts";
import { fakeInitialMigrations, fakeMigrations } from "../run/fake-migrations.ts";
import { inTurn } from "../run/in-turn.ts";
import { moduleNamed } from "./module-argument.ts";
import { progressOn, summary } from "./progress.ts";

/** `quintet migrate fake`: changes what the database remembers, and nothing else. */
export const fakeCommand: Command = {
  name: "migrate fake",
  summary: "Record migrations as applied, or as not applied, without running them.",
  args: [
    { name: "[module]", summary: "The module; needed without --initial." },
    { name: "[migration]", summary: 'The one to be the last, by name or its beginning; "zero" forgets all.' },
  ],
  options: [
    {
      flags: "--initial",
      summary: "Record the first migrations of modules whose tables are there already.",
    },
    databaseOption,
  ],
  async run(call) {
    const { app, args, options } = call;
    const module = args.module === undefined ? undefined : moduleNamed(app, String(args.module)).name;
    if (options.initial) {
      if (args.migration !== undefined)
        throw new CommandError("--initial finds the migrations itself: leave the name out.");
      return fakeInitial(call, module);
    }
    if (module === undefined) {
      throw new CommandError(
        "Say of which module: quintet migrate fake <module> [migration].\nTo record the tables that are there already: quintet migrate fake --initial",
      );
    }
    await fake(call, module, args.migration === undefined ? undefined : String(args.migration));
  },
};

/** What another process is applying isn't half applied, and mustn't be settled under its hands. */
function alone<Result>(
  { app, terminal, options }: CommandCall,
  work: (session: SchemaSession) => Promise<Result>,
): Promise<Result> {
  return inTurn(app, databaseNamed(app, databaseOf(options)), progressOn(terminal), work);
}

async function fake(call: CommandCall, module: string, name: string | undefined) {
  const { app, terminal } = call;
  const files = await loadMigrationGraph(app.modules);
  const { recorded, forgotten } = await alone(call, (session) =>
    fakeMigrations(session, files, { module, ...(name !== undefined && { name }) }),
  );
  for (const id of forgotten) terminal.line(`  [ ] ${migrationText(id)}`);
  for (const id of recorded) terminal.line(`  [x] ${migrationKey(id)}`);
  const parts = [
    ...(forgotten.length > 0 ? [summary(forgotten.length, "forgotten")] : []),
    ...(recorded.length > 0 ? [summary(recorded.length, "recorded")] : []),
  ];
  terminal.success(parts.length === 0 ? "Nothing to record." : `${parts.join(" ")} No table was touched.`);
}

async function fakeInitial(call: CommandCall, module: string | undefined) {
  const { app, terminal } = call;
  const files = await loadMigrationGraph(app.modules);
  const { recorded, left } = await alone(call, (session) =>
    fakeInitialMigrations(session, files, module === undefined ? {} : { module }),
  );
  for (const migration of recorded) terminal.line(`  [x] ${migrationKey(idOf(migration))}`);
  for (const { migration, missing } of left) terminal.line(leftLine(migration, missing));
  terminal.success(
    recorded.length === 0
      ? "No first migration has all its tables there; nothing was recorded."
      : `${summary(recorded.length, "recorded")} No table was touched. Apply the rest with: quintet migrate up`,
  );
}

const shownAtMost = 5;

function leftLine(migration: Migration, missing: readonly string[]): string {
  const shown = missing.slice(0, shownAtMost).join(", ");
  const more = missing.length > shownAtMost ? ` and ${missing.length - shownAtMost} more` : "";
  return `  [ ] ${migrationKey(idOf(migration))}  the database lacks ${shown}${more}`;
}
