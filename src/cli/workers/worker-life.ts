import cluster from "node:cluster";
import type { Closable } from "../../http/index.ts";
import { isDrainMessage, type ReadyMessage } from "./messages.ts";

/** Whether this process is a worker of `quintet serve --workers`. */
export const isWorker = cluster.isWorker;

/** Whether it is the one that says what there is to say about the app. */
export const isFirstWorker = cluster.worker?.id === 1;

/** Tells the process that listens that this one answers. */
export function tellReady(url: string): void {
  if (process.connected) process.send!({ quintet: "ready", url } satisfies ReadyMessage);
}

/**
 * Closes when the process that listens says so, or has ended, or at SIGTERM. Ctrl+C reaches all processes of a terminal,
 * and is the other one's to hear.
 */
export function closeWhenTold(closable: Closable): Promise<void> {
  return new Promise((resolve, reject) => {
    const close = () => {
      closable.close().then(() => {
        // The channel would keep the process alive.
        if (process.connected) process.disconnect();
        resolve();
      }, reject);
    };
    process.on("SIGINT", () => {});
    process.once("SIGTERM", close);
    process.on("message", (message) => {
      if (isDrainMessage(message)) close();
    });
    process.once("disconnect", close);
  });
}
