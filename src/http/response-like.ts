import { InvalidResponseError } from "./errors.ts";
import { toReadableStream } from "./readable-stream.ts";
import { isRendering, isStreamedRendering, Response } from "./response.ts";

/** What a handler may return: our response, or the platform's. */
export type ResponseLike = Response | globalThis.Response;

/**
 * Makes what a handler returned ready to send: a response of the platform is wrapped, and a page is rendered, at once
 * where that takes no promise; of one that is streamed, the first piece.
 * @throws {@link InvalidResponseError} where it is no response at all.
 */
export function toResponse(like: ResponseLike): Response | Promise<Response> {
  if (!(like instanceof Response)) return fromPlatformResponse(like);
  const { body } = like;
  if (isStreamedRendering(body)) return body.begin().then(() => like);
  if (!isRendering(body)) return like;
  const rendered = body.render();
  return typeof rendered === "string"
    ? withText(like, rendered)
    : rendered.then((text) => withText(like, text));
}

function withText(response: Response, text: string): Response {
  response.body = text;
  for (const use of afterRendering.get(response) ?? []) use(response);
  return response;
}

const afterRendering = new WeakMap<Response, ((response: Response) => void)[]>();

/**
 * Calls when a response's page was rendered, which happens when its handler has returned and the wrappers around the handler
 * are done; at once where there is nothing to render. For what needs the text: its length, a place in a cache. Of a page
 * that is streamed there is no text, and nothing is called.
 *
 * @example
 * const response = html(reportPage({ rows }));
 * whenRendered(response, ({ body }) => reports.set(key, body));
 */
export function whenRendered(response: Response, use: (response: Response) => void): void {
  if (isStreamedRendering(response.body)) return;
  if (!isRendering(response.body)) {
    use(response);
    return;
  }
  const present = afterRendering.get(response);
  if (present === undefined) afterRendering.set(response, [use]);
  else present.push(use);
}

/**
 * Our form of a response, so that its headers may be changed. Pages in it are still to be rendered.
 * @param source - Who gave it, for the error about what is no response.
 */
export function toOwnResponse(like: ResponseLike, source?: string): Response {
  return like instanceof Response ? like : fromPlatformResponse(like, source);
}

function fromPlatformResponse(like: globalThis.Response, source?: string): Response {
  if (!(like instanceof globalThis.Response)) throw new InvalidResponseError(like, source);
  if (like.status < 200) throw new InvalidResponseError(like, "Response.error()");
  const response = new Response(like.body, { status: like.status, headers: like.headers });
  // What fetch() brought was unpacked on the way, but its headers still tell of the packed body and its connection.
  if (like.url !== "") keepAsFetched(response, like);
  return response;
}

/** A response that `fetch()` brought: its bytes are unpacked, and somebody else's. */
function keepAsFetched({ headers }: Response, { headers: fetched }: globalThis.Response): void {
  for (const name of headersOfTransfer) headers.delete(name);
  const type = fetched.get("content-type");
  if (type === null) return;
  headers.delete("content-type");
  headers.setDefault("content-type", type); // whoever wrote the text knows its charset, and a page may name it inside
}

const headersOfTransfer = [
  "content-encoding",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
];

// fetch's Response refuses a body with these.
const statusesWithoutBody = new Set([204, 205, 304]);

/**
 * The platform's form of a response, for runtimes and libraries that speak `fetch`.
 * @param whenRead - Called when the body's source isn't needed any more: at once, unless the body is a stream.
 */
export async function toPlatformResponse(
  response: ResponseLike,
  whenRead: () => void = () => {},
): Promise<globalThis.Response> {
  const { body, status, headers } = await toResponse(response);
  const options = { status, headers: [...headers] as [string, string][] };
  if (body === null || typeof body === "string" || body instanceof Uint8Array) {
    whenRead();
    return new globalThis.Response(
      statusesWithoutBody.has(status) ? null : (body as BodyInit | null),
      options,
    );
  }
  // toResponse() has rendered what was to be rendered: chunks are all that is left.
  const stream = toReadableStream(encoded(body as AsyncIterable<string | Uint8Array>), whenRead);
  if (!statusesWithoutBody.has(status)) return new globalThis.Response(stream, options);
  await stream.cancel();
  return new globalThis.Response(null, options);
}

async function* encoded(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}
