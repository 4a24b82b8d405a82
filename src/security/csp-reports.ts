import { defineEvent, logger } from "../core/index.ts";
import { type Request, Response, UnsupportedMediaTypeError } from "../http/index.ts";

/** What a browser tells of something that a policy has stopped, or would have. Anybody can send such a report. */
export interface CspReport {
  /** The page. */
  readonly documentUrl: string;
  /** What was to be loaded: an address, or `"inline"`, `"eval"`. */
  readonly blockedUrl: string;
  readonly directive: string;
  /** `"enforce"`, or `"report"` for a policy that is tried out. */
  readonly disposition: string;
  readonly sourceFile: string;
  readonly line: number;
}

/** A browser has reported something. */
export const cspReported = defineEvent<{ readonly request: Request; readonly report: CspReport }>(
  "security.csp-reported",
);

/** What browsers announce: the first with `report-uri`, the second with `report-to`. */
const reportTypes = ["application/csp-report", "application/reports+json", "application/json"];
// A report has some ten short texts; a browser may send several at once.
const maxBodyBytes = 65_536;
const maxReports = 20;
const maxTextLength = 500;

/**
 * A handler that takes the reports of browsers, writes each to the log and emits `cspReported`. Browsers send no token,
 * and a report changes nothing; anybody can send one, so the route has a limit.
 *
 * @example
 * cspReports: path("csp-reports/", { post: cspReports }, {
 *   unsafeCsrfExempt: true,
 *   rateLimit: { requests: 60, windowSeconds: 60 },
 * }),
 */
export async function cspReports(request: Request): Promise<Response> {
  request.limits = { ...request.limits, maxBodyBytes };
  if (!reportTypes.includes(request.contentType))
    throw new UnsupportedMediaTypeError(request.contentType, reportTypes);
  for (const report of reportsIn(await request.json({ unsafeAnyType: true }))) {
    logger("security").warn({ requestId: request.id, report }, "a page broke its content security policy");
    await cspReported.emit({ request, report });
  }
  return new Response(null, { status: 204 });
}

/** Both forms: one report of `report-uri`, or the list of `report-to`. */
function reportsIn(body: unknown): CspReport[] {
  const given = Array.isArray(body) ? body.slice(0, maxReports) : [body];
  return given.flatMap((item) => {
    const outer = fields(item);
    const old = outer["csp-report"];
    if (old !== undefined) return [oldReport(fields(old))];
    return outer.type === "csp-violation" ? [newReport(fields(outer.body))] : [];
  });
}

function oldReport(given: Record<string, unknown>): CspReport {
  return {
    documentUrl: text(given["document-uri"]),
    blockedUrl: text(given["blocked-uri"]),
    directive: text(given["effective-directive"] ?? given["violated-directive"]),
    disposition: text(given.disposition),
    sourceFile: text(given["source-file"]),
    line: number(given["line-number"]),
  };
}

function newReport(given: Record<string, unknown>): CspReport {
  return {
    documentUrl: text(given.documentURL),
    blockedUrl: text(given.blockedURL),
    directive: text(given.effectiveDirective),
    disposition: text(given.disposition),
    sourceFile: text(given.sourceFile),
    line: number(given.lineNumber),
  };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Without what stands behind "?": pages may have secrets there. */
function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, maxTextLength).split("?", 1)[0]! : "";
}

function number(value: unknown): number {
  return Number.isSafeInteger(value) ? (value as number) : 0;
}
