import { Message } from "./models.ts";

export const interruptedNotice = "The server was stopped while it answered.";

/** Marks the answers that a process left behind when it was killed. For the start of the only process, before it serves. */
export function markInterrupted(): Promise<number> {
  return Message.where({ status: "streaming" }).update({ status: "stopped", notice: interruptedNotice });
}
