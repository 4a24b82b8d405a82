import { type Command, type CommandCall, CommandError, type Module, shownPath } from "../../../core/index.ts";
import { databaseOf, onlyDatabaseOption } from "../../connections/database-option.ts";
import { editDependsOn } from "../files/edit-depends-on.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { writeMigrationFile } from "../files/write-migration-file.ts";
import { conflictsOfEnds, type EndConflict } from "../graph/end-conflicts.ts";
import { explainConflicts } from "../graph/explain-conflicts.ts";
import { mergeMigration, putLast } from "../graph/merge-ends.ts";
import { idOf, type Migration, migrationKey, placeOf } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { migrationNamed } from "../graph/migration-named.ts";
import { migrationNameOption } from "./migration-name-option.ts";
import { moduleNamed } from "./module-argument.ts";
import { readMigrationsOnAll } from "./read-history.ts";

/** `quintet migrate merge`: joins the ends of a module that disturb each other. */
export const mergeCommand: Command = {
  name: "migrate merge",
  summary: "Join the ends of a module's migrations, after branches were merged.",
  args: [{ name: "<module>", summary: "The module." }],
  options: [
    { flags: "--last <migration>", summary: "Put this end behind those that it disturbs." },
    { flags: "--any-order", summary: "The order makes no difference: write a migration that joins them." },
    { flags: "--name <name>", summary: "The name of that migration, without its number." },
    { ...onlyDatabaseOption, summary: `Of --last: ${onlyDatabaseOption.summary}` },
  ],
  async run(call) {
    const { app, terminal, args, options } = call;
    const module = moduleNamed(app, String(args.module));
    const graph = await loadMigrationGraph(app.modules);
    const leaves = graph.leaves(module.name);
    if (leaves.length < 2) return terminal.success(`The migrations of "${module.name}" have one end.`);
    const conflicts = conflictsOfEnds(graph, module.name);
    if (conflicts.length > 0) {
      terminal.line(`The ends of "${module.name}" disturb each other:`);
      terminal.line(explainConflicts(conflicts));
    }
    if (options.anyOrder) return join(call, module, graph);
    if (conflicts.length === 0) {
      return terminal.success(
        `The ${leaves.length} ends of "${module.name}" don't disturb each other: they are one, and the next migration depends on all.`,
      );
    }
    if (typeof options.last === "string")
      return reorder(call, graph, migrationNamed(leaves, module.name, options.last));
    const answer = await ask(call, module, disturbing(graph, leaves, conflicts));
    return answer === "any order" ? join(call, module, graph) : reorder(call, graph, answer);
  },
};

/** The ends that have a part in a conflict. */
function disturbing(
  graph: MigrationGraph,
  leaves: readonly Migration[],
  conflicts: readonly EndConflict[],
): readonly Migration[] {
  const migrations = new Set(conflicts.flatMap(({ first, second }) => [first.migration, second.migration]));
  return leaves.filter((leaf) => graph.withAncestors(leaf).some((migration) => migrations.has(migration)));
}

async function ask(
  { terminal }: CommandCall,
  module: Module,
  leaves: readonly Migration[],
): Promise<Migration | "any order"> {
  if (!terminal.interactive) {
    throw new CommandError(
      `Say which end comes last, or that the order makes no difference:\n${leaves.map(({ name }) => `  quintet migrate merge ${module.name} --last ${name}`).join("\n")}\n  quintet migrate merge ${module.name} --any-order`,
    );
  }
  for (const [position, { name }] of leaves.entries()) terminal.line(`  ${position + 1}  ${name} comes last`);
  terminal.line(`  ${leaves.length + 1}  the order makes no difference`);
  const validate = (text: string) =>
    /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= leaves.length + 1
      ? undefined
      : `Give a number from 1 to ${leaves.length + 1}.`;
  const answer = await terminal.ask("Which is it?", { validate });
  return leaves[Number(answer) - 1] ?? "any order";
}

async function join(
  { terminal, options }: CommandCall,
  module: Module,
  graph: MigrationGraph,
): Promise<void> {
  const migration = mergeMigration(graph, module.name, migrationNameOption(options.name));
  terminal.success(shownPath(await writeMigrationFile(module, migration)));
}

async function reorder(call: CommandCall, graph: MigrationGraph, last: Migration): Promise<void> {
  const { migration, dependsOn, behind } = putLast(graph, last);
  await refuseApplied(call, migration, behind);
  await editDependsOn(migration, dependsOn);
  call.terminal.success(
    `${migrationKey(idOf(migration))} now depends on ${behind.map(({ name }) => name).join(" and ")}: ${placeOf(migration)}`,
  );
}

/** A database that has the last one and lacks one before it would be refused afterwards. */
async function refuseApplied(
  { app, options }: CommandCall,
  migration: Migration,
  behind: readonly Migration[],
): Promise<void> {
  const { module, name } = migration;
  for (const { graph, database } of await readMigrationsOnAll(app, databaseOf(options))) {
    const lacking = behind.filter((other) => !graph.isApplied(other));
    if (!graph.isApplied(migration) || lacking.length === 0) continue;
    const onIt = database === "default" ? "" : ` --database ${database}`;
    throw new CommandError(
      `${migrationKey([module, name])} is applied on the database "${database}", and ${lacking.map((other) => other.name).join(", ")} is not.\nUndo it first (quintet migrate down ${module}${onIt}), or put the other end last.`,
    );
  }
}
