import { type Html, html } from "../templates/index.ts";
import { devRun, devtoolsPath } from "./dev-run.ts";
import type { Fact } from "./request-facts.ts";

/** What all pages of the inspector have around their content. */
export function inspectorFrame(title: string, content: Html, script?: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href=${devtoolsPath("tokens.css")}>
<link rel="stylesheet" href=${devtoolsPath("inspector.css")}>
${script}
</head>
<body>
<header><a class="brand" href=${devtoolsPath("requests/")}>Requests</a><a href="/">The app</a></header>
<main>
${content}
</main>
<footer>The last 100 requests of this process, with secrets masked. Only this machine sees this page, and only while <code>debug</code> is on.</footer>
</body>
</html>
`;
}

/** The script of the list, which shows new requests as they come. */
export function liveScript(): Html {
  return html`<script defer src=${devtoolsPath("requests.js")} data-life=${devRun().life}></script>`;
}

/** A part of a page, with how many there are of what it shows. Nothing where there is none. */
export function panel(title: string, count: number, content: () => Html, note?: string): Html | null {
  if (count === 0) return null;
  return html`<section><h2>${title} <small>${count}${note && ` · ${note}`}</small></h2>${content()}</section>
`;
}

export function factsTable(facts: readonly Fact[]): Html {
  return html`<div class="scroll" tabindex="0"><table class="facts"><tbody>${facts.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td><code>${value}</code></td></tr>`,
  )}</tbody></table></div>`;
}

/** How the status of an answer looks: `"ok"`, `"moved"`, `"refused"`, `"failed"`. */
export function statusClass(status: number | undefined): string {
  if (status === undefined) return "open";
  if (status >= 500) return "failed";
  if (status >= 400) return "refused";
  return status >= 300 ? "moved" : "ok";
}

/** `"14.2 kB"`, `"312 B"`. */
export function shownBytes(bytes: number | undefined): string {
  if (bytes === undefined) return "";
  return bytes < 1_000 ? `${bytes} B` : `${(bytes / 1_000).toFixed(1)} kB`;
}
