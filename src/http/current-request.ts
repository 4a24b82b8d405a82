import { type Context, contextKey, contextValue, contextWith, runInContext } from "../core/index.ts";
import { NoRequestError } from "./errors.ts";
import type { Request } from "./request.ts";

const requestKey = contextKey<Request>("http.request");

/** Runs `work`, and all that it starts, with `request` as the current one. */
export function runWithRequest<Result>(request: Request, work: () => Result): Result {
  return runInContext(requestKey, request, work);
}

/** The context in which `request` is the current one, within `outer`: the app enters it around each request. */
export function requestContext(request: Request, outer: Context | undefined): Context {
  return contextWith(requestKey, request, outer);
}

/** The request that the running code answers, or `undefined`. */
export function findCurrentRequest(): Request | undefined {
  return contextValue(requestKey);
}

/**
 * The request that the running code answers.
 * @param wanted - What needs it, for the message: `"csrfToken()"`.
 * @throws {@link NoRequestError} outside of a request.
 */
export function currentRequest(wanted = "currentRequest()"): Request {
  const request = findCurrentRequest();
  if (request === undefined) throw new NoRequestError(wanted);
  return request;
}
