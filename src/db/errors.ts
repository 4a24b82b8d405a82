import { didYouMean, QuintetError } from "../core/index.ts";

/** A model is not described as it must be. */
export class InvalidModelError extends QuintetError {
  readonly code = "db.invalid-model";
}

/** A query names a field that its model does not have. */
export class UnknownFieldError extends QuintetError {
  readonly code = "db.unknown-field";

  /** @param call - Where, as it was written: `orderBy("titel")`. */
  constructor(model: NamedModel, given: unknown, call: string, more: Iterable<string> = []) {
    const field = shownName(given);
    const relation = model.relations.get(field);
    if (relation !== undefined) {
      super(
        `${model.name}.${field} is a relation without a column of its own (in ${call}). ${otherSideAdvice(field, relation.kind)}`,
      );
      return;
    }
    const known = [...new Set([...model.fields.keys(), ...model.relations.keys(), ...more])];
    const owner = model.fieldOfAttribute?.(field);
    const meant = owner === undefined ? didYouMean(field, known) : ` Did you mean "${owner.name}"?`;
    super(
      `${model.name} has no field "${field}" (in ${call}).${meant}\nFields: ${known.toSorted().join(", ")}.`,
    );
  }
}

/** A name as it was given; of what is none, what it is. */
function shownName(name: unknown): string {
  if (typeof name !== "string") return describeValue(name);
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}

/** What an error says about a model. */
interface NamedModel {
  readonly name: string;
  readonly fields: ReadonlyMap<string, unknown>;
  readonly relations: ReadonlyMap<string, { readonly kind: string }>;
  fieldOfAttribute?(attribute: string): { readonly name: string } | undefined;
}

function otherSideAdvice(name: string, kind: string): string {
  switch (kind) {
    case "belongsTo":
      return "Name the fields that hold the reference.";
    case "hasOne":
      return "The row at the other side holds the reference: set it there.";
    default:
      return `row.${name}.add(…) and set([…]) link rows that are stored, include("${name}") loads them.`;
  }
}

/** A condition uses an operator that its field does not have. */
export class UnknownOperatorError extends QuintetError {
  readonly code = "db.unknown-operator";

  constructor(field: string, given: unknown, known: readonly string[], call: string) {
    const operator = shownName(given);
    super(
      `${field} has no operator "${operator}" (in ${call}({ … })).${didYouMean(operator, known)}\nOperators: ${known.join(", ")}.`,
    );
  }
}

/** A condition is not written as it must be. */
export class InvalidConditionError extends QuintetError {
  readonly code = "db.invalid-condition";
}

/** A query is put together in a way that means nothing. */
export class InvalidQueryError extends QuintetError {
  readonly code = "db.invalid-query";
}

/** A query asks for something that its database, or a query of its kind, can't do. */
export class UnsupportedQueryError extends QuintetError {
  readonly code = "db.unsupported-query";
}

/** A cursor of a page can't be used: it was changed, or made for another order. It may be what a visitor typed. */
export class InvalidCursorError extends QuintetError {
  readonly code = "db.invalid-cursor";

  /** @param reason - What is wrong with it, and what to do: a sentence that begins in lower case. */
  constructor(model: string, cursor: unknown, reason: string) {
    super(`keysetPage() on ${model} can't begin at the cursor ${describeValue(cursor)}: ${reason}`);
  }
}

/** A value is not of the kind that its field holds. */
export class WrongValueError extends QuintetError {
  readonly code = "db.wrong-value";

  constructor(field: { toString(): string }, expected: string, value: unknown) {
    const isSecret = /password|secret|token|key/i.test(String(field)) && typeof value === "string";
    super(`${field} takes ${expected}, and was given ${isSecret ? "a text" : describeValue(value)}.`);
  }
}

/**
 * A condition, or the fields of a row, were handed on as a client has sent them: it would choose the operators and the
 * fields as well as the values.
 */
export class ClientObjectError extends QuintetError {
  readonly code = "db.client-object";

  constructor(call: string) {
    super(
      `${call} was given an object from the body of a request, whose keys are the client's choice as much as its values. Take the values out one by one, each of the type that you expect: { title: String(body.title) }.`,
    );
  }
}

/** A row refers to another one that was never saved. */
export class UnsavedRelationError extends QuintetError {
  readonly code = "db.unsaved-relation";

  constructor(field: { readonly name: string; toString(): string }) {
    super(`${field} refers to a row that is not saved yet. Save that one first.`);
  }
}

