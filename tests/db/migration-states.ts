import type { FieldState } from "quintet/db";
import type { ConstraintState, IndexState, ModelState } from "../../src/db/schema/model-state.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";
import { checkState } from "./migration-walk.ts";

const modules = ["crm", "shop"];
const modelNames = ["A", "B", "C", "D"];
const fieldNames = ["p", "q", "r"];

/**
 * A state of the models of two modules, chosen by the numbers: relations within and across modules, in circles too, of one
 * and of several rows, indexes and constraints. Few names, so that two such states have much in common.
 */
export function randomState(choices: readonly number[]): SchemaState {
  const next = numbersOf(choices);
  const labels = modules.flatMap((module) => modelNames.map((name) => `${module}.${name}`));
  const chosen = labels.filter(() => next() % 3 > 0);
  const state = new SchemaState(chosen.map((label) => randomModel(label, chosen, next)));
  checkState(state);
  return state;
}

/** The numbers over and over again, each time with another beginning. */
function numbersOf(choices: readonly number[]): () => number {
  let taken = 0;
  return () => {
    const round = Math.floor(taken / choices.length);
    return (choices[taken++ % choices.length]! + round * 7) % 1000;
  };
}

function randomModel(label: string, labels: readonly string[], next: () => number): ModelState {
  const [module, name] = label.split(".") as [string, string]; // every label has one dot
  const fields: Record<string, FieldState> = { id: { type: "auto", primaryKey: true } };
  for (const field of fieldNames) if (next() % 4 > 0) fields[field] = randomField(labels, next);
  const columns = Object.keys(fields).filter((field) => fields[field]!.type !== "manyToMany");
  const ruleFields = (): string[] => [columns[next() % columns.length]!];
  const prefix = `${module}_${name.toLowerCase()}`;
  const indexes: IndexState[] =
    next() % 3 === 0 ? [{ name: `${prefix}_i${next() % 2}`, fields: ruleFields() }] : [];
  const constraints: ConstraintState[] =
    next() % 3 === 0 ? [{ type: "unique", name: `${prefix}_u${next() % 2}`, fields: ruleFields() }] : [];
  const options = [{}, { comment: "a table" }, { table: `own_${prefix}` }, { managed: false as const }];
  return { module, name, ...options[next() % 8], fields, indexes, constraints };
}

function randomField(labels: readonly string[], next: () => number): FieldState {
  const to = labels[next() % labels.length]!;
  const kinds: readonly FieldState[] = [
    { type: "integer" },
    { type: "integer", nullable: true },
    { type: "string", maxLength: 50, default: "" },
    { type: "string", maxLength: 80, column: "own_column" },
    { type: "belongsTo", to, onDelete: "cascade" },
    { type: "belongsTo", to, onDelete: "setNull", nullable: true },
    { type: "belongsTo", to, onDelete: "cascade" },
    { type: "manyToMany", to },
    { type: "manyToMany", to },
  ];
  return kinds[next() % kinds.length]!;
}
