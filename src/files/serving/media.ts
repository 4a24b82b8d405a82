import {
  appMiddleware,
  contentDisposition,
  contentTypeOf,
  ForbiddenError,
  httpDate,
  isNotModified,
  MethodNotAllowedError,
  NotFoundError,
  RangeNotSatisfiableError,
  type Request,
  Response,
  requestedRange,
} from "../../http/index.ts";
import { UnsafeStorageNameError } from "../errors.ts";
import type { Storage } from "../storage.ts";
import type { FileFacts } from "../storage-backend.ts";
import { storagesService } from "../storages.ts";
import { dispositionFor, servedType } from "./inline-types.ts";
import { signedUntil } from "./signed-url.ts";

/**
 * Hands out the files of storages that can't do it themselves, each below its address; all other requests go on. A private
 * file needs the signature that {@link Storage.url} puts into its address. Nothing that could run in a page is shown inline.
 */
export const media = appMiddleware((app) => {
  const storages = app.service(storagesService);
  return (request, next) => {
    const served = storages.servedAt(request);
    return served === undefined ? next(request) : serve(request, served.storage, served.name);
  };
});

async function serve(request: Request, storage: Storage, name: string): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD")
    throw new MethodNotAllowedError(request.method, ["GET", "HEAD"]);
  const until = storage.access.isPublic ? undefined : signedUntil(storage.alias, name, request.query);
  // Told before anybody looks whether there is such a file.
  if (!storage.access.isPublic && until === undefined)
    throw new ForbiddenError(
      "This address is not complete, or its time is over. Open the page that links to it again.",
    );
  const facts = await findFacts(storage, name);
  if (facts === undefined) throw new NotFoundError("There is no such file.");
  const response = await fileResponse(request, storage, name, facts);
  describe(response, storage, name, {
    contentType: facts.contentType ?? contentTypeOf(name),
    // A name that anybody may put into the address would be an offer to mislead: only a signed one counts.
    downloadName: until === undefined ? undefined : (request.query.get("download") ?? undefined),
    cacheControl:
      until === undefined
        ? "public, max-age=3600"
        : `private, max-age=${Math.max(0, until - Math.ceil(Date.now() / 1_000))}`,
  });
  return response;
}

/** `undefined` for a name that can't be one as well: to a visitor it is the same. */
async function findFacts(storage: Storage, name: string): Promise<FileFacts | undefined> {
  try {
    return await storage.findFacts(name);
  } catch (error) {
    if (error instanceof UnsafeStorageNameError) return undefined;
    throw error;
  }
}

async function fileResponse(
  request: Request,
  storage: Storage,
  name: string,
  { size, modifiedAt, etag: known }: FileFacts,
): Promise<Response> {
  const etag = known ?? `W/"${size.toString(16)}-${modifiedAt.getTime().toString(16)}"`;
  const validators = { etag, lastModified: modifiedAt };
  const headers = { etag, "last-modified": httpDate(modifiedAt), "accept-ranges": "bytes" };
  if (isNotModified(request, validators)) return new Response(null, { status: 304, headers });
  const range = requestedRange(request, size, validators);
  if (range === "unsatisfiable") throw new RangeNotSatisfiableError(size);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const body = end < start || request.method === "HEAD" ? null : await storage.open(name, { start, end });
  const response = new Response(body, { status: range === undefined ? 200 : 206, headers });
  response.headers.set("content-length", String(end - start + 1));
  if (range !== undefined) response.headers.set("content-range", `bytes ${start}-${end}/${size}`);
  return response;
}

interface Description {
  readonly contentType: string;
  readonly downloadName: string | undefined;
  readonly cacheControl: string;
}

function describe(response: Response, storage: Storage, name: string, described: Description): void {
  const { headers } = response;
  const { contentType, downloadName, cacheControl } = described;
  const kind = downloadName === undefined ? dispositionFor(contentType) : "attachment";
  headers.set("content-type", servedType(contentType));
  headers.set("content-disposition", contentDisposition(kind, downloadName ?? name.split("/").at(-1)!));
  headers.set("cache-control", cacheControl);
  headers.set("x-content-type-options", "nosniff");
  // Whatever a browser takes it for: it runs nothing, loads nothing, and belongs to no site.
  headers.set("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  // Pages of the app show what stands on the media's own host.
  if (/^https?:/.test(storage.access.baseUrl)) headers.set("cross-origin-resource-policy", "cross-origin");
}
