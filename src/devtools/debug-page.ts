import { createHash, randomBytes } from "node:crypto";
import { nodeHttp } from "../core/index.ts";
import { type StatementGroup, shortStatement } from "../db/index.ts";
import type { RouteListing } from "../routing/index.ts";
import { type Html, html, safe } from "../templates/index.ts";
import { framesHtml } from "./debug-frames.ts";
import type { DebugReport, ReportTools } from "./debug-report.ts";
import { reportText } from "./debug-text.ts";
import { devtoolsPath } from "./dev-run.ts";
import type { ErrorFacts } from "./error-chain.ts";
import type { ErrorPage } from "./error-pages.ts";
import type { Fact, RequestFacts } from "./request-facts.ts";
import type { RequestStatements } from "./request-statements.ts";
import { milliseconds } from "./shown-time.ts";
import { toolAsset } from "./tool-response.ts";

/*
 * The page that a developer sees instead of an error. It must work when nothing else does, so it needs no template of a
 * file, no assets of the app and no script: what its two scripts do (copying, reloading) is extra. It carries its style
 * sheet in itself, and its Content-Security-Policy allows that one and the two scripts by their nonce.
 */

/** The page, with its policy. */
export function debugPage(report: DebugReport): ErrorPage {
  const style = `${toolAsset("tokens.css")!.text}${toolAsset("debug-page.css")!.text}`;
  const nonce = randomBytes(16).toString("base64");
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titleOf(report)}</title>
${safe(`<style>${style}</style>`)}
${report.tools && scripts(report.tools, nonce)}
</head>
<body>
${headerHtml(report)}
<main>
${sections(report)}
</main>
<footer>You see this page because <code>debug</code> is on. Visitors of a deployed app get a plain page without any of this.</footer>
${report.tools && html`<pre id="report" hidden>${reportText(report)}</pre>`}
</body>
</html>
`;
  return { html: String(page), policy: policyOf(style, nonce) };
}

function policyOf(style: string, nonce: string): string {
  const hash = createHash("sha256").update(style).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

function scripts({ life }: ReportTools, nonce: string): Html {
  return html`<script async src=${devtoolsPath("reload.js")} data-life=${life} nonce=${nonce}></script>
<script defer src=${devtoolsPath("debug-page.js")} nonce=${nonce}></script>`;
}

function titleOf({ status, errors }: DebugReport): string {
  return `${status ?? "Not running"}: ${errors[0]?.headline ?? ""}`;
}

function headerHtml({ status, errors: [error], request, tools }: DebugReport): Html {
  return html`<header>
<p class="request"><b class="status">${status ?? "Not running"}</b> ${requestLine(status, request)}</p>
<h1>${error?.headline}</h1>
${error && detailsHtml(error)}
${error?.hint && html`<p class="hint">${error.hint}</p>`}
<p class="kind">${error && kindHtml(error)}</p>
${tools && toolbar(tools, request)}
</header>`;
}

function requestLine(status: number | undefined, request: RequestFacts | undefined): Html {
  if (request === undefined) return html`The app did not start`;
  const reason = nodeHttp.STATUS_CODES[status ?? 500];
  return html`<span class="reason">${reason}</span> <b>${request.method}</b> <span class="target">${request.target}</span>`;
}

/** What only works with scripts is shown by them. */
function toolbar({ inspector }: ReportTools, request: RequestFacts | undefined): Html {
  return html`<p class="tools"><button type="button" data-copy="report" hidden>Copy as Markdown</button>${
    inspector && request && html`<a href=${inspector}>This request in the inspector</a>`
  }</p>`;
}

function sections({
  errors,
  request,
  routesTried,
  statements,
  config,
}: DebugReport): readonly (Html | null)[] {
  const [error, ...others] = errors;
  return [
    section("In the templates", error && error.templates.length > 0 ? framesHtml(error.templates) : null),
    section("Where it was thrown", routesTried === undefined && error ? thrownHtml(error) : null),
    ...others.map((each) => section(relationTitle(each), otherErrorHtml(each))),
    section("Routes tried", routesTried && routesTable(routesTried), routesTried?.length),
    section("SQL of this request", statements && statementList(statements), statements?.count),
    ...(request?.groups ?? []).map(({ title, facts }) =>
      section(title, factsTable(facts), facts.length, title === "Headers"),
    ),
    section("Configuration", config && factsTable(config), config?.length, true),
  ];
}

/** A part of the page; nothing where there is nothing to tell. A long one that is rarely looked at is folded. */
function section(
  title: string,
  content: Html | null | undefined,
  count?: number,
  isFolded = false,
): Html | null {
  if (content === null || content === undefined) return null;
  const head = html`${title}${count === undefined ? null : html` <small>${count}</small>`}`;
  return isFolded
    ? html`<section><details><summary><h2>${head}</h2></summary>${content}</details></section>
