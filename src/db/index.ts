export { type Duration, type Instant, type PlainDate, type PlainTime, Temporal } from "../dates/index.ts";
export type {
  Backend,
  BackendTransaction,
  Executor,
  IsolationLevel,
  NamedRows,
  Statement,
  StoredRow,
  WriteResult,
} from "./backends/backend.ts";
export type { ExplainOptions } from "./backends/explain.ts";
export { type MysqlOptions, type MysqlUrl, mysql } from "./backends/mysql/mysql.ts";
export { type PostgresOptions, type PostgresUrl, postgres } from "./backends/postgres/postgres.ts";
export { type SqliteOptions, sqlite } from "./backends/sqlite/sqlite.ts";
export { defaultDatabase, setDefaultDatabase, withDatabase } from "./connections/current-database.ts";
export { Database } from "./connections/database.ts";
export type { DatabaseDescription } from "./connections/database-description.ts";
export { Databases, databasesService } from "./connections/databases.ts";
export { openDatabase } from "./connections/open-database.ts";
export {
  groupStatements,
  type StatementGroup,
  StatementGroups,
  type StatementSource,
  shortStatement,
} from "./connections/statement-groups.ts";
export {
  expectQueries,
  type LoggedStatement,
  onStatement,
  recordStatements,
} from "./connections/statement-log.ts";
export {
  type SentStatement,
  type StatementWrapper,
  wrapStatements,
} from "./connections/statement-wrappers.ts";
export { afterCommit, type TransactionOptions, transaction } from "./connections/transaction.ts";
export { dbModule } from "./db-module.ts";
export {
  type CollectOptions,
  collectDeletion,
  type Deletion,
  type DeletionNode,
  refuseProtected,
} from "./deletion/collect-deletion.ts";
export {
  CheckViolation,
  ClientObjectError,
  ConnectionError,
  DatabaseError,
  DatabaseLocked,
  DiskFull,
  DoesNotExistError,
  ForeignKeyViolation,
  InvalidConditionError,
  InvalidCursorError,
  InvalidModelError,
  InvalidQueryError,
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
  SchemaMismatchError,
  StatementTimeout,
  TransactionEndedError,
  UniqueViolation,
  UnknownDatabaseError,
  UnknownFieldError,
  UnknownOperatorError,
  UnsavedRelationError,
  UnsupportedQueryError,
  WrongValueError,
} from "./errors.ts";
export {
  and,
  Case,
  caseWhen,
  exists,
  not,
  or,
  sql,
  sqlList,
  tuple,
  value,
  xor,
} from "./expressions/conditions.ts";
export { type AggregateOptions, Expression, type Operand } from "./expressions/expression.ts";
export {
  coalesce,
  greatest,
  jsonArray,
  jsonObject,
  least,
  nullIf,
} from "./expressions/functions/comparison.ts";
export {
  now,
  type PartUnit,
  part,
  type TruncUnit,
  trunc,
  type ZoneOptions,
} from "./expressions/functions/date.ts";
export {
  defineFunction,
  defineTotal,
  type FunctionDefinition,
} from "./expressions/functions/define-function.ts";
export { md5, sha1, sha224, sha256, sha384, sha512, uuidV4, uuidV7 } from "./expressions/functions/hash.ts";
export {
  abs,
  acos,
  asin,
  atan,
  atan2,
  ceil,
  cos,
  cot,
  degrees,
  exp,
  floor,
  ln,
  log,
  mod,
  pi,
  power,
  radians,
  random,
  round,
  sign,
  sin,
  sqrt,
  tan,
} from "./expressions/functions/math.ts";
export {
  chr,
  collate,
  concat,
  left,
  length,
  lower,
  lpad,
  ltrim,
  ord,
  repeat,
  replace,
  reverse,
  right,
  rpad,
  rtrim,
  strIndex,
  substr,
  trim,
  upper,
} from "./expressions/functions/text.ts";
export {
  anyValue,
  avg,
  bitAnd,
  bitOr,
  bitXor,
  count,
  type DistinctOptions,
  max,
  min,
  type OrderedOptions,
  type SpreadOptions,
  stddev,
  stringAgg,
  sum,
  type TotalOptions,
  variance,
} from "./expressions/functions/totals.ts";
export {
  cumeDist,
  denseRank,
  type Frame,
  firstValue,
  lag,
  lastValue,
  lead,
  type NeighbourOptions,
  nthValue,
  ntile,
  over,
  percentRank,
  rank,
  rowNumber,
  type Window,
  WindowFunction,
} from "./expressions/functions/windows.ts";
export type { ModelRow } from "./expressions/model-row.ts";
export { acceptValue } from "./fields/accept-value.ts";
export { choicesOf, type Enumeration } from "./fields/choices.ts";
export type {
  Choice,
  Column,
  ColumnOptions,
  ColumnType,
  CustomCodec,
  FieldProblem,
  FieldTraits,
  FieldValidator,
  StoredValue,
  ValuePreparation,
  ValueWrite,
} from "./fields/column.ts";
export { defaultValue } from "./fields/default-value.ts";
export { encryptedText } from "./fields/encrypted.ts";
export { filePath } from "./fields/file-path.ts";
export { generated } from "./fields/generated.ts";
export { ipAddress } from "./fields/ip-address.ts";
export type { JsonCodec } from "./fields/json-codec.ts";
export { type JsonNull, jsonNull } from "./fields/json-null.ts";
export {
  type BigIdOptions,
  bigId,
  bigInteger,
  boolean,
  type DecimalInput,
  decimal,
  float,
  id,
  integer,
  smallId,
  smallInteger,
} from "./fields/number-fields.ts";
export {
  binary,
  type CustomField,
  defineField,
  type JsonOptions,
  json,
  uuid,
} from "./fields/other-fields.ts";
export {
  type BelongsTo,
  belongsTo,
  type HasMany,
  type HasOne,
  hasMany,
  hasOne,
  type ManyToMany,
  type ManyToManyThrough,
  manyToMany,
  type OnDelete,
} from "./fields/relation.ts";
export { choice, email, slug, string, text, url } from "./fields/text-fields.ts";
export { date, datetime, duration, time } from "./fields/time-fields.ts";
export { maxValue, minLength, minValue, pattern, stepSize } from "./fields/validators.ts";
export {
  ExistingTablesError,
  HalfAppliedError,
  HistoricModelError,
  IrreversibleMigrationError,
  MigrationConflictError,
  MigrationFailedError,
  MigrationFileError,
  MigrationGraphError,
  MigrationHistoryError,
  MigrationMergeError,
  MigrationOptimizeError,
  MigrationQuestionError,
  MigrationSquashError,
  MigrationUpdateError,
  MigrationValueError,
  UnknownMigrationError,
} from "./migrations/errors.ts";
export {
  type MigrationValueCode,
  type WritableInMigrations,
  writeInMigrations,
} from "./migrations/files/value-code.ts";
export {
  type Migration,
  type MigrationFile,
  type MigrationId,
  type MigrationOptions,
  migration,
} from "./migrations/graph/migration.ts";
export type { HistoricModels } from "./migrations/historic/historic-models.ts";
export { migrationChecks } from "./migrations/migration-checks.ts";
export { migrationCommands } from "./migrations/migration-commands.ts";
export {
  type CodeOptions,
  type MigrationCode,
  type RunSqlOptions,
  runCode,
  runSql,
  type SqlStatement,
} from "./migrations/operations/code-operations.ts";
export {
  addField,
  alterField,
  type FieldChangeOptions,
  type FillOption,
  removeField,
  renameField,
} from "./migrations/operations/field-operations.ts";
export type { MigrationDatabase } from "./migrations/operations/migration-database.ts";
export {
  alterOnlyOn,
  alterOptions,
  alterPrimaryKey,
  alterTable,
  createModel,
  deleteModel,
  type ModelDescription,
  type ModelOptionsState,
  renameModel,
  renameTable,
} from "./migrations/operations/model-operations.ts";
export type {
  Operation,
  OperationProgress,
  OperationRun,
  OperationSymbol,
} from "./migrations/operations/operation.ts";
export {
  addConstraint,
  addIndex,
  alterConstraint,
  removeConstraint,
  removeIndex,
  renameIndex,
} from "./migrations/operations/option-operations.ts";
export { type SeparateOptions, separate } from "./migrations/operations/separate-operation.ts";
export type { StepNotes } from "./migrations/operations/step-notes.ts";
export { validateConstraint } from "./migrations/operations/validate-constraint.ts";
export {
  type MigrateOptions,
  type MigrateResult,
  migrateAppDown,
  migrateAppTo,
  migrateAppUp,
} from "./migrations/run/migrate-app.ts";
export { type Migrated, migrated } from "./migrations/run/migrated-event.ts";
export { type Migrating, type MigratingStep, migrating } from "./migrations/run/migrating-event.ts";
export {
  type ModelChanges,
  modelChangesWithoutMigration,
  type PendingMigrations,
  pendingMigrations,
} from "./migrations/run/migration-status.ts";
export { type ModelRenamed, modelRenamed } from "./migrations/run/model-renamed-event.ts";
export type { MigrateToResult, MigrationReport } from "./migrations/run/run-migrations.ts";
export { beginAlterField, finishAlterField } from "./migrations/safety/alter-in-steps.ts";
export { type BackfillOptions, backfill } from "./migrations/safety/backfill.ts";
export { copyField } from "./migrations/safety/copy-field.ts";
export type { BatchOptions } from "./migrations/safety/go-through-rows.ts";
export { beginRenameField, finishRenameField } from "./migrations/safety/rename-in-steps.ts";
export {
  type CheckInfo,
  type CheckOptions,
  type ConstraintInfo,
  check,
  type IndexInfo,
  type IndexOptions,
  index,
  Rule,
  type RulePart,
  type UniqueInfo,
  type UniqueOptions,
  unique,
} from "./models/constraints.ts";
export { FieldInfo } from "./models/field-info.ts";
export { fieldProblems } from "./models/field-problems.ts";
export { inherit } from "./models/inherit.ts";
export { isWholeKey, keyIdentity } from "./models/keys.ts";
export { Model } from "./models/model.ts";
export type { ModelClass } from "./models/model-class.ts";
export type {
  DeletedRows,
  DeleteOptions,
  ModelInstance,
  RefreshOptions,
  SaveOptions,
  ValidateOptions,
  ValidationProblem,
} from "./models/model-instance.ts";
export type { AnyModel, ModelList, ModelMeta } from "./models/model-meta.ts";
export { isModel, modelMeta, modelNamed, registerModels, relationsTo } from "./models/model-registry.ts";
export { RelationInfo } from "./models/relation-info.ts";
export { databaseOf, isRow, isStored, loadedRelation, metaOfRow, primaryKeyOf } from "./models/row-access.ts";
export {
  type LinkChange,
  linksChanged,
  linksChanging,
  type RowChange,
  type RowSave,
  rowDeleted,
  rowDeleting,
  rowSaved,
  rowSaving,
} from "./models/row-events.ts";
export {
  choiceLabel,
  deferredFields,
  isDeferred,
  nextRow,
  previousRow,
} from "./models/row-questions.ts";
export type {
  ChangeInput,
  CreateInput,
  FieldsOf,
  InstanceOf,
  Key,
  KeyOf,
  KeyTuple,
  Row,
} from "./models/row-types.ts";
export type { ModelOptions, ModelStatics } from "./models/statics.ts";
export type { ThroughInfo } from "./models/through-info.ts";
export type { StatementText } from "./query/execute.ts";
export type { KeysetOptions, KeysetPage } from "./query/keyset.ts";
export { type JoinableQuery, NamedQuery, namedQuery, recursiveQuery } from "./query/named-query.ts";
export { Query } from "./query/query.ts";
export type { Lock } from "./query/query-state.ts";
export { type ExtraColumns, type ExtraValues, RawQuery } from "./query/raw-query.ts";
export type { Page, PageOptions } from "./query/read-some.ts";
export type { ConditionOf, FieldName, OrderKey, Path, Where } from "./query/where-types.ts";
export {
  nextInOrder,
  previousInOrder,
  relatedOrder,
  setRelatedOrder,
} from "./relations/sibling-order.ts";
export type { LinkedSet, LinkOptions, RelatedSet, Unloaded } from "./relations/unloaded.ts";
export type { ConditionState } from "./schema/condition-state.ts";
export { createTables } from "./schema/create-tables.ts";
export type { DatabaseFeature } from "./schema/database-features.ts";
export { SchemaChangeError, SchemaStateError } from "./schema/errors.ts";
export { type ChangeNotes, evolve } from "./schema/evolve.ts";
export type {
  CheckState,
  ConstraintState,
  DefaultState,
  FieldState,
  IndexState,
  ModelState,
  UniqueState,
} from "./schema/model-state.ts";
export type {
  ColumnChange,
  SchemaConnection,
  SchemaEditor,
  TableChange,
} from "./schema/schema-editor.ts";
export { SchemaState } from "./schema/schema-state.ts";
export { type ColumnDefinition, type TableDefinition, tableDefinition } from "./schema/table-definition.ts";
export type { Dialect } from "./sql/dialect.ts";
