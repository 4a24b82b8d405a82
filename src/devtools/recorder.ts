import type { Channel } from "node:diagnostics_channel";
import {
  type App,
  type ErrorTrace,
  errorChannel,
  findCurrentApp,
  logger,
  type RouteTrace,
  routeChannel,
  type SentTrace,
  sentChannel,
  type TemplateTrace,
  templateChannel,
  watchLog,
} from "../core/index.ts";
import { type LoggedStatement, onStatement, shortStatement } from "../db/index.ts";
import {
  findCurrentRequest,
  type Middleware,
  type Next,
  type Request,
  RequestSlot,
  type Response,
} from "../http/index.ts";
import { bounded, readSafely } from "./bounded.ts";
import { devtoolsPath } from "./dev-run.ts";
import { isDeveloper } from "./developer.ts";
import { masked, maskedTarget } from "./masking.ts";
import { watchOutgoing } from "./outgoing-requests.ts";
import type { RecordedEntry, Recording, Span } from "./recording.ts";
import { requestFacts } from "./request-facts.ts";
import { statementsOf } from "./request-statements.ts";

const log = logger("devtools");

// What is kept: the newest requests, and of each as much as a person looks at.
const maxRecordings = 100;
const maxSpans = 400;
const maxEntries = 100;

/** A request while it is being answered. */
class OpenRecording {
  readonly recording: Recording;
  readonly #begun = performance.now();

  constructor(recording: Recording) {
    this.recording = recording;
  }

  get elapsedMs(): number {
    return performance.now() - this.#begun;
  }

  /** Begins a span. Call what it gives when it is over. */
  open(kind: Span["kind"], name: string): (hasFailed?: boolean) => void {
    const span = this.#add({ kind, name, startMs: this.elapsedMs, durationMs: undefined });
    return (hasFailed = false) => {
      span.durationMs = this.elapsedMs - span.startMs; // a later call knows better: the work gave a promise
      if (hasFailed) span.hasFailed = true;
    };
  }

  /** Adds a span that is over already. */
  addPast(
    kind: Span["kind"],
    name: string,
    durationMs: number,
    more: Pick<Span, "detail" | "hasFailed">,
  ): Span {
    const startMs = Math.max(0, this.elapsedMs - durationMs);
    return this.#add({ kind, name, startMs, durationMs, ...more });
  }

  log(entry: Omit<RecordedEntry, "startMs">): void {
    const { entries } = this.recording;
    if (entries.length < maxEntries) entries.push({ startMs: this.elapsedMs, ...entry });
    else this.recording.dropped++;
  }

  #add(span: Span): Span {
    const { spans } = this.recording;
    if (spans.length < maxSpans) spans.push(span);
    else this.recording.dropped++;
    return span;
  }
}

/**
 * Keeps the last requests of an app with what was done for them. It listens to Quintet's channels, the statement log and
 * the log, and stands around each layer; nothing of it exists where debug is off.
 */
export class Recorder {
  readonly #app: App;
  readonly #recordings = new Map<string, Recording>();
  readonly #open = new RequestSlot<OpenRecording>();
  readonly #listeners = new Set<(recording: Recording) => void>();
  #count = 0;

