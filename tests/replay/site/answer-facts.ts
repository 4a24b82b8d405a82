import { readdirSync } from "node:fs";
import type { SiteFacts } from "./site-facts.ts";

/** What only the program itself can count. */
export interface OwnFacts {
  sessionRows(): Promise<number>;
  handlersAtWork(): number;
  stored(): readonly string[];
}

const prototypes = [Object, Array, Function, String, Map, Set, Promise].map(
  ({ prototype }) => prototype as object,
);
const namesBefore = prototypes.map((prototype) => new Set(Reflect.ownKeys(prototype)));
const accidents: string[] = [];

/** Lets whoever started this process ask for facts, and ends the process when it is gone. */
export function answerFacts(port: number, own: OwnFacts, close: () => Promise<void>): void {
  process.on("message", (question) => {
    if (question === "cpu") process.send!(cpuMs());
    else void facts(own, question === "clean facts").then((answer) => process.send!(answer));
  });
  process.once("disconnect", () => void close().finally(() => process.exit()));
  process.on("uncaughtException", (error) => accidents.push(`uncaughtException: ${error}`));
  process.on("warning", (warning) => {
    if (warning.name === "MaxListenersExceededWarning") accidents.push(warning.message);
  });
  process.send!({ port });
}

async function facts(own: OwnFacts, withoutGarbage: boolean): Promise<SiteFacts> {
  if (withoutGarbage) globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    pid: process.pid,
    rss,
    heapUsed,
    openFiles: readdirSync("/proc/self/fd").length,
    temporaryFiles: readdirSync(process.env.TMPDIR!, { recursive: true }).map(String),
    sessionRows: await own.sessionRows(),
    pollution: pollution(),
    handlersAtWork: own.handlersAtWork(),
    accidents,
    stored: own.stored(),
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function pollution(): string[] {
  return prototypes.flatMap((prototype, index) =>
    Reflect.ownKeys(prototype)
      .filter((name) => !namesBefore[index]!.has(name))
      .map(String),
  );
}
