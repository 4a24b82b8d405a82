import { isSameContent, isSameRepresentation, parseEtags } from "./etag.ts";
import { parseHttpDate } from "./http-date.ts";
import type { Request } from "./request.ts";

/** What a client's copy is compared with. */
export interface Validators {
  /** With its quotes: `"\"5f-18c\""`. */
  readonly etag?: string | undefined;
  readonly lastModified?: Date | undefined;
}

/** What becomes of a request by its `If-…` headers. */
export type Precondition = "passed" | "not-modified" | "failed";

/**
 * What the `If-…` headers of a request say about a resource with these validators: go on, answer 304, or answer 412. In the
 * order of RFC 9110, 13.2.2.
 */
export function evaluatePreconditions(request: Request, { etag, lastModified }: Validators): Precondition {
  const ifMatch = request.header("if-match");
  if (ifMatch !== null) {
    const isMatched = parseEtags(ifMatch).some((tag) =>
      tag === "*" ? etag !== undefined : etag !== undefined && isSameRepresentation(tag, etag),
    );
    if (!isMatched) return "failed";
  } else if (lastModified !== undefined) {
    const since = dateIn(request, "if-unmodified-since");
    if (since !== undefined && toSeconds(lastModified) > toSeconds(since)) return "failed";
  }

  const isReading = request.method === "GET" || request.method === "HEAD";
  const ifNoneMatch = request.header("if-none-match");
  if (ifNoneMatch !== null) {
    const isKnown = parseEtags(ifNoneMatch).some((tag) =>
      tag === "*" ? etag !== undefined : etag !== undefined && isSameContent(tag, etag),
    );
    return isKnown ? (isReading ? "not-modified" : "failed") : "passed";
  }
  if (!isReading || lastModified === undefined) return "passed";
  const since = dateIn(request, "if-modified-since");
  return since !== undefined && toSeconds(lastModified) <= toSeconds(since) ? "not-modified" : "passed";
}

/** Whether the client's copy is still good, so that 304 is the answer (RFC 9110, 13.2.2). */
export function isNotModified(request: Request, validators: Validators): boolean {
  return evaluatePreconditions(request, validators) === "not-modified";
}

/** The bytes of a partial answer, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range that a client asks for; `undefined` for the whole (none asked for, several, or for another version),
 * `"unsatisfiable"` for one that lies outside.
 *
 * Several ranges in one answer are what attackers ask for (RFC 9110, 17.15), and no browser does: the whole is the answer.
 */
export function requestedRange(
  request: Request,
  size: number,
  validators: Validators,
): ByteRange | "unsatisfiable" | undefined {
  const header = request.header("range");
  if (header === null || request.method !== "GET" || !isRangeOfThisVersion(request, validators))
    return undefined;
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header.trim());
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

/** A part can only be added to a copy of the very same bytes: weak ETags and other dates don't tell that. */
function isRangeOfThisVersion(request: Request, { etag, lastModified }: Validators): boolean {
  const ifRange = request.header("if-range");
  if (ifRange === null || (etag !== undefined && isSameRepresentation(ifRange.trim(), etag))) return true;
  const since = parseHttpDate(ifRange);
  return since !== undefined && lastModified !== undefined && toSeconds(since) === toSeconds(lastModified);
}

function dateIn(request: Request, header: string): Date | undefined {
  return parseHttpDate(request.header(header) ?? "");
}

/** HTTP's dates have whole seconds. */
function toSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1_000);
}
