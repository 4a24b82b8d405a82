import type { Request } from "../request.ts";
import type { Response } from "../response.ts";
import { type ResponseLike, toOwnResponse } from "../response-like.ts";
import { wrapHandler } from "./handler-facts.ts";

/** A handler as wrappers take it: `Params` are those of its route. */
export type WrappedHandler<Params> = (
  request: Request,
  params: Params,
) => ResponseLike | Promise<ResponseLike>;

/** A handler that has `change` look at each of its responses. Where it answers at once, so does the new one. */
export function changingResponses<Params>(
  handler: WrappedHandler<Params>,
  change: (response: Response, request: Request) => void,
): WrappedHandler<Params> {
  return wrapHandler(handler, (request: Request, params: Params) => {
    const finish = (like: ResponseLike): Response => {
      const response = toOwnResponse(like);
      change(response, request);
      return response;
    };
    const answer = handler(request, params);
    return answer instanceof Promise ? answer.then(finish) : finish(answer);
  });
}
