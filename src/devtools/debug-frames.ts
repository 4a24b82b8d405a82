import { type Html, html } from "../templates/index.ts";
import { editorLink } from "./editor-link.ts";
import type { SourceFrame } from "./source-frames.ts";

/*
 * A stack as HTML: a person looks for the own code first, so the innermost own call is open, the other own ones can be
 * opened, and what lies between (Quintet, packages) is folded into one line.
 */

/** The calls of a stack, folded where they are not the developer's. */
export function framesHtml(frames: readonly SourceFrame[]): Html {
  const opened = frames.find(({ isOwn }) => isOwn);
  return html`${runsOf(frames).map((run) =>
    run[0]!.isOwn ? run.map((frame) => frameHtml(frame, frame === opened)) : foreignHtml(run),
  )}`;
}

/** Neighbours of one kind: own, foreign, own, … */
function runsOf(frames: readonly SourceFrame[]): SourceFrame[][] {
  const runs: SourceFrame[][] = [];
  for (const frame of frames) {
    const last = runs.at(-1);
    if (last?.[0]?.isOwn === frame.isOwn) last.push(frame);
    else runs.push([frame]);
  }
  return runs;
}

function foreignHtml(frames: readonly SourceFrame[]): Html {
  const calls = frames.length === 1 ? "1 call" : `${frames.length} calls`;
  return html`<details class="foreign"><summary>${calls} in Quintet and packages</summary>${frames.map(
    (frame) => frameHtml(frame, false),
  )}</details>`;
}

function frameHtml(frame: SourceFrame, isOpen: boolean): Html {
  const head = html`<code class="place">${frame.file}<b>:${frame.line}</b>:${frame.column}</code>${
    frame.call === "" ? null : html` <span class="call">${frame.call}</span>`
  }`;
  const link = editorLink(frame);
  const edit = link === undefined ? null : html`<a class="edit" href=${link}>open in editor</a>`;
  if (frame.source.length === 0) return html`<p class="frame">${head}</p>`;
  return html`<details class="frame" open=${isOpen}><summary>${head}</summary>${sourceHtml(frame)}${edit}</details>`;
}

// A scrollable region must be reachable with the keyboard, hence the tabindex.
function sourceHtml({ file, source }: SourceFrame): Html {
  const lines = source.map(({ number, text, isCurrent }, position) => {
    const end = position === source.length - 1 ? "" : "\n";
    return isCurrent
      ? html`<mark><i>${number}</i>${text}</mark>${end}`
      : html`<span><i>${number}</i>${text}</span>${end}`;
  });
  return html`<pre class="source" tabindex="0" role="region" aria-label=${file}>${lines}</pre>`;
}
