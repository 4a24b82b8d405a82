import { type App, type Command, type Module, printableText, type Terminal } from "../../../core/index.ts";
import { databaseOf, databaseOption } from "../../connections/database-option.ts";
import type { TurnHolder } from "../../schema/schema-editor.ts";
import { migrationsAhead, unknownMigrations } from "../graph/check-history.ts";
import { conflictsOfEnds } from "../graph/end-conflicts.ts";
import { explainConflicts } from "../graph/explain-conflicts.ts";
import { idOf, type Migration, migrationKey, migrationText, placeOf } from "../graph/migration.ts";
import type { RowsDone } from "../operations/step-notes.ts";
import { jsonOption, printJson } from "./json-option.ts";
import { moduleNamed } from "./module-argument.ts";
import { type MigrationsOnDatabase, readMigrations } from "./read-history.ts";

/** `quintet migrate status`: which migrations are applied. */
export const statusCommand: Command = {
  name: "migrate status",
  summary: "List the migrations of each module, and which are applied.",
  args: [{ name: "[module]", summary: "Only this module." }],
  options: [
    {
      flags: "--plan",
      summary: "In the order in which they are applied, across modules, with what each needs.",
    },
    jsonOption,
    databaseOption,
  ],
  async run({ app, terminal, args, options }) {
    const modules = modulesOf(app, args.module);
    const migrations = await readMigrations(app, databaseOf(options));
    const entries = statusEntries(migrations, modules);
    if (options.json) return printJson(terminal, entries);
    const lines = options.plan ? planLines(migrations, modules) : moduleLines(entries, modules);
    for (const line of lines) terminal.line(line);
    if (lines.length === 0)
      terminal.line("There are no migrations. Write the first with: quintet migrate make");
    warn(terminal, migrations, modules);
  },
};

function modulesOf(app: App, argument: unknown): readonly Module[] {
  return argument === undefined ? app.modules : [moduleNamed(app, String(argument))];
}

interface StatusEntry {
  readonly module: string;
  readonly name: string;
  readonly file: string | null;
  readonly applied: boolean;
  /** Whether the database itself says so: a replacement counts as applied before that. */
  readonly recorded: boolean;
  /** How many migrations it stands for. */
  readonly replaces: number;
  /** How many of its operations are done or undone, where a crash or an error has stopped it in between. */
  readonly halfApplied?: number;
  /** Of those: how far the operation that was begun has come, where it goes through rows. */
  readonly halfAppliedRows?: RowsDone;
  /** Of those: who is at work on it just now. */
  readonly migratedBy?: TurnHolder;
}

function statusEntries(
  { graph, history, half, holder }: MigrationsOnDatabase,
  modules: readonly Module[],
): readonly StatusEntry[] {
  const halfOf = (module: string, name: string) => {
    const found = half.find(({ id }) => id[0] === module && id[1] === name);
    if (found === undefined) return {};
    return {
      halfApplied: found.marked,
      ...(found.rows !== undefined && { halfAppliedRows: found.rows }),
      ...(holder !== undefined && { migratedBy: holder }),
    };
  };
  const recorded = new Set(history.map(migrationKey));
  return modules.flatMap(({ name: module }) => [
    ...graph.ofModule(module).map((migration) => ({
      module,
      name: migration.name,
      file: placeOf(migration),
      applied: graph.isApplied(migration),
      recorded: recorded.has(migrationKey(idOf(migration))),
      replaces: migration.replaces?.length ?? 0,
      ...halfOf(module, migration.name),
    })),
    ...unknownMigrations(graph, history, [module]).map(([, name]) => ({
      module,
      name,
      file: null,
      applied: true,
      recorded: true,
      replaces: 0,
    })),
  ]);
}

function moduleLines(entries: readonly StatusEntry[], modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ name }) => {
    const own = entries.filter(({ module }) => module === name);
    return own.length === 0 ? [] : [name, ...own.map(statusLine)];
  });
}

/** `" [x] 0002_book_price"`; `[-]` where only the record of a replacement is missing, `[~]` where it is half applied. */
function statusLine(entry: StatusEntry): string {
  const { name, file, applied, recorded, replaces, halfApplied } = entry;
  const mark = halfApplied !== undefined ? "~" : applied ? (recorded ? "x" : "-") : " ";
  const notes = [
    ...(halfApplied === undefined ? [] : [halfText(halfApplied, entry)]),
    ...(file === null ? ["no such file"] : []),
    ...(replaces > 0 ? [`stands for ${replaces}`] : []),
    ...(applied && !recorded ? ["quintet migrate up records it"] : []),
  ];
  return ` [${mark}] ${printableText(name)}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`;
}

function halfText(marked: number, { applied, halfAppliedRows, migratedBy }: StatusEntry): string {
  const done = applied ? "undone" : "done";
  const operations = marked === 1 ? `1 operation is ${done}` : `${marked} operations are ${done}`;
  const rows = halfAppliedRows && rowsText(halfAppliedRows, marked === 0 ? `are ${done} ` : "of the next ");
  const parts = [...(marked > 0 ? [operations] : []), ...(rows === undefined ? [] : [rows])];
  const next =
    migratedBy === undefined
      ? "quintet migrate up goes on, migrate down undoes it"
      : `${migratedBy.who} is at work on it since ${migratedBy.since}`;
  return `half applied: ${parts.length === 0 ? "an operation was begun" : parts.join(", and ")}; ${next}`;
}

/** `"340,000 of 1,000,000 rows are done (34 %)"`. */
function rowsText({ rows, of }: RowsDone, what: string): string {
  const share = of === 0 ? 100 : Math.floor((rows / of) * 100);
  return `${rows.toLocaleString("en")} of ${of.toLocaleString("en")} rows ${what}(${share} %)`;
}

/** `"[x] shop.0002_book_price"`, and below it what it needs beside its predecessor. */
function planLines({ graph }: MigrationsOnDatabase, modules: readonly Module[]): readonly string[] {
  const names = new Set(modules.map(({ name }) => name));
  const targets = [...names].flatMap((module) => graph.leaves(module));
  return graph.withAncestors(...targets).map((migration) => {
    const mark = graph.isApplied(migration) ? "x" : " ";
    const needs = foreignNeeds(migration);
    return `[${mark}] ${migrationKey(idOf(migration))}${needs.length > 0 ? `  needs ${needs.join(", ")}` : ""}`;
  });
}

function foreignNeeds({ module, dependsOn }: Migration): readonly string[] {
  return dependsOn.filter(([other]) => other !== module).map(migrationKey);
}

function warn(
  terminal: Terminal,
  { graph, history }: MigrationsOnDatabase,
  modules: readonly Module[],
): void {
  for (const { name } of modules) {
    const ahead = migrationsAhead(graph, history, name);
    if (ahead.length > 0) {
      terminal.warn(
        `The database is ahead of the code: ${ahead.map(migrationText).join(", ")} ${ahead.length === 1 ? "was" : "were"} applied, and there is no such file.`,
      );
    }
    const conflicts = conflictsOfEnds(graph, name);
    if (conflicts.length > 0) {
      terminal.warn(
        `The ends of "${name}" disturb each other:\n${explainConflicts(conflicts)}\nSay which comes last: quintet migrate merge ${name}`,
      );
    }
  }
}
