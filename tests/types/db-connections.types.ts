import { env, type QuintetError, secret } from "quintet";
import {
  afterCommit,
  CheckViolation,
  ClientObjectError,
  ConnectionError,
  collectDeletion,
  Database,
  DatabaseError,
  DatabaseLocked,
  Databases,
  DiskFull,
  DoesNotExistError,
  databasesService,
  dbModule,
  defaultDatabase,
  expectQueries,
  ForeignKeyViolation,
  groupStatements,
  InvalidConditionError,
  InvalidCursorError,
  InvalidModelError,
  InvalidQueryError,
  IrreversibleMigrationError,
  integer,
  linksChanged,
  linksChanging,
  MigrationConflictError,
  MigrationFailedError,
  MigrationFileError,
  MigrationGraphError,
  MigrationHistoryError,
  MigrationQuestionError,
  MigrationValueError,
  Model,
  MultipleObjectsError,
  mysql,
  NamedQuery,
  NestedTransactionError,
  NotLoadedError,
  NotNullViolation,
  NotUpdatedError,
  namedQuery,
  OutdatedStatement,
  onStatement,
  openDatabase,
  PermissionDenied,
  ProtectedError,
  postgres,
  QueryCountError,
  RawQuery,
  ReadOnlyDatabase,
  RestrictedError,
  recordStatements,
  recursiveQuery,
  refuseProtected,
  rowDeleted,
  rowDeleting,
  rowSaved,
  rowSaving,
  SchemaChangeError,
  SchemaMismatchError,
  SchemaStateError,
  StatementGroups,
  StatementTimeout,
  setDefaultDatabase,
  shortStatement,
  sql,
  sqlite,
  string,
  TransactionEndedError,
  transaction,
  UniqueViolation,
  UnknownDatabaseError,
  UnknownFieldError,
  UnknownMigrationError,
  UnknownOperatorError,
  UnsavedRelationError,
  UnsupportedQueryError,
  WrongValueError,
  withDatabase,
} from "quintet/db";

/* Databases, transactions, what is heard of statements and rows, and errors. Compiled, never run. */

/** Compiles only where both types are the same. */
type Same<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
declare function gives<Expected>(): <Actual>(value: Actual, same: Same<Actual, Expected>) => void;

class Note extends Model({ title: string(), size: integer() }) {}

export async function databases(): Promise<void> {
  const database = openDatabase(sqlite({ file: ":memory:" }));
  if (database instanceof Database) setDefaultDatabase(database);
  gives<Database>()(openDatabase(mysql({ database: "notes" })), true);
  gives<Database>()(openDatabase(postgres({ database: "notes" })), true);
  gives<Database>()(openDatabase(mysql("mysql://root@localhost/notes")), true);
  gives<Database>()(openDatabase(postgres(secret("DATABASE_URL"))), true);
  gives<Database>()(openDatabase(sqlite(env.string("DATABASE_FILE", "notes.sqlite3"))), true);
  // @ts-expect-error: a variable that may not be set is no address
  postgres(process.env.DATABASE_URL);
  gives<Database>()(defaultDatabase("count()"), true);
  gives<number>()(await withDatabase(database, () => Note.count()), true);
  gives<string>()(dbModule.name, true);
  void [databasesService, Databases];
  // @ts-expect-error a database of a configuration
  openDatabase("sqlite");
  // @ts-expect-error a database, not its name
  setDefaultDatabase("default");
}

export async function transactions(): Promise<void> {
  gives<Note>()(await transaction(() => Note.get(1), { isolation: "serializable" }), true);
  await afterCommit(() => {}, { database: "default" });
  // @ts-expect-error there is no such level
  await transaction(() => 1, { isolation: "strict" });
  // @ts-expect-error a function
  await afterCommit(3);
}

export async function statements(): Promise<void> {
  gives<Note[]>()(await expectQueries(1, async () => [...(await Note.all())]), true);
  const { result, statements } = await recordStatements(() => Note.count());
  gives<number>()(result, true);
  for (const group of groupStatements(statements)) void group;
  const groups = new StatementGroups();
  const stop = onStatement((statement) => void shortStatement(statement.text));
  stop();
  void groups;
  // @ts-expect-error how many, and what is done
  await expectQueries(async () => Note.all());
  // @ts-expect-error a function
  onStatement(3);
}

export function events(): void {
  rowSaving.on((change) => void change.row);
  rowSaved.on((change) => void change.row);
  rowDeleting.on((change) => void change.row);
  rowDeleted.on((change) => void change.row);
  linksChanging.on((change) => void change);
  linksChanged.on((change) => void change);
  // @ts-expect-error a change of a row has no such property
  rowSaved.on((change) => void change.rows);
}

export async function deletion(note: Note): Promise<void> {
  const deletion = await collectDeletion([note]);
  refuseProtected(deletion);
  // @ts-expect-error rows, not keys
  await collectDeletion([1]);
}

export function queriesWithNames(): void {
  const named = namedQuery("big", Note.where({ size: { gt: 3 } }));
  gives<NamedQuery<Note>>()(named, true);
  if (named instanceof NamedQuery) Note.join(named, (note) => note.size.gt(3));
  recursiveQuery("all", Note.all(), (found) => {
    gives<NamedQuery<Note>>()(found, true);
    return Note.all();
  });
  const raw = Note.fromSql(sql`SELECT * FROM ${Note}`);
  if (raw instanceof RawQuery) void raw;
  gives<boolean>()(Note.all().isOrdered, true);
  gives<boolean>()(Note.all().isTotallyOrdered, true);
  // @ts-expect-error a query
  namedQuery("big", Note);
  // @ts-expect-error the condition is true or false
  Note.join(named, (note) => note.size);
}

/** Each error is told by its class and its code. */
export const errors: readonly (abstract new (
  ...args: never
) => QuintetError & { readonly code: `db.${string}` })[] = [
  CheckViolation,
  ClientObjectError,
  ConnectionError,
  DatabaseLocked,
  DiskFull,
  DoesNotExistError,
  ForeignKeyViolation,
  InvalidConditionError,
  InvalidCursorError,
  InvalidModelError,
  InvalidQueryError,
  IrreversibleMigrationError,
  MigrationConflictError,
  MigrationFailedError,
  MigrationFileError,
  MigrationGraphError,
  MigrationHistoryError,
  MigrationQuestionError,
  MigrationValueError,
  MultipleObjectsError,
  NestedTransactionError,
  NotLoadedError,
  NotNullViolation,
  NotUpdatedError,
  OutdatedStatement,
  PermissionDenied,
  ProtectedError,
  QueryCountError,
  ReadOnlyDatabase,
  RestrictedError,
  SchemaChangeError,
  SchemaMismatchError,
  SchemaStateError,
  StatementTimeout,
  TransactionEndedError,
  UniqueViolation,
  UnknownDatabaseError,
  UnknownFieldError,
  UnknownMigrationError,
  UnknownOperatorError,
  UnsavedRelationError,
  UnsupportedQueryError,
  WrongValueError,
];
export function caught(error: unknown): void {
  if (error instanceof UniqueViolation) error.code satisfies "db.unique-violation";
  if (error instanceof StatementTimeout) error.code satisfies "db.statement-timeout";
  if (error instanceof DatabaseError) error.code satisfies string;
  // @ts-expect-error an error has no such property
  if (error instanceof ProtectedError) void error.protected;
}
