import { closestName, didYouMean } from "../core/index.ts";
import { NoRouteError } from "./errors.ts";
import type { ReverseCandidate, ReverseScope } from "./reverse-lookup.ts";
import type { ReverseTemplate } from "./reverse-template.ts";
import { encodePath, encodeQuery, type Query } from "./url-encoding.ts";

/** Parameters by name, or in the order in which they stand in the route. */
export type ReverseParams = Readonly<Record<string, unknown>> | readonly unknown[];

/** What a URL may have besides its path. */
export interface ReverseOptions {
  readonly query?: Query;
  /** What stands behind "#", as it is. */
  readonly fragment?: string;
  /** The namespaces of the current request, `"shop:eu"`: of several mounts of one app, these are preferred. */
  readonly currentApp?: string | undefined;
}

/** What stands in front of all paths, with a slash at both ends. */
export interface ReverseBase {
  readonly scope: ReverseScope;
  readonly prefix: string;
}

/**
 * Makes the URL of a route. The rules are those of Django's `reverse()`.
 * @throws {@link NoRouteError}
 */
export function reverseRoute(
  base: ReverseBase,
  name: string,
  params: ReverseParams,
  options: ReverseOptions,
): string {
  const names = name.split(":");
  const own = names.pop()!;
  const scope = enterNamespaces(base.scope, names, name, options.currentApp);
  return reverseInScope(base, scope, own, name, params) + queryAndFragment(options);
}

/** What one route of a name takes. */
export interface ReverseParameters {
  /** Those that stand in it, in order. */
  readonly names: readonly string[];
  /** Those that it is given besides; a URL may name them, with these values. */
  readonly extra: readonly string[];
}

/**
 * What the routes of a name take.
 * @throws {@link NoRouteError} where there is none.
 */
export function reverseParameters({ scope: root }: ReverseBase, name: string): ReverseParameters[] {
  const names = name.split(":");
  const own = names.pop()!;
  const scope = enterNamespaces(root, names, name, undefined);
  const candidates = scope.candidates.get(own) ?? [];
  if (candidates.length === 0) throw notFound(scope, candidates, name, {});
  return candidates.flatMap(({ templates, defaults }) =>
    templates.map(({ parameters }) => ({ names: parameters, extra: Object.keys(defaults) })),
  );
}

/** The URL of a route of one scope. `fullName` is for messages. */
export function reverseInScope(
  base: ReverseBase,
  scope: ReverseScope,
  name: string,
  fullName: string,
  params: ReverseParams,
): string {
  const candidates = scope.candidates.get(name) ?? [];
  const given = asPositional(params);
  for (const candidate of candidates) {
    for (const template of candidate.templates) {
      const path = fill(candidate, template, given);
      if (path !== undefined && candidate.accepts(path)) return encodePath(base.prefix + path);
    }
  }
  throw notFound(scope, candidates, fullName, given);
}

/** `"?page=2#top"`, or an empty text. */
export function queryAndFragment({ query, fragment }: ReverseOptions): string {
  const search = query === undefined ? "" : encodeQuery(query);
  return (search === "" ? "" : `?${search}`) + (fragment === undefined ? "" : `#${fragment}`);
}

/** Follows namespaces inwards. A name may also be that of an app; then its current, own or first mount is meant. */
function enterNamespaces(
  root: ReverseScope,
  names: readonly string[],
  fullName: string,
  currentApp: string | undefined,
): ReverseScope {
  let scope = root;
  let current: string[] | undefined = currentApp?.split(":");
  const entered: string[] = [];
  for (const name of names) {
    const currentName = current?.shift();
    const namespace = instanceOf(scope, name, currentName);
    if (namespace !== currentName) current = undefined;
    const inner = scope.namespaces.get(namespace);
    if (inner === undefined) throw unknownNamespace(scope, namespace, entered, fullName);
    entered.push(namespace);
    scope = inner;
  }
  return scope;
}

function instanceOf(scope: ReverseScope, name: string, currentName: string | undefined): string {
  const instances = scope.apps.get(name);
  if (instances === undefined) return name;
  if (currentName !== undefined && instances.includes(currentName)) return currentName;
  return instances.includes(name) ? name : instances[0]!;
}

/** Parameters that are named by their position, `{ 0: "a", 1: "b" }`, as a list. */
function asPositional(params: ReverseParams): ReverseParams {
  if (Array.isArray(params)) return params;
  const names = Object.keys(params);
  const isPositional = names.length > 0 && names.every((name, index) => name === String(index));
  return isPositional ? Object.values(params) : params;
}

