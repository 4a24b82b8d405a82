import { type Channel, channel, type TracingChannel, tracingChannel } from "node:diagnostics_channel";

/*
 * What Quintet tells about its work: channels of `node:diagnostics_channel`, to which whoever observes the program
 * subscribes (OpenTelemetry, the request inspector of `quintet dev`). Without a subscriber nothing is prepared; each
 * place costs one look at `hasSubscribers`.
 *
 *   quintet:request    traced   RequestTrace    a request, until its response is made
 *   quintet:sent       told     SentTrace       a response has gone to its client, or the client has left
 *   quintet:route      traced   RouteTrace      the handler of the route that was found
 *   quintet:query      traced   QueryTrace      a statement, until the database has answered
 *   quintet:template   traced   TemplateTrace   the rendering of one page
 *   quintet:error      told     ErrorTrace      an error that nobody handled
 *
 * A traced channel has Node's five events: `tracing:quintet:request:start`, `:end`, `:asyncStart`, `:asyncEnd` and
 * `:error`. All get the same object; `error` and `result` are added to it as the work goes on. Work that gives no promise
 * is over at `end`, other work at `asyncEnd`. Stores bound to `start` (`start.bindStore()`) are there for the work.
 */

/** A request. http adds `request` and `response`. */
export interface RequestTrace extends Traced {}

/** An answer that is out. http adds `request`. */
export interface SentTrace {
  readonly status: number;
  /** Bytes that were written for the answer, head included. */
  readonly bytes: number;
  /** From the arrival of the request's head on. */
  readonly durationMs: number;
  /** Whether the client got all of it. */
  readonly isComplete: boolean;
}

/** The handler of a route. http adds `request`. */
export interface RouteTrace extends Traced {
  /** As it was written: `"articles/<int:year>/"`. */
  readonly route: string;
  /** Its full name: `"shop:detail"`. */
  readonly name: string | undefined;
}

/** A statement. Its parameters are not told: they may be secrets. */
export interface QueryTrace extends Traced {
  /** The name of the database in the configuration. */
  readonly database: string;
  /** What it is: `"sqlite"`, `"postgres"`, `"mysql"`. */
  readonly system: string;
  readonly text: string;
  readonly parameterCount: number;
}

/** A page. */
export interface TemplateTrace extends Traced {
  readonly name: string;
}

/** An error that nobody handled. http adds `request`. */
export interface ErrorTrace {
  readonly error: unknown;
  /** Of the response to it; `undefined` where none could be given. */
  readonly status: number | undefined;
}

/** What the tracing itself adds to a message. */
interface Traced {
  result?: unknown;
  error?: unknown;
}

export const requestChannel: TracingChannel<unknown, RequestTrace> = tracingChannel("quintet:request");
export const sentChannel = messageChannel<SentTrace>("quintet:sent");
export const routeChannel: TracingChannel<unknown, RouteTrace> = tracingChannel("quintet:route");
export const queryChannel: TracingChannel<unknown, QueryTrace> = tracingChannel("quintet:query");
export const templateChannel: TracingChannel<unknown, TemplateTrace> = tracingChannel("quintet:template");
export const errorChannel = messageChannel<ErrorTrace>("quintet:error");

/** A channel whose messages are all made here, so that their type is known. */
function messageChannel<Message>(name: string): Channel<unknown, Message> {
  return channel(name) as Channel<unknown, Message>;
}

/**
 * Does the work and tells a channel about it. `traceSync()` and `tracePromise()` of the channel want to know beforehand
 * whether there will be a promise; here work may give one or not, and a value stays a value. Callers look first whether
 * there are subscribers: `if (requestChannel.start.hasSubscribers)`.
 */
export function trace<Message extends Traced, Result>(
  { start, end, asyncStart, asyncEnd, error }: TracingChannel<unknown, Message>,
  message: Message,
  work: () => Result,
): Result {
  const fail = (reason: unknown): never => {
    message.error = reason;
    error.publish(message);
    throw reason;
  };
  const settle = (): void => {
    asyncStart.publish(message);
    asyncEnd.publish(message);
  };
  return start.runStores(message, () => {
    try {
      const result = work();
      if (!isThenable(result)) {
        message.result = result;
        return result;
      }
      // Result is a promise here, and what then() gives is one of the same value.
      return result.then(
        (value) => {
          message.result = value;
          settle();
          return value;
        },
        (reason) => {
          message.error = reason;
          error.publish(message);
          settle();
          throw reason;
        },
      ) as Result;
    } catch (reason) {
      return fail(reason);
    } finally {
      end.publish(message);
    }
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}
