import { didYouMean, QuintetError } from "../core/index.ts";
import type { FieldProblem } from "../forms/index.ts";
import { HttpError, NotFoundError } from "../http/index.ts";

/** A name can't be that of a file in a storage: it leads out of it, or could mean something else to a system. */
export class UnsafeStorageNameError extends HttpError {
  readonly code = "files.unsafe-name";
  readonly status = 400;

  constructor(name: string, reason: string) {
    super(
      `${JSON.stringify(name.slice(0, 200))} can't be the name of a stored file: ${reason}.\nNames are relative paths with "/" between folders, such as "photos/2026/tea.png".`,
    );
  }
}

/** A storage has no file of that name. As an answer it is a 404. */
export class StoredFileNotFoundError extends NotFoundError {
  override readonly code = "files.not-found";

  constructor(storage: string, name: string) {
    super(`The storage "${storage}" has no file ${JSON.stringify(name)}.`);
  }
}

/** A file was to be stored under a name that is taken, and neither another name nor replacing it was allowed. */
export class StorageNameTakenError extends QuintetError {
  readonly code = "files.name-taken";

  constructor(storage: string, name: string) {
    super(
      `The storage "${storage}" has a file ${JSON.stringify(name)} already. Leave "whenTaken" out to get another name, or say "overwrite".`,
    );
  }
}

/** The storage takes no more: the disk or the quota is full. Nothing of the file was kept. As an answer it is a 507. */
export class StorageFullError extends HttpError {
  readonly code = "files.storage-full";
  readonly status = 507;

  constructor(storage: string, options?: ErrorOptions) {
    super(`The storage "${storage}" is full; nothing of the file was kept. Free some room, then try again.`, {
      ...options,
      headers: { "retry-after": "60" },
    });
  }
}

/** The storage can't be reached, or refuses to work: a folder without permission, a service that is down, a wrong key. */
export class StorageUnavailableError extends HttpError {
  readonly code = "files.unavailable";
  readonly status = 503;

  constructor(storage: string, what: string, options?: ErrorOptions) {
    super(`The storage "${storage}" can't be used: ${what}`, options);
  }
}

/** The configuration names no such storage. */
export class UnknownStorageError extends QuintetError {
  readonly code = "files.unknown-storage";

  constructor(alias: string, known: readonly string[]) {
    super(
      `There is no storage "${alias}".${didYouMean(alias, known)}\nAdd it to "storages" in quintet.config.ts; there are: ${known.join(", ")}.`,
    );
  }
}

/** A storage can't do what was asked of it: it has no paths, no addresses. */
export class UnsupportedByStorageError extends QuintetError {
  readonly code = "files.unsupported";

  constructor(storage: string, kind: string, wanted: string) {
    super(`The storage "${storage}" is of the kind "${kind}", which has no ${wanted}.`);
  }
}

/** A package that a storage needs isn't installed. */
export class MissingStoragePackageError extends QuintetError {
  readonly code = "files.missing-package";

  constructor(kind: string, packages: readonly string[], options?: ErrorOptions) {
    super(
      `A storage of the kind "${kind}" needs ${packages.join(", ")}.\nInstall them: npm install ${packages.join(" ")}`,
      options,
    );
  }
}

/** An upload isn't what its field takes: too large, of another type, a picture of too many pixels. As an answer it is a 422. */
export class RefusedUploadError extends HttpError {
  readonly code = "files.refused-upload";
  readonly status = 422;
  readonly problem: FieldProblem;

  constructor(problem: FieldProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** The description of a file field can't be right. */
export class InvalidFileFieldError extends QuintetError {
  readonly code = "files.invalid-field";
}
