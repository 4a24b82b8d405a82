import { InvalidModelError } from "../errors.ts";

// Members of every row, and the words of conditions: a field of that name would hide them, or be hidden.
const rowMembers = [
  "save",
  "delete",
  "refresh",
  "validate",
  "clean",
  "assign",
  "equals",
  "toJSON",
  "absoluteUrl",
  "afterLoad",
  "beforeSave",
  "afterSave",
  "beforeDelete",
  "afterDelete",
  "then",
];
const conditionWords = ["and", "or", "not", "eq", "ne", "in", "isNull"];
/** Names that no field can have. What every object has (`toString`, `valueOf`) belongs to them. */
export const reservedFieldNames: ReadonlySet<string> = new Set([
  ...rowMembers,
  ...conditionWords,
  ...Object.getOwnPropertyNames(Object.prototype),
  "prototype",
]);

/** Refuses a field's name that can't be one. */
export function checkFieldName(model: string, name: string): void {
  if (!/^[a-zA-Z][a-zA-Z0-9_]*$/.test(name)) {
    throw new InvalidModelError(
      `${model} has a field "${name}". A field's name consists of letters, digits and _, a letter first.`,
    );
  }
  if (!reservedFieldNames.has(name)) return;
  throw new InvalidModelError(
    `${model} has a field "${name}", which means something else on every row or in every condition. Call it otherwise; { column: "${name}" } keeps the column.`,
  );
}
