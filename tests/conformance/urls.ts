import { text } from "quintet/http";
import {
  compileRoutes,
  defineRoutes,
  languagePrefix,
  type MountOptions,
  mount,
  NoMatchingRouteError,
  NoRouteError,
  path,
  type Query,
  type Route,
  type RouteEntry,
  type RouteMatch,
  type Router,
  type Routes,
  reMount,
  rePath,
  translated,
} from "quintet/routing";

/*
 * Answers the recorded URLconfs of Django: builds routes from a URLconf by the public API, and resolves and reverses.
 *
 * A URLconf is a list, and a table of routes has keys: a route without a name gets an invented one, and a name that
 * comes again makes a table of its own, mounted without a prefix and a namespace, so that the order stays.
 */

/** A route of a recorded URLconf. */
interface RecordedRoute {
  readonly type: "path" | "re_path" | "locale_prefix";
  readonly route: string | { readonly $i18n: Readonly<Record<string, string>> };
  readonly prefix_default_language?: boolean;
  readonly name?: string;
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly view?: string;
  readonly key?: string;
  readonly include?: readonly RecordedRoute[];
  readonly app_name?: string;
  readonly namespace?: string;
}

interface UrlRecord {
  readonly id: string;
  readonly kind: string;
  readonly urlconf: readonly RecordedRoute[];
  readonly path?: string;
  readonly name?: string;
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly current_app?: string;
  readonly query?: unknown;
  readonly fragment?: string;
  readonly script_prefix?: string;
  readonly language?: string | null;
  readonly settings?: { readonly LANGUAGE_CODE?: string };
}

class Unsupported extends Error {}

/** What a route of the URLconf was, by the invented name that may stand for it. */
const inventedNames = new Map<string, string>();

export const answerers: Record<string, (record: never) => unknown> = {
  resolve: (record: UrlRecord) => answer(() => resolveRecord(record)),
  reverse: (record: UrlRecord) => answer(() => reverseRecord(record)),
};

function answer(work: () => unknown): unknown {
  try {
    return { output: work() };
  } catch (error) {
    return { error: { class: errorClass(error), message: (error as Error).message } };
  }
}

function errorClass(error: unknown): string {
  if (error instanceof Unsupported) return "Unsupported";
  if (error instanceof NoRouteError) return "NoReverseMatch";
  if (error instanceof NoMatchingRouteError) return "Resolver404";
  return (error as Error).constructor.name;
}

function resolveRecord(record: UrlRecord): unknown {
  const match = routerFor(record).resolve(record.path ?? "");
  if (match === undefined) throw new NoMatchingRouteError(record.path ?? "", () => []);
  const { params } = match;
  const isPosition = (name: string) => /^\d+$/.test(name);
  const [args, kwargs] = [isPosition, (name: string) => !isPosition(name)].map((wanted) =>
    Object.fromEntries(Object.entries(params).filter(([name]) => wanted(name))),
  ) as [Record<string, unknown>, Record<string, unknown>];
  const name = match.name.slice(match.name.lastIndexOf(":") + 1);
  const view = inventedNames.get(name);
  return {
    url_name: view === undefined ? name : null,
    view_name: view === undefined ? match.name : [...match.namespaces, view].join(":"),
    app_names: match.apps,
    namespaces: match.namespaces,
    route: match.route,
    args: Object.values(args),
    kwargs: encodeParams(match, kwargs),
    captured_kwargs: encodeParams(match, capturedParams(match, record.path ?? "")),
    extra_kwargs: extraParams(match),
  };
}

/** The parameters of the route's own part of the path. */
function capturedParams({ leaf }: RouteMatch, path: string): Readonly<Record<string, unknown>> {
  let rest = path.slice(1);
  let captured = {};
  for (const [level, pattern] of leaf.patterns.entries()) {
    const match = pattern.match(rest, level === leaf.patterns.length - 1);
    rest = match?.rest ?? "";
    captured = match?.named ?? {};
  }
  return captured;
}

function extraParams(match: RouteMatch): unknown {
  const { leaf } = match;
  return Object.assign({}, ...leaf.steps.map(({ mount: step }) => step.options.params), leaf.endpoint.extra);
}

