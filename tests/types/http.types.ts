import {
  html,
  type Middleware,
  type Next,
  type Request,
  type ResponseLike,
  redirect,
  serve,
  sse,
  text,
} from "quintet/http";

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

export { answers, form, headers, query, silent, sync, url, wrong };
