import { escapeHtml } from "../templates/index.ts";
import type { SourceFrame } from "./source-frames.ts";

/*
 * A stack as HTML: a person looks for the own code first, so the innermost own call is open, the other own ones can be
 * opened, and what lies between (Quintet, packages) is folded into one line.
 */

/** The calls of a stack, folded where they are not the developer's. */
export function renderFrames(frames: readonly SourceFrame[]): string {
  const opened = frames.findIndex(({ isOwn }) => isOwn);
  return runsOf(frames)
    .map((run) =>
      run[0]!.isOwn
        ? run.map((frame) => renderFrame(frame, frame === frames[opened])).join("")
        : renderForeign(run),
    )
    .join("");
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

function renderForeign(frames: readonly SourceFrame[]): string {
  const calls = frames.length === 1 ? "1 call" : `${frames.length} calls`;
  return `<details class="foreign"><summary>${calls} in Quintet and packages</summary>${frames
    .map((frame) => renderFrame(frame, false))
    .join("")}</details>`;
}

function renderFrame(frame: SourceFrame, isOpen: boolean): string {
  const place = `<code class="place">${escapeHtml(frame.file)}<b>:${frame.line}</b>:${frame.column}</code>`;
  const call = frame.call === "" ? "" : ` <span class="call">${escapeHtml(frame.call)}</span>`;
  if (frame.source.length === 0) return `<p class="frame">${place}${call}</p>`;
  return `<details class="frame"${isOpen ? " open" : ""}><summary>${place}${call}</summary>${renderSource(frame)}</details>`;
}

// A scrollable region must be reachable with the keyboard, hence the tabindex.
function renderSource({ file, source }: SourceFrame): string {
  const lines = source.map(({ number, text, isCurrent }) => {
    const tag = isCurrent ? "mark" : "span";
    return `<${tag}><i>${number}</i>${escapeHtml(text)}</${tag}>`;
  });
  return `<pre class="source" tabindex="0" role="region" aria-label="${escapeHtml(file)}">${lines.join("\n")}</pre>`;
}
