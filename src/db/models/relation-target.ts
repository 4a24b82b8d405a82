import { InvalidModelError } from "../errors.ts";
import type { AnyModel } from "./model-meta.ts";

/**
 * The model that a relation names.
 * @param role - What it is of the relation, for messages: `"target"`.
 * @throws {@link InvalidModelError} where it names none.
 */
export function targetModel(relation: { toString(): string }, role: string, read: () => unknown): AnyModel {
  if (typeof read !== "function" || "fields" in read) throw withoutFunction(relation, role, read);
  let found: unknown;
  try {
    found = read();
  } catch (cause) {
    if (cause instanceof TypeError)
      throw new InvalidModelError(`${relation} can't read its ${role}: ${cause.message}.`, { cause });
    if (!(cause instanceof ReferenceError)) throw cause;
    throw new InvalidModelError(`${relation} was read before its ${role} was defined: ${cause.message}.`, {
      cause,
    });
  }
  if (typeof found === "function" && "fields" in found) return found as unknown as AnyModel; // Model() put them there
  const shown =
    typeof found === "function" ? `the function ${found.name || "without a name"}` : String(found);
  const hint =
    found === undefined
      ? "The name is imported from a file that does not export it, or from one that imports this file before defining it."
      : "Give it a model: a class that extends Model({ … }).";
  throw new InvalidModelError(`${relation} points at ${shown}: its ${role} must be a model.\n${hint}`);
}

/** The model itself was given, or, in a circle of imports, nothing yet. */
function withoutFunction(relation: { toString(): string }, role: string, given: unknown): InvalidModelError {
  const isModel = typeof given === "function";
  const name = isModel ? given.name : "Book";
  return new InvalidModelError(
    `${relation} needs a function that gives its ${role}, and was given ${isModel ? `the class ${name}` : String(given)}.\nWrite () => ${name}: it is asked once all files are loaded, so that models may refer to each other in a circle.`,
  );
}
