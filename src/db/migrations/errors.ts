import { QuintetError } from "../../core/index.ts";

/** A migration file can't be read, or isn't one. */
export class MigrationFileError extends QuintetError {
  readonly code = "db.migration-file";
}

/** The migrations don't form a history: one depends on another that is missing, or on itself by a detour. */
export class MigrationGraphError extends QuintetError {
  readonly code = "db.migration-graph";
}

/** A module's history has several ends: two migrations were written on the same predecessor. */
export class MigrationConflictError extends QuintetError {
  readonly code = "db.migration-conflict";

  constructor(module: string, leaves: readonly string[]) {
    super(
      `The migrations of "${module}" end in several places: ${leaves.join(", ")}.\nThis happens when two branches each add one. Let the later one depend on the other: change "dependsOn" in ${module}/migrations/${leaves.at(-1)} to [["${module}", "${leaves.at(-2)}"]].`,
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
}

/** A migration can't be undone, because one of its operations says no way back. */
export class IrreversibleMigrationError extends QuintetError {
  readonly code = "db.irreversible-migration";
}

/** What the database says was applied does not fit the files. */
export class MigrationHistoryError extends QuintetError {
  readonly code = "db.migration-history";
}

/** `migrate make` needs an answer that it must not guess, and nobody is there to be asked. */
export class MigrationQuestionError extends QuintetError {
  readonly code = "db.migration-question";
}

/** A value can't be written into a migration file. */
export class MigrationValueError extends QuintetError {
  readonly code = "db.migration-value";
}
