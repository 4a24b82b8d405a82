import { writeFile } from "node:fs/promises";
import { type Command, CommandError } from "../../../core/index.ts";
import { MigrationOptimizeError } from "../errors.ts";
import { isAsWritten } from "../files/is-as-written.ts";
import { lineDifference } from "../files/line-difference.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { writeMigration } from "../files/write-migration.ts";
import { type Migration, placeOf } from "../graph/migration.ts";
import { migrationNamed } from "../graph/migration-named.ts";
import { optimizeMigration } from "../graph/optimize-migration.ts";
import { type Operation, operationText } from "../operations/operation.ts";
import { moduleNamed } from "./module-argument.ts";

/** `quintet migrate optimize`: leaves out the detours of one migration. */
export const optimizeCommand: Command = {
  name: "migrate optimize",
  summary: "Write a migration anew with fewer operations and the same end.",
  args: [
    { name: "<module>", summary: "The module." },
    { name: "<migration>", summary: "The migration, by its name or the beginning of it." },
  ],
  options: [{ flags: "--check", summary: "Write nothing; fail if the migration has detours." }],
  async run({ app, terminal, args, options }) {
    const module = moduleNamed(app, String(args.module));
    const graph = await loadMigrationGraph(app.modules);
    const before = migrationNamed(graph.files, module.name, String(args.migration));
    const after = optimizeMigration(before);
    if (after === undefined) return terminal.success(`${placeOf(before)} has no detours.`);
    const summary = `${placeOf(before)}: ${operationCount(before)} become ${after.operations.length}`;
    if (options.check)
      throw new CommandError(
        `${summary}.\nWrite it anew with: quintet migrate optimize ${before.module} ${before.name}`,
      );
    if (!(await isReplaceable(before))) throw cannotReplace(before, after.operations);
    const text = writeMigration(after);
    for (const line of lineDifference(writeMigration(before), text)) terminal.line(line);
    await writeFile(before.file!, text); // it was loaded from there
    terminal.success(summary);
  },
};

function operationCount({ operations }: Migration): string {
  return operations.length === 1 ? "1 operation" : `${operations.length} operations`;
}

/** Code can't be printed at all, and what a person has written around the operations would get lost. */
async function isReplaceable(migration: Migration): Promise<boolean> {
  return !hasCode(migration.operations.map(({ args }) => args)) && (await isAsWritten(migration));
}

function hasCode(value: unknown): boolean {
  if (typeof value === "function") return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasCode);
}

function cannotReplace(migration: Migration, operations: readonly Operation[]): MigrationOptimizeError {
  const lines = operations.map((operation) => `  ${operation.symbol} ${operationText(operation)}`);
  return new MigrationOptimizeError(
    `${placeOf(migration)} has code or comments of its own, which would get lost if it were written anew.\nChange it by hand. These operations are enough:\n${lines.join("\n")}`,
  );
}
