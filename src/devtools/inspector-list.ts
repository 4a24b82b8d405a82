import { type Html, html } from "../templates/index.ts";
import { devtoolsPath } from "./dev-run.ts";
import { inspectorFrame, liveScript, shownBytes, statusClass } from "./inspector-frame.ts";
import { type Recording, spansOf, totalOf } from "./recording.ts";
import { milliseconds } from "./shown-time.ts";

/** The last requests, the newest first. */
export function recordingsPage(recordings: readonly Recording[]): Html {
  const content = html`<h1>Requests <small id="count">${recordings.length}</small></h1>
<div class="scroll" tabindex="0"><table class="list">
<thead><tr><th scope="col">Request</th><th scope="col">Status</th><th scope="col" class="number">Time</th><th scope="col">Queries</th><th scope="col" class="wide number">Size</th><th scope="col" class="wide">At</th></tr></thead>
<tbody id="rows">${recordings.map(row)}</tbody>
</table></div>
${recordings.length === 0 ? html`<p class="empty">None yet. Open a page of the app, and it shows up here.</p>` : null}`;
  return inspectorFrame("Requests", content, liveScript());
}

function row(recording: Recording): Html {
  const { id, method, target, status, durationMs, bytes, startedAt, isComplete } = recording;
  const queries = spansOf(recording, "query").length;
  return html`<tr class=${statusClass(status)}>
<td class="target"><a href=${devtoolsPath(`requests/${id}`)}><b>${method}</b> ${target}</a></td>
<td><span class="status">${status ?? "…"}</span>${isComplete === false ? html` <small>left</small>` : null}</td>
<td class="number">${durationMs === undefined ? "" : milliseconds(durationMs)}</td>
<td>${queries === 0 ? "" : html`${queries} <small>${milliseconds(totalOf(recording, "query"))}</small>`}${
    recording.repeated.length === 0 ? null : html` <span class="repeated">N+1</span>`
  }</td>
<td class="wide number">${shownBytes(bytes)}</td>
<td class="wide">${new Date(startedAt).toLocaleTimeString("en-GB")}</td>
</tr>
`;
}
