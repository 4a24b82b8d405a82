import type { Config } from "../core/index.ts";
import { answerWithHooks, isHandlerHook } from "./layers/handler-hooks.ts";
import type { Request } from "./request.ts";
import { isRendering, Response } from "./response.ts";
import { type ResponseLike, toOwnResponse, toResponse } from "./response-like.ts";

/** What stands below a middleware: the next one, or the router. */
export type Next = (request: Request) => Response | Promise<Response>;

/**
 * A layer around everything below it. It may look at the request and at its route, answer itself, or call `next` and change
 * the response. In an app `next` never throws: an error below is the page about it already. What answers errors themselves is
 * made by {@link answerErrors}, and what changes pages before they are rendered by {@link changePages}.
 *
 * @example
 * const timing: Middleware = async (request, next) => {
 *   const start = performance.now();
 *   const response = await next(request);
 *   response.headers.set("server-timing", `app;dur=${performance.now() - start}`);
 *   return response;
 * };
 */
export type Middleware = (request: Request, next: Next) => ResponseLike | Promise<ResponseLike>;

/** What a layer says about itself. */
export interface MiddlewareDescription {
  /** What it is called in messages, and by the descriptions of other layers: the name that it is imported by. */
  readonly name: string;
  /** Layers without which it can't do its work; they stand outside of it. */
  readonly needs?: readonly string[];
  /** Layers that, where they are there at all, must stand outside of it: earlier in the list. */
  readonly inside?: readonly string[];
  /** Layers that, where they are there at all, must stand inside of it: later in the list. */
  readonly outside?: readonly string[];
  /** Asked once at start-up. A layer that has nothing to do under a configuration is left out, and costs nothing. */
  readonly isUsed?: (config: Config) => boolean;
}

const descriptions = new WeakMap<Middleware, MiddlewareDescription>();

/**
 * Says where a layer must stand among others. A list in another order is an error of the configuration.
 *
 * @example
 * export const wishList = describeMiddleware((request, next) => …, { name: "wishList", needs: ["sessionMiddleware"] });
 */
export function describeMiddleware(layer: Middleware, description: MiddlewareDescription): Middleware {
  descriptions.set(layer, description);
  return layer;
}

/** What a layer says about itself, if it does. */
export function descriptionOf(layer: Middleware): MiddlewareDescription | undefined {
  return descriptions.get(layer);
}

/** Puts layers around `innermost`, the first one outermost. Done once at start-up; where no layer is async, no promise is made. */
export function composeMiddleware(middleware: readonly Middleware[], innermost: Next): Next {
  const layers = middleware.filter((layer) => !isHandlerHook(layer));
  const inside = layers.length < middleware.length ? answerWithHooks(middleware, innermost) : innermost;
  return layers.reduceRight<Next>(
    (next, layer) => (request) => layerResponse(layer(request, next), layer.name),
    inside,
  );
}

/**
 * What a layer gave, in our form, with its page rendered; without a promise where it gave none.
 * @param name - What the layer is called in the error about what is no response.
 */
export function layerResponse(
  answer: ResponseLike | Promise<ResponseLike>,
  name: string,
): Response | Promise<Response> {
  if (answer instanceof Response && (typeof answer.body === "string" || answer.body === null)) return answer;
  const ready = (like: ResponseLike): Response | Promise<Response> => {
    const response = toOwnResponse(like, `The middleware ${name || "(a function without a name)"}`);
    return isRendering(response.body) ? toResponse(response) : response;
  };
  return answer instanceof Promise ? answer.then(ready) : ready(answer);
}

/** Calls `use` with a response now, or when it is there: how a middleware changes a response without making a promise. */
export function withResponse(
  response: Response | Promise<Response>,
  use: (response: Response) => Response,
): Response | Promise<Response> {
  return response instanceof Promise ? response.then(use) : use(response);
}
