import * as db from "quintet/db";

/** Quintet's errors and Django's that mean the same. Subclasses come before their bases. */
const names: readonly (readonly [abstract new (...args: never) => Error, string])[] = [
  [db.UnknownFieldError, "FieldError"],
  [db.UnknownOperatorError, "FieldError"],
  [db.InvalidQueryError, "FieldError"],
  [db.DoesNotExistError, "DoesNotExist"],
  [db.MultipleObjectsError, "MultipleObjectsReturned"],
  [db.UniqueViolation, "IntegrityError"],
  [db.NotNullViolation, "IntegrityError"],
  [db.CheckViolation, "IntegrityError"],
  [db.ForeignKeyViolation, "IntegrityError"],
  [db.DatabaseError, "DatabaseError"],
  [db.ProtectedError, "ProtectedError"],
  [db.WrongValueError, "ValidationError"],
];

/** Django's name of an error; errors that Django has no name of its own for keep theirs. */
export function djangoName(error: unknown): string {
  const found = names.find(([type]) => error instanceof type);
  return found?.[1] ?? (error instanceof Error ? error.name : "Error");
}
