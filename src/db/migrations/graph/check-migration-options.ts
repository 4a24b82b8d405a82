import { didYouMean, isPlainObject } from "../../../core/index.ts";
import { MigrationFileError } from "../errors.ts";
import type { Operation } from "../operations/operation.ts";
import type { MigrationOptions } from "./migration.ts";

/*
 * Migration files are edited by hand, and read by programs that don't type-check. What `migration()` is given is looked at
 * piece by piece, so that the person who edited it learns which piece it is.
 */

const known = [
  "dependsOn",
  "operations",
  "replaces",
  "runBefore",
  "initial",
  "transaction",
  "acceptsDowntime",
] as const satisfies readonly (keyof MigrationOptions)[];

/** @throws {@link MigrationFileError} that names the first option that is not what it must be. */
export function checkMigrationOptions(options: unknown): asserts options is MigrationOptions {
  if (!isPlainObject(options))
    throw wrong(`migration() was given ${shown(options)}.`, "Write: migration({ operations: [] }).");
  for (const name of Object.keys(options)) {
    if (!(known as readonly string[]).includes(name))
      throw wrong(
        `migration() has no option "${name}".${didYouMean(name, known)}`,
        `Options: ${known.join(", ")}.`,
      );
  }
  for (const name of ["dependsOn", "replaces", "runBefore"] as const) checkIds(name, options[name]);
  checkOperations(options.operations);
  const { initial, transaction, acceptsDowntime } = options;
  if (initial !== undefined && typeof initial !== "boolean")
    throw wrong(`"initial" is ${shown(initial)}.`, "Write true or false, or leave it out.");
  if (transaction !== undefined && transaction !== false)
    throw wrong(
      `"transaction" is ${shown(transaction)}.`,
      "Write false to run outside a transaction, or leave it out.",
    );
  if (acceptsDowntime !== undefined && typeof acceptsDowntime !== "string")
    throw wrong(
      `"acceptsDowntime" is ${shown(acceptsDowntime)}.`,
      'Write the reason: "at night, with the shop closed".',
    );
}

function checkIds(option: string, ids: unknown): void {
  if (ids === undefined) return;
  if (!Array.isArray(ids))
    throw wrong(`"${option}" is ${shown(ids)}.`, `Write a list of pairs: ${option}: ${example(ids)}.`);
  if (ids.length === 2 && ids.every((part) => typeof part === "string"))
    throw wrong(
      `"${option}" is one pair, and must be a list of pairs.`,
      `Write: ${option}: [${shown(ids)}].`,
    );
  for (const [position, id] of ids.entries()) {
    const isPair = Array.isArray(id) && id.length === 2 && id.every((part) => typeof part === "string");
    if (!isPair)
      throw wrong(
        `"${option}" holds ${shown(id)} (entry ${position + 1}).`,
        `Write a module and a migration: ${option}: ${example(id)}.`,
      );
  }
}

/** What was perhaps meant: `"shop.0001_initial"` is `[["shop", "0001_initial"]]`. */
function example(given: unknown): string {
  const parts = typeof given === "string" ? /^(\w+)[./](\w+)$/.exec(given) : null;
  return parts === null ? '[["shop", "0001_initial"]]' : `[["${parts[1]}", "${parts[2]}"]]`;
}

function checkOperations(operations: unknown): void {
  if (!Array.isArray(operations))
    throw wrong(`"operations" is ${shown(operations)}.`, "Write a list: operations: [].");
  for (const [position, operation] of operations.entries()) {
    if (isOperation(operation)) continue;
    const hint =
      typeof operation === "function"
        ? `Call it: ${operation.name || "addField"}(…).`
        : 'Write calls of the functions of "quintet/db": addField("Book", "price", { … }).';
    throw wrong(`Operation ${position + 1} is ${shown(operation)}, which is no operation.`, hint);
  }
}

/** Whether a value can do what a migration asks of its operations; an app may have written it itself. */
function isOperation(value: unknown): value is Operation {
  if (typeof value !== "object" || value === null) return false;
  const { kind, args, symbol, describe, apply, forward, backward } = value as Partial<Operation>;
  const methods = [describe, apply, forward, backward];
  return (
    typeof kind === "string" &&
    Array.isArray(args) &&
    typeof symbol === "string" &&
    methods.every((method) => typeof method === "function")
  );
}

function shown(value: unknown): string {
  if (typeof value === "function") return `the function ${value.name || "without a name"}`;
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (value === undefined) return "missing";
  return JSON.stringify(value) ?? String(value);
}

function wrong(problem: string, next: string): MigrationFileError {
  return new MigrationFileError(`${problem}\n${next}`);
}
