import { evaluatePreconditions, type Validators } from "../conditional-request.ts";
import { PreconditionFailedError } from "../errors.ts";
import { quoteEtag } from "../etag.ts";
import { httpDate } from "../http-date.ts";
import type { Request } from "../request.ts";
import { Response } from "../response.ts";
import { wrapHandler } from "./handler-facts.ts";
import { changingResponses, type WrappedHandler } from "./wrap-handler.ts";

/** How the version of a resource is known without making its page. */
export interface ConditionOptions<Params> {
  /** Of the version that there is now; quotes are put around it where it has none. `undefined` where there is none. */
  readonly etag?: (request: Request, params: Params) => string | undefined | Promise<string | undefined>;
  readonly lastModified?: (request: Request, params: Params) => Date | undefined | Promise<Date | undefined>;
}

/**
 * A handler that is only called where the client's copy isn't good any more: 304 is answered before it does any work. A
 * change that a client makes to a version that isn't the current one (`If-Match`, `If-Unmodified-Since`) is refused with 412.
 *
 * @throws {@link PreconditionFailedError}
 *
 * @example
 * article: path("<int:id>/", condition({ lastModified: (_request, { id }) => changedAt(id) }, article)),
 */
export function condition<Params>(
  options: ConditionOptions<Params>,
  handler: WrappedHandler<Params>,
): WrappedHandler<Params> {
  return wrapHandler(handler, async (request: Request, params: Params) => {
    const [etag, lastModified] = await Promise.all([
      options.etag?.(request, params),
      options.lastModified?.(request, params),
    ]);
    const validators = { etag: etag === undefined ? undefined : quoteEtag(etag), lastModified };
    const precondition = evaluatePreconditions(request, validators);
    if (precondition === "failed") throw new PreconditionFailedError();
    if (precondition === "not-modified") return validated(new Response(null, { status: 304 }), validators);
    const tellsVersion = request.method === "GET" || request.method === "HEAD";
    if (!tellsVersion) return handler(request, params);
    return changingResponses(handler, (response) => validated(response, validators))(request, params);
  });
}

/** Tells the version, unless the response does so itself. */
function validated(response: Response, { etag, lastModified }: Validators): Response {
  const { headers } = response;
  if (etag !== undefined && !headers.has("etag")) headers.set("etag", etag);
  if (lastModified !== undefined && !headers.has("last-modified"))
    headers.set("last-modified", httpDate(lastModified));
  return response;
}
