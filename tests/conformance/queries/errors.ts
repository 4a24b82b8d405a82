import { UnknownFieldError } from "quintet/db";

/** Quintet's errors, by the names of their classes, and Django's that mean the same. */
const names: Readonly<Record<string, string>> = {
  UnknownFieldError: "FieldError",
  UnknownOperatorError: "FieldError",
  InvalidQueryError: "FieldError",
  UnsupportedQueryError: "NotSupportedError",
  DoesNotExistError: "DoesNotExist",
  MultipleObjectsError: "MultipleObjectsReturned",
  UniqueViolation: "IntegrityError",
  NotNullViolation: "IntegrityError",
  CheckViolation: "IntegrityError",
  ForeignKeyViolation: "IntegrityError",
  DatabaseError: "DatabaseError",
  ProtectedError: "ProtectedError",
  RestrictedError: "RestrictedError",
  WrongValueError: "ValidationError",
};

/** Django's name of an error, that of its nearest class; errors that Django has no name of its own for keep theirs. */
export function djangoName(error: unknown): string {
  if (!(error instanceof Error)) return "Error";
  // Where fields are given by name alone, Django has a class of its own for those that don't exist.
  if (error instanceof UnknownFieldError && /\(in (?:only|defer|updateMany|createMany)\(/.test(error.message))
    return "FieldDoesNotExist";
  for (
    let type: unknown = error.constructor;
    typeof type === "function";
    type = Object.getPrototypeOf(type)
  ) {
    const found = names[type.name];
    if (found !== undefined) return found;
  }
  return error.name;
}
