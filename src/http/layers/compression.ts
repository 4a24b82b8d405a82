import { Buffer } from "node:buffer";
import { preferredEncoding } from "../accepted-encodings.ts";
import { weakEtag } from "../etag.ts";
import { describeMiddleware, type Middleware } from "../middleware.ts";
import type { Request } from "../request.ts";
import type { Response } from "../response.ts";
import { isRendering } from "../response.ts";
import { isWholeBody, openChunks } from "../response-body.ts";
import { hasDirective } from "../wrappers/cache-control.ts";
import { Compressor, type Encoding } from "./compressor.ts";

declare module "../request-properties.ts" {
  interface RouteOptions {
    /** `false` sends the responses of this route as they are. */
    readonly compression?: false;
  }
}

export interface CompressionOptions {
  /** The best first, among those that a client likes alike; zstd, br and gzip by default. */
  readonly encodings?: readonly Encoding[];
  /** Content of fewer bytes is sent as it is: 1,024 by default. */
  readonly minBytes?: number;
}

const compressibleTypes =
  /^(?:text\/|image\/(?:svg\+xml|bmp|x-icon|vnd\.microsoft\.icon)$|font\/(?:ttf|otf)$|application\/(?:[\w.-]+\+)?(?:json|xml|javascript|wasm|manifest|x-ndjson|rtf|sql)$)/;

/**
 * A layer that compresses responses, with what the client likes best. Streams come out piece by piece, as they go in. What is
 * compressed already, small, a part of a file, or marked `no-transform` stays as it is; event streams are compressed, as their
 * mark is meant for proxies. The length of each response is made to tell nothing about its content.
 *
 * @example
 * defineConfig({ middleware: [compression(), ...defaultMiddleware], … })
 */
export function compression(options: CompressionOptions = {}): Middleware {
  const { encodings = ["zstd", "br", "gzip"], minBytes = 1_024 } = options;
  return describeMiddleware(
    (request, next) => {
      const answer = next(request);
      const compress = (response: Response): Response | Promise<Response> => {
        if (request.route?.options.compression === false || !isCompressible(response, minBytes))
          return response;
        response.vary("Accept-Encoding");
        const encoding = preferredEncoding(request.header("accept-encoding"), encodings);
        return encoding === undefined ? response : compressed(response, encoding, request);
      };
      return answer instanceof Promise ? answer.then(compress) : compress(answer);
    },
    { name: "compression", outside: ["conditionalGet"] },
  );
}

function isCompressible({ status, headers, body }: Response, minBytes: number): boolean {
  if (body === null || isRendering(body) || status < 200 || status === 206) return false;
  if (headers.has("content-encoding") || headers.has("content-range")) return false;
  const type = (headers.get("content-type") ?? "").split(";", 1)[0]!.trim().toLowerCase();
  if (!compressibleTypes.test(type)) return false;
  if (hasDirective(headers.get("cache-control"), "no-transform") && type !== "text/event-stream")
    return false;
  if (isWholeBody(body)) return Buffer.byteLength(body) >= minBytes;
  const length = headers.get("content-length");
  return length === null || Number(length) >= minBytes;
}

function compressed(response: Response, encoding: Encoding, request: Request): Response | Promise<Response> {
  const { headers, body } = response;
  headers.set("content-encoding", encoding);
  headers.delete("content-length");
  headers.delete("accept-ranges"); // a range would be one of the compressed bytes, which differ each time
  const etag = headers.get("etag");
  if (etag !== null) headers.set("etag", weakEtag(etag));
  if (!isWholeBody(body)) {
    response.body = compressedChunks(body as AsyncIterable<string | Uint8Array>, encoding);
    return response;
  }
  // What is not sent needn't be made: the head goes without the length, as that of a stream.
  if (request.method === "HEAD") {
    response.body = compressedChunks(once(body!), encoding);
    return response;
  }
  return compressWhole(body!, encoding).then((bytes) => {
    response.body = bytes;
    return response;
  });
}

async function compressWhole(body: string | Uint8Array, encoding: Encoding): Promise<Buffer> {
  const compressor = new Compressor(encoding, Buffer.byteLength(body));
  const content = await compressor.push(body);
  return Buffer.concat([content, await compressor.end()]);
}

/** Written by hand rather than as a generator, so that stopping it reaches the source while it is at work. */
function compressedChunks(
  source: AsyncIterable<string | Uint8Array>,
  encoding: Encoding,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const chunks = openChunks(source);
      const compressor = new Compressor(encoding);
      let isOver = false;
      return {
        async next() {
          while (!isOver) {
            const { done, value } = await chunks.next();
            isOver = done ?? false;
            const bytes = await (isOver ? compressor.end() : compressor.push(value!));
            if (bytes.length > 0) return { done: false, value: bytes };
          }
          return { done: true, value: undefined };
        },
        async return() {
          isOver = true;
          compressor.close();
          await chunks.stop();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

async function* once(content: string | Uint8Array): AsyncGenerator<string | Uint8Array> {
  yield content;
}
