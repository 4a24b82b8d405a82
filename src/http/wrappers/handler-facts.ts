/*
 * What lists of routes tell of a handler. A wrapper is a function of its own, so it remembers what it stands around.
 */

interface HandlerFacts {
  /** The methods that it answers to, in upper case; `undefined` where it takes what its inside takes. */
  readonly methods?: readonly string[];
  /** What it is called, where its function's name says nothing. */
  readonly name?: string;
  readonly inside?: object;
}

const factsOf = new WeakMap<object, HandlerFacts>();

/**
 * Remembers that a handler stands around another one, so that `quintet routes` shows the name and the methods of that one.
 * Quintet's own wrappers do so; call it in yours.
 *
 * @example
 * export const logged = <Params>(handler: WrappedHandler<Params>): WrappedHandler<Params> =>
 *   wrapHandler(handler, (request, params) => {
 *     console.log(request.path);
 *     return handler(request, params);
 *   });
 */
export function wrapHandler<Wrapper extends object>(inside: object, wrapper: Wrapper): Wrapper {
  factsOf.set(wrapper, { ...factsOf.get(wrapper), inside });
  return wrapper;
}

/** Remembers the methods that a handler answers to, and perhaps a name. */
export function describeHandler(handler: object, facts: Pick<HandlerFacts, "methods" | "name">): void {
  factsOf.set(handler, { ...factsOf.get(handler), ...facts });
}

/** The methods that a handler answers to, with all that stands around it; `undefined` where it takes every method. */
export function methodsOfHandler(handler: object): readonly string[] | undefined {
  const { methods, inside } = factsOf.get(handler) ?? {};
  const within = inside === undefined ? undefined : methodsOfHandler(inside);
  if (methods === undefined || within === undefined) return methods ?? within;
  return within.filter((method) => methods.includes(method));
}

/** What the innermost function is called; `""` where it has no name. */
export function nameOfHandler(handler: object): string {
  const { inside, name } = factsOf.get(handler) ?? {};
  if (name !== undefined) return name;
  if (inside !== undefined) return nameOfHandler(inside);
  return "name" in handler && typeof handler.name === "string" ? handler.name : "";
}
