import type { Request, Response, ResponseBody } from "../http/index.ts";
import { escapeHtml } from "../templates/index.ts";
import { devRun, devtoolsPath } from "./dev-run.ts";
import { isDeveloper } from "./developer.ts";

/*
 * Pages that the developer looks at get one script, which reloads them when the app has changed. It is put into whole
 * documents and nothing else: not into pieces of pages that a script fetches, not into what another machine asks for.
 */

/** The tag, for a page of this life of the app. */
function reloadScript(life: string = devRun().life, nonce?: string): string {
  const nonceAttribute = nonce === undefined ? "" : ` nonce="${escapeHtml(nonce)}"`;
  return `<script async src="${devtoolsPath("reload.js")}" data-life="${escapeHtml(life)}"${nonceAttribute}></script>`;
}

/** Puts the script into a response that is a page. Gives whether it did. */
export function insertReloadScript(request: Request, response: Response, nonce: string | undefined): boolean {
  const { headers, body } = response;
  if (!isPage(request, response) || !isDeveloper(request)) return false;
  const inserted = withTag(body, reloadScript(devRun().life, nonce));
  if (inserted === undefined) return false;
  response.body = inserted;
  headers.delete("content-length");
  return true;
}

function isPage(request: Request, { headers }: Response): boolean {
  if (request.method !== "GET" || headers.has("content-encoding")) return false;
  if (!/^text\/html\b/i.test(headers.get("content-type") ?? "")) return false;
  const destination = request.header("sec-fetch-dest"); // a script's fetch says "empty"
  return destination === null || destination === "document" || destination === "iframe";
}

/** The body with the tag behind the start tag of its head; `undefined` where it has none. */
function withTag(body: ResponseBody, tag: string): ResponseBody | undefined {
  if (typeof body === "string") {
    const place = placeIn(body);
    return place === -1 ? undefined : body.slice(0, place) + tag + body.slice(place);
  }
  if (body === null || body instanceof Uint8Array || "render" in body) return undefined;
  return streamWithTag(body, tag);
}

/** Only the first piece is looked at: it holds the head where there is one. */
async function* streamWithTag(
  pieces: AsyncIterable<string | Uint8Array>,
  tag: string,
): AsyncGenerator<string | Uint8Array> {
  let isFirst = true;
  for await (const piece of pieces) {
    if (!isFirst) {
      yield piece;
      continue;
    }
    isFirst = false;
    const bytes = Buffer.from(piece as string); // of bytes it makes a copy
    const place = placeIn(bytes.toString("latin1", 0, searchedLength));
    if (place === -1) yield piece;
    else yield Buffer.concat([bytes.subarray(0, place), Buffer.from(tag), bytes.subarray(place)]);
  }
}

const searchedLength = 4_096;
const beginning = /^\s*(?:<!--[^>]*>\s*)*<(?:!doctype\s+html|html)\b/i;

/** Where the head of a document begins, or -1 where this is none. */
function placeIn(text: string): number {
  const start = text.slice(0, searchedLength);
  if (!beginning.test(start)) return -1;
  const head = /<head(?:\s[^>]*)?>/i.exec(start);
  return head === null ? -1 : head.index + head[0].length;
}

/**
 * Lets the script run where the page's policy would not. Most policies allow the site itself; others get the two
 * addresses that are needed, and nothing else.
 */
export function allowReloadScript(request: Request, response: Response): void {
  for (const name of ["content-security-policy", "content-security-policy-report-only"]) {
    const policy = response.headers.get(name);
    if (policy === null) continue;
    const origin = `${request.isSecure ? "https" : "http"}://${request.host}`;
    const allowed = allow(
      allow(policy, "script-src", origin + devtoolsPath("reload.js")),
      "connect-src",
      origin + devtoolsPath("events"),
    );
    response.headers.set(name, allowed);
  }
}

/** Adds a source to a directive unless the site itself is allowed there; `default-src` counts where it isn't written. */
function allow(policy: string, directive: string, source: string): string {
  const directives = policy.split(";").map((each) => each.trim());
  const find = (name: string) => directives.findIndex((each) => each.split(/\s+/, 1)[0] === name);
  const at = find(directive) === -1 ? find("default-src") : find(directive);
  if (at === -1) return policy; // nothing is forbidden
  const [name = "", ...sources] = directives[at]!.split(/\s+/);
  if (sources.includes("'self'") || sources.includes("*")) return policy;
  const kept = sources.filter((each) => each !== "'none'");
  if (name === directive) directives[at] = [name, ...kept, source].join(" ");
  else directives.push([directive, ...kept, source].join(" "));
  return directives.join("; ");
}
