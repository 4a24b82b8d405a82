/*
 * What a database says about its tables, as plain data of one shape for all kinds of databases. Types, defaults and
 * conditions are texts in the words of the database; what they mean for models is said by what reads these facts.
 */

export interface TableFacts {
  readonly name: string;
  readonly kind: "table" | "view" | "materializedView" | "foreignTable" | "partition";
  readonly comment?: string;
  readonly tablespace?: string;
  /** The table has no key of its own, but every row a number: SQLite's `rowid`. */
  readonly rowNumber?: string;
  readonly columns: readonly ColumnFacts[];
  /** In the order of the key. */
  readonly primaryKey: readonly string[];
  /** Unique constraints and all indexes, but not that of the primary key. */
  readonly indexes: readonly IndexFacts[];
  readonly checks: readonly CheckFacts[];
  readonly foreignKeys: readonly ForeignKeyFacts[];
  /** What the database knows and no model says: triggers, rules of exclusion. */
  readonly others: readonly string[];
}

export interface ColumnFacts {
  readonly name: string;
  /** As the database writes it: `"varchar(100)"`, `"timestamp with time zone"`. */
  readonly type: string;
  readonly nullable: boolean;
  /** Its values are counted up where a row gives none; `"always"` where a row must not give one. */
  readonly counts?: "always" | "by default";
  /** The default, as an expression. */
  readonly default?: string;
  /** Changed by the database with each change of the row. */
  readonly onUpdate?: string;
  readonly generated?: { readonly expression: string; readonly stored: boolean };
  /** Where it isn't that of the database, or of the table. */
  readonly collation?: string;
  readonly comment?: string;
  /** The values of an enumeration. */
  readonly values?: readonly string[];
  /** The type that a domain is made of. */
  readonly baseType?: string;
}

export interface IndexFacts {
  readonly name: string;
  readonly unique: boolean;
  /** Made as a constraint of the table: of SQLite, inside CREATE TABLE. */
  readonly isConstraint: boolean;
  readonly parts: readonly IndexPartFacts[];
  readonly where?: string;
  readonly include?: readonly string[];
  readonly nullsDistinct?: false;
  readonly deferrable?: "deferred" | "immediate";
  /** Where it isn't a B-tree: `"gin"`, `"fulltext"`. */
  readonly method?: string;
  readonly tablespace?: string;
  /** Not ready to be used: a concurrent build failed. */
  readonly isInvalid?: true;
}

export interface IndexPartFacts {
  readonly column?: string;
  readonly expression?: string;
  readonly descending: boolean;
  /** Where it isn't the usual place. */
  readonly nulls?: "first" | "last";
  /** Where it isn't the type's usual one. */
  readonly operatorClass?: string;
  /** Where it is. */
  readonly usualOperatorClass?: string;
  /** Where it isn't the column's. */
  readonly collation?: string;
  /** Only so many characters of the column. */
  readonly length?: number;
}

export interface CheckFacts {
  /** Absent where the database keeps no name. */
  readonly name?: string;
  readonly condition: string;
  /** Not looked at for the rows that were there. */
  readonly isUnchecked?: true;
}

export interface ForeignKeyFacts {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly table: string;
  /** Where the table isn't one of those that are found without naming their schema. */
  readonly schema?: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: ReferenceAction;
  readonly onUpdate: ReferenceAction;
  /** Where a deletion sets only some of the columns to null, or to their defaults: these. */
  readonly setNull?: readonly string[];
  /** Not looked at for the rows that were there. */
  readonly isUnchecked?: true;
}

export type ReferenceAction = "NO ACTION" | "RESTRICT" | "CASCADE" | "SET NULL" | "SET DEFAULT";

/** An action in the words of the database. */
export function referenceAction(word: unknown): ReferenceAction {
  const action = String(word).toUpperCase();
  const known: readonly ReferenceAction[] = ["RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"];
  return known.find((candidate) => candidate === action) ?? "NO ACTION";
}

/** The tables of a database, and what was seen beside them. */
export interface DatabaseFacts {
  readonly tables: readonly TableFacts[];
  /** Sentences about what was left out. */
  readonly notes: readonly string[];
}

export interface ReadOptions {
  /** Only these tables; all where it is absent. */
  readonly tables?: readonly string[];
  /** Views and materialized views as well. */
  readonly views?: boolean;
  /** The parts of partitioned tables as well; the whole is always there. */
  readonly partitions?: boolean;
}
