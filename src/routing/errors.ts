import { didYouMean, QuintetError } from "../core/index.ts";
import { type HttpErrorOptions, NotFoundError } from "../http/index.ts";
import type { RouteListing } from "./list-routes.ts";

/** A route can't be read. Shows it, and points at the place. */
export class RouteSyntaxError extends QuintetError {
  readonly code = "routing.route-syntax";
  readonly route: string;
  readonly position: number;

  constructor(route: string, position: number, message: string) {
    super(`${message}\n  ${route.replaceAll("\n", "␊")}\n  ${" ".repeat(position)}^`);
    this.route = route;
    this.position = position;
  }
}

/** A route names a converter that isn't there. */
export class UnknownConverterError extends QuintetError {
  readonly code = "routing.unknown-converter";

  constructor(route: string, converter: string, known: readonly string[]) {
    super(
      `The route ${JSON.stringify(route)} uses the converter "${converter}", which isn't there.${didYouMean(converter, known)}\nConverters: ${known.toSorted().join(", ")}. One of your own must be made with defineConverter(), in a file that is imported before this route.`,
    );
  }
}

/** A converter can't be defined like that. */
export class ConverterError extends QuintetError {
  readonly code = "routing.converter";
}

/** A table of routes holds something else than routes, or a name that can't be one. */
export class RouteTableError extends QuintetError {
  readonly code = "routing.route-table";
}

/** A regular expression of `rePath()` can't be translated from Python's syntax. */
export class RouteRegexError extends QuintetError {
  readonly code = "routing.route-regex";

  constructor(source: string, problem: string, options?: ErrorOptions) {
    super(`The regular expression ${JSON.stringify(source)} can't be used in a route: ${problem}`, options);
  }
}

/** No route has that name, or none of that name takes those parameters. */
export class NoRouteError extends QuintetError {
  readonly code = "routing.no-route";
}

/** A query that `urlFor()` can't write. */
export class BadQueryError extends QuintetError {
  readonly code = "routing.bad-query";

  constructor(given: unknown) {
    const shown = Array.isArray(given) ? JSON.stringify(given) : Object.prototype.toString.call(given);
    super(
      `The query of a URL must be an object of names and values, a list of pairs or URLSearchParams, and is ${shown}.`,
    );
  }
}

/** 404: no route matches the path. In debug, `tried` shows what there is. */
export class NoMatchingRouteError extends NotFoundError {
  override readonly code = "routing.no-matching-route";
  readonly path: string;
  readonly #listRoutes: () => readonly RouteListing[];

  constructor(path: string, listRoutes: () => readonly RouteListing[], options?: HttpErrorOptions) {
    super(undefined, options);
    this.path = path;
    this.#listRoutes = listRoutes;
  }

  /** All routes, in the order in which they were tried. */
  get tried(): readonly RouteListing[] {
    return this.#listRoutes();
  }
}

/** In debug: a form was sent to a path that lacks its slash at the end, and a redirect would lose what was sent. */
export class MissingSlashError extends QuintetError {
  readonly code = "routing.missing-slash";

  constructor(method: string, path: string) {
    super(
      `${method} was sent to ${path}, where the route is ${path}/. A redirect would lose the data.\nSend it to ${path}/: correct the form's action, or make it with urlFor().`,
    );
  }
}

/** A route was declared with a table of methods that can't be one. */
export class MethodTableError extends QuintetError {
  readonly code = "routing.method-table";
}