/** A statement for an error message: its beginning, where it is long. */
export function shortened(statement: string): string {
  return statement.length > 500 ? `${statement.slice(0, 500)}…` : statement;
}

/** A value for an error message: short, and nothing of texts beyond their beginning. */
export function describeValue(value: unknown): string {
  if (typeof value === "string")
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "function") return `the function ${value.name || "without a name"}`;
  if (typeof value === "object" && value !== null)
    return `an object of the class ${value.constructor?.name ?? "without a name"}`;
  return String(value);
}

/** get() found no row. */
export class DoesNotExistError extends QuintetError {
  readonly code = "db.does-not-exist";
  /** A template that looks up what isn't there prints nothing. */
  readonly silentVariableFailure = true;

  constructor(
    model: string,
    wanted: string,
    advice = "Use find() where that is to be expected: it gives null.",
  ) {
    super(`There is no ${model}${wanted}. ${advice}`);
  }
}

/** get() or find() found more than one row. */
export class MultipleObjectsError extends QuintetError {
  readonly code = "db.multiple-objects";

  constructor(model: string, wanted: string, count: number, orMore: boolean) {
    super(
      `get() found ${count} rows${orMore ? " or more" : ""} of ${model}${wanted}, and wants one. Say more about it, or use first().`,
    );
  }
}

/** The database refused a statement. Its subclasses say why; `cause` is the driver's own error. */
export class DatabaseError extends QuintetError {
  readonly code: string = "db.database-error";
  /** The statement, without its parameters; absent where it was none in particular. */
  declare statement?: string;
}

/** What a violation is about. */
interface Violated {
  readonly table?: string;
  readonly columns: readonly string[];
  readonly constraint?: string;
}

/** Another row has the same values in fields that must be unique. */
export class UniqueViolation extends DatabaseError {
  override readonly code = "db.unique-violation";
  readonly table: string | undefined;
  /** The columns that are unique together; empty where the database only names the constraint. */
  readonly columns: readonly string[];
  readonly constraint: string | undefined;

  constructor({ table, columns, constraint }: Violated, cause?: unknown) {
    const rule = constraint === "PRIMARY" ? `the key of ${table ?? "the table"}` : `the rule "${constraint}"`;
    const what = columns.length > 0 ? `${table}: ${columns.join(", ")}` : rule;
    super(`Another row has the same value (${what} must be unique).`, { cause });
    this.table = table;
    this.columns = columns;
    this.constraint = constraint;
  }
}

/** A column that needs a value was given none. */
export class NotNullViolation extends DatabaseError {
  override readonly code = "db.not-null-violation";
  readonly table: string | undefined;
  readonly column: string | undefined;

  constructor({ table, columns }: Violated, cause?: unknown) {
    super(`${table}.${columns[0]} needs a value, and was given null.`, { cause });
    this.table = table;
    this.column = columns[0];
  }
}

/** A row does not meet a condition that the database keeps. */
export class CheckViolation extends DatabaseError {
  override readonly code = "db.check-violation";
  readonly constraint: string;

  constructor(constraint: string, cause?: unknown) {
    super(`The row does not meet the condition "${constraint}".`, { cause });
    this.constraint = constraint;
  }
}

/** A row refers to one that does not exist, or one that is still referred to was deleted. */
export class ForeignKeyViolation extends DatabaseError {
  override readonly code = "db.foreign-key-violation";

  constructor(cause?: unknown) {
    super("A row refers to one that does not exist, or one was deleted that others still refer to.", {
      cause,
    });
  }
}

/** A statement took longer than the database's `statementTimeoutMs`, and the server has ended it. */
export class StatementTimeout extends DatabaseError {
  override readonly code = "db.statement-timeout";

  constructor(database: string, statement: string, cause: unknown) {
    super(
      `${database}: a statement took longer than it may, and was ended; what it had done is undone.\nAsk for less at a time, look at its explain(), or give the database another "statementTimeoutMs".\nStatement: ${shortened(statement)}`,
      { cause },
    );
  }
}

/** The database could not be written to because somebody else does, for too long. */
export class DatabaseLocked extends DatabaseError {
  override readonly code = "db.locked";

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** A table was changed while a transaction ran, since one of its statements was prepared: the database undoes all of it. */
export class OutdatedStatement extends DatabaseError {
  override readonly code = "db.outdated-statement";

