import type { DatabaseKind } from "../../schema/model-state.ts";
import type { ChangeKind } from "./lock-facts.ts";

/** What to write instead of a change that is a danger. */
export function safeWay(change: ChangeKind | "breaks", kind: DatabaseKind, breaking?: ChangeKind): string {
  if (change === "breaks") return withoutBreaking[breaking ?? "dropColumn"] ?? spread;
  if (kind === "sqlite") return "SQLite has one lock for all who write: do it while few do, or accept it.";
  return withoutStopping[change] ?? spread;
}

const spread = "Spread it over several deploys: quintet migrate make --safe writes the steps.";
const inSteps = "In a migration with transaction: false, say { concurrently: true }.";

const withoutStopping: Partial<Record<ChangeKind, string>> = {
  addIndex: inSteps,
  addUnique: inSteps,
  addForeignKey: inSteps,
  setNotNull: inSteps,
  addCheck: "Say { validate: false }, and validateConstraint() in the next migration.",
  changeType: "beginAlterField(), copyField() and finishAlterField(), each in a migration of its own.",
  replaceType:
    "MariaDB and MySQL hold the table while its columns are swapped: do it while few use it, or accept it.",
  addColumnPerRow:
    "Add it with nullable: true, fill it with backfill(), and alter it with { concurrently: true }.",
};

const withoutBreaking: Partial<Record<ChangeKind, string>> = {
  addRequiredColumn: "Give it a dbDefault, and take that away with the next release.",
  renameColumn: "beginRenameField(), copyField(), and finishRenameField() with the next release.",
  dropColumn: "Remove it from the models first; drop the column with the next release.",
  setNotNull: "Deploy code that always writes it first.",
  setNotNullConcurrently: "Deploy code that always writes it first.",
  dropTable: "Remove the model first; drop the table with the next release.",
};
