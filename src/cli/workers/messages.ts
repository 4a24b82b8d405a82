/*
 * What the process that listens and its workers tell each other. The names keep other users of the same channel apart.
 */

/** From a worker: it answers requests. */
export interface ReadyMessage {
  readonly quintet: "ready";
  /** Where it is to be found: `"http://127.0.0.1:8000"`. */
  readonly url: string;
}

/** To a worker: answer what is under way, and end. */
export interface DrainMessage {
  readonly quintet: "drain";
}

export function isReadyMessage(message: unknown): message is ReadyMessage {
  return (message as Partial<ReadyMessage> | null)?.quintet === "ready";
}

export function isDrainMessage(message: unknown): message is DrainMessage {
  return (message as Partial<DrainMessage> | null)?.quintet === "drain";
}