  constructor(database: string, cause: unknown) {
    super(
      `${database}: a table was changed since a statement on it was prepared, which can't be prepared anew inside the transaction.\nRun the transaction again, its statements will know the table as it is: transaction(work, { retries: 1 }).`,
      { cause },
    );
  }
}

/** The user that the app connects as may not do what a statement asks for. */
export class PermissionDenied extends DatabaseError {
  override readonly code = "db.permission-denied";

  /** @param reason - What the server said, without a full stop. */
  constructor(database: string, reason: string, statement: string, cause: unknown) {
    super(
      `${database}: ${reason}.\nThe user that the app connects as has not been granted this.\nStatement: ${shortened(statement)}`,
      { cause },
    );
  }
}

/** There is no room left where the database is stored. */
export class DiskFull extends DatabaseError {
  override readonly code = "db.disk-full";

  constructor(database: string, reason: string, statement: string, cause: unknown) {
    super(
      `${database}: ${reason}.\nThere is no room left where the database is stored. What the statement had done is undone; make room, and run it again.\nStatement: ${shortened(statement)}`,
      { cause },
    );
  }
}

/** The database can only be read: a standby, a file without the right to write it, or a setting that says so. */
export class ReadOnlyDatabase extends DatabaseError {
  override readonly code = "db.read-only";

  constructor(database: string, reason: string, statement: string, cause: unknown) {
    super(`${database} can only be read: ${reason}.\nStatement: ${shortened(statement)}`, { cause });
  }
}

/** The database can't be reached, the connection to it was lost, or none was free in time. */
export class ConnectionError extends DatabaseError {
  override readonly code = "db.connection";

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** A table or column that the models have is not in the database. */
export class SchemaMismatchError extends DatabaseError {
  override readonly code = "db.schema-mismatch";

  constructor(message: string, cause: unknown) {
    super(
      `The database does not fit the models: ${message}.\nRun "quintet migrate up"; after a change of a model, "quintet migrate make" first.`,
      { cause },
    );
  }
}

/** A statement was sent in a transaction that has ended, by work that nobody waited for. */
export class TransactionEndedError extends QuintetError {
  readonly code = "db.transaction-ended";

  constructor() {
    super(
      "A statement was sent in a transaction that has already ended. Await everything that belongs to it inside transaction(), and start what comes later in afterCommit().",
    );
  }
}

/** A transaction that must be the outermost one was begun inside another. */
export class NestedTransactionError extends QuintetError {
  readonly code = "db.nested-transaction";
}

/** No database is known under a name, or none at all. */
export class UnknownDatabaseError extends QuintetError {
  readonly code = "db.unknown-database";
}

/** A row can't be deleted because others that refer to it are protected. */
export class ProtectedError extends QuintetError {
  readonly code = "db.protected";
  /** The rows that stand in the way. */
  readonly rows: readonly object[];

  constructor(model: string, rows: readonly object[], referrers: readonly string[]) {
    const count = rows.length === 1 ? "1 row refers" : `${rows.length} rows refer`;
    super(
      `${model} can't be deleted: ${count} to it (${referrers.join(", ")}). Delete those first, or give the relation another onDelete.`,
    );
    this.rows = rows;
  }
}

/** A row can't be deleted because others refer to it that don't go along with it. */
export class RestrictedError extends QuintetError {
  readonly code = "db.restricted";
  /** The rows that stand in the way. */
  readonly rows: readonly object[];

  constructor(model: string, rows: readonly object[], referrers: readonly string[]) {
    const count = rows.length === 1 ? "1 row refers" : `${rows.length} rows refer`;
    super(
      `${model} can't be deleted: ${count} to it (${referrers.join(", ")}) and would stay. Delete those first, or what takes them along.`,
    );
    this.rows = rows;
  }
}

/** A relation that wasn't loaded was awaited on a row whose query says that this must not happen. */
export class NotLoadedError extends QuintetError {
  readonly code = "db.not-loaded";

  constructor(relation: { readonly name: string; toString(): string }) {
    super(
      `${relation} was not loaded with the row, whose query says fetchMode("raise"). Load it with the query, include("${relation.name}"), or for rows that are there, load(rows, "${relation.name}").`,
    );
  }
}

/** A row was to be updated, and is not in the database. */
export class NotUpdatedError extends DatabaseError {
  override readonly code = "db.not-updated";

  constructor(model: string, key: string) {
    super(
      `There is no ${model} with ${key} to update: it was deleted since it was loaded, or never stored. save({ insert: true }) stores it as a new row.`,
    );
  }
}

/** expectQueries() counted another number of statements. */
export class QueryCountError extends QuintetError {
  readonly code = "db.query-count";
}
