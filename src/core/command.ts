import type { App } from "./app.ts";

/** An option or argument's value as the command line gives it. */
export type CommandValue = string | boolean | string[] | undefined;

/** Where a command talks to its user. */
export interface Terminal {
  /** One line of normal output; where a person looks on, it may take the place of the line before. */
  line(text?: string, options?: { readonly replacesLast?: boolean }): void;
  /** Something worked. */
  success(text: string): void;
  /** Something needs attention, and the command goes on. */
  warn(text: string): void;
  /** True where questions can be asked: a person sits at both ends. */
  readonly interactive: boolean;
  /** Asks for a text. Rejects where the terminal isn't interactive. */
  ask(
    question: string,
    options?: { initial?: string; validate?(value: string): string | undefined },
  ): Promise<string>;
  /** Asks for a text that isn't shown. */
  askSecret(question: string, options?: { validate?(value: string): string | undefined }): Promise<string>;
  /** Asks a yes-or-no question. */
  confirm(question: string, options?: { initial?: boolean }): Promise<boolean>;
}

/** Where a project's configuration stands. */
export interface ProjectFile {
  readonly file: string;
  readonly folder: string;
}

/** What a command is run with. */
export interface CommandCall {
  /** Where it was called; `undefined` where a program calls it. */
  readonly project?: ProjectFile;
  readonly app: App;
  readonly terminal: Terminal;
  /** Positional arguments by name. */
  readonly args: Readonly<Record<string, CommandValue>>;
  /** Options by name, in camelCase. */
  readonly options: Readonly<Record<string, CommandValue>>;
}

/** A command that a module adds to `quintet`. */
export interface Command {
  /** One word, or two for a command of a group: `"createsuperuser"`, `"migrate up"`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Positional arguments in commander's form: `"<name>"`, `"[module]"`, `"[names...]"`. */
  readonly args?: readonly { readonly name: string; readonly summary: string }[];
  /** Options in commander's form: `"--plan"`, `"--name <name>"`. */
  readonly options?: readonly { readonly flags: string; readonly summary: string }[];
  run(call: CommandCall): void | Promise<void>;
}
