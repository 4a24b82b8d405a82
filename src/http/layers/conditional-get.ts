import { evaluatePreconditions } from "../conditional-request.ts";
import { PreconditionFailedError } from "../errors.ts";
import { etagOf } from "../etag.ts";
import { parseHttpDate } from "../http-date.ts";
import { describeMiddleware, withResponse } from "../middleware.ts";
import type { Request } from "../request.ts";
import type { Response } from "../response.ts";
import { discardBody } from "../response-body.ts";
import { hasDirective } from "../wrappers/cache-control.ts";

/**
 * Answers 304 where the client has the same content already: responses to GET and HEAD get an ETag of their content, unless
 * they have one, or are streamed, or say that nobody keeps them. Saves the way, not the work; for the work see
 * {@link condition}.
 *
 * @example
 * defineConfig({ middleware: [conditionalGet, ...defaultMiddleware], … })
 */
export const conditionalGet = describeMiddleware(
  (request, next) => {
    if (request.method !== "GET" && request.method !== "HEAD") return next(request);
    return withResponse(next(request), (response) => answerConditionally(request, response));
  },
  { name: "conditionalGet" },
);

function answerConditionally(request: Request, response: Response): Response {
  const { headers, body } = response;
  if (response.status !== 200) return response;
  const isWhole = typeof body === "string" || body instanceof Uint8Array;
  if (isWhole && !headers.has("etag") && !hasDirective(headers.get("cache-control"), "no-store"))
    headers.set("etag", etagOf(body));
  const etag = headers.get("etag") ?? undefined;
  const lastModified = parseHttpDate(headers.get("last-modified") ?? "");
  const precondition = evaluatePreconditions(request, { etag, lastModified });
  if (precondition === "failed") throw new PreconditionFailedError();
  if (precondition === "passed") return response;
  // RFC 9110, 15.4.5: what tells of the content goes with it. So does its Content-Security-Policy: the client's copy was made
  // with the nonce of the policy that came with it.
  for (const name of [...headers.keys()])
    if (name.startsWith("content-") && name !== "content-location") headers.delete(name);
  discardBody(response);
  response.status = 304;
  return response;
}
