import { QuintetError } from "../../core/index.ts";
import type { StepDirection } from "../schema/schema-editor.ts";

/** A migration file can't be read, or isn't one. */
export class MigrationFileError extends QuintetError {
  readonly code = "db.migration-file";
}

/** The migrations don't form a history: one depends on another that is missing, or on itself by a detour. */
export class MigrationGraphError extends QuintetError {
  readonly code = "db.migration-graph";
}

/** A module's history has several ends that disturb each other: which one comes last makes a difference. */
export class MigrationConflictError extends QuintetError {
  readonly code = "db.migration-conflict";

  constructor(module: string, leaves: readonly { readonly name: string }[], explanation: string) {
    const names = leaves.map(({ name }) => name).join(", ");
    super(
      `The migrations of "${module}" end in ${leaves.length} places that disturb each other: ${names}.\n${explanation}\nSay which comes last, or that the order makes no difference: quintet migrate merge ${module}`,
    );
  }
}

/** A migration is named that doesn't exist, or by a beginning that several have. */
export class UnknownMigrationError extends QuintetError {
  readonly code = "db.unknown-migration";
}

/** An operation of a migration failed. Says which; the reason is the `cause`. */
export class MigrationFailedError extends QuintetError {
  readonly code = "db.migration-failed";
  /** Which operation of the migration, from 0; `undefined` where it was none in particular. */
  readonly position: number | undefined;
  /** In which direction it ran: one that was begun and not finished runs that way first. `undefined` where none ran. */
  readonly direction: StepDirection | undefined;

  constructor(message: string, { position, direction, ...options }: ErrorOptions & FailedOperation = {}) {
    super(message, options);
    this.position = position;
    this.direction = direction;
  }
}

interface FailedOperation {
  readonly position?: number | undefined;
  readonly direction?: StepDirection | undefined;
}

/** A migration can't be undone, because one of its operations says no way back. */
export class IrreversibleMigrationError extends QuintetError {
  readonly code = "db.irreversible-migration";
}

/** What the database says was applied does not fit the files. */
export class MigrationHistoryError extends QuintetError {
  readonly code = "db.migration-history";
}

/** Migrations can't be put together into one. */
export class MigrationSquashError extends QuintetError {
  readonly code = "db.migration-squash";
}

/** The ends of a module's migrations can't be joined in the way that was asked for. */
export class MigrationMergeError extends QuintetError {
  readonly code = "db.migration-merge";
}

/** A migration can't be changed any more by `migrate make --update`. */
export class MigrationUpdateError extends QuintetError {
  readonly code = "db.migration-update";
}

/** A migration can't be written anew with fewer operations, because its file holds more than them. */
export class MigrationOptimizeError extends QuintetError {
  readonly code = "db.migration-optimize";
}

/** `migrate make` needs an answer that it must not guess, and nobody is there to be asked. */
export class MigrationQuestionError extends QuintetError {
  readonly code = "db.migration-question";
}

/** A model that the code of a migration declares isn't what the model is at that point of the history. */
export class HistoricModelError extends QuintetError {
  readonly code = "db.historic-model";
}

/** A value can't be written into a migration file. */
export class MigrationValueError extends QuintetError {
  readonly code = "db.migration-value";
}

/** The first migration of a module finds tables that are not those that it would make. */
export class ExistingTablesError extends QuintetError {
  readonly code = "db.existing-tables";

  /** @param differences - By table, the ends of sentences about it. */
  constructor(
    migration: string,
    differences: readonly (readonly [table: string, texts: readonly string[]])[],
  ) {
    const lines = differences.flatMap(([table, texts]) => texts.map((text) => `  ${table}: ${text}`));
    super(
      `Tables that ${migration} would make are there already, and are not the same:\n${lines.join("\n")}\nNothing was changed. Make the models say what the tables are ("quintet introspect" writes such), and the migration anew; or rename or drop the tables, if they belong to nobody.`,
    );
  }
}

/** A migration was begun, and is neither applied nor undone: a crash or an error has stopped it between two steps. */
export class HalfAppliedError extends QuintetError {
  readonly code = "db.half-applied-migration";
}
