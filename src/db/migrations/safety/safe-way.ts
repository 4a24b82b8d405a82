import type { DatabaseKind } from "../../schema/model-state.ts";
import type { ChangeKind } from "./lock-facts.ts";

/** What to write instead of a change that is a danger. */
export function safeWay(change: ChangeKind | "breaks", kind: DatabaseKind, breaking?: ChangeKind): string {
  if (change === "breaks") return withoutBreaking[breaking ?? "dropColumn"] ?? spread;
  if (kind === "sqlite") return "SQLite has one lock for all who write: do it while few do, or accept it.";
  return (kind === "mysql" ? onMysql[change] : undefined) ?? withoutStopping[change] ?? spread;
}

const spread = "Spread it over several deploys: quintet migrate make --safe writes the steps.";
const inSteps = "In a migration with transaction: false, say { concurrently: true }.";

const withoutStopping: Partial<Record<ChangeKind, string>> = {
  addIndex: inSteps,
  addUnique: inSteps,
  addForeignKey: inSteps,
  setNotNull: inSteps,
  setNotNullFilled:
    "Fill the rows with backfill() in the migration before, and say { concurrently: true } in one with transaction: false.",
  addCheck: "Say { validate: false }, and validateConstraint() in the next migration.",
  changeType: "beginAlterField(), copyField() and finishAlterField(), each in a migration of its own.",
  changePrimaryKey:
    "Nothing makes another key while the table is used: do it while few use it, or accept it.",
  moveTable: "PostgreSQL copies the table while it is locked: do it while nobody uses it, or accept it.",
  addColumnPerRow:
    "Add it with nullable: true, fill it with backfill(), and alter it with { concurrently: true }.",
};

const copies =
  "MariaDB and MySQL make a check by writing the table anew, also with { validate: false }: do it while few write, or accept it.";

/** Where other databases have a way around, and MariaDB and MySQL have none. */
const onMysql: Partial<Record<ChangeKind, string>> = {
  addCheck: copies,
  addCheckUnvalidated: copies,
};

const writesIt = "Deploy code that always writes it first.";
const finishesIt = "Apply it when the next release runs, and nobody the one before.";
const keepsToIt = "Deploy code that keeps to it first.";

const withoutBreaking: Partial<Record<ChangeKind, string>> = {
  addRequiredColumn: "Give it a dbDefault, and take that away with the next release.",
  changeType: "beginAlterField(), copyField(), and finishAlterField() with the next release.",
  renameColumn:
    "beginRenameField(), copyField(), and finishRenameField() with the next release. A key keeps its column: { column }.",
  replaceColumn: finishesIt,
  replaceType: finishesIt,
  dropColumn:
    "Remove it from the models first, and let the column take null or give it a dbDefault; drop it with the next release.",
  setNotNull: writesIt,
  setNotNullFilled: writesIt,
  setNotNullConcurrently: writesIt,
  changePrimaryKey: keepsToIt,
  addUnique: keepsToIt,
  addUniqueConcurrently: keepsToIt,
  addCheck: keepsToIt,
  addCheckUnvalidated: keepsToIt,
  addForeignKey: keepsToIt,
  addForeignKeyUnvalidated: keepsToIt,
  changeDefault: "Take the default away when no release runs any more that doesn't know the field.",
  dropTable: "Remove the model first; drop the table with the next release.",
};
