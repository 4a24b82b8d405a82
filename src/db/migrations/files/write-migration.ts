import { dirname } from "node:path";
import { isPlainObject } from "../../../core/index.ts";
import { Call, Open, printCode } from "../../source-text/print-code.ts";
import type { Migration } from "../graph/migration.ts";
import type { ModelDescription } from "../operations/model-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { FileImports } from "./file-imports.ts";
import { codeOfValue } from "./value-code.ts";

/**
 * The text of a migration file. The same migration always gives the same text.
 *
 * @param folder - The folder that the file stands in; from there, files of the app are imported.
 * @throws {@link MigrationValueError} where an operation was made with a value that can't be written.
 */
export function writeMigration(
  migration: Migration,
  folder: string | undefined = migration.file && dirname(migration.file),
): string {
  const { initial, dependsOn, replaces, runBefore, operations, transaction, acceptsDowntime } = migration;
  const imports = new FileImports(folder);
  const options = new Open({
    initial,
    replaces: replaces?.length ? replaces : undefined,
    dependsOn: dependsOn.length > 0 ? dependsOn : undefined,
    runBefore: runBefore?.length ? runBefore : undefined,
    transaction,
    acceptsDowntime,
    operations: operations.map((operation) => callOf(operation, imports)),
  });
  const start = "export default ";
  const code = printCode(new Call(imports.call("migration", ownModule), [options]), "", start.length + 1);
  return `${imports.print()}\n\n${start}${code};\n`;
}

const ownModule = "quintet/db";

/** The call that makes an operation again. A new model's fields stand one on a line. */
function callOf({ kind, args, from = ownModule }: Operation, imports: FileImports): Call {
  const name = imports.call(kind, from);
  if (kind !== "createModel" || from !== ownModule)
    return new Call(
      name,
      args.map((value) => withCalls(value, imports)),
    );
  const [model, description] = args as [string, ModelDescription]; // what createModel() puts there
  const rest = withCalls({ ...description, fields: {} }, imports) as ModelDescription; // an object stays one
  const fields = withCalls(description.fields, imports) as ModelDescription["fields"];
  return new Call(name, [model, new Open({ ...rest, fields: new Open(fields) })]);
}

/** An argument, with the operations and values in it as the calls that make them. */
function withCalls(value: unknown, imports: FileImports): unknown {
  if (!containsOperation(value)) return codeOfValue(value, imports);
  if (isOperation(value)) return callOf(value, imports);
  if (Array.isArray(value)) return value.map((item) => withCalls(item, imports));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) => [key, withCalls(item, imports)]),
  );
}

function containsOperation(value: unknown): boolean {
  if (isOperation(value)) return true;
  if (Array.isArray(value)) return value.some(containsOperation);
  // Data holds no operations but at its top: separate({ database: [...] }).
  return (
    isPlainObject(value) && Object.values(value).some((item) => Array.isArray(item) && item.some(isOperation))
  );
}

function isOperation(value: unknown): value is Operation {
  return isPlainObject(value) && "kind" in value && typeof value.apply === "function";
}
