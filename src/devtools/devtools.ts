import type { App } from "../core/index.ts";
import {
  leaveOutOfLog,
  type Middleware,
  type Next,
  type Request,
  Response,
  sse,
  withResponse,
} from "../http/index.ts";
import { nonceOf } from "../security/index.ts";
import { reportJson } from "./debug-json.ts";
import { debugReport } from "./debug-report.ts";
import { debugResponse } from "./debug-response.ts";
import { askedTool, devRun } from "./dev-run.ts";
import { isDeveloper } from "./developer.ts";
import { EndableStream } from "./endable-stream.ts";
import { inspectorResponse } from "./inspector.ts";
import { Recorder } from "./recorder.ts";
import { type PageChange, ReloadEvents } from "./reload-events.ts";
import { allowReloadScript, insertReloadScript } from "./reload-script.ts";
import { reportRepeated } from "./repeated-statements.ts";
import { rememberStatements } from "./request-statements.ts";
import { toolAsset, toolHeaders, toolResponse } from "./tool-response.ts";

/**
 * The developer's tools of one app, as they stand around what it answers:
 *
 *   ┌─ around            answers /__quintet/<token>/… itself
 *   │ ┌─ the app's layers
 *   │ │ ┌─ aroundPages   puts the script that reloads into pages
 *   ▼ ▼ ▼
 *   router
 */
export class Devtools {
  readonly #app: App;
  readonly #recorder: Recorder;
  readonly #changes = new ReloadEvents(devRun().life);
  readonly #streams = new Set<EndableStream<string | Uint8Array>>();
  /** Pages about errors: they have the script already, and a policy that knows it. */
  readonly #complete = new WeakSet<Response>();
  readonly #withScript = new WeakSet<Request>();

  constructor(app: App) {
    this.#app = app;
    // V8 keeps 10 calls of a stack, and an error of the database has as many before the developer's own begin.
    Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 60);
    rememberStatements(app);
    this.#recorder = new Recorder(app);
  }

  /** Answers requests for the tools, and lets all others through. */
  around(answer: Next): Next {
    const threshold = this.#app.config.repeatedStatements;
    const told = this.#recorder.around(threshold === false ? answer : reportRepeated(threshold, answer));
    return (request) => {
      const tool = askedTool(request.target);
      if (tool !== undefined) {
        leaveOutOfLog(request);
        return isDeveloper(request) ? this.#tool(request, tool) : nothingHere();
      }
      return withResponse(told(request), (response) => this.#finish(request, response));
    };
  }

  /** One of the app's layers, timed. */
  timed(layer: Middleware, name: string): Middleware {
    return this.#recorder.timed(layer, name);
  }

  /** Puts the script that reloads into the pages that `answer` makes. */
  aroundPages(answer: Next): Next {
    return (request) =>
      withResponse(answer(request), (response) => {
        if (this.#complete.has(response)) return response;
        if (insertReloadScript(request, response, nonceOf(request))) this.#withScript.add(request);
        return response;
      });
  }

  /** The page about an error. */
  async errorPage(request: Request, error: unknown, status: number): Promise<Response> {
    const response = await debugResponse(this.#app, request, error, status);
    this.#complete.add(response);
    return response;
  }

  /** The same for a program that asks for JSON. */
  async errorDetails(request: Request, error: unknown, status: number): Promise<object> {
    return reportJson(await debugReport(this.#app, request, error, status));
  }

  /** Tells open pages of a change that needs no restart. */
  announce(change: PageChange): void {
    this.#changes.announce(change);
  }

  /** Ends the streams that are open, which may have no end of their own, so that the app can close. */
  endStreams(): void {
    this.#changes.end();
    for (const stream of [...this.#streams]) stream.end();
  }

  #finish(request: Request, response: Response): Response {
    if (this.#withScript.has(request)) allowReloadScript(request, response);
    const { body } = response;
    const isEvents = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    if (isEvents && body !== null && typeof body === "object" && Symbol.asyncIterator in body) {
      const stream = new EndableStream(body, (ended) => this.#streams.delete(ended));
      this.#streams.add(stream);
      response.body = stream;
    }
    return response;
  }

  #tool(request: Request, name: string): Response {
    if (request.method !== "GET" && request.method !== "HEAD") return nothingHere();
    if (name === "events") return sse(this.#changes.events(), { headers: toolHeaders });
    if (name.startsWith(inspectorPrefix))
      return inspectorResponse(this.#recorder, name.slice(inspectorPrefix.length)) ?? nothingHere();
    const asset = toolAsset(name);
    return asset === undefined ? nothingHere() : toolResponse(asset.text, asset.contentType);
  }
}

const inspectorPrefix = "requests/";

/** Says no more than that there is nothing: neither to another site, nor to a page of an earlier run. */
function nothingHere(): Response {
  return new Response("Not Found", {
    status: 404,
    contentType: "text/plain; charset=utf-8",
    headers: toolHeaders,
  });
}
