import { AsyncLocalStorage } from "node:async_hooks";

/*
 * What is true for one flow of work: a request, a command, a test. A part makes a key, the flow's owner sets the value
 * around the work, and everything below reads it without an argument being handed down. Values are few (app, request),
 * so a context is an immutable chain of links, and a look-up is a walk of one to three steps.
 */
export interface Context {
  readonly key: ContextKey<unknown>;
  readonly value: unknown;
  readonly outer: Context | undefined;
}

/** Names a value of the current flow of work, and its type. */
export interface ContextKey<Value> {
  readonly name: string;
  /** Never there: carries the type. */
  readonly "~value"?: Value;
}

const storage = new AsyncLocalStorage<Context>();

/** Makes the key of a context value. */
export function contextKey<Value>(name: string): ContextKey<Value> {
  return { name };
}

/** Runs `work`, and all that it starts, with `value` under `key`. */
export function runInContext<Value, Result>(
  key: ContextKey<Value>,
  value: Value,
  work: () => Result,
): Result {
  return storage.run(contextWith(key, value, currentContext()), work);
}

/** The context of the running code; `undefined` outside of any. */
export function currentContext(): Context | undefined {
  return storage.getStore();
}

/** One value more than `outer` has, to be entered with {@link enterContext}. */
export function contextWith<Value>(
  key: ContextKey<Value>,
  value: Value,
  outer: Context | undefined,
): Context {
  return { key, value, outer };
}

/**
 * Runs `work`, and all that it starts, in a context. Entering costs some 200 ns, so what is always entered together, the
 * app and the request, is put together with {@link contextWith} and entered once.
 */
export function enterContext<Argument, Result>(
  context: Context,
  work: (argument: Argument) => Result,
  argument: Argument,
): Result {
  return storage.run(context, work, argument);
}

/** The value of the innermost `runInContext()` around this call, or `undefined`. */
export function contextValue<Value>(key: ContextKey<Value>): Value | undefined {
  for (let link = storage.getStore(); link !== undefined; link = link.outer) {
    if (link.key === key) return link.value as Value; // the key was paired with its own type in runInContext()
  }
  return undefined;
}
