import { createReadStream, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { lookup } from "mrmime";
import { isNotModified, requestedRange } from "./conditional-request.ts";
import { containedPath } from "./contained-path.ts";
import { contentDisposition } from "./content-disposition.ts";
import { findCurrentRequest } from "./current-request.ts";
import { NotFoundError, RangeNotSatisfiableError } from "./errors.ts";
import { httpDate } from "./http-date.ts";
import type { Request } from "./request.ts";
import { Response, type ResponseOptions } from "./response.ts";

export interface FileOptions extends ResponseOptions {
  /**
   * The folder that the path is relative to and may not leave, also through links. Needed wherever a part of the path
   * comes from a visitor. Hidden files in it count as absent.
   */
  readonly root?: string;
  /** Has the browser save the file rather than show it: true, or the name to save it under. */
  readonly download?: boolean | string;
  /** The request to answer; the current one by default. Its `Range` and `If-…` headers are heeded. */
  readonly request?: Request;
  /** The file's `ETag` with its quotes; made of its size and time by default. */
  readonly etag?: string;
}

/**
 * Answers with a file: its type by its ending, `ETag` and `Last-Modified`, 304 where the client's copy is still good,
 * 206 for a single range.
 * @throws {@link NotFoundError} where there is no such file. {@link RangeNotSatisfiableError}
 *
 * @example
 * return await file(`${invoice.number}.pdf`, { root: invoiceFolder, download: true });
 */
export async function file(path: string, options: FileOptions = {}): Promise<Response> {
  const realPath = options.root === undefined ? path : await containedPath(options.root, path);
  const stats = realPath === undefined ? undefined : await stat(realPath).catch(() => undefined);
  if (realPath === undefined || !stats?.isFile()) throw new NotFoundError("There is no such file.");

  const request = options.request ?? findCurrentRequest();
  const validators = { etag: options.etag ?? etagOf(stats), lastModified: stats.mtime };
  const response = new Response(null, options);
  const { headers } = response;
  headers.set("etag", validators.etag);
  headers.set("last-modified", httpDate(stats.mtime));
  if (request !== undefined && isNotModified(request, validators)) {
    response.status = 304;
    return response;
  }

  if (!headers.has("content-type")) headers.set("content-type", contentTypeOf(realPath));
  headers.set("accept-ranges", "bytes");
  if (options.download) {
    const name = options.download === true ? basename(realPath) : options.download;
    headers.set("content-disposition", contentDisposition("attachment", savedName(name)));
  }
  const range = request && requestedRange(request, stats.size, validators);
  if (range === "unsatisfiable") throw new RangeNotSatisfiableError(stats.size);
  const { start, end } = range ?? { start: 0, end: stats.size - 1 };
  if (range !== undefined) {
    response.status = 206;
    headers.set("content-range", `bytes ${start}-${end}/${stats.size}`);
  }
  headers.set("content-length", String(end - start + 1));
  if (end >= start) response.body = fileContent(realPath, start, end);
  return response;
}

/** Opened when the first chunk is asked for, so that a response that nobody sends holds no file open. */
async function* fileContent(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { start, end });
}

/** The `Content-Type` of a file by its ending, with the charset where it is a text. */
export function contentTypeOf(path: string): string {
  const type = lookup(path) ?? "application/octet-stream";
  const isText =
    type.startsWith("text/") || /^application\/(?:javascript|json|xml|.*\+(?:json|xml))$/.test(type);
  return isText ? `${type}; charset=utf-8` : type;
}

function etagOf(stats: Stats): string {
  return `"${stats.size.toString(16)}-${Math.trunc(stats.mtimeMs).toString(16)}"`;
}

/** What a file may be called at the visitor's: a name of no folder, and of one line. */
function savedName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return name.replace(/[\x00-\x1f\x7f]/g, "").replace(/[\\/]/g, "_");
}