/** Values as the corpus writes them. */
function encodeParams(match: RouteMatch, params: Readonly<Record<string, unknown>>): unknown {
  const converters = new Map(
    match.leaf.patterns.flatMap(({ parameters }) =>
      parameters.map((parameter) => [parameter.name, parameter.converter.name] as const),
    ),
  );
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      converters.get(name) === "uuid" ? { $uuid: value } : value,
    ]),
  );
}

function reverseRecord(record: UrlRecord): unknown {
  const { name = "", args = [], kwargs = {} } = record;
  if (args.length > 0 && Object.keys(kwargs).length > 0) throw new TypeError("args and kwargs are mixed");
  const params = args.length > 0 ? args.map(decode) : (decode(kwargs) as Record<string, unknown>);
  return routerFor(record).reverse(name, params, {
    ...(record.query === undefined ? {} : { query: decode(record.query) as Query }),
    ...(record.fragment === undefined ? {} : { fragment: record.fragment }),
    currentApp: record.current_app,
  });
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object" || value === null) return value;
  const [[key, inner] = ["", undefined], ...others] = Object.entries(value);
  if (others.length === 0) {
    if (key === "$tuple") return (inner as unknown[]).map(decode);
    if (key === "$uuid" || key === "$safe" || key === "$lazy" || key === "$decimal") return inner;
    if (key === "$int") return BigInt(inner as string);
    if (key === "$querydict") return new URLSearchParams(inner as string);
    if (key === "$set") return new Set((inner as unknown[]).map(decode));
    if (key.startsWith("$")) throw new Unsupported(`the value ${key}`);
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decode(item)]));
}

function routerFor(record: UrlRecord): Router {
  inventedNames.clear();
  const siteLanguage = record.settings?.LANGUAGE_CODE ?? "en";
  const language = record.language === undefined ? "en" : (record.language ?? siteLanguage);
  return compileRoutes(routesOf(record.urlconf, siteLanguage), {
    prefix: record.script_prefix ?? "/",
    language: () => language,
  });
}

function routesOf(list: readonly RecordedRoute[], siteLanguage: string, app?: string): Routes {
  const table: Record<string, RouteEntry> = {};
  for (const recorded of list) {
    const [name, entry] = entryOf(recorded, siteLanguage);
    if (!(name in table) && name !== "" && !/^\d+$|:/.test(name)) table[name] = entry;
    else table[invent("")] = mount("", defineRoutes({ [name]: entry }), { namespace: false });
  }
  return defineRoutes(table, app === undefined ? {} : { app });
}

function entryOf(recorded: RecordedRoute, siteLanguage: string): [name: string, entry: RouteEntry] {
  const { type, route, include, namespace } = recorded;
  const params = decode(recorded.kwargs ?? {}) as Record<string, unknown>;
  if (include === undefined) {
    const name = recorded.name ?? invent(recorded.view ?? "");
    const make = (type === "path" ? path : rePath) as (...given: unknown[]) => Route;
    return [name, make(routeText(route), () => text(""), { params })];
  }
  const options: MountOptions = namespace === undefined ? { params, namespace: false } : { params };
  const inner = routesOf(include, siteLanguage, recorded.app_name);
  const key = namespace ?? invent("");
  if (type === "locale_prefix") {
    const unprefixed = recorded.prefix_default_language ? {} : { unprefixed: siteLanguage };
    return [key, mount(languagePrefix(unprefixed), inner, options)];
  }
  const make = (type === "path" ? mount : reMount) as (...given: unknown[]) => RouteEntry;
  return [key, make(routeText(route), inner, options)];
}

/** Languages that have no text get the English one, as Django's own message would be. */
function routeText(route: RecordedRoute["route"]): unknown {
  if (typeof route === "string") return route;
  const { en, ...others } = route.$i18n;
  return translated(en === undefined ? others : { en, ...others });
}

function invent(view: string): string {
  const name = `unnamed-${inventedNames.size}`;
  inventedNames.set(name, view);
  return name;
}
