import { didYouMean, QuintetError } from "../core/index.ts";

/** A command that belongs to a project was called where there is none. */
export class NoProjectError extends QuintetError {
  readonly code = "cli.no-project";

  constructor(folder: string, configName: string) {
    super(
      `There is no ${configName} in ${folder} or above it.\nGo to the folder of your project, name the file with --config, or make a project with "quintet new my-app".`,
    );
  }
}

/** The file of the configuration exists and cannot be used. */
export class ConfigFileError extends QuintetError {
  readonly code = "cli.config-file";
}

/** Something was to be asked, and nobody sits there to answer. */
export class NotInteractiveError extends QuintetError {
  readonly code = "cli.not-interactive";

  constructor(question: string) {
    super(
      `"${question}" can't be asked here, because this isn't an interactive terminal.\nGive the answer as an option; --help lists them.`,
    );
  }
}

/** The user left a question without an answer (Ctrl-C). */
export class CancelledError extends QuintetError {
  readonly code = "cli.cancelled";

  constructor() {
    super("Cancelled. Nothing was changed after the last question.");
  }
}

/** `quintet new` would write over something. */
export class TargetExistsError extends QuintetError {
  readonly code = "cli.target-exists";

  constructor(folder: string) {
    super(`${folder} exists and is not empty. Choose another name, or empty it first.`);
  }
}

/** A project's name that npm or a folder could not have. */
export class ProjectNameError extends QuintetError {
  readonly code = "cli.project-name";

  constructor(name: string) {
    super(
      `"${name}" can't be the name of a project: use a-z, 0-9, - and _, a letter first, such as "my-shop".`,
    );
  }
}

/** A group of commands, such as `migrate`, has none of that name. */
export class UnknownCommandError extends QuintetError {
  readonly code = "cli.unknown-command";

  constructor(group: string, name: string, known: readonly string[]) {
    super(
      `quintet ${group} has no command "${name}".${didYouMean(name, known)}\nCommands: ${known.join(", ")}.`,
    );
  }
}

/** `quintet dev` was to listen where others can reach it. */
export class PublicHostError extends QuintetError {
  readonly code = "cli.public-host";

  constructor(host: string) {
    super(
      `--host ${host} lets other machines reach this server, whose pages about errors show source code, statements and settings.\nLeave --host out to listen on this machine alone. In a container, or to try the app on a phone: --unsafe-public.`,
    );
  }
}
