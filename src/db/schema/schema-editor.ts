import type { DatabaseError } from "../errors.ts";
import type { LockReport } from "./lock-patience.ts";
import type { DatabaseKind } from "./model-state.ts";
import type { Rehearse } from "./rehearsal.ts";
import type { ColumnDefinition, TableDefinition } from "./table-definition.ts";

/** Where schema statements go: a connection inside a transaction, or a list that only collects them. */
export interface SchemaConnection {
  /** Runs one statement and gives its rows, each as a list of values. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly (readonly unknown[])[]>;
}

/**
 * One connection that is kept for a while to change the schema. Each backend has its own: how a lock is taken, what has
 * to be switched off meanwhile and what is checked at the end differ.
 */
export interface SchemaSession extends SchemaConnection {
  readonly kind: DatabaseKind;
  hasTable(name: string): Promise<boolean>;
  /**
   * Runs `work` in a transaction that no other process changes the schema beside; waits for one that does. What is left
   * broken at the end (a reference to a row that is gone) undoes everything. Where a table can't be locked soon, all is
   * undone, and `work` begins again a little later.
   */
  exclusively<Result>(
    work: (editor: SchemaEditor) => Promise<Result>,
    options?: ExclusiveOptions,
  ): Promise<Result>;
  /**
   * Runs `work` while no other process migrates this database; waits for one that does. The turn ends with its holder,
   * however that ends. Transactions within may come and go.
   *
   * @param waits - Told once who has the turn, where somebody has.
   */
  inTurn<Result>(work: () => Promise<Result>, waits?: TurnReport): Promise<Result>;
  /** Who migrates this database just now, as far as can be told; `undefined` where nobody does. */
  turnHolder(): Promise<TurnHolder | undefined>;
  /**
   * What the database knows of an error and didn't say with it: who holds a lock, which right is missing to whom. Sentences
   * with what to do; `undefined` where there is nothing to add. Not inside a transaction that failed.
   */
  explain(error: DatabaseError): Promise<string | undefined>;
  /**
   * Runs `work` with a way to tell statements without running them: they are tried on a copy of the tables without rows,
   * which nobody else sees (rehearsal.ts).
   */
  rehearse<Result>(work: (begin: Rehearse) => Promise<Result>): Promise<Result>;
  /** Statements as a person runs them: as one transaction, where the database has that for tables. */
  asScript(statements: readonly string[], isOneTransaction: boolean): readonly string[];
}

export interface ExclusiveOptions {
  /** `false` runs each statement in a transaction of its own; what is done when `work` fails stays. */
  readonly transaction?: false | undefined;
  /** Whether a table may be copied while nobody writes, where the server can't change it otherwise as it was asked to. */
  readonly acceptsCopies?: boolean | undefined;
  /** Told when a table could not be locked, and the change will be tried again. */
  readonly waits?: LockReport | undefined;
}

/** Who migrates a database, as far as can be told. */
export interface TurnHolder {
  /** `"process 4711 on web1"`. */
  readonly who: string;
  /** Since when, in ISO's notation. */
  readonly since: string;
}

/** Told who has the turn that one waits for; `undefined` where it can't be told. */
export type TurnReport = (holder: TurnHolder | undefined) => void;

/** An operation of a migration, by its place. */
export interface StepKey {
  readonly module: string;
  readonly name: string;
  readonly direction: StepDirection;
  readonly position: number;
}

export type StepDirection = "forward" | "backward";

/** Turns changes of tables into the statements of one database, and runs them. Each backend has its own. */
export interface SchemaEditor {
  readonly connection: SchemaConnection;
  /** The kind of database: tables that are not for it are left out. */
  readonly kind: DatabaseKind;
  /**
   * Runs `work` in a transaction that is stored at its end, and again where it gets no lock. Absent where all that the
   * editor does is one transaction already. Rows of a batch refer to what they referred to before: all references of a
   * database are not looked through for each.
   */
  readonly inOwnTransaction?: <Result>(work: () => Promise<Result>, isBatch?: boolean) => Promise<Result>;
  /**
   * Runs an operation so that it can go on after a crash at any of its statements: what it had done by then is not done
   * again. Absent where an operation is one transaction, or makes sure of that itself.
   */
  readonly asStep?: (key: StepKey, work: () => Promise<void>) => Promise<void>;
  /**
   * Runs an operation that is to be undone as a whole after a crash, which changes of tables would make impossible: they are
   * refused. Absent where an operation can be undone with them.
   */
  readonly asWhole?: (work: () => Promise<void>) => Promise<void>;
  /** The operations of a migration that were begun as steps, and are neither done nor undone. */
  readonly begunSteps?: (module: string, name: string) => Promise<readonly StepKey[]>;
  /** Makes a table with its indexes. */
  createTable(table: TableDefinition): Promise<void>;
  dropTable(table: TableDefinition): Promise<void>;
  /** Renames a table; what refers to it follows. */
  renameTable(from: string, to: string): Promise<void>;
  /** Changes columns, indexes and constraints of a table, and keeps its rows. */
  changeTable(change: TableChange): Promise<void>;
  /** Puts a column in the place of another in one moment. Absent where a table is made anew for it anyway. */
  replaceColumn?(replacement: ColumnReplacement): Promise<void>;
  /** Looks at the rows that a check or reference was made without a look at; fails where one doesn't keep to it. */
  validateRule(rule: UncheckedRule): Promise<void>;
  /**
   * Makes references again that a change of one table had to drop until the tables at their other sides were changed too.
   * Called when that has happened: what comes next may rename or drop what they name.
   */
  restoreReferences?(): Promise<void>;
  /** Makes what had to wait for other tables. Called at the end of all changes. */
  finish?(): Promise<void>;
}

/** A table before and after a change. Both have the same name: renaming a table is a step of its own. */
export interface TableChange {
  readonly before: TableDefinition;
  readonly after: TableDefinition;
  /** One entry for each column that is there before or after. */
  readonly columns: readonly ColumnChange[];
  /** How to go about it while the table is in use. */
  readonly online?: OnlineChange;
}

/** How a table is changed while others read and write it. */
export interface OnlineChange {
  /**
   * Indexes, unique rules, checks, references and NOT NULL are made in steps that stop nobody for long. Takes more time in
   * all, and can't be undone as a whole: PostgreSQL does it outside of a transaction only.
   */
  readonly concurrently?: true;
  /** `false` leaves the rows that are there unchecked, for now: new checks and references hold for what is written. */
  readonly validate?: false;
}

/** A column that takes the place of another one: the other is dropped, and this one gets its name. */
export interface ColumnReplacement {
  /** The table while the column has its name for now. */
  readonly interim: TableDefinition;
  readonly after: TableDefinition;
  /** The column that goes. */
  readonly drop: string;
  readonly rename: { readonly from: string; readonly to: string };
  /** Whether the column has no rules and indexes of its own yet. */
  readonly lacksRules?: boolean;
  /** Statements that belong to the same moment: they take away what keeps the columns in step. */
  readonly together?: readonly string[];
}

/** A check or reference whose rows are still to be looked at. */
export interface UncheckedRule {
  readonly table: TableDefinition;
  /** The name of a check, or the field whose reference it is. */
  readonly name: string;
}

export interface ColumnChange {
  /** Absent for a new column. */
  readonly before?: ColumnDefinition;
  /** Absent for a removed column. */
  readonly after?: ColumnDefinition;
  /** What the rows that are there get in a new column, and in place of NULL in one that is no longer nullable. */
  readonly fill?: unknown;
}