  constructor(app: App) {
    this.#app = app;
    const stops = [
      watchSpans(routeChannel, (trace: RouteTrace) => this.#routed(trace)),
      watchSpans(templateChannel, ({ name }: TemplateTrace) => this.#current()?.open("template", name)),
      onStatement((statement) => this.#sent(statement)),
      watchLog((line) => this.#logged(line)),
      watchOutgoing((name) => this.#current()?.open("outgoing", name)),
      subscribe(sentChannel, (sent: SentTrace) => void this.#answered(sent)),
      subscribe(errorChannel, (trace: ErrorTrace) => this.#failed(trace)),
    ];
    app.onClose(() => {
      for (const stop of stops) stop();
    });
  }

  /** The kept requests, the newest first. */
  get recordings(): Recording[] {
    return [...this.#recordings.values()].reverse();
  }

  find(id: string): Recording | undefined {
    return this.#recordings.get(id);
  }

  /** Calls `listener` whenever a request has begun, or its answer is out. */
  onChange(listener: (recording: Recording) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Records the requests that go through. */
  around(answer: Next): Next {
    return (request) => {
      this.#begin(request);
      const response = answer(request);
      if (response instanceof Promise) return response.then((given) => this.#finish(request, given));
      return this.#finish(request, response);
    };
  }

  /** A layer that is timed, with all that stands inside of it. */
  timed(layer: Middleware, name: string): Middleware {
    return (request, next) => {
      const close = this.#open.get(request)?.open("layer", name || "without a name");
      if (close === undefined) return layer(request, next);
      let isPending = false;
      try {
        const response = layer(request, next);
        isPending = response instanceof Promise;
        return response instanceof Promise ? response.finally(() => close()) : response;
      } finally {
        if (!isPending) close();
      }
    };
  }

  #begin(request: Request): void {
    const recording: Recording = {
      id: request.id,
      number: ++this.#count,
      method: request.method,
      target: bounded(maskedTarget(request.target, {}), 2_000),
      startedAt: Date.now(),
      spans: [],
      entries: [],
      dropped: 0,
      status: undefined,
      durationMs: undefined,
      bytes: undefined,
      isComplete: undefined,
      route: undefined,
      handler: undefined,
      error: undefined,
      groups: [],
      responseHeaders: [],
      repeated: [],
    };
    this.#open.set(request, new OpenRecording(recording));
    this.#recordings.set(recording.id, recording);
    if (this.#recordings.size > maxRecordings) this.#recordings.delete(this.#recordings.keys().next().value!);
    this.#tell(recording);
  }

  #finish(request: Request, response: Response): Response {
    const open = this.#open.get(request);
    if (open === undefined) return response;
    const { recording } = open;
    recording.status = response.status;
    recording.durationMs = open.elapsedMs;
    recording.responseHeaders = [...response.headers].map(
      ([name, value]) => [name, bounded(masked(name, value), 2_000)] as const,
    );
    response.headers.set("x-request-id", request.id);
    return response;
  }

  async #answered({ request, status, bytes, durationMs, isComplete }: SentTrace): Promise<void> {
    const recording = this.#open.get(request)?.recording;
    if (recording === undefined) return;
    Object.assign(recording, { status, bytes, durationMs, isComplete });
    // Whoever asked for a statement is found in stacks, which are large: they are written out now, and let go.
    recording.repeated = statementsOf(request).repeated.map(({ text, count, totalMs, sources }) => ({
      text: shortStatement(text),
      count,
      totalMs,
      sources: sources.map(({ line }) => line),
    }));
    const { groups, target } = await requestFacts(request);
    recording.groups = groups;
    recording.target = target;
    this.#tell(recording);
    if (recording.error !== undefined && isDeveloper(request))
      log.info(`Look at it: http://${request.host}${devtoolsPath(`requests/${request.id}`)}`);
  }

  #routed({ request, route, name }: RouteTrace): ((hasFailed?: boolean) => void) | undefined {
    const open = this.#open.get(request);
    if (open === undefined) return undefined;
    open.recording.route = `/${route}`;
    open.recording.handler = name;
    return open.open("handler", name ?? `/${route}`);
  }

  #sent(statement: LoggedStatement): void {
    const open = this.#current();
    if (open === undefined) return;
    const hasFailed = statement.error !== undefined;
    const span = open.addPast("query", bounded(statement.text, 4_000), statement.durationMs, { hasFailed });
    // Its stack is complete a turn later.
    setImmediate(() => {
      span.detail = readSafely(() => statement.source, undefined);
    });
  }

  #logged(line: string): void {
    const open = this.#current();
    if (open === undefined) return;
    const { level, part = "", msg = "", err } = JSON.parse(line) as LogLine;
    const message = err?.message === undefined ? msg : `${msg}: ${err.message}`;
    open.log({ level: levels.get(level) ?? "info", part, message: bounded(message, 2_000) });
  }

  #failed({ request, error }: ErrorTrace): void {
    const recording = request && this.#open.get(request)?.recording;
    if (recording === undefined) return;
    const known = error instanceof Error;
    recording.error = {
      name: known ? readSafely(() => String(error.name), "Error") : typeof error,
      message: bounded(
        known ? readSafely(() => String(error.message), "") : "what was thrown is not an Error",
        2_000,
      ),
    };
  }

  /** The recording of the request that is being answered in this flow of work. */
  #current(): OpenRecording | undefined {
    const request = findCurrentRequest();
    // Another app of the process records its own.
    return request === undefined || findCurrentApp() !== this.#app ? undefined : this.#open.get(request);
  }

  #tell(recording: Recording): void {
    for (const listener of this.#listeners) listener(recording);
  }
}

/** What is read of an entry: pino writes it so. */
interface LogLine {
  readonly level: number;
  readonly part?: string;
  readonly msg?: string;
  readonly err?: { readonly message?: string };
}

const levels: ReadonlyMap<number, RecordedEntry["level"]> = new Map([
  [10, "trace"],
  [20, "debug"],
  [30, "info"],
  [40, "warn"],
  [50, "error"],
  [60, "fatal"],
]);

function subscribe<Message>(
  channel: Channel<unknown, Message>,
  listener: (message: Message) => void,
): () => void {
  // Node's types know of stores what a channel's messages are, but not of listeners.
  const untyped = listener as (message: unknown) => void;
  channel.subscribe(untyped);
  return () => channel.unsubscribe(untyped);
}

/** Opens a span for each piece of work that a channel traces. */
function watchSpans<Trace extends object>(
  channel: { subscribe(listeners: object): void; unsubscribe(listeners: object): void },
  open: (trace: Trace) => ((hasFailed?: boolean) => void) | undefined,
): () => void {
  const closers = new WeakMap<Trace, (hasFailed?: boolean) => void>();
  const close = (trace: Trace & { error?: unknown }) => closers.get(trace)?.(trace.error !== undefined);
  const listeners = {
    start(trace: Trace) {
      const closer = open(trace);
      if (closer !== undefined) closers.set(trace, closer);
    },
    end: close,
    asyncEnd: close,
    asyncStart() {},
    error() {},
  };
  channel.subscribe(listeners);
  return () => channel.unsubscribe(listeners);
}
