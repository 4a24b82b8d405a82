import findMyWay from "find-my-way";
import { decodePath, text } from "quintet/http";
import { compileRoutes, defineRoutes, mount, path, type RouteEntry } from "quintet/routing";
import { type RouteText, routeTexts, tables } from "./routes.ts";

/** What a router finds: the route by its whole text, and the parameters. */
export interface Found {
  readonly route: RouteText;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface Contender {
  readonly name: string;
  /** Whether it knows that an `<int:id>` has digits only. */
  readonly checksParameters: boolean;
  /** The work that is measured: from a target as it was sent to the route and its parameters. */
  find(target: string): unknown;
  /** What find() gave, to be compared. */
  read(found: unknown): Found | undefined;
}

const answer = () => text("");

const expressions: Readonly<Record<string, string>> = {
  int: "(^[0-9]+$)",
  slug: "(^[-a-zA-Z0-9_]+$)",
  uuid: "(^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$)",
  str: "",
};

export const contenders: readonly Contender[] = [quintet(), findMyWayBy("expressions"), findMyWayBy("names")];

function quintet(): Contender {
  const router = compileRoutes(defineRoutes(nested()));
  return {
    name: "Quintet",
    checksParameters: true,
    find: (target) => router.resolve(decodePath(target)),
    read(found) {
      const match = found as ReturnType<typeof router.resolve>;
      return match === undefined ? undefined : { route: match.route, params: match.params };
    },
  };
}

/** The tables mounted, those of the API twice: below `api/v1/`, and each below its own prefix. */
function nested(): Record<string, RouteEntry> {
  const table: Record<string, RouteEntry> = {};
  const api: Record<string, RouteEntry> = {};
  for (const [prefix, routes] of Object.entries(tables)) {
    const inner: Record<string, RouteEntry> = {};
    for (const [index, route] of routes.entries()) inner[`r${index}`] = path(route as string, answer);
    const isApi = prefix.startsWith("api/v1/");
    const own = isApi ? prefix.slice("api/v1/".length) : prefix;
    (isApi ? api : table)[`m-${own.replaceAll(":", "-")}`] = mount(own as string, defineRoutes(inner));
    if (isApi) table.api = mount("api/v1/", defineRoutes(api));
  }
  return table;
}

/** find-my-way, once as exact as the routes are, and once as fast as it can be: with any text for a parameter. */
function findMyWayBy(kind: "expressions" | "names"): Contender {
  const router = findMyWay<findMyWay.HTTPVersion.V1>({ ignoreTrailingSlash: false });
  for (const route of routeTexts) {
    const written = route
      .replace(/<path:\w+>/, "*")
      .replace(
        /<(\w+):(\w+)>/g,
        (_, converter: string, name: string) => `:${name}${kind === "names" ? "" : expressions[converter]}`,
      );
    router.on("GET", `/${written}`, () => undefined, { route });
  }
  return {
    name: kind === "names" ? "find-my-way, unchecked" : "find-my-way",
    checksParameters: kind === "expressions",
    find: (target) => router.find("GET", target),
    read(found) {
      const match = found as ReturnType<typeof router.find>;
      if (match === null) return undefined;
      const { "*": file, ...params } = match.params;
      const { route } = match.store as { route: RouteText };
      return { route, params: file === undefined ? params : { file } };
    },
  };
}
