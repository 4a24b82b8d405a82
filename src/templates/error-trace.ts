import { types } from "node:util";
import { describeErrorsBy } from "../core/index.ts";
import type { Place } from "./compiler/place.ts";
import { TemplateError, TemplateRecursionError, TemplateValueError } from "./errors.ts";
import { describePosition, lineAndColumn, type Position, snippet } from "./source.ts";

/** A place in a template that was being rendered when an error was thrown. */
export interface TemplateFrame {
  readonly template: string;
  /** The file, or `<memory>:name`. */
  readonly origin: string;
  /** Counted from 1, as the column. */
  readonly line: number;
  readonly column: number;
  /** The line of the template, with a mark below the place. */
  readonly snippet: string;
}

// Errors are thrown on as they are, so that a NotFoundError from a template's data stays one; where they passed is
// noted beside them.
const traces = new WeakMap<object, TemplateFrame[]>();

describeErrorsBy((error) => {
  const places = templateTrace(error).map(({ template, line, column }) => `${template}:${line}:${column}`);
  return places.length === 0 ? undefined : { template: places };
});

/**
 * What was thrown, as an error that can be told with its place: what is none (a text, a symbol, a proxy, which might do
 * anything when it is looked at) becomes the cause of one, and so does an exhausted stack.
 */
export function asError(thrown: unknown): object {
  if (typeof thrown !== "object" || thrown === null || types.isProxy(thrown))
    return withCause(
      new TemplateValueError(`The data of the page threw ${describeThrown(thrown)}, which is no error.`),
      thrown,
    );
  if (thrown instanceof RangeError && thrown.message === "Maximum call stack size exceeded")
    return withCause(new TemplateRecursionError("A value or a template is nested too deep."), thrown);
  return thrown;
}

function describeThrown(thrown: unknown): string {
  if (typeof thrown === "object" && thrown !== null) return "a proxy";
  return thrown === undefined || thrown === null ? String(thrown) : `a ${typeof thrown}`;
}

function withCause(error: Error, cause: unknown): Error {
  error.cause = cause;
  return error;
}

/** Notes that an error passed a place, and the includes around it. */
export function noteFailure(error: object, place: Place | undefined): void {
  const frames = traces.get(error) ?? [];
  // Errors about templates tell their place themselves; the messages of others are not ours to change.
  if (
    error instanceof TemplateError &&
    error.position === undefined &&
    !traces.has(error) &&
    place !== undefined
  ) {
    error.message += `\n  in ${describePosition(place.position)}\n${snippet(place.position)}`;
  }
  for (let at = place; at !== undefined; at = at.via) {
    frames.push(frameAt(at.position));
  }
  traces.set(error, frames);
}

/**
 * Where in the templates an error was thrown, the innermost place first; empty for an error from elsewhere. For a
 * mistake in a template itself, such as its syntax, that is the place of the mistake.
 */
export function templateTrace(error: unknown): readonly TemplateFrame[] {
  if (typeof error !== "object" || error === null) return [];
  const passed = traces.get(error) ?? [];
  if (!(error instanceof TemplateError) || error.position === undefined) return passed;
  const mistake = frameAt(error.position);
  return passed[0] !== undefined && isSamePlace(passed[0], mistake) ? passed : [mistake, ...passed];
}

function frameAt(position: Position): TemplateFrame {
  const { source } = position;
  return {
    template: source.name,
    origin: source.origin,
    ...lineAndColumn(position),
    snippet: snippet(position),
  };
}

function isSamePlace(one: TemplateFrame, other: TemplateFrame): boolean {
  return one.origin === other.origin && one.line === other.line && one.column === other.column;
}
