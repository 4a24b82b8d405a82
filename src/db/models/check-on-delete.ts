import { didYouMean } from "../../core/index.ts";
import { InvalidModelError } from "../errors.ts";
import type { BelongsToDescriptor } from "../fields/relation.ts";

const words: readonly string[] = [
  "cascade",
  "protect",
  "restrict",
  "setNull",
  "setDefault",
  "doNothing",
  "dbCascade",
  "dbSetNull",
  "dbSetDefault",
];

/**
 * What happens to rows when what they refer to is deleted must be possible: told when the model is first looked at, and
 * not when the first row is deleted.
 *
 * @param relation - For messages: `"Book.author"`.
 * @throws {@link InvalidModelError}
 */
export function checkOnDelete(relation: string, described: BelongsToDescriptor): void {
  const { onDelete } = described;
  if (typeof onDelete === "object") return;
  const refuse = (reason: string): never => {
    throw new InvalidModelError(`${relation} says onDelete: "${onDelete}"${reason}`);
  };
  if (!words.includes(onDelete))
    refuse(`, which is none of the answers.${didYouMean(onDelete, words)}\nAnswers: ${words.join(", ")}.`);
  if (onDelete.startsWith("db") && !described.dbConstraint)
    refuse(" and dbConstraint: false. The database does that by the foreign key: leave out one of them.");
  if (described.from !== undefined) return; // the fields that hold the reference say the rest
  if (/setNull$/i.test(onDelete) && !described.nullable)
    refuse(', and is not nullable. Say nullable: true, or what else shall happen: "cascade", "protect".');
  if (onDelete === "setDefault" && !("default" in described))
    refuse(", and has no default. Give it one, or say { set: … }.");
  if (onDelete === "dbSetDefault" && described.dbDefault === undefined && !described.nullable)
    refuse(", and has no default in the database. Give it one: dbDefault: ….");
}
