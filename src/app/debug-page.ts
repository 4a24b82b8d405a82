import { createHash } from "node:crypto";
import { QuintetError } from "../core/index.ts";
import type { Request } from "../http/index.ts";
import { masked, maskedUrl } from "./masking.ts";
import { type SourceFrame, sourceFrames } from "./source-frames.ts";

/*
 * The page that a developer sees instead of an error. It must work when nothing else does, so it is one string without
 * templates, assets or scripts, with its own style sheet and a Content-Security-Policy that allows just that.
 */

/** A list of facts under a title, such as the SQL of the request. */
export interface DebugSection {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What the page tells. */
export interface DebugReport {
  readonly status: number;
  readonly error: unknown;
  readonly request: Request;
  readonly sections: readonly DebugSection[];
}

/** The page as HTML. */
export function debugPage(report: DebugReport): string {
  const { error, status, request } = report;
  const title = titleOf(error);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(`${status} ${title}`)}</title>
<style>${styleSheet}</style>
</head>
<body>
<header>
<p class="request"><b>${status}</b> ${escapeText(request.method)} ${escapeText(maskedUrl(request.url))}</p>
<h1>${escapeText(title)}</h1>
<pre class="message">${escapeText(messageOf(error))}</pre>
</header>
<main>
${causeChain(error)
  .map((each, depth) => renderError(each, depth))
  .join("\n")}
${[...report.sections, requestSection(request)].map(renderSection).join("\n")}
</main>
<footer>You see this page because debug is on. Visitors of a deployed app get a plain page instead.</footer>
</body>
</html>
`;
}

/** What the page's Content-Security-Policy must say. */
export function debugPagePolicy(): string {
  const hash = createHash("sha256").update(styleSheet).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** The error and what caused it, and what caused that. */
function causeChain(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let each = error; each instanceof Error && !chain.includes(each); each = each.cause) chain.push(each);
  return chain;
}

function titleOf(error: unknown): string {
  if (error instanceof QuintetError) return `${error.name} · ${error.code}`;
  return error instanceof Error ? error.name : "A value that is not an Error was thrown";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function renderError(error: Error, depth: number): string {
  const frames = sourceFrames(error);
  const firstOwn = frames.findIndex((frame) => frame.isOwn);
  const opened = firstOwn === -1 ? 0 : firstOwn;
  const head =
    depth === 0
      ? ""
      : `<h2>Caused by ${escapeText(titleOf(error))}</h2><pre class="message">${escapeText(error.message)}</pre>`;
  return `<section>${head}${frames.map((frame, position) => renderFrame(frame, position === opened)).join("")}</section>`;
}

function renderFrame(frame: SourceFrame, isOpen: boolean): string {
  const place = `${frame.file}:${frame.line}:${frame.column}`;
  const lines = frame.source
    .map(({ number, text, isCurrent }) => {
      const content = `<i>${number}</i>${escapeText(text)}`;
      return isCurrent ? `<b>${content}</b>` : `<span>${content}</span>`;
    })
    .join("\n");
  const kind = frame.isOwn ? "own" : "other";
  return `<details class="${kind}"${isOpen ? " open" : ""}><summary><code>${escapeText(place)}</code> ${escapeText(frame.call)}</summary><pre class="source">${lines}</pre></details>`;
}

function requestSection(request: Request): DebugSection {
  const headers = [...request.headers].map(([name, value]) => `${name}: ${masked(name, value)}`);
  return { title: "Request headers", lines: headers };
}

function renderSection({ title, lines }: DebugSection): string {
  if (lines.length === 0) return "";
  const items = lines.map((line) => `<li><pre>${escapeText(line)}</pre></li>`).join("");
  return `<section><h2>${escapeText(title)} <small>${lines.length}</small></h2><ol>${items}</ol></section>`;
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

const styleSheet = `
:root { color-scheme: light dark; --text: #1c1f26; --soft: #5c6370; --page: #f6f7f9; --card: #fff; --line: #e2e5ea; --accent: #c4314b; --mark: #fdecef; }
@media (prefers-color-scheme: dark) { :root { --text: #e7e9ee; --soft: #9aa3b2; --page: #101216; --card: #181b21; --line: #2a2f38; --accent: #ff7b90; --mark: #3a1f27; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, sans-serif; }
header { padding: 2rem clamp(1rem, 4vw, 3rem); background: var(--card); border-bottom: 1px solid var(--line); border-top: 4px solid var(--accent); }
h1 { margin: .25rem 0 .75rem; font-size: clamp(1.25rem, 3vw, 1.75rem); line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 0 0 .75rem; font-size: 1.05rem; }
small, .request, footer { color: var(--soft); font-weight: 400; }
.request { margin: 0; overflow-wrap: anywhere; }
.request b { color: var(--accent); }
pre, code { font: 13px/1.6 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.message { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 15px; }
main { padding: 1.5rem clamp(1rem, 4vw, 3rem); display: grid; gap: 1.5rem; }
section { min-width: 0; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
details { border-top: 1px solid var(--line); padding: .4rem 0; }
details:first-of-type { border-top: 0; }
details.other > summary { color: var(--soft); }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.source { margin: .5rem 0; padding: .5rem 0; overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
.source b { display: inline-block; min-width: 100%; background: var(--mark); font-weight: 600; }
.source i { display: inline-block; width: 4ch; margin-right: 1ch; padding-left: .5ch; text-align: right; color: var(--soft); font-style: normal; user-select: none; }
ol { margin: 0; padding-left: 2rem; }
li { padding: .1rem 0; }
li pre { margin: 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
footer { padding: 0 clamp(1rem, 4vw, 3rem) 2rem; }
`;
