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
 * and is the other one's to hear, as is what asks for a restart.
 */
export function closeWhenTold(closable: Closable): Promise<void> {
  letEndOfChannelPass();
  return new Promise((resolve, reject) => {
    const close = () => {
      closable.close().then(() => {
        leaveChannel();
        resolve();
      }, reject);
    };
    for (const signal of ["SIGINT", "SIGHUP", "SIGUSR2"] as const) process.on(signal, () => {});
    process.once("SIGTERM", close);
    process.on("message", (message) => {
      if (isDrainMessage(message)) close();
    });
    process.once("disconnect", close);
  });
}

/** Ends the channel to the process that listens, which would keep this one alive. */
export function leaveChannel(): void {
  letEndOfChannelPass();
  if (process.connected) process.disconnect();
}

/**
 * At the end of the channel node:cluster ends the process, in the middle of requests and before the app is closed, and with
 * exit code 0. It doesn't where it believes that it has ended the channel itself.
 */
function letEndOfChannelPass(): void {
  if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
}
