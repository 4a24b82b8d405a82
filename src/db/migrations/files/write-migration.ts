import { isPlainObject } from "../../../core/index.ts";
import type { Migration } from "../graph/migration.ts";
import type { ModelDescription } from "../operations/model-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { Call, lineWidth, Open, printCode } from "./print-code.ts";

/** The text of a migration file. The same migration always gives the same text. */
export function writeMigration(migration: Migration): string {
  const { initial, dependsOn, replaces, runBefore, operations, transaction, acceptsDowntime } = migration;
  const names = [...new Set(["migration", ...operations.flatMap(namesIn)])].toSorted();
  const options = new Open({
    initial,
    replaces: replaces?.length ? replaces : undefined,
    dependsOn: dependsOn.length > 0 ? dependsOn : undefined,
    runBefore: runBefore?.length ? runBefore : undefined,
    transaction,
    acceptsDowntime,
    operations: operations.map(callOf),
  });
  const start = "export default ";
  return `${printImport(names)}\n\n${start}${printCode(new Call("migration", [options]), "", start.length + 1)};\n`;
}

function printImport(names: readonly string[]): string {
  const line = `import { ${names.join(", ")} } from "quintet/db";`;
  if (line.length <= lineWidth) return line;
  return `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "quintet/db";`;
}

/** The names of the functions that make an operation, and those within it. */
function namesIn({ kind, args }: Operation): readonly string[] {
  return [kind, ...args.flatMap((argument) => operationsIn(argument).flatMap(namesIn))];
}

function operationsIn(value: unknown): readonly Operation[] {
  if (isOperation(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(operationsIn);
  return isPlainObject(value) ? Object.values(value).flatMap(operationsIn) : [];
}

/** The call that makes an operation again. A new model's fields stand one on a line. */
function callOf({ kind, args }: Operation): Call {
  if (kind !== "createModel") return new Call(kind, args.map(withCalls));
  const [name, description] = args as [string, ModelDescription]; // what createModel() puts there
  return new Call(kind, [name, new Open({ ...description, fields: new Open(description.fields) })]);
}

/** An argument with the operations in it as the calls that make them. */
function withCalls(value: unknown): unknown {
  if (operationsIn(value).length === 0) return value;
  if (isOperation(value)) return callOf(value);
  if (Array.isArray(value)) return value.map(withCalls);
  const entries = Object.entries(value as object).map(([key, item]) => [key, withCalls(item)] as const);
  return Object.fromEntries(entries);
}

function isOperation(value: unknown): value is Operation {
  return isPlainObject(value) && "kind" in value && typeof value.apply === "function";
}
