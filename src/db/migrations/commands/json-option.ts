import type { Terminal } from "../../../core/index.ts";

/** The option of commands whose output programs read. Everything else that they say goes to standard error. */
export const jsonOption = { flags: "--json", summary: "Print JSON, for programs." } as const;

export function printJson(terminal: Terminal, value: unknown): void {
  terminal.line(JSON.stringify(value, undefined, 2));
}
