import assert from "node:assert/strict";
import test from "node:test";
import {
  composeMiddleware,
  currentRequest,
  defineRequestProperty,
  type Middleware,
  Request,
  Response,
  runWithRequest,
  text,
} from "quintet/http";

declare module "../../src/http/request-properties.ts" {
  interface RequestProperties {
    readonly greeting: string;
    lastSeen: number | undefined;
  }
}

function get(address: string, headers: Record<string, string> = {}): Request {
  return Request.fromPlatform(new globalThis.Request(`http://shop.example${address}`, { headers }));
}

test("the path is decoded and the query is parsed", () => {
  const request = get("/caf%C3%A9/a%2Fb/?q=t%20e+a&q=2");

  assert.equal(request.path, "/café/a/b/");
  assert.deepEqual(request.query.getAll("q"), ["t e a", "2"]);
  assert.equal(request.url.href, "http://shop.example/caf%C3%A9/a%2Fb/?q=t%20e+a&q=2");
  assert.equal(request.host, "shop.example");
});

test("a path whose percent-escapes are broken or not UTF-8 is a bad request", () => {
  for (const path of ["/%", "/%zz", "/%ff", "/%C3%28"]) {
    assert.throws(() => get(path).path, { code: "http.bad-request", status: 400, message: /percent-escape/ });
  }
});

test("a Host header that is no host is a bad request", () => {
  for (const host of ["a b", "evil.example/path", "user@evil.example", "a:b", "[::1", "exa\\mple"]) {
    assert.throws(() => get("/", { host }).host, { status: 400 }, host);
  }
  for (const host of ["a.example", "a.example:80", "127.0.0.1:8000", "[::1]:8000", "my_service"]) {
    assert.equal(get("/", { host }).host, host);
  }
});

test("accepts() takes the most specific range, and q=0 means no", () => {
  const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

  assert.equal(get("/", { accept: browser }).accepts("text/html"), true);
  assert.equal(get("/", { accept: browser }).accepts("application/json"), true);
  assert.equal(get("/", { accept: "application/json" }).accepts("text/html"), false);
  assert.equal(get("/", { accept: "text/*;q=0, text/html" }).accepts("text/html"), true);
  assert.equal(get("/", { accept: "text/*;q=0, */*" }).accepts("text/plain"), false);
});

test("the content type comes without its parameters, in lower case", () => {
  assert.equal(get("/", { "content-type": "Text/HTML; Charset=utf-8" }).contentType, "text/html");
  assert.equal(get("/").contentType, "");
});

test("each request has its own id", () => {
  const one = get("/");

  assert.equal(one.id, one.id);
  assert.notEqual(one.id, get("/").id);
});

test("a defined property is computed once per request, when it is read, and can be replaced", () => {
  let computed = 0;
  defineRequestProperty("greeting", (request) => `Hello from ${request.path} (${++computed})`);
  defineRequestProperty("lastSeen", () => undefined);
  const [one, other] = [get("/a"), get("/b")];
  assert.equal(computed, 0);

  assert.equal(one.greeting, "Hello from /a (1)");
  assert.equal(one.greeting, "Hello from /a (1)");
  assert.equal(other.greeting, "Hello from /b (2)");
  one.lastSeen = 3;
  assert.equal(one.lastSeen, 3);
  assert.equal(other.lastSeen, undefined);
  assert.throws(() => defineRequestProperty("greeting", () => ""), { code: "http.request-property" });
});

test("currentRequest() finds the request around it, and says what needs it where there is none", () => {
  const request = get("/");

  assert.equal(runWithRequest(request, currentRequest), request);
  assert.throws(() => currentRequest("csrfToken()"), {
    code: "http.no-request",
    message: /csrfToken\(\) needs/,
  });
});

test("middleware stands around the handler in order, and makes no promise where none is needed", () => {
  const mark =
    (name: string): Middleware =>
    (request, next) => {
      const response = next(request) as Response;
      response.headers.append("x-seen", name);
      return response;
    };
  const handle = composeMiddleware([mark("outer"), mark("inner")], () => text("ok"));

  const response = handle(get("/"));

  assert.ok(response instanceof Response);
  assert.equal(response.headers.get("x-seen"), "inner, outer");
});
