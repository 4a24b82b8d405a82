import { type Command, CommandError, type CommandValue } from "../../../core/index.ts";
import { databaseOf, databaseOption } from "../../connections/database-option.ts";
import { checkHistory } from "../graph/check-history.ts";
import { idOf, type Migration, migrationKey, placeOf } from "../graph/migration.ts";
import { type PlanTo, planTo, planUp } from "../graph/migration-plan.ts";
import { operationText } from "../operations/operation.ts";
import { jsonOption, printJson } from "./json-option.ts";
import { moduleNamed } from "./module-argument.ts";
import { operationEntry } from "./operation-entry.ts";
import { type MigrationsOnDatabase, readMigrations } from "./read-history.ts";

/** `quintet migrate plan`: what `up` or `to` would do. */
export const planCommand: Command = {
  name: "migrate plan",
  summary: "Show what would be applied or undone, step by step, without doing it.",
  args: [
    { name: "[module]", summary: "Only this module, and what it needs." },
    { name: "[migration]", summary: 'The way to this one, up or down; "zero" is before the first.' },
  ],
  options: [{ flags: "--check", summary: "Fail if there is anything to do." }, jsonOption, databaseOption],
  async run({ app, terminal, args, options }) {
    const module = args.module === undefined ? undefined : moduleNamed(app, String(args.module)).name;
    const migrations = await readMigrations(app, databaseOf(options));
    migrations.graph.checkLeaves();
    const plan = planOf(migrations, module, args.migration);
    if (options.json) printJson(terminal, stepsOf(plan));
    else for (const line of planLines(plan, migrations.database)) terminal.line(line);
    if (options.check && plan.down.length + plan.up.length > 0) {
      throw new CommandError(
        `The database "${migrations.database}" is not up to date.\nApply with: quintet migrate up${migrations.database === "default" ? "" : ` --database ${migrations.database}`}`,
      );
    }
  },
};

function planOf(
  { graph }: MigrationsOnDatabase,
  module: string | undefined,
  migration: CommandValue,
): PlanTo {
  if (migration === undefined) checkHistory(graph, graph.applied); // as "up" does, which this is the plan of
  if (module === undefined) return { down: [], up: planUp(graph, graph.applied) };
  if (migration === undefined) return { down: [], up: planUp(graph, graph.applied, { module }) };
  return planTo(graph, graph.applied, { module, name: String(migration) });
}

function stepsOf({ down, up }: PlanTo) {
  const step = (direction: "down" | "up") => (migration: Migration) => ({
    direction,
    module: migration.module,
    name: migration.name,
    file: placeOf(migration),
    operations: migration.operations.map(operationEntry),
  });
  return [...down.map(step("down")), ...up.map(step("up"))];
}

/**
 * Numbered, with the operations of each:
 *
 *     To undo on "default":
 *       1. shop.0003_tags
 *            + Create model Tag
 */
function planLines({ down, up }: PlanTo, database: string): readonly string[] {
  if (down.length + up.length === 0) return [`Nothing to do on "${database}".`];
  const width = String(down.length + up.length).length;
  const lines = (migrations: readonly Migration[], offset: number, undoing: boolean) =>
    migrations.flatMap((migration, position) => {
      const number = String(position + offset + 1).padStart(width);
      const indent = " ".repeat(width + 6);
      const operations = undoing ? migration.operations.toReversed() : migration.operations;
      return [
        `  ${number}. ${migrationKey(idOf(migration))}`,
        ...operations.map((operation) => {
          const blocks = undoing && !operation.isReversible ? "  (can't be undone)" : "";
          return `${indent}${operation.symbol} ${undoing ? "Undo: " : ""}${operationText(operation)}${blocks}`;
        }),
      ];
    });
  return [
    ...(down.length > 0 ? [`To undo on "${database}":`, ...lines(down, 0, true)] : []),
    ...(up.length > 0 ? [`To apply on "${database}":`, ...lines(up, down.length, false)] : []),
  ];
}
