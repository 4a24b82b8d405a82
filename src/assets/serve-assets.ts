import { currentApp } from "../core/index.ts";
import { file, MethodNotAllowedError, type Middleware, NotFoundError } from "../http/index.ts";
import { assetsService } from "./assets.ts";

const forever = { "cache-control": "public, max-age=31536000, immutable" };
// Kept, but asked about each time: the answer is 304 while the file stays the same.
const revalidated = { "cache-control": "no-cache" };

/** Answers requests for assets; all others go on. An address with the hash of its content is kept by browsers for good. */
export const assets: Middleware = (request, next) => {
  const service = currentApp("assets").service(assetsService);
  if (!request.path.startsWith(service.prefix)) return next(request);
  if (request.method !== "GET" && request.method !== "HEAD")
    throw new MethodNotAllowedError(request.method, ["GET", "HEAD"]);
  const found = service.resolve(request.path.slice(service.prefix.length));
  if (found === undefined) throw new NotFoundError("There is no such file.");
  return file(found.path, { request, headers: found.isImmutable ? forever : revalidated });
};
