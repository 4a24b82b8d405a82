import { contextKey, contextValue, runInContext } from "../core/index.ts";
import { NoRequestError } from "./errors.ts";
import type { Request } from "./request.ts";

const requestKey = contextKey<Request>("http.request");

/** Runs `work`, and all that it starts, with `request` as the current one. The app does so around each request. */
export function runWithRequest<Result>(request: Request, work: () => Result): Result {
  return runInContext(requestKey, request, work);
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
