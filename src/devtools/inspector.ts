import { json, type Response, type ServerSentEvent, sse } from "../http/index.ts";
import type { Html } from "../templates/index.ts";
import { recordingsPage } from "./inspector-list.ts";
import { recordingPage } from "./inspector-page.ts";
import type { Recorder } from "./recorder.ts";
import { toolHeaders, toolResponse } from "./tool-response.ts";

/**
 * The pages of the request inspector, by their addresses below `requests/`:
 *
 *   ""            the last requests, the newest first
 *   "events"      an event each time one has begun or ended
 *   "all.json"    the list for programs
 *   "<id>"        all about one request
 *   "<id>.json"   the same for programs
 */
export function inspectorResponse(recorder: Recorder, name: string): Response | undefined {
  if (name === "") return page(recordingsPage(recorder.recordings));
  if (name === "events") return sse(changes(recorder), { headers: toolHeaders });
  if (name === "all.json")
    return json(
      recorder.recordings.map(({ id, method, target, status, durationMs, startedAt }) => ({
        id,
        method,
        target,
        status,
        durationMs,
        startedAt: new Date(startedAt).toISOString(),
      })),
      { headers: toolHeaders },
    );
  const recording = recorder.find(name.replace(/\.json$/, ""));
  if (recording === undefined) return undefined;
  if (name.endsWith(".json")) return json(recording, { headers: toolHeaders });
  return page(recordingPage(recording));
}

function page(html: Html): Response {
  return toolResponse(String(html), "text/html; charset=utf-8");
}

/** An event for each change. Changes that come while the page is busy with the last one are one. */
async function* changes(recorder: Recorder): AsyncGenerator<ServerSentEvent> {
  let news = Promise.withResolvers<void>();
  const stop = recorder.onChange(() => news.resolve());
  try {
    yield { retry: 500, comment: "the last requests" };
    for (;;) {
      await news.promise;
      news = Promise.withResolvers();
      yield { event: "changed", data: "" };
    }
  } finally {
    stop();
  }
}
