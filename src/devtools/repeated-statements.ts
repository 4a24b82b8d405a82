import { logger } from "../core/index.ts";
import { type StatementGroup, shortStatement } from "../db/index.ts";
import type { Next, Request, Response, ResponseBody } from "../http/index.ts";
import { repeatedStatements } from "./request-statements.ts";

/*
 * In debug, a request that sent the same statement again and again is told about when it is answered: most often a query
 * in a loop, or in a template.
 *
 *   12:04:31 WARN: db: GET /books/ sent a statement 20 times, 6.1 ms in all, asked in shop/handlers.ts:14: SELECT …
 */

const log = logger("db");

/** Answers with `next`, and tells the statements that were sent so often once the answer is out. */
export function reportRepeated(threshold: number, next: Next): Next {
  return async (request) => {
    const response = await next(request);
    whenWritten(response, () => report(request, threshold));
    return response;
  };
}

function report(request: Request, threshold: number): void {
  const path = request.target.split("?")[0];
  for (const group of repeatedStatements(request, threshold))
    log.warn(
      { requestId: request.id, method: request.method, path },
      `${request.method} ${path} ${describe(group)}`,
    );
}

function describe({ count, totalMs, text, sources, database }: StatementGroup): string {
  const where = database === "default" ? "" : ` to the database "${database}"`;
  const asked = sources.map((source) =>
    source.count === count ? source.line : `${source.line} (${source.count} times)`,
  );
  const places = asked.length === 0 ? "" : `, asked in ${asked.join(" and ")}`;
  return `sent a statement ${count} times${where}, ${totalMs.toFixed(1)} ms in all${places}: ${shortStatement(text)}`;
}

/** Calls `done` when the body is written; at once where it stands already. */
function whenWritten(response: Response, done: () => void): void {
  const { body } = response;
  if (body === null || typeof body === "string" || body instanceof Uint8Array) done();
  else response.body = watched(body, done);
}

function watched(body: Exclude<ResponseBody, null | string | Uint8Array>, done: () => void): ResponseBody {
  if ("render" in body) {
    return {
      async render() {
        try {
          return await body.render();
        } finally {
          done();
        }
      },
    };
  }
  return (async function* chunks() {
    try {
      yield* body;
    } finally {
      done();
    }
  })();
}
