import { setTimeout as pause } from "node:timers/promises";
import { counted, type Figure, type Promised } from "../promise.ts";
import { RunningSite } from "../running-site.ts";

/** What a visitor gets of each bug: a status, or `"cut"` for an answer that ends half-way. */
const bugs: Readonly<Record<string, number | "cut">> = {
  throws: 500,
  rejects: 500,
  "not-an-error": 500,
  nothing: 500,
  never: 503,
  stream: "cut",
  lost: 200,
  twice: 200,
  late: 200,
};

export const handlerBugs: Promised = {
  name: "R18",
  claim: "A handler's bug hurts one request",
  fault: "handlers that throw, never answer, answer twice, write after the end, and leave promises behind",
  async judge(size) {
    await using site = await RunningSite.start({ SITE_HANDLER_TIMEOUT_MS: String(size.pick(30_000, 500)) });
    const figures: Figure[] = [];
    let others = 0;
    for (const [name, expected] of Object.entries(bugs)) {
      // What is cut off is told while the other request is waited for.
      const asked = fetch(`${site.url}/bugs/${name}/`).then(
        async (response) => {
          const isWhole = await response.text().then(
            () => true,
            () => false,
          );
          return isWhole ? response.status : ("cut" as const);
        },
        () => "cut" as const,
      );
      others += (await fetch(site.url)).status === 200 ? 1 : 0;
      const got = await asked;
      figures.push({
        what: `a handler that is ${name}`,
        measured: String(got),
        target: String(expected),
        holds: got === expected,
      });
    }
    const errors = () =>
      site.log
        .split("\n")
        .filter((line) => line.endsWith("}"))
        .map((line) => JSON.parse(line) as { level: number; requestId?: string })
        .filter(({ level }) => level >= 50);
    for (let tries = 0; errors().length < 7 && tries < 50; tries++) await pause(100);
    figures.push(
      counted("other requests that were answered meanwhile", others, Object.keys(bugs).length),
      counted("entries of the log, one for each bug that failed", errors().length, 7),
      counted(
        "of them with the request's id, but for the promise that nobody awaited",
        errors().filter(({ requestId }) => requestId !== undefined).length,
        6,
      ),
      counted("the process is the same", Number(site.isAlive), 1),
    );
    return figures;
  },
};
