import type { RoutePart } from "./route-syntax.ts";

/*
 * Finds what a regular expression such as /^(.+)\/(.+)-([^/]+)\/$/ finds, each parameter as long as it can be, but in
 * time that grows with the length of the path: a backtracking engine takes seconds for "/////…" and hangs for "----…".
 *
 * A parameter takes a run: characters of its class, one after the other. Where a run ends doesn't depend on where in
 * the run the parameter begins, and whether the rest of the route fits behind a place doesn't either. So for each
 * parameter it is remembered which places of the current run were tried as its end, from the last to the first, and
 * the last one that fits. No place is tried twice for the same parameter.
 */

/** What the parts of a route take of a path. */
export interface PartsMatch {
  /** The texts of the parameters, in order. */
  readonly texts: readonly string[];
  /** Where the match ends. */
  readonly end: number;
}

/** A run of characters that a parameter may take, and what is known about its ends. */
interface Run {
  start: number;
  readonly end: number;
  /** Ends from here on were tried. */
  tried: number;
  /** The last end behind which the rest fits; -1 where none was found yet. */
  best: number;
}

/** Whether the search below can match a route: each of its converters says which characters it takes. */
export function canMatchParts(parts: readonly RoutePart[]): boolean {
  return parts.every((part) => typeof part === "string" || part.converter.extent !== undefined);
}

/** Matches the parts from the beginning of a path; `isLast` where nothing may be left. */
export function matchParts(
  parts: readonly RoutePart[],
  path: string,
  isLast: boolean,
): PartsMatch | undefined {
  return new PartsSearch(parts, path, isLast).find();
}

class PartsSearch {
  readonly #parts: readonly RoutePart[];
  readonly #path: string;
  readonly #isLast: boolean;
  readonly #runs: (Run | undefined)[] = [];

  constructor(parts: readonly RoutePart[], path: string, isLast: boolean) {
    this.#parts = parts;
    this.#path = path;
    this.#isLast = isLast;
  }

  find(): PartsMatch | undefined {
    if (!this.#fits(0, 0)) return undefined;
    const texts: string[] = [];
    let position = 0;
    for (const [index, part] of this.#parts.entries()) {
      const end = this.#endOf(index, position);
      if (typeof part !== "string") texts.push(this.#path.slice(position, end));
      position = end;
    }
    return { texts, end: position };
  }

  /** Whether the parts from `index` on fit at a place. */
  #fits(index: number, position: number): boolean {
    if (index === this.#parts.length) return !this.#isLast || position === this.#path.length;
    return this.#endOf(index, position) !== -1;
  }

  /** Where the part that begins at a place ends, so that the rest fits; -1 where there is no such end. */
  #endOf(index: number, position: number): number {
    const part = this.#parts[index]!;
    if (typeof part === "string") {
      const end = position + part.length;
      return this.#path.startsWith(part, position) && this.#fits(index + 1, end) ? end : -1;
    }
    const { extent } = part.converter;
    if (extent!.kind === "run") return this.#endOfRun(index, position, extent!.accepts);
    const end = position + extent!.length;
    const text = this.#path.slice(position, end);
    return extent!.accepts(text) && this.#fits(index + 1, end) ? end : -1;
  }

  #endOfRun(index: number, position: number, accepts: (code: number) => boolean): number {
    const run = this.#runAt(index, position, accepts);
    while (run.best === -1 && run.tried > position + 1) {
      run.tried--;
      if (!splitsCharacter(this.#path, run.tried) && this.#fits(index + 1, run.tried)) run.best = run.tried;
    }
    return run.best > position ? run.best : -1;
  }

  /** The run that a place stands in. Places are asked for from the right to the left, so that one run is remembered. */
  #runAt(index: number, position: number, accepts: (code: number) => boolean): Run {
    const known = this.#runs[index];
    if (known !== undefined && known.start <= position && position <= known.end) return known;
    let end = position;
    while (end < this.#path.length && end !== known?.start && accepts(this.#path.charCodeAt(end))) end++;
    if (known !== undefined && end === known.start && end > position && known.start < known.end) {
      known.start = position;
      return known;
    }
    const run = { start: position, end, tried: end + 1, best: -1 };
    this.#runs[index] = run;
    return run;
  }
}

/** Whether a place stands between the two halves of a character outside of the basic plane. */
function splitsCharacter(path: string, position: number): boolean {
  const code = path.charCodeAt(position);
  return (
    code >= 0xdc00 && code <= 0xdfff && position > 0 && (path.charCodeAt(position - 1) & 0xfc00) === 0xd800
  );
}
