import assert from "node:assert/strict";
import test from "node:test";
import { type CookieOptions, Request, Response } from "quintet/http";

function written(name: string, value: string, options?: CookieOptions): string {
  const response = new Response();
  response.setCookie(name, value, options);
  return response.headers.getSetCookie()[0]!;
}

function read(cookie: string): Record<string, string> {
  const request = Request.fromPlatform(new globalThis.Request("http://x/", { headers: { cookie } }));
  return Object.fromEntries(request.cookies);
}

test("a cookie is out of reach for scripts and SameSite=Lax unless told otherwise", () => {
  assert.equal(written("a", "1"), "a=1; Path=/; HttpOnly; SameSite=Lax");
  assert.equal(
    written("a", "1", { httpOnly: false, sameSite: "none", secure: true, maxAgeSeconds: 60, path: "/x" }),
    "a=1; Max-Age=60; Path=/x; Secure; SameSite=None",
  );
});

test("values of any letters come back as they were, and are written as Django writes and reads them", () => {
  for (const value of [
    "",
    "a b",
    "é;,",
    '"quoted"',
    "50%",
    "%41",
    "a=b",
    "\\",
    "line\nbreak",
    "\u{1F600}",
    '"',
    "\\054",
  ]) {
    assert.equal(read(written("a", value).split(";")[0]!).a, value);
  }
  assert.match(written("a", "user:1sOo:x-_Y"), /^a=user:1sOo:x-_Y;/);
  // As Python quotes it: a Django that gets this cookie sees the same text, and the same signature.
  assert.match(written("a", "two words;:1sOo:x-_Y"), /^a="two words\\073:1sOo:x-_Y";/);
});

test("values that Python quoted are read as Python meant them", () => {
  assert.deepEqual(read('a="x\\054 y\\"\\\\z"; b=plain; a=second'), { a: 'x, y"\\z', b: "plain" });
});

test("a cookie called __proto__ is a name like any other", () => {
  assert.equal(
    Request.fromPlatform(
      new globalThis.Request("http://x/", { headers: { cookie: "__proto__=1" } }),
    ).cookies.get("__proto__"),
    "1",
  );
});

test("a cookie that a browser would misread or drop is refused when it is set", () => {
  const wrong: [string, CookieOptions | undefined, RegExp][] = [
    ["a b", undefined, /its name/],
    ["a;b", undefined, /its name/],
    ["a", { path: "/x; Domain=evil.example" }, /its path/],
    ["a", { path: "x" }, /its path/],
    ["a", { domain: "a.example; Secure" }, /its domain/],
    ["a", { sameSite: "none" }, /secure: true/],
    ["a", { maxAgeSeconds: 1.5 }, /whole number/],
    ["a", { expires: new Date("never") }, /valid date/],
    ["__Host-a", undefined, /__Host- cookie needs secure/],
    ["__Host-a", { secure: true, domain: "a.example" }, /no domain/],
    ["__Host-a", { secure: true, path: "/x" }, /path "\/"/],
    ["__Secure-a", undefined, /__Secure- cookie needs secure/],
  ];
  for (const [name, options, message] of wrong) {
    assert.throws(() => written(name, "1", options), { code: "http.invalid-cookie", message });
  }
  assert.throws(() => written("a", "x".repeat(5_000)), { message: /browsers keep 4096/ });
});

test("setting a cookie again replaces it; another path makes another cookie", () => {
  const response = new Response();
  response.setCookie("a", "1");
  response.setCookie("a", "2", { path: "/x" });
  response.setCookie("a", "3");
  response.deleteCookie("b");

  assert.deepEqual(response.headers.getSetCookie(), [
    "a=2; Path=/x; HttpOnly; SameSite=Lax",
    "a=3; Path=/; HttpOnly; SameSite=Lax",
    'b=""; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax',
  ]);
});
