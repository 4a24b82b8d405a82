/** A trace that began in front of this server, as the header `traceparent` of W3C's Trace Context names it. */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** What this request was made by: 16 hexadecimal digits. */
  readonly spanId: string;
  /** Whether the one in front keeps the trace. */
  readonly isSampled: boolean;
}

// Version 00 ends behind the flags, a later one may have more behind another hyphen. Ids of zeros alone and version ff
// name nothing (w3.org/TR/trace-context, 3.2.2).
const pattern = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?=-|$)/;

/** Reads the header; `undefined` where it names nothing. */
export function parseTraceParent(header: string): TraceParent | undefined {
  const [, version, traceId, spanId, flags] = pattern.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === "00" && header.length > 55) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
