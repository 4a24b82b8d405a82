import type { OnlineChange } from "../../schema/schema-editor.ts";
import { addField, alterField, renameField } from "../operations/field-operations.ts";
import type { Operation } from "../operations/operation.ts";
import type { OperationArgs } from "../operations/operation-args.ts";
import { addConstraint, addIndex, removeConstraint, removeIndex } from "../operations/option-operations.ts";

/*
 * Changes in steps are for tables in use. In the place of several migrations, a model that is new in them has no rows, and
 * no release that uses it:
 *
 *   beginRenameField()  copyField()  finishRenameField()    renameField()
 *   beginAlterField()   copyField()  finishAlterField()     alterField(), in the place of the end
 *   backfill()  validateConstraint()                        nothing
 *   { concurrently: true }  { validate: false }             nothing
 */

/** The operations with those in steps as plain ones, where the model is made by one of them. */
export function settleSteps(operations: readonly Operation[]): readonly Operation[] {
  const ends = new Set(operations.flatMap((operation) => stepsOf(operation, "finish")));
  const settled = new Set(
    operations.flatMap((operation) => stepsOf(operation, "begin")).filter((steps) => ends.has(steps)),
  );
  const made = new Set<string>();
  let mayHaveRows = false;
  return operations.flatMap((operation) => {
    const [model, second] = operation.args as readonly [string, string];
    if (operation.kind === "createModel") made.add(model);
    if (operation.kind === "renameModel" && made.delete(model)) made.add(second);
    if (operation.from !== undefined || ownKinds.has(operation.kind)) mayHaveRows = true;
    if (!made.has(model)) return [operation];
    if (operation.kind === "backfill") return mayHaveRows ? [operation] : [];
    return plainOf(operation, settled);
  });
}

/** Code and SQL of an app's own, which may have written rows. */
const ownKinds: ReadonlySet<string> = new Set(["runCode", "runSql", "separate"]);

/** The steps of which an operation is the begin, the copy or the end: `"Book.heading"`. */
function stepsOf({ kind, args }: Operation, part: "begin" | "copy" | "finish"): readonly string[] {
  const [model, name, now] = args as readonly string[];
  if (kind === `${part}RenameField`) return [`${model}.${now}`];
  return kind === `${part}AlterField` || kind === `${part}Field` ? [`${model}.${name}`] : [];
}

function plainOf(operation: Operation, settled: ReadonlySet<string>): readonly Operation[] {
  const { kind, args } = operation;
  const isSettled = (part: "begin" | "copy" | "finish") =>
    stepsOf(operation, part).some((steps) => settled.has(steps));
  switch (kind) {
    case "beginRenameField":
      return isSettled("begin") ? [renameField(...(args as OperationArgs["renameField"]))] : [operation];
    case "beginAlterField":
      return isSettled("begin") ? [] : [operation];
    case "finishAlterField":
      return isSettled("finish") ? [alterField(...(args as OperationArgs["alterField"]))] : [operation];
    case "finishRenameField":
      return isSettled("finish") ? [] : [operation];
    case "copyField":
      return isSettled("copy") ? [] : [operation];
    case "validateConstraint":
      return [];
    case "addField":
    case "alterField":
    case "addIndex":
    case "removeIndex":
    case "addConstraint":
    case "removeConstraint":
      return [atOnce(operation, kind)];
    default:
      return [operation];
  }
}

const makers = { addField, alterField, addIndex, removeIndex, addConstraint, removeConstraint };

/** The operation without what makes it in steps. */
function atOnce(operation: Operation, kind: keyof typeof makers): Operation {
  if (!operation.isOnline) return operation;
  const make = makers[kind] as (...args: readonly unknown[]) => Operation; // its own arguments are given back
  const { concurrently: _, validate: __, ...rest } = operation.args.at(-1) as OnlineChange;
  return make(...operation.args.slice(0, -1), ...(Object.keys(rest).length > 0 ? [rest] : []));
}
