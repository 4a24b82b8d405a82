import { errorChannel, logger } from "../core/index.ts";
import { findCurrentRequest } from "../http/index.ts";

/*
 * A promise that nobody awaits, such as `void sendMail(order)` in a handler, ends the process when it fails: Node's rule,
 * and right for a script. A server has other visitors, whom that mistake doesn't concern. So while one listens, such a
 * rejection is logged and the process lives. An exception outside of any promise still ends it.
 */

let listeners = 0;

/** Logs rejections that nobody handles, until the returned function is called. */
export function logUnhandledRejections(): () => void {
  if (listeners++ === 0) process.on("unhandledRejection", logRejection);
  let isOn = true;
  return () => {
    if (!isOn) return;
    isOn = false;
    if (--listeners === 0) process.off("unhandledRejection", logRejection);
  };
}

function logRejection(reason: unknown): void {
  const error = reason instanceof Error ? reason : new Error(`${String(reason)} (not an Error)`);
  logger("app").error({ err: error }, "a promise was rejected and nobody awaited it");
  // The context is the one of the promise: the request that left it behind.
  if (errorChannel.hasSubscribers)
    errorChannel.publish({ error: reason, status: undefined, request: findCurrentRequest() });
}
