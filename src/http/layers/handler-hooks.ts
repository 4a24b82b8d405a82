import type { Middleware, Next } from "../middleware.ts";
import type { Request } from "../request.ts";
import { claimResponse, isRendering, Response } from "../response.ts";
import { type ResponseLike, toOwnResponse, toResponse } from "../response-like.ts";

/*
 * A layer stands around the answer: when it sees what its `next` gives, a page is a text, and an error is the page about it,
 * which has its headers and cookies like any other. What has to see the page or the error itself takes part one step
 * earlier, right around the handler.
 */

/**
 * Answers an error, or leaves it to the next by giving `undefined`. What it answers counts as the handler's own answer: nothing is
 * logged or reported.
 */
export type ErrorAnswer = (
  request: Request,
  error: unknown,
) => ResponseLike | undefined | Promise<ResponseLike | undefined>;

/** Changes the response whose page is still to be rendered, or gives another one. */
export type PageChange = (
  request: Request,
  response: Response,
) => ResponseLike | undefined | Promise<ResponseLike | undefined>;

const errorAnswers = new WeakMap<Middleware, ErrorAnswer>();
const pageChanges = new WeakMap<Middleware, PageChange>();

/**
 * Middleware that answers what handlers throw, such as errors of your own kinds. Of several the last in the list, the one
 * nearest to the handler, is asked first; what none answers becomes the page about an error. Errors of other layers don't
 * come here.
 *
 * @example
 * export const soldOut = answerErrors((_request, error) =>
 *   error instanceof SoldOutError ? html(soldOutPage({ product: error.product }), { status: 409 }) : undefined,
 * );
 */
export function answerErrors(answer: ErrorAnswer): Middleware {
  const layer: Middleware = (request, next) => next(request);
  errorAnswers.set(layer, answer);
  return layer;
}

/**
 * Middleware that changes pages before they are rendered: the handler has returned, and its context can still be added to.
 * Of several the last in the list begins. Responses without a page, and pages that are streamed, don't come here.
 *
 * @example
 * export const seasonal = changePages((_request, response) => {
 *   if (response.body instanceof TemplateRendering) response.body = response.body.with({ season: seasonNow() });
 * });
 */
export function changePages(change: PageChange): Middleware {
  const layer: Middleware = (request, next) => next(request);
  pageChanges.set(layer, change);
  return layer;
}

/** Whether a layer takes part right around the handler, and does nothing in its own place. */
export function isHandlerHook(layer: Middleware): boolean {
  return errorAnswers.has(layer) || pageChanges.has(layer);
}

/** What `handle` gives, ready to send, with what these layers do to its pages and errors. */
export function answerWithHooks(
  layers: readonly Middleware[],
  handle: (request: Request) => ResponseLike | Promise<ResponseLike>,
): Next {
  const fromInside = layers.toReversed();
  const changes = fromInside.map((layer) => pageChanges.get(layer)).filter((change) => change !== undefined);
  const answers = fromInside.map((layer) => errorAnswers.get(layer)).filter((answer) => answer !== undefined);
  const finish = (request: Request, like: ResponseLike) => {
    if (like instanceof Response) claimResponse(like, request);
    return changes.length === 0 ? toResponse(like) : finishChanged(changes, request, like);
  };
  const answer: Next = (request) => {
    const like = handle(request);
    return like instanceof Promise ? like.then((given) => finish(request, given)) : finish(request, like);
  };
  if (answers.length === 0) return answer;

  const answerError = async (request: Request, error: unknown): Promise<Response> => {
    for (const ask of answers) {
      const like = await ask(request, error);
      if (like !== undefined) return finish(request, like);
    }
    throw error;
  };
  return (request) => {
    try {
      const response = answer(request);
      return response instanceof Promise
        ? response.catch((error: unknown) => answerError(request, error))
        : response;
    } catch (error) {
      return answerError(request, error);
    }
  };
}

async function finishChanged(
  changes: readonly PageChange[],
  request: Request,
  like: ResponseLike,
): Promise<Response> {
  let response = toOwnResponse(like);
  for (const change of changes) {
    if (response.body === null || typeof response.body === "string" || !isRendering(response.body)) break;
    const changed = await change(request, response);
    if (changed !== undefined) response = toOwnResponse(changed);
  }
  return toResponse(response);
}
