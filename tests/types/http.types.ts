import {
  allowMethods,
  answerErrors,
  appMiddleware,
  cacheControl,
  changePages,
  composeMiddleware,
  compression,
  condition,
  conditionalGet,
  describeMiddleware,
  forbiddenUserAgents,
  html,
  type Middleware,
  memoryUploads,
  type Next,
  neverCache,
  type Request,
  type ResponseLike,
  redirect,
  type ServerSentEvent,
  serve,
  spillingUploads,
  sse,
  stream,
  temporaryFileUploads,
  text,
  type UploadHandler,
  vary,
  type WrappedHandler,
  wrapHandler,
} from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";

// A handler's response may be ours or the platform's; a page may still have to be rendered.
const answers: ResponseLike[] = [
  text("a"),
  new globalThis.Response("a"),
  html({ render: async () => "<p>" }),
];

// @ts-expect-error a text is not a response
const wrong: ResponseLike = "page";

// @ts-expect-error only statuses that redirect
redirect("/", { status: 200 });

async function* wrongEvents() {
  yield { data: 1 };
}
// @ts-expect-error an event's data is a text
sse(wrongEvents());

declare const request: Request;
// @ts-expect-error a JSON body is unknown until it is narrowed
request.json().then((value) => value.title);
// @ts-expect-error what no part has declared is not a property of a request
request.basket;
// @ts-expect-error the method can't be changed
request.method = "POST";
const url: URL = request.url;
const query: URLSearchParams = request.query;
const headers: Headers = request.headers;
const form: Promise<FormData> = request.form();

// @ts-expect-error a middleware answers
const silent: Middleware = () => {};
const sync: Middleware = (incoming, next) => next(incoming);
const handler: Next = () => text("ok");
// @ts-expect-error an option that isn't there
serve(handler, { prot: 8000 });
// @ts-expect-error cookies have no such attribute
text("a").setCookie("a", "1", { maxAge: 60 });

// Middleware may give a response of the platform; hooks get errors as unknown and pages as responses of ours.
const platform: Middleware = async () => new globalThis.Response("a");
const layers: readonly Middleware[] = [
  platform,
  compression({ encodings: ["br", "gzip"], minBytes: 100 }),
  conditionalGet,
  forbiddenUserAgents(["GreedyBot", /^curl/]),
  answerErrors((_request, error) => (error instanceof RangeError ? text(error.message) : undefined)),
  answerErrors(async () => new globalThis.Response("a")),
  changePages((_request, response) => {
    response.headers.set("x-page", "1");
  }),
  appMiddleware((app) => (incoming, next) => (app.config.debug ? next(incoming) : text("closed"))),
  describeMiddleware((incoming, next) => next(incoming), { name: "own", needs: ["sessionMiddleware"] }),
];
composeMiddleware(layers, () => text("ok"));
// @ts-expect-error an error is unknown until it is narrowed
answerErrors((_request, error) => text(error.message));
// @ts-expect-error an answer to an error is a response
answerErrors(() => "sorry");
// @ts-expect-error there is no such encoding
compression({ encodings: ["rar"] });
// @ts-expect-error a layer that takes options has to be called
composeMiddleware([compression], () => text("ok"));
// @ts-expect-error a description has no such key
describeMiddleware(sync, { name: "own", after: ["csrf"] });

// Wrappers keep the parameters of the route
const show = (_request: Request, { id }: { id: number }) => text(id.toFixed());
path("<int:id>/", cacheControl({ maxAgeSeconds: 60, shared: true }, vary(["Accept-Language"], show)));
path("<int:id>/", neverCache(allowMethods(["GET", "POST"], show)));
path(
  "<int:id>/",
  condition({ etag: (_request, { id }) => String(id), lastModified: async () => new Date() }, show),
);
const logged = <Params>(inside: WrappedHandler<Params>): WrappedHandler<Params> =>
  wrapHandler(inside, (incoming, params) => inside(incoming, params));
path("<int:id>/", logged(show));
// @ts-expect-error the route gives a text
path("<slug:id>/", neverCache(show));
// @ts-expect-error the route gives another parameter
path("<int:pk>/", logged(show));
// @ts-expect-error a method that nobody knows
allowMethods(["GTE"], show);
// @ts-expect-error ages are numbers of seconds
cacheControl({ maxAgeSeconds: "60" }, show);
// @ts-expect-error there is no such directive
cacheControl({ public: true }, show);
// @ts-expect-error names of headers are a list
vary("Cookie", show);
// @ts-expect-error an ETag is a text
condition({ etag: () => 7 }, show);
// @ts-expect-error a moment is a Date
condition({ lastModified: () => "yesterday" }, show);

// Options of routes
const toArchive: UploadHandler = async (file) => {
  for await (const chunk of file.content) void chunk.byteLength;
  return new File([], "kept", { type: file.contentType });
};
path("", show as never, {
  limits: { maxBodyBytes: 50_000_000, maxFormFiles: 1, maxFileBytes: 1_000 },
  uploads: temporaryFileUploads,
  compression: false,
});
path("", show as never, { uploads: spillingUploads({ maxMemoryBytes: 200_000 }) });
mount("a/", defineRoutes({}), { limits: { maxJsonDepth: 3 }, uploads: memoryUploads });
mount("b/", defineRoutes({}), { uploads: toArchive });
// @ts-expect-error there is no such limit
path("", () => text(""), { limits: { maxBytes: 1 } });
// @ts-expect-error limits are numbers
path("", () => text(""), { limits: { maxBodyBytes: "50MB" } });
// @ts-expect-error an upload handler gives a file
path("", () => text(""), { uploads: async () => "stored" });
// @ts-expect-error compression is only turned off
path("", () => text(""), { compression: { level: 9 } });
// @ts-expect-error there is no such option of uploads
spillingUploads({ maxBytes: 1 });

// Streams and events
async function* events(): AsyncGenerator<ServerSentEvent> {
  yield { id: "7", event: "token", data: "a", retry: 1_000, comment: "b" };
}
sse(events(), { keepAliveMs: 1_000, headers: { "x-a": "1" } });
stream(new ReadableStream<Uint8Array>());
// @ts-expect-error the type of events is always the same
sse(events(), { contentType: "text/plain" });
async function* numbers() {
  yield { id: 7 };
}
async function* bareNumbers() {
  yield 7;
}
// @ts-expect-error an id is a text
sse(numbers());
// @ts-expect-error chunks are texts or bytes
stream(bareNumbers());
// @ts-expect-error only the two kinds of headers that proxies set
serve(handler, { proxyHeaders: "x-real-ip" });

export { answers, form, headers, query, silent, sync, url, wrong };
