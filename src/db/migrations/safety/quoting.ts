import { quoteName as quoteMysqlName } from "../../backends/mysql/mysql-dialect.ts";
import type { ConditionState } from "../../schema/condition-state.ts";
import type { DatabaseKind } from "../../schema/model-state.ts";
import { conditionSql as mysqlCondition } from "../../schema/mysql/condition-sql.ts";
import { fillSql as mysqlFill } from "../../schema/mysql/literal-sql.ts";
import { conditionSql as postgresCondition } from "../../schema/postgres/condition-sql.ts";
import { fillSql as postgresFill } from "../../schema/postgres/literal-sql.ts";
import { quoteName as quoteStandardName } from "../../schema/postgres/quote-name.ts";
import { conditionSql as sqliteCondition } from "../../schema/sqlite/condition-sql.ts";
import { fillSql as sqliteFill } from "../../schema/sqlite/literal-sql.ts";
import type { ColumnDefinition, Storage } from "../../schema/table-definition.ts";

/** How names are quoted. */
export function quoterOf(kind: DatabaseKind): (name: string) => string {
  return kind === "mysql" ? quoteMysqlName : quoteStandardName;
}

const writers = { sqlite: sqliteCondition, postgres: postgresCondition, mysql: mysqlCondition } as const;

/** A condition, or what is computed, in the SQL of a kind of database. */
export function conditionSqlOf(
  kind: DatabaseKind,
  columns: readonly ColumnDefinition[],
  condition: ConditionState,
): string {
  return writers[kind](columns, condition);
}

const fillers = { sqlite: sqliteFill, postgres: postgresFill, mysql: mysqlFill } as const;

/** What rows get in a column: a constant, or a word that makes a value, such as `now`. */
export function fillSqlOf(kind: DatabaseKind, value: unknown, storage: Storage): string {
  return fillers[kind](value, storage);
}
