import { type MatchedRoute, type Request, Response } from "../http/index.ts";
import { NoMatchingRouteError } from "../routing/index.ts";
import { debugPage, debugPagePolicy } from "./debug-page.ts";
import { statementsOf } from "./request-statements.ts";
import { templateFrames } from "./template-frames.ts";

/** The debug page as a response. */
export function debugResponse(request: Request, error: unknown, status: number): Response {
  const page = debugPage({
    status,
    error,
    request,
    route: routeOf(request),
    templates: templateFrames(error),
    routesTried: error instanceof NoMatchingRouteError ? error.tried : [],
    statements: statementsOf(request),
  });
  const response = new Response(page, { status, contentType: "text/html; charset=utf-8" });
  response.headers.set("content-security-policy", debugPagePolicy());
  return response;
}

/** The route that fits, if the path can be understood at all. */
function routeOf(request: Request): MatchedRoute | undefined {
  try {
    return request.route;
  } catch {
    return undefined; // that is the error which the page is about
  }
}
