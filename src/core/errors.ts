import { didYouMean } from "./closest-name.ts";

/**
 * The base of every error that Quintet throws. `code` names the meaning (`"db.unknown-field"`), never changes once
 * released and has an entry in the documentation; the message says what happened, with which value, where, and what
 * to do next.
 */
export abstract class QuintetError extends Error {
  abstract readonly code: string;

  override get name(): string {
    return this.constructor.name;
  }
}

/** What is wrong with one key of the configuration, and the next step. */
export interface ConfigProblem {
  /** Where, as the user would write it: `"databases.default.file"`. */
  readonly path: string;
  /** What is wrong, as a sentence without the path. */
  readonly message: string;
  /** What to do about it, as a sentence. */
  readonly hint?: string;
}

/** The configuration cannot be used. Lists every problem at once. */
export class ConfigError extends QuintetError {
  readonly code = "core.config";
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.map(
      ({ path, message, hint }) => `  ${path}: ${message}${hint ? `\n    ${hint}` : ""}`,
    );
    super(`The configuration has ${count}:\n${lines.join("\n")}`);
    this.problems = problems;
  }
}

/** An environment variable was read directly, and is not set or not of its kind. */
export class EnvironmentError extends QuintetError {
  readonly code = "core.environment";
}

/** Something needs the running app, and none was created. */
export class NoAppError extends QuintetError {
  readonly code = "core.no-app";

  constructor(wanted: string) {
    super(
      `${wanted} needs a running app, and none was created.\nCreate one first: await createApp(config), or run the code with "quintet shell" or under "quintet/testing".`,
    );
  }
}

/** A service was asked for that no part of this app provides. */
export class UnknownServiceError extends QuintetError {
  readonly code = "core.unknown-service";

  constructor(service: string) {
    super(
      `This app has no service "${service}". The part that provides it was not set up: create the app with createApp().`,
    );
  }
}

/** The modules of an app do not fit together. */
export class ModuleError extends QuintetError {
  readonly code = "core.module";
}

/** A module asks for another one that the app does not have. */
export class MissingModuleError extends QuintetError {
  readonly code = "core.missing-module";

  constructor(module: string, missing: string, known: readonly string[]) {
    super(
      `Module "${module}" needs the module "${missing}", which is not in the configuration.${didYouMean(missing, known)}\nAdd it to "modules" in quintet.config.ts, before "${module}".`,
    );
  }
}

/** A command could not do what it was asked for. Its message is all that the user sees. */
export class CommandError extends QuintetError {
  readonly code = "core.command";
}
