import { logger } from "../core/index.ts";

/** What can be closed at the end: a server, an app. */
export interface Closable {
  close(): Promise<void>;
}

const signals = ["SIGTERM", "SIGINT"] as const;

/**
 * Closes at SIGTERM or SIGINT (Ctrl+C). Resolves with the signal when all is closed; a second signal meanwhile ends the
 * process at once.
 *
 * @example
 * const server = await serve(handler);
 * await closeOnSignals(server);
 */
export function closeOnSignals(closable: Closable): Promise<(typeof signals)[number]> {
  return new Promise((resolve, reject) => {
    let isClosing = false;
    const onSignal = (signal: (typeof signals)[number]) => {
      if (isClosing) process.exit(signal === "SIGINT" ? 130 : 143); // 128 + the signal's number, as shells count
      isClosing = true;
      logger("http").debug(`${signal}: closing`);
      closable
        .close()
        .then(() => resolve(signal), reject)
        .finally(() => {
          for (const each of signals) process.off(each, onSignal);
        });
    };
    for (const signal of signals) process.on(signal, onSignal);
  });
}
