import { printableText } from "../../../core/index.ts";
import type { SchemaEditor } from "../../schema/schema-editor.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import type { MigrationDatabase } from "./migration-database.ts";
import type { StepNotes } from "./step-notes.ts";

/**
 * What an operation does, for people: `+` adds, `-` removes, `~` alters, `s` runs SQL, `c` runs code, `?` does several of
 * these, and `*` is something of the app's own.
 */
export type OperationSymbol = "+" | "-" | "~" | "s" | "c" | "?" | "*";

/** One step of a migration. The operations here cover models, fields, indexes, SQL and code; an app may write its own. */
export interface Operation {
  /** The function that makes it: `"addField"`. */
  readonly kind: string;
  /** The module that exports it, for an operation of an app's own: the `import.meta.url` of its file. */
  readonly from?: string;
  /** The arguments of that function, which the writer prints into the file. */
  readonly args: readonly unknown[];
  readonly symbol: OperationSymbol;
  /** `"Add field price to Book"`. */
  describe(): string;
  /** Its share of the migration's name: `"book_price"`. Absent where nothing short can be said. */
  readonly nameFragment?: string;
  /**
   * What else it may read and change than the two states tell: nothing, for the operations on models and fields
   * (`"schema"`); the rows of some models, by name (`["Book", "auth.User"]`); or anything, where nothing is said.
   */
  readonly touches?: "schema" | readonly string[];
  /** Whether `backward` undoes it. */
  readonly isReversible: boolean;
  /** Whether it may be left out when migrations are put together: it only mattered for rows that were there. */
  readonly isElidable?: boolean;
  /** Whether it goes through rows in transactions of its own, and so needs a migration with `transaction: false`. */
  readonly inBatches?: boolean;
  /** Whether it only changes rows, and is to be done as a whole or not at all: it can't be taken up in its middle. */
  readonly isWhole?: boolean;
  /** Whether it changes tables in one transaction where the database can, beyond what the two states tell. */
  readonly isAtomic?: boolean;
  /** Whether it takes steps, each of which looks at what is there: it can be run again after a crash, and in no transaction. */
  readonly isOnline?: boolean;
  /** The models afterwards. */
  apply(state: SchemaState, module: string): SchemaState;
  /** Changes the database from `before` to `after`. */
  forward(run: OperationRun): Promise<void>;
  /** Changes the database back from `after` to `before`. */
  backward(run: OperationRun): Promise<void>;
  /**
   * The way back as operations that go from `after` to `before`, each of which can go on after a crash: for one that has
   * rows to go through. Taken instead of `backward()` in a migration with `transaction: false`.
   */
  wayBack?(run: Pick<OperationRun, "module" | "before" | "after">): readonly Operation[];
}

/** Whether every database can run it in a transaction. What an app's own code and SQL need isn't known. */
export function canBeTransaction({ touches, isOnline, isAtomic }: Operation): boolean {
  return (touches === "schema" && !isOnline) || isAtomic === true;
}

/** What an operation runs with. */
export interface OperationRun {
  readonly module: string;
  readonly before: SchemaState;
  readonly after: SchemaState;
  readonly editor: SchemaEditor;
  /** For code and SQL of the app's own; inside the migration's transaction. */
  readonly database: MigrationDatabase;
  /** Where the migration is not one transaction: what this operation has noted of its steps. */
  readonly notes?: StepNotes;
  /** Given where nothing is run, and statements are only told. */
  readonly preview?: OperationPreview;
  /** Tells how far it has come. */
  readonly progress?: (progress: OperationProgress) => void;
}

/** What an operation does where statements are only told. Its editor changes a copy of the tables. */
export interface OperationPreview {
  /** Takes SQL and remarks (`-- …`) of the app's own. Rows stay as they are. */
  readonly told: MigrationDatabase;
}

/** How far an operation has come that goes through the rows of a table. */
export interface OperationProgress {
  readonly what: string;
  /** Rows that it has been through, and all, where their number is known. */
  readonly rows: number;
  readonly of: number | undefined;
}

/** What an operation does, on one line: names can hold line ends, and what moves the cursor of a terminal. */
export function operationText(operation: Operation): string {
  return printableText(operation.describe());
}
