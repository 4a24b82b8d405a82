import { type Html, html } from "../templates/index.ts";
import { factsTable, inspectorFrame, panel, shownBytes, statusClass } from "./inspector-frame.ts";
import {
  type RecordedEntry,
  type Recording,
  type RepeatedStatement,
  type Span,
  spansOf,
  totalOf,
} from "./recording.ts";
import { milliseconds } from "./shown-time.ts";

/** All about one request. */
export function recordingPage(recording: Recording): Html {
  const { method, target, error, spans, entries, repeated, responseHeaders, groups } = recording;
  const queries = spansOf(recording, "query");
  const content = html`${head(recording)}
${error && html`<p class="error"><b>${error.name}</b> ${error.message}</p>`}
${panel("Sent again and again", repeated.length, () => repeatedTable(repeated), "a query in a loop, most often: include() makes one of them")}
${panel("Time line", spans.length, () => timeLine(recording))}
${panel("Queries", queries.length, () => queryList(queries), milliseconds(totalOf(recording, "query")))}
${panel("Templates", spansOf(recording, "template").length, () => spanTable(spansOf(recording, "template")))}
${panel("Sent to others", spansOf(recording, "outgoing").length, () => spanTable(spansOf(recording, "outgoing")))}
${panel("Log", entries.length, () => logTable(entries))}
${groups.map(({ title, facts }) => panel(title, facts.length, () => factsTable(facts)))}
${panel("Headers of the answer", responseHeaders.length, () => factsTable(responseHeaders))}`;
  return inspectorFrame(`${method} ${target}`, content);
}

function head(recording: Recording): Html {
  const { method, target, status, durationMs, bytes, route, handler, startedAt, isComplete, dropped } =
    recording;
  const tiles: (readonly [string, string])[] = [
    ["Time", durationMs === undefined ? "under way" : milliseconds(durationMs)],
    ["Queries", tile(recording, "query")],
    ["Templates", tile(recording, "template")],
    ["Size", shownBytes(bytes)],
    ["Route", handler ?? route ?? "none"],
    ["At", new Date(startedAt).toLocaleTimeString("en-GB")],
  ];
  return html`<div class=${["head", statusClass(status)]}>
<h1><span class="status">${status ?? "…"}</span> ${method} <span class="target">${target}</span></h1>
${isComplete === false ? html`<p class="note">The client left before it had the whole answer.</p>` : null}
${dropped > 0 ? html`<p class="note">${dropped} more spans and entries were too many to keep.</p>` : null}
<dl>${tiles.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</div>`;
}

function tile(recording: Recording, kind: Span["kind"]): string {
  const { length } = spansOf(recording, kind);
  return length === 0 ? "0" : `${length} in ${milliseconds(totalOf(recording, kind))}`;
}

/** Each piece of work as a bar. Pieces inside of others are indented, which their times tell. */
function timeLine({ spans, durationMs = 0 }: Recording): Html {
  const sorted = spans.toSorted(
    (one, other) => one.startMs - other.startMs || (other.durationMs ?? 0) - (one.durationMs ?? 0),
  );
  const wholeMs = Math.max(durationMs, ...spans.map((span) => endOf(span)), 0.1);
  const around: Span[] = [];
  return html`<div class="scroll" tabindex="0"><table class="times"><tbody>${sorted.map((span) => {
    while (around.length > 0 && endOf(around.at(-1)!) < span.startMs) around.pop();
    const depth = around.length;
    if (span.kind !== "query") around.push(span);
    return timeRow(span, depth, wholeMs);
  })}</tbody></table></div>`;
}

function endOf({ startMs, durationMs = 0 }: Span): number {
  return startMs + durationMs;
}

function timeRow(span: Span, depth: number, wholeMs: number): Html {
  const { kind, name, startMs, durationMs, hasFailed } = span;
  const x = (startMs / wholeMs) * 100;
  const width = Math.max(((durationMs ?? wholeMs - startMs) / wholeMs) * 100, 0.4);
  return html`<tr class=${[kind, hasFailed && "has-failed"]}>
<td class=${`name depth-${Math.min(depth, 8)}`} title=${name}><span class="kind">${kind}</span> ${oneLine(name)}</td>
<td class="bar"><svg role="img" aria-label=${`from ${milliseconds(startMs)} on, for ${durationMs === undefined ? "longer" : milliseconds(durationMs)}`} height="12" width="100%"><rect x=${`${Math.min(x, 99.6).toFixed(2)}%`} width=${`${Math.min(width, 100 - Math.min(x, 99.6)).toFixed(2)}%`} height="12" rx="2"/></svg></td>
<td class="number">${durationMs === undefined ? "" : milliseconds(durationMs)}</td>
</tr>
`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

function repeatedTable(repeated: readonly RepeatedStatement[]): Html {
  return html`<div class="scroll" tabindex="0"><table><tbody>${repeated.map(
    ({ text, count, totalMs, sources }) => html`<tr>
<td class="number"><span class="repeated">${count} ×</span></td><td class="number">${milliseconds(totalMs)}</td>
<td><code>${text}</code>${sources.map((source) => html`<span class="source">${source}</span>`)}</td></tr>`,
  )}</tbody></table></div>`;
}

function queryList(queries: readonly Span[]): Html {
  return html`<ol class="queries">${queries.map(
    ({ name, durationMs = 0, detail, hasFailed }) =>
      html`<li><small>${milliseconds(durationMs)}${detail && html` · <span class="source">${detail}</span>`}${
        hasFailed ? html` · <b class="failed">failed</b>` : null
      }</small><pre>${name}</pre></li>`,
  )}</ol>`;
}

function spanTable(spans: readonly Span[]): Html {
  return html`<div class="scroll" tabindex="0"><table><tbody>${spans.map(
    ({ name, durationMs, hasFailed }) => html`<tr>
<td><code>${name}</code>${hasFailed ? html` <b class="failed">failed</b>` : null}</td>
<td class="number">${durationMs === undefined ? "" : milliseconds(durationMs)}</td></tr>`,
  )}</tbody></table></div>`;
}

function logTable(entries: readonly RecordedEntry[]): Html {
  return html`<div class="scroll" tabindex="0"><table><tbody>${entries.map(
    ({ startMs, level, part, message }) => html`<tr class=${level}>
<td class="number">${milliseconds(startMs)}</td><td><span class="level">${level}</span></td>
<td><small>${part}</small> ${message}</td></tr>`,
  )}</tbody></table></div>`;
}
