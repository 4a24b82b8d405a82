import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine } from "quintet/templates";

const show = (tag: string, context: object = {}, query = "a=1&b=2&a=3") =>
  new Engine({ unsafeAutoescapeOff: true })
    .fromString(`{% querystring ${tag} %}`)
    .render({ request: { query: new URLSearchParams(query) }, ...context });

test("parameters of the request are set, set several times and removed, each in its place", () => {
  assert.equal(show(""), "?a=1&a=3&b=2");
  assert.equal(show("b=5 c='x y&~*'"), "?a=1&a=3&b=5&c=x+y%26~%2A");
  assert.equal(show("a=list", { list: [7, null, "é"] }), "?a=7&a=%C3%A9&b=2");
  assert.equal(show("a=None b=nothing", { nothing: [null] }), "?");
});

test("where there was nothing and is nothing, the address stays as it is", () => {
  assert.equal(show("", {}, ""), "");
  assert.equal(show("given", { given: {} }), "");
  assert.equal(show("nothing", { nothing: null }, ""), "");
  assert.equal(show("nothing", { nothing: null }), "?a=1&a=3&b=2");
});

test("dictionaries take the place of the request's query, the later ones over the earlier ones", () => {
  const context = {
    first: { page: 1, sort: "name", tags: ["x", "y"] },
    second: new Map([["sort", null]]),
    third: new URLSearchParams("q=1&q=2"),
  };

  assert.equal(show("first second third page=2", context), "?page=2&tags=x&tags=y&q=1&q=2");
});

test("what is no dictionary, and a name that is no text, are refused", () => {
  assert.throws(() => show("5"), /needs dictionaries of parameters .* got 5/);
  assert.throws(
    () => show("map", { map: new Map([[1, 2]]) }),
    /needs texts as names of parameters, and got 1/,
  );
  assert.throws(() => show("", { request: undefined }), /no "request" in the context/);
});
