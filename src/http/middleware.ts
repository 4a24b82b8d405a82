import type { Request } from "./request.ts";
import type { Response } from "./response.ts";

/** What stands below a middleware: the next one, or the router. */
export type Next = (request: Request) => Response | Promise<Response>;

/**
 * A layer around everything below it. It may look at the request, answer itself, call `next` and change the response,
 * or catch what is thrown below.
 *
 * @example
 * const timing: Middleware = async (request, next) => {
 *   const start = performance.now();
 *   const response = await next(request);
 *   response.headers.set("server-timing", `app;dur=${performance.now() - start}`);
 *   return response;
 * };
 */
export type Middleware = (request: Request, next: Next) => Response | Promise<Response>;

/** Puts layers around `innermost`, the first one outermost. Done once at start-up; where no layer is async, no promise is made. */
export function composeMiddleware(middleware: readonly Middleware[], innermost: Next): Next {
  return middleware.reduceRight<Next>((next, layer) => (request) => layer(request, next), innermost);
}

/** Calls `use` with a response now, or when it is there: how a middleware changes a response without making a promise. */
export function withResponse(
  response: Response | Promise<Response>,
  use: (response: Response) => Response,
): Response | Promise<Response> {
  return response instanceof Promise ? response.then(use) : use(response);
}
