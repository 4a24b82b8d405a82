import { hostname } from "node:os";
import type { TurnHolder } from "./schema-editor.ts";

/** This process as the one that migrates, from now on. */
export function thisProcess(): TurnHolder {
  const host = hostname().slice(0, 20); // PostgreSQL keeps 63 letters of a connection's name
  return { who: `process ${process.pid} on ${host}`, since: new Date().toISOString().slice(0, 19) + "Z" };
}

/** For the one who has waited in vain. */
export function holderText(holder: TurnHolder | undefined): string {
  return holder === undefined ? "Another process" : `Another process (${holder.who}, since ${holder.since})`;
}
