import type { Handler } from "quintet/routing";

let count = 0;

/** How many handlers have begun and not ended: none, once their clients are gone. */
export function handlersAtWork(): number {
  return count;
}

/** Counts a handler as at work until it returns or throws. */
export function counted<Params>(handler: Handler<Params>): Handler<Params> {
  return async (request, params) => {
    count++;
    try {
      return await handler(request, params);
    } finally {
      count--;
    }
  };
}
