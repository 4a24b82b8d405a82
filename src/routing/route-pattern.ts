import { canMatchParts, matchParts, type PartsMatch } from "./match-parts.ts";
import { compilePythonRegex } from "./python-regex.ts";
import { parseRoute, type RouteParameter, type RoutePart } from "./route-syntax.ts";

/*
 * One step of a route: what `path()` or `mount()` was given. A route inside of mounted tables is a chain of patterns.
 * As in Django each takes its share of the path in turn, as much as it can, and never gives any back: below
 * mount("<path:folder>/", …) only an empty rest is left.
 */
export interface Pattern {
  /** As it was written. */
  readonly source: string;
  /** The parts of a route; `undefined` for a regular expression. */
  readonly parts: readonly RoutePart[] | undefined;
  /** The parameters that have a converter. */
  readonly parameters: readonly RouteParameter[];
  /** As a regular expression in Python's syntax, without what anchors it. */
  readonly regex: string;
  /** Takes the share of this pattern from a path; `isLast` where nothing may be left. */
  match(path: string, isLast: boolean): PatternMatch | undefined;
}

/** What a pattern found. */
export interface PatternMatch {
  /** Values of unnamed groups, where no group has a name. */
  readonly positional: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, unknown>>;
  /** What is left of the path. */
  readonly rest: string;
}

/** The pattern of `path()` and `mount()`. */
export function routePattern(source: string): Pattern {
  const parts = parseRoute(source);
  const parameters = parts.filter((part) => typeof part !== "string");
  const regex = parts
    .map((part) =>
      typeof part === "string" ? escapeRegex(part) : `(?P<${part.name}>${part.converter.pattern})`,
    )
    .join("");
  const isMatchable = canMatchParts(parts);
  // Compiled when first needed: only converters of the app's own ask for it.
  const prefix = once(() => compilePythonRegex(`^${regex}`));
  const whole = once(() => compilePythonRegex(`^${regex}\\Z`));
  const match = (path: string, isLast: boolean): PatternMatch | undefined => {
    const found = isMatchable
      ? matchParts(parts, path, isLast)
      : matchExpression(isLast ? whole() : prefix(), parameters, path);
    if (found === undefined) return undefined;
    const named: Record<string, unknown> = {};
    for (const [index, { name, converter }] of parameters.entries()) {
      const value = converter.parse(found.texts[index]!);
      if (value === undefined) return undefined;
      named[name] = value;
    }
    return { positional: [], named, rest: path.slice(found.end) };
  };
  return { source, parts, parameters, regex, match };
}

function matchExpression(
  expression: RegExp,
  parameters: readonly RouteParameter[],
  path: string,
): PartsMatch | undefined {
  const found = expression.exec(path);
  if (found === null) return undefined;
  return { texts: parameters.map(({ name }) => found.groups![name]!), end: found[0].length };
}

/** The pattern of `rePath()` and `reMount()`. */
export function regexPattern(source: string): Pattern {
  const anywhere = compilePythonRegex(source); // at once, so that a mistake is told where it was written
  const isWhole = source.endsWith("$");
  const whole = once(() => compileWhole(source));
  const match = (path: string, isLast: boolean): PatternMatch | undefined => {
    // Django: an expression that ends with "$" must take all of the path, so that "$" lets no line break through.
    const found = (isLast && isWhole ? whole() : anywhere).exec(path);
    if (found === null) return undefined;
    return { ...groupsOf(found), rest: path.slice(found.index + found[0].length) };
  };
  return { source, parts: undefined, parameters: [], regex: source.replace(/^\^/, ""), match };
}

function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= make();
    return value;
  };
}

function compileWhole(source: string): RegExp {
  const { source: translated, flags } = compilePythonRegex(source);
  return new RegExp(`^(?:${translated})$`, flags);
}

function groupsOf(found: RegExpExecArray): {
  positional: (string | undefined)[];
  named: Record<string, unknown>;
} {
  if (found.groups === undefined) {
    return { positional: found.slice(1), named: {} };
  }
  const matched = Object.entries(found.groups).filter(([, text]) => text !== undefined);
  return { positional: [], named: Object.fromEntries(matched) };
}

function escapeRegex(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|]/g, "\\$&");
}
