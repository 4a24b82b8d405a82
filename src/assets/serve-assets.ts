import {
  appMiddleware,
  contentTypeOf,
  describeMiddleware,
  file,
  httpDate,
  isNotModified,
  MethodNotAllowedError,
  NotFoundError,
  preferredEncoding,
  RangeNotSatisfiableError,
  type Request,
  Response,
  requestedRange,
} from "../http/index.ts";

import type { AssetContent, ServedAsset } from "./asset.ts";

import { assetsService } from "./assets.ts";

const forever = "public, max-age=31536000, immutable";
// Kept, but asked about each time: the answer is 304 while the file stays the same.
const revalidated = "no-cache";

/** Answers requests for assets; all others go on. An address with the hash of its content is kept by browsers for good. */
export const assets = appMiddleware((app) => {
  const service = app.service(assetsService);
  return (request, next) => {
    if (!request.path.startsWith(service.prefix)) return next(request);
    if (request.method !== "GET" && request.method !== "HEAD")
      throw new MethodNotAllowedError(request.method, ["GET", "HEAD"]);
    const path = request.path.slice(service.prefix.length);
    const given = service.answerInDebug(request, path);
    if (given !== undefined) return given;
    const asset = service.resolve(path);
    if (asset === undefined) throw new NotFoundError("There is no such file.");
    return answer(request, asset, service.origin === undefined ? {} : forEverySite);
  };
});
describeMiddleware(assets, { name: "assets", inside: ["securityHeaders"] });

// What a CDN has fetched from here is another site's to the pages: browsers ask both for modules, fonts and integrity.
// Assets are the same for everybody, so that nothing is given away.
const forEverySite = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };

async function answer(
  request: Request,
  asset: ServedAsset,
  more: Readonly<Record<string, string>>,
): Promise<Response> {
  // Parts are parts of the plain content: they go together with what a player or a download has already.
  const isPart = request.header("range") !== null;
  const wanted = isPart ? undefined : preferredEncoding(request.header("accept-encoding"), asset.encodings);
  const encoded = wanted === undefined ? undefined : await asset.encoded(wanted);
  const headers: Record<string, string> = {
    "content-type": contentTypeOf(asset.name),
    "cache-control": asset.isImmutable ? forever : revalidated,
    "x-content-type-options": "nosniff",
    ...more,
  };
  if (asset.encodings.length > 0) headers.vary = "accept-encoding";
  if (encoded === undefined) return send(request, await asset.plain(), `"${asset.version}"`, headers);
  headers["content-encoding"] = wanted!;
  return send(request, encoded, `"${asset.version}-${wanted}"`, headers);
}

function send(
  request: Request,
  content: AssetContent,
  etag: string,
  headers: Record<string, string>,
): Response | Promise<Response> {
  if ("path" in content) return file(content.path, { request, etag, headers });
  const { bytes, modified } = content;
  const validators = { etag, lastModified: modified };
  const response = new Response(null, { headers: { ...headers, etag, "last-modified": httpDate(modified) } });
  if (isNotModified(request, validators)) {
    response.status = 304;
    return response;
  }
  response.headers.set("accept-ranges", "bytes");
  const range = requestedRange(request, bytes.length, validators);
  if (range === "unsatisfiable") throw new RangeNotSatisfiableError(bytes.length);
  if (range !== undefined) {
    response.status = 206;
    response.headers.set("content-range", `bytes ${range.start}-${range.end}/${bytes.length}`);
  }
  response.body = range === undefined ? bytes : bytes.subarray(range.start, range.end + 1);
  response.headers.set("content-length", String(response.body.length));
  return response;
}
