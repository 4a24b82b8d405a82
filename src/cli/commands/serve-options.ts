import type { Command } from "../../core/index.ts";

/** What `quintet serve` takes. It stands apart from the command, because the process over the workers loads no app. */
export const serveOptions: NonNullable<Command["options"]> = [
  { flags: "--port <number>", summary: "The port to listen on, instead of the configured one." },
  { flags: "--host <address>", summary: "The address to listen on, instead of the configured one." },
  {
    flags: "--workers <number>",
    summary: 'Answer with so many processes, or with "auto", one for each processor.',
  },
  { flags: "--pid-file <file>", summary: "Write the number of the process into a file." },
  { flags: "--dev", summary: "With debug pages and readable logs, as quintet dev does." },
];

export const serveSummary = "Serve the app.";
