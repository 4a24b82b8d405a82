import type { App } from "../core/index.ts";
import { closestName } from "../core/index.ts";
import type { Request } from "../http/index.ts";
import { NoMatchingRouteError, type RouteListing } from "../routing/index.ts";
import { readSafely } from "./bounded.ts";
import { configFacts } from "./config-facts.ts";
import { devRun, devtoolsPath } from "./dev-run.ts";
import { isDeveloper } from "./developer.ts";
import { type ErrorFacts, errorChain } from "./error-chain.ts";
import { type Fact, type RequestFacts, requestFacts } from "./request-facts.ts";
import { type RequestStatements, statementsOf } from "./request-statements.ts";

/** All that is told of an error, with secrets masked: what the page, the text and the JSON are made of. */
export interface DebugReport {
  /** Of the answer; `undefined` where an app doesn't run at all. */
  readonly status: number | undefined;
  /** The error, then what caused it. */
  readonly errors: readonly ErrorFacts[];
  readonly request?: RequestFacts;
  /** Where no route fitted: all that were tried. */
  readonly routesTried?: readonly RouteListing[];
  readonly statements?: RequestStatements;
  readonly config?: readonly Fact[];
  /** For pages that the developer sees: what connects them with the tools. */
  readonly tools?: ReportTools;
}

export interface ReportTools {
  /** The life of the app that the page belongs to: it reloads when another one serves. */
  readonly life: string;
  /** The request's page in the inspector. */
  readonly inspector?: string;
}

/** Collects what is to be told of an error that a request met. */
export async function debugReport(
  app: App,
  request: Request,
  error: unknown,
  status: number,
): Promise<DebugReport> {
  const errors = errorChain(error);
  const tried = error instanceof NoMatchingRouteError ? error.tried : undefined;
  const base = {
    status,
    errors: tried === undefined ? errors : withRouteHint(errors, request, tried),
    request: await requestFacts(request),
    statements: statementsOf(request),
    config: configFacts(app.config),
    ...(tried === undefined ? {} : { routesTried: tried }),
  };
  if (!isDeveloper(request)) return base;
  return { ...base, tools: { life: devRun().life, inspector: devtoolsPath(`requests/${request.id}`) } };
}

/** Collects what is to be told of an error that keeps an app from running. */
export function failureReport(error: unknown, life: string): DebugReport {
  return { status: undefined, errors: errorChain(error), tools: { life } };
}

/** The route that is nearest to the path: most often that is a slip. */
function withRouteHint(
  [first, ...rest]: readonly ErrorFacts[],
  request: Request,
  tried: readonly RouteListing[],
): ErrorFacts[] {
  if (first === undefined) return rest;
  const path = readSafely(() => request.path, "").slice(1, 200);
  const near =
    path === ""
      ? undefined
      : closestName(
          path,
          tried.map(({ route }) => filledRoute(route, path)).filter((route) => route !== undefined),
        );
  return [near === undefined ? first : { ...first, hint: `Did you mean /${near}?` }, ...rest];
}

/**
 * A route with the parameters that a path has in their places: `"books/<int:pk>/"` and `"boks/12/"` give `"books/12/"`.
 * `undefined` where the path has none that fit.
 */
function filledRoute(route: string, path: string): string | undefined {
  if (!route.includes("<")) return route;
  const given = path.split("/");
  const parts = route.split("/");
  if (parts.length !== given.length) return undefined;
  const filled = parts.map((part, index) => {
    if (!part.includes("<")) return part;
    const value = given[index] ?? "";
    const isWhole = /^<(?:(\w+):)?\w+>$/.exec(part);
    const fits = isWhole !== null && value !== "" && (isWhole[1] !== "int" || /^\d+$/.test(value));
    return fits ? value : undefined;
  });
  return filled.includes(undefined) ? undefined : filled.join("/");
}
