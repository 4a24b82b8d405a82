import { didYouMean, QuintetError } from "../core/index.ts";
import { describePosition, type Position, snippet } from "./source.ts";

// Messages quote what is wrong in a template, and a hostile one may be wrong for a million characters.
const maxMessageLength = 2_000;

function shortened(message: string): string {
  if (message.length <= maxMessageLength) return message;
  const half = maxMessageLength / 2;
  return `${message.slice(0, half)} … ${message.slice(-half)}`;
}

/** What every error about a template has: where it happened, where that is known. */
export abstract class TemplateError extends QuintetError {
  declare readonly position: Position | undefined;

  constructor(told: string, position?: Position) {
    const message = shortened(told);
    super(
      position === undefined
        ? message
        : `${message}\n  in ${describePosition(position)}\n${snippet(position)}`,
    );
    // A position holds the whole text of its template, which has no place in logs: they show what can be enumerated.
    Object.defineProperty(this, "position", { value: position });
  }
}

/** A template is not written as the template language demands. */
export class TemplateSyntaxError extends TemplateError {
  readonly code = "templates.syntax";
}

/** A template was asked for that no loader has. */
export class TemplateDoesNotExist extends TemplateError {
  readonly code = "templates.does-not-exist";
  readonly templateName: string;
  /** Where it was looked for. */
  readonly tried: readonly string[];

  /** @param reason - The message, where nothing is missing and the template still can't be used. */
  constructor(
    name: string,
    tried: readonly string[],
    known: Iterable<string>,
    position?: Position,
    reason?: string,
  ) {
    super(reason ?? notFound(name, tried, known), position);
    this.templateName = name;
    this.tried = tried;
  }
}

function notFound(name: string, tried: readonly string[], known: Iterable<string>): string {
  const where = tried.length === 0 ? "" : `\nTried:\n${tried.map((path) => `  ${path}`).join("\n")}`;
  return `Template "${name}" does not exist.${didYouMean(name, known)}${where}`;
}

/** A template has no block of the name that is to be rendered. */
export class UnknownBlockError extends TemplateError {
  readonly code = "templates.unknown-block";

  constructor(template: string, name: string, known: readonly string[]) {
    super(`The template "${template}" has no block "${name}".${amongKnown(name, "Blocks", known)}`);
  }
}

/** Tells that a template has no partial of that name. */
export function noPartial(template: string, name: string, known: readonly string[]): string {
  return `The template "${template}" has no partial "${name}".${amongKnown(name, "Partials", known)}`;
}

/** Stands behind a sentence about a name that doesn't exist: a near one, and all there are. */
function amongKnown(name: string, title: string, known: readonly string[]): string {
  return `${didYouMean(name, known)}\n${title}: ${known.toSorted().join(", ") || "none"}.`;
}

/** A variable that a tag or a filter's argument needs is not in the context. */
export class VariableDoesNotExist extends TemplateError {
  readonly code = "templates.variable-does-not-exist";

  constructor(variable: string, position?: Position) {
    super(
      `The template has no variable "${variable}", and a tag or filter needs it.\nAdd it to the context, or guard the place with {% if ${variable} %}.`,
      position,
    );
  }
}

/** A template includes or extends itself without an end. */
export class TemplateRecursionError extends TemplateError {
  readonly code = "templates.recursion";
}

/** A tag or filter got a value that it cannot work with. */
export class TemplateValueError extends TemplateError {
  readonly code = "templates.value";
}

/** What a sandbox bounds, and what to say when it is reached. */
const sandboxLimits = {
  steps: (max: number) => `The template takes more than ${max} steps, which is all that this sandbox allows.`,
  output: (max: number) =>
    `The template writes more than ${max} characters, which is all that this sandbox allows.`,
  value: (max: number) =>
    `A value would grow beyond ${max} characters, which is all that this sandbox allows.`,
  source: (max: number) =>
    `The template is longer than ${max} characters, which is all that this sandbox allows.`,
} as const;

/** A template whose author is not trusted wants to do more than its sandbox allows. */
export class SandboxLimitError extends TemplateError {
  readonly code = "templates.sandbox-limit";
  readonly limit: keyof typeof sandboxLimits;

  constructor(limit: keyof typeof sandboxLimits, max: number, position?: Position) {
    super(sandboxLimits[limit](max), position);
    this.limit = limit;
  }
}

/** A tag needs something from the app (URLs, assets, the CSRF token) that this engine was not given. */
export class MissingTemplateFunctionError extends TemplateError {
  readonly code = "templates.missing-function";

  constructor(wanted: string, name: string) {
    super(
      `${wanted} needs the function "${name}", which this engine was not given.\nIn an app it is there by itself; otherwise write new Engine({ functions: { ${name}: … } }).`,
    );
  }
}

/** A text is built so that removing its tags would take very long. */
export class SuspiciousTextError extends TemplateError {
  readonly code = "templates.suspicious-text";

  constructor() {
    super(
      "The text opens so many tags inside of each other that they can only be there to keep the server busy.",
    );
  }
}

/** A library of tags and filters is not described as it must be. */
export class LibraryError extends TemplateError {
  readonly code = "templates.library";
}

/** A value stands in an html`…` where none can be made safe, or the html`…` is not whole. */
export class HtmlPositionError extends QuintetError {
  readonly code = "templates.html-position";
}

/** A value in an html`…` can't be printed where it stands: it has no text, or is HTML in an attribute. */
export class HtmlValueError extends QuintetError {
  readonly code = "templates.html-value";
}

/** Templates could not be checked, because TypeScript cannot work with the project's configuration. */
export class TemplateCheckError extends TemplateError {
  readonly code = "templates.check";
}

/** Templates could not be checked, because the project has no TypeScript. */
export class MissingTypeScriptError extends TemplateError {
  readonly code = "templates.no-typescript";

  constructor(folder: string) {
    super(
      `Templates are checked by TypeScript, and it is not installed in ${folder}.\nInstall it: npm install --save-dev typescript`,
    );
  }
}
