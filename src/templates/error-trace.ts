import { describeErrorsBy } from "../core/index.ts";
import type { Place } from "./compiler/place.ts";
import { TemplateError } from "./errors.ts";
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

/** Notes that an error passed a place, and the includes around it. */
export function noteFailure(error: unknown, place: Place | undefined): void {
  if (typeof error !== "object" || error === null) return;
  const frames = traces.get(error) ?? [];
  for (let at = place; at !== undefined; at = at.via) {
    frames.push(frameAt(at.position));
  }
  if (!traces.has(error) && place !== undefined && "message" in error && !hasPosition(error)) {
    (error as Error).message += `\n  in ${describePosition(place.position)}\n${snippet(place.position)}`;
  }
  traces.set(error, frames);
}

/** Errors about templates tell their place themselves; the messages of others are not ours to change. */
function hasPosition(error: object): boolean {
  return !(
    "code" in error &&
    String(error.code).startsWith("templates.") &&
    "position" in error &&
    error.position === undefined
  );
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