/** The path, not encoded and without its first slash; `undefined` where the parameters are others. */
function fill(
  candidate: ReverseCandidate,
  template: ReverseTemplate,
  params: ReverseParams,
): string | undefined {
  const values = valuesFor(candidate, template, params);
  if (values === undefined) return undefined;
  let path = "";
  for (const piece of template.pieces) {
    if (typeof piece === "string") path += piece;
    else {
      const value = values[piece.gap];
      path += candidate.converters.get(piece.gap)?.format(value) ?? String(value);
    }
  }
  return path;
}

function valuesFor(
  candidate: ReverseCandidate,
  template: ReverseTemplate,
  params: ReverseParams,
): Readonly<Record<string, unknown>> | undefined {
  const { parameters } = template;
  if (Array.isArray(params) && params.length > 0) {
    if (params.length !== parameters.length) return undefined;
    const values = Object.fromEntries(parameters.map((name, index) => [name, params[index]]));
    return parameters.every((name) => isGiven(values[name])) ? values : undefined;
  }
  const named = params as Readonly<Record<string, unknown>>;
  const { defaults } = candidate;
  const isComplete = parameters.every((name) => Object.hasOwn(named, name) && isGiven(named[name]));
  const isKnown = Object.keys(named).every(
    (name) => parameters.includes(name) || Object.hasOwn(defaults, name),
  );
  if (!isComplete || !isKnown) return undefined;
  for (const [name, value] of Object.entries(defaults)) {
    if (!parameters.includes(name) && Object.hasOwn(named, name) && named[name] !== value) return undefined;
  }
  return named;
}

/** `"/books/null/"` is an address that nobody means. */
function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function unknownNamespace(
  scope: ReverseScope,
  namespace: string,
  entered: readonly string[],
  fullName: string,
): NoRouteError {
  const known = [...scope.namespaces.keys(), ...scope.apps.keys()];
  const where = entered.length === 0 ? "" : ` inside of "${entered.join(":")}"`;
  return new NoRouteError(
    `There is no namespace "${namespace}"${where} (in urlFor("${fullName}")).${didYouMean(namespace, known)}\nNamespaces: ${[...new Set(known)].toSorted().join(", ") || "none"}.`,
  );
}

function notFound(
  scope: ReverseScope,
  candidates: readonly ReverseCandidate[],
  fullName: string,
  params: ReverseParams,
): NoRouteError {
  const names = [...scope.candidates.keys()];
  if (candidates.length === 0) {
    const namespaces = fullName.slice(0, fullName.lastIndexOf(":") + 1);
    const own = fullName.slice(namespaces.length);
    const elsewhere = [...scope.namespaces].flatMap(([namespace, inner]) =>
      inner.candidates.has(own) ? [`${namespaces}${namespace}:${own}`] : [],
    );
    const meant = elsewhere[0] ?? prefixed(namespaces, closestName(own, names));
    const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
    return new NoRouteError(
      `There is no route "${fullName}".${hint}\nRoutes here: ${names.toSorted().join(", ") || "none"}.`,
    );
  }
  const tried = candidates.map((candidate) => `  ${candidate.route}   takes ${parametersOf(candidate)}`);
  const problem =
    Object.keys(params).length === 0
      ? `The route "${fullName}" needs parameters, and none were given.`
      : `No route "${fullName}" takes ${describeParams(params)}.`;
  return new NoRouteError(
    `${problem} ${candidates.length === 1 ? "There is" : "There are"}:\n${tried.join("\n")}`,
  );
}

function prefixed(prefix: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : prefix + name;
}

function parametersOf(candidate: ReverseCandidate): string {
  const lists = candidate.templates.map(({ parameters }) =>
    parameters
      .map((name) => {
        const converter = candidate.converters.get(name);
        return converter === undefined ? name : `${name}: ${converter.name}`;
      })
      .join(", "),
  );
  return lists.map((list) => (list === "" ? "no parameters" : list)).join(", or ");
}

function describeParams(params: ReverseParams): string {
  const shown = Object.entries(params).map(([name, value]) => {
    const text = typeof value === "string" ? JSON.stringify(value) : String(value);
    return Array.isArray(params) ? text : `${name}: ${text}`;
  });
  return `{ ${shown.join(", ")} }`;
}
