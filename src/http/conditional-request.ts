import { isSameContent, parseEtags } from "./etag.ts";
import { parseHttpDate } from "./http-date.ts";
import type { Request } from "./request.ts";

/** What a client's copy is compared with. */
export interface Validators {
  /** With its quotes: `"\"5f-18c\""`. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** Whether the client's copy is still good, so that 304 is the answer (RFC 9110, 13.2.2). */
export function isNotModified(request: Request, { etag, lastModified }: Validators): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const ifNoneMatch = request.header("if-none-match");
  if (ifNoneMatch !== null) {
    return parseEtags(ifNoneMatch).some((tag) => tag === "*" || isSameContent(tag, etag));
  }
  const since = parseHttpDate(request.header("if-modified-since") ?? "");
  return since !== undefined && toSeconds(lastModified) <= toSeconds(since);
}

/** The bytes of a partial answer, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range that a client asks for; `undefined` for the whole (none asked for, several, or for another version),
 * `"unsatisfiable"` for one that lies outside.
 */
export function requestedRange(
  request: Request,
  size: number,
  validators: Validators,
): ByteRange | "unsatisfiable" | undefined {
  const header = request.header("range");
  if (header === null || request.method !== "GET" || !isRangeOfThisVersion(request, validators))
    return undefined;
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Math.min(Number(last), size); // "-500": the last 500 bytes
    return length === 0 ? "unsatisfiable" : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= size) return "unsatisfiable";
  return { start, end: last === "" ? size - 1 : Math.min(Number(last), size - 1) };
}

function isRangeOfThisVersion(request: Request, { etag, lastModified }: Validators): boolean {
  const ifRange = request.header("if-range");
  if (ifRange === null || ifRange === etag) return true;
  const since = parseHttpDate(ifRange);
  return since !== undefined && toSeconds(since) === toSeconds(lastModified);
}

/** HTTP's dates have whole seconds. */
function toSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1_000);
}
