import type { Fact, FactGroup } from "./request-facts.ts";

/** A piece of the work for a request, on its time line. */
export interface Span {
  readonly kind: "layer" | "handler" | "query" | "template" | "outgoing";
  /** The layer's function, the route, the statement, the template, the address. */
  readonly name: string;
  /** Milliseconds from the request's beginning on. */
  readonly startMs: number;
  /** `undefined` while it goes on. */
  durationMs: number | undefined;
  /** For a query, the line that asked; for an outgoing request, its status. */
  detail?: string | undefined;
  hasFailed?: boolean;
}

/** An entry of the log that was written for a request. */
export interface RecordedEntry {
  readonly startMs: number;
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
  readonly part: string;
  readonly message: string;
}

/** All that is kept of one request, with secrets masked. The request itself is not held. */
export interface Recording {
  readonly id: string;
  /** Counts up. */
  readonly number: number;
  readonly method: string;
  /** Path and query. */
  target: string;
  /** When it began, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly spans: Span[];
  readonly entries: RecordedEntry[];
  /** Spans and entries that were too many to keep. */
  dropped: number;
  status: number | undefined;
  /** Until the answer was out. */
  durationMs: number | undefined;
  /** Of the answer, its head included. */
  bytes: number | undefined;
  /** Whether the client got all of the answer; `undefined` while it is under way. */
  isComplete: boolean | undefined;
  route: string | undefined;
  handler: string | undefined;
  error: { readonly name: string; readonly message: string } | undefined;
  /** What the request asked. */
  groups: readonly FactGroup[];
  responseHeaders: readonly Fact[];
  repeated: readonly RepeatedStatement[];
}

/** A statement that a request has sent several times. */
export interface RepeatedStatement {
  readonly text: string;
  readonly count: number;
  readonly totalMs: number;
  /** The lines that asked. */
  readonly sources: readonly string[];
}

/** The spans of one kind. */
export function spansOf({ spans }: Recording, kind: Span["kind"]): readonly Span[] {
  return spans.filter((span) => span.kind === kind);
}

/** How long the spans of one kind took together. */
export function totalOf(recording: Recording, kind: Span["kind"]): number {
  return spansOf(recording, kind).reduce((total, { durationMs = 0 }) => total + durationMs, 0);
}
