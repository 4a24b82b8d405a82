import { didYouMean } from "../core/index.ts";
import {
  describeHandler,
  MethodNotAllowedError,
  methodsOfHandler,
  nameOfHandler,
  type Request,
  Response,
  type ResponseLike,
} from "../http/index.ts";
import { MethodTableError } from "./errors.ts";
import type { Handler } from "./routes.ts";

/** The methods that a table may name. */
const routeMethods = ["get", "head", "post", "put", "patch", "delete", "options"] as const;
export type RouteMethod = (typeof routeMethods)[number];

/** A handler for each method: `{ get: list, post: create }`. */
export type MethodTable<Params = Record<string, unknown>> = {
  readonly [Method in RouteMethod]?: Handler<Params>;
};

/** One handler for all methods, or one for each. */
export type HandlerOrMethods<Params = Record<string, unknown>> = Handler<Params> | MethodTable<Params>;

/** How a route answers. */
export interface RouteHandlers {
  readonly answer: Handler;
  /** In upper case, `undefined` where one handler takes every method. */
  readonly methods: readonly string[] | undefined;
  /** For lists of routes: the name of the function, within its wrappers, or those of a table. */
  readonly handlerName: string;
}

/** @throws {@link MethodTableError} */
export function readHandlers(route: string, given: HandlerOrMethods): RouteHandlers {
  if (typeof given === "function") {
    return { answer: given, methods: methodsOfHandler(given), handlerName: nameOfHandler(given) };
  }
  if (typeof given !== "object" || given === null) {
    throw new MethodTableError(
      `The route ${JSON.stringify(route)} has ${given === undefined ? "no handler" : `${typeof given} as its handler`}. Hand over a function, or a table such as { get: …, post: … }. If it is undefined, two files import each other in a circle.`,
    );
  }
  const methods = allowedMethods(route, given);
  return { answer: answerByMethod(given), methods, handlerName: namesIn(given) };
}

/** The names of a table's handlers, each once. */
function namesIn(table: MethodTable): string {
  return [...new Set(Object.values(table).map(nameOfHandler))].join(", ");
}

/**
 * One handler made of one for each method: for what takes a handler, such as `loginRequired()`.
 * @throws {@link MethodTableError}
 *
 * @example
 * path("articles/new/", loginRequired(byMethod({ get: showForm, post: create })))
 */
export function byMethod<Params = Record<string, unknown>>(
  table: MethodTable<Params>,
): (request: Request, params: Params) => Promise<ResponseLike> {
  const methods = allowedMethods("", table as MethodTable);
  const answer = answerByMethod(table as MethodTable);
  const handler = async (request: Request, params: Params) =>
    answer(request, params as Record<string, unknown>);
  describeHandler(handler, { methods, name: namesIn(table as MethodTable) });
  return handler;
}

function answerByMethod(table: MethodTable): Handler {
  const byMethod = new Map<string, Handler>();
  for (const [method, handler] of Object.entries(table)) byMethod.set(method.toUpperCase(), handler);
  const get = byMethod.get("GET");
  if (get !== undefined && !byMethod.has("HEAD")) byMethod.set("HEAD", get);
  const allowed = [...byMethod.keys()];
  if (!byMethod.has("OPTIONS")) allowed.push("OPTIONS");

  return (request, params) => {
    const handler = byMethod.get(request.method);
    if (handler !== undefined) return handler(request, params);
    if (request.method === "OPTIONS") return optionsResponse(allowed);
    throw new MethodNotAllowedError(request.method, allowed);
  };
}

/** The answer to OPTIONS: nothing but the methods that there are. */
function optionsResponse(allowed: readonly string[]): ResponseLike {
  return new Response(null, { status: 204, headers: { allow: allowed.join(", ") } });
}

function allowedMethods(route: string, table: MethodTable): string[] {
  const names = Object.keys(table);
  if (names.length === 0) {
    throw new MethodTableError(`The route ${JSON.stringify(route)} has an empty table of methods.`);
  }
  for (const name of names) {
    const known: readonly string[] = routeMethods;
    if (!known.includes(name)) {
      throw new MethodTableError(
        `The route ${JSON.stringify(route)} has a handler for "${name}", which is no method.${didYouMean(name, known)}\nMethods: ${known.join(", ")}.`,
      );
    }
    if (typeof table[name as RouteMethod] !== "function") {
      throw new MethodTableError(
        `The handler for "${name}" of the route ${JSON.stringify(route)} is no function.`,
      );
    }
  }
  return names.map((name) => name.toUpperCase());
}

/** Whether a request asks without changing anything, so that it may be sent again. */
export function isSafeMethod(request: Request): boolean {
  return request.method === "GET" || request.method === "HEAD";
}
