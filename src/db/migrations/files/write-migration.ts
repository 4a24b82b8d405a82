import type { Migration } from "../graph/migration.ts";
import type { ModelDescription } from "../operations/model-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { Call, lineWidth, Open, printCode } from "./print-code.ts";

/** The text of a migration file. The same migration always gives the same text. */
export function writeMigration(migration: Migration): string {
  const { initial, dependsOn, replaces, runBefore, operations, transaction, acceptsDowntime } = migration;
  const names = [...new Set(["migration", ...operations.map(({ kind }) => kind)])].toSorted();
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

/** The call that makes an operation again. A new model's fields stand one on a line. */
function callOf({ kind, args }: Operation): Call {
  if (kind !== "createModel") return new Call(kind, args);
  const [name, description] = args as [string, ModelDescription]; // what createModel() puts there
  return new Call(kind, [name, new Open({ ...description, fields: new Open(description.fields) })]);
}