`
    : html`<section><h2>${head}</h2>${content}</section>
`;
}

function relationTitle({ relation }: ErrorFacts): string {
  if (relation === "one of several") return "One of the errors";
  return relation === "suppressed" ? "While this one was on its way" : "Caused by";
}

/** The stack, and what else the error holds. An answer such as 404, which is thrown by Quintet itself, has nothing to tell. */
function thrownHtml(error: ErrorFacts): Html | null {
  const { frames, properties } = error;
  if (properties.length === 0 && !frames.some(({ isOwn, source }) => isOwn || source.length > 0)) return null;
  return html`${framesHtml(frames)}${properties.length === 0 ? null : factsTable(properties)}`;
}

function otherErrorHtml(error: ErrorFacts): Html {
  return html`<p class="message">${error.headline}</p>${detailsHtml(error)}${
    error.hint && html`<p class="hint">${error.hint}</p>`
  }<p class="kind">${kindHtml(error)}</p>${framesHtml(error.templates)}${thrownHtml(error)}`;
}

/** The further lines of a message; lines that point at something by carets are scrolled instead of wrapped. */
function detailsHtml({ details }: ErrorFacts): Html | null {
  if (details.trim() === "") return null;
  const isPointing = /^[ |]*\^+$/m.test(details);
  return html`<pre class=${["details", isPointing && "pointing"]} tabindex=${isPointing ? 0 : null}>${details}</pre>`;
}

function kindHtml({ isError, name, code }: ErrorFacts): Html {
  if (!isError) return html`Thrown as it is. Throw an Error instead: it knows where it comes from.`;
  return html`<code>${name}</code>${code === undefined ? null : html` · <code>${code}</code>`}`;
}

function routesTable(routes: readonly RouteListing[]): Html {
  const rows = routes.map(({ route, name, methods }) => [
    html`<code>/${route}</code>`,
    html`${name}`,
    html`${methods.join(" ")}`,
  ]);
  return table(["Route", "Name", "Methods"], rows, "routes");
}

function statementList({ shown, count, totalMs, repeated }: RequestStatements): Html | null {
  if (count === 0) return null;
  const items = shown.map(({ text, durationMs, parameterCount, database, source, error }) => {
    const about = [milliseconds(durationMs), ...(database === "default" ? [] : [database])];
    if (parameterCount > 0) about.push(parameterCount === 1 ? "1 parameter" : `${parameterCount} parameters`);
    return html`<li><small>${about.join(" · ")}${source && html` · <code>${source}</code>`}</small>${
      error === undefined ? null : html` <b class="failed">failed</b>`
    }<pre>${text}</pre></li>`;
  });
  return html`<p class="kind">${milliseconds(totalMs)} in all; the values of parameters are not kept</p>${
    repeated.length === 0 ? null : repeatedTable(repeated)
  }<ol>${items}</ol>${count > shown.length ? html`<p>and ${count - shown.length} more</p>` : null}`;
}

/** What was sent several times: a query in a loop, most often. */
function repeatedTable(groups: readonly StatementGroup[]): Html {
  const rows = groups.map(({ count, totalMs, text, sources }) => [
    html`${count} times`,
    html`${milliseconds(totalMs)}`,
    html`<code>${shortStatement(text)}</code>`,
    html`${sources.map(({ line }) => html`<code class="line">${line}</code>`)}`,
  ]);
  return table(["Sent", "In all", "Statement", "Asked in"], rows, "statements");
}

function factsTable(facts: readonly Fact[]): Html {
  return table(
    ["Name", "Value"],
    facts.map(([name, value]) => [html`${name}`, html`<code>${value}</code>`]),
  );
}

function table(head: readonly string[], rows: readonly (readonly Html[])[], kind?: string): Html {
  return html`<div class="scroll" tabindex="0"><table class=${kind ?? null}><thead><tr>${head.map(
    (cell) => html`<th scope="col">${cell}</th>`,
  )}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
