import { MethodNotAllowedError } from "../errors.ts";
import type { Request } from "../request.ts";
import { describeHandler, wrapHandler } from "./handler-facts.ts";
import type { WrappedHandler } from "./wrap-handler.ts";

/** A method that a handler may be asked with. */
export type HttpMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

/**
 * A handler that answers these methods alone; others get a 405 that names the allowed ones. HEAD is taken where GET is. A
 * table of methods, `path("…", { get: list, post: create })`, does the same where each method has a handler of its own.
 *
 * @throws {@link MethodNotAllowedError}
 *
 * @example
 * vote: path("<int:id>/vote/", allowMethods(["POST"], vote)),
 */
export function allowMethods<Params>(
  methods: readonly HttpMethod[],
  handler: WrappedHandler<Params>,
): WrappedHandler<Params> {
  const allowed = new Set<string>(methods);
  if (allowed.has("GET")) allowed.add("HEAD");
  const limited = wrapHandler(handler, (request: Request, params: Params) => {
    if (!allowed.has(request.method)) throw new MethodNotAllowedError(request.method, [...allowed]);
    return handler(request, params);
  });
  describeHandler(limited, { methods });
  return limited;
}
