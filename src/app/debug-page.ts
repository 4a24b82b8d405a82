import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { QuintetError } from "../core/index.ts";
import { type StatementGroup, shortStatement } from "../db/index.ts";
import { HttpError, type MatchedRoute, type Request } from "../http/index.ts";
import type { RouteListing } from "../routing/index.ts";
import { escapeHtml } from "../templates/index.ts";
import { renderFrames } from "./debug-frames.ts";
import { debugStyleSheet } from "./debug-style-sheet.ts";
import { masked, maskedHeaders, maskedTarget } from "./masking.ts";
import type { RequestStatements } from "./request-statements.ts";
import { type SourceFrame, sourceFrames } from "./source-frames.ts";

/*
 * The page that a developer sees instead of an error. It must work when nothing else does, so it is one string without
 * templates, assets or scripts, with its own style sheet and a Content-Security-Policy that allows just that.
 */

/** What the page tells. */
export interface DebugReport {
  readonly status: number;
  readonly error: unknown;
  readonly request: Request;
  readonly route: MatchedRoute | undefined;
  /** The places in templates that the error passed, the innermost first. */
  readonly templates: readonly SourceFrame[];
  /** Where no route fitted: all that were tried. */
  readonly routesTried: readonly RouteListing[];
  readonly statements: RequestStatements;
}

/** The page as HTML. */
export function debugPage(report: DebugReport): string {
  const { error, status, request, route } = report;
  const [headline = "", ...details] = messageOf(error).split("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(`${status} ${headline}`)}</title>
<style>${debugStyleSheet}</style>
</head>
<body>
<header>
<p class="request"><b class="status">${status}</b> <b>${escapeHtml(request.method)}</b> ${escapeHtml(maskedTarget(request.target, route?.params ?? {}))}</p>
<h1>${escapeHtml(headline)}</h1>
${details.length === 0 ? "" : `${renderMessage(details.join("\n"))}\n`}<p class="kind">${kindOf(error)}</p>
</header>
<main>
${sections(report).join("\n")}
</main>
<footer>You see this page because <code>debug</code> is on. Visitors of a deployed app get a plain page without any of this.</footer>
</body>
</html>
`;
}

/** What the page's Content-Security-Policy must say. */
export function debugPagePolicy(): string {
  const hash = createHash("sha256").update(debugStyleSheet).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

function sections(report: DebugReport): string[] {
  const { error, request, route, templates, routesTried, statements } = report;
  return [
    section("In the templates", renderFrames(templates)),
    section("Where it was thrown", routesTried.length > 0 ? "" : thrownAt(error)),
    ...causesOf(error).map((cause) => section("Caused by", renderCause(cause))),
    section("Routes tried", routesTable(routesTried), routesTried.length),
    section("SQL of this request", statementList(statements), statements.count),
    section("Request", requestFacts(request, route)),
  ].filter((text) => text !== "");
}

function section(title: string, content: string, count?: number): string {
  if (content === "") return "";
  const counted = count === undefined ? "" : ` <small>${count}</small>`;
  return `<section><h2>${title}${counted}</h2>${content}</section>`;
}

/** The stack, unless it says nothing: an answer such as 404 that Quintet itself gave. */
function thrownAt(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const frames = sourceFrames(error);
  const isOrdinaryAnswer = error instanceof HttpError && error.status < 500;
  return isOrdinaryAnswer && !frames.some(({ isOwn }) => isOwn) ? "" : renderFrames(frames);
}

/** What caused the error, and what caused that. */
function causesOf(error: unknown): unknown[] {
  const chain = [error];
  for (let at = error; at instanceof Error && at.cause !== undefined; at = at.cause) {
    if (chain.includes(at.cause)) break;
    chain.push(at.cause);
  }
  return chain.slice(1);
}

function renderCause(cause: unknown): string {
  const frames = cause instanceof Error ? renderFrames(sourceFrames(cause)) : "";
  return `${renderMessage(messageOf(cause))}<p class="kind">${kindOf(cause)}</p>${frames}`;
}

/** A message; one that points at something by a line of carets is scrolled instead of wrapped. */
function renderMessage(text: string): string {
  const pointing = /^[ |]*\^+$/m.test(text) ? " pointing" : "";
  return `<pre class="message${pointing}">${escapeHtml(text)}</pre>`;
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error))
    return "Thrown as it is. Throw an Error instead: it knows where it comes from.";
  const name = `<code>${escapeHtml(error.name)}</code>`;
  return error instanceof QuintetError ? `${name} · <code>${escapeHtml(error.code)}</code>` : name;
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return `${inspect(error, { depth: 1 })} was thrown, which is not an Error`;
}

function routesTable(routes: readonly RouteListing[]): string {
  if (routes.length === 0) return "";
  const rows = routes.map(({ route, name, methods }) => [
    `<code>/${escapeHtml(route)}</code>`,
    escapeHtml(name),
    escapeHtml(methods.join(" ")),
  ]);
  return table(["Route", "Name", "Methods"], rows);
}

function statementList({ shown, count, totalMs, repeated }: RequestStatements): string {
  if (count === 0) return "";
  const items = shown.map(({ text, durationMs, parameterCount, database, source, error }) => {
    const about = [milliseconds(durationMs), ...(database === "default" ? [] : [escapeHtml(database)])];
    if (parameterCount > 0) about.push(parameterCount === 1 ? "1 parameter" : `${parameterCount} parameters`);
    if (source !== undefined) about.push(`<code>${escapeHtml(source)}</code>`);
    const failed = error === undefined ? "" : ' <b class="failed">failed</b>';
    return `<li><small>${about.join(" · ")}</small>${failed}<pre>${escapeHtml(text)}</pre></li>`;
  });
  const more = count > shown.length ? `<p>and ${count - shown.length} more</p>` : "";
  return `<p class="kind">${milliseconds(totalMs)} in all; the values of parameters are not kept</p>${repeatedTable(repeated)}<ol>${items.join("")}</ol>${more}`;
}

/** What was sent several times: a query in a loop, most often. */
function repeatedTable(groups: readonly StatementGroup[]): string {
  if (groups.length === 0) return "";
  const rows = groups.map(({ count, totalMs, text, sources }) => [
    `${count} times`,
    milliseconds(totalMs),
    `<code>${escapeHtml(shortStatement(text))}</code>`,
    sources.map(({ line }) => `<code>${escapeHtml(line)}</code>`).join("<br>"),
  ]);
  return table(["Sent", "In all", "Statement", "Asked in"], rows);
}

const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

function requestFacts(request: Request, route: MatchedRoute | undefined): string {
  const facts: [string, string][] = [["Request id", request.id]];
  if (route !== undefined) facts.push(["Route", route.name ?? "without a name"]);
  for (const [name, value] of Object.entries(route?.params ?? {}))
    facts.push([`Parameter ${name}`, masked(name, String(value))]);
  const headers = nameTable(maskedHeaders(request));
  return `${nameTable(facts)}<details><summary>Headers</summary>${headers}</details>`;
}

function nameTable(facts: readonly (readonly [name: string, value: string])[]): string {
  const rows = facts.map(([name, value]) => [escapeHtml(name), `<code>${escapeHtml(value)}</code>`]);
  return table(["Name", "Value"], rows);
}

/** Cells are HTML already. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const headCells = head.map((cell) => `<th scope="col">${cell}</th>`).join("");
  const bodyRows = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`);
  return `<div class="scroll" tabindex="0"><table><thead><tr>${headCells}</tr></thead><tbody>${bodyRows.join("")}</tbody></table></div>`;
}
