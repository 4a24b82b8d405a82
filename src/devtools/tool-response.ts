import { readFileSync } from "node:fs";
import { join } from "node:path";
import { contentTypeOf, Response, type ResponseBody } from "../http/index.ts";

/** What answers of the tools carry: they are for one browser tab, now, and let nothing in from elsewhere. */
export const toolHeaders = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
} as const;

/** A response of the developer's tools. */
export function toolResponse(body: ResponseBody, contentType: string, status = 200): Response {
  return new Response(body, { status, contentType, headers: toolHeaders });
}

/** One of the tools' own files. */
export interface ToolAsset {
  readonly text: string;
  readonly contentType: string;
}

const folder = join(import.meta.dirname, "assets");
const assetNames: readonly string[] = [
  "debug-page.css",
  "debug-page.js",
  "inspector.css",
  "reload.js",
  "requests.js",
  "tokens.css",
];
const assets = new Map<string, ToolAsset>();

/**
 * One of the tools' own files, by its name in their addresses. Read once: when files can't be opened any more, the page
 * about that still works.
 */
export function toolAsset(name: string): ToolAsset | undefined {
  if (!assetNames.includes(name)) return undefined;
  let asset = assets.get(name);
  if (asset === undefined) {
    asset = { text: readFileSync(join(folder, name), "utf8"), contentType: contentTypeOf(name) };
    assets.set(name, asset);
  }
  return asset;
}
