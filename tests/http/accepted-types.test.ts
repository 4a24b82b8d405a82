import assert from "node:assert/strict";
import { test } from "node:test";
import { Request } from "quintet/http";

const asking = (accept: string) =>
  Request.fromPlatform(new globalThis.Request("http://localhost/", { headers: { accept } }));

test("of a header with more than a hundred ranges the first hundred count", () => {
  const many = Array.from({ length: 99 }, (_, index) => `a/${index}`);

  const within = asking([...many, "text/html"].join(","));
  const beyond = asking([...many, "a/99", "text/html"].join(","));

  assert.equal(within.accepts("text/html"), true);
  assert.equal(beyond.accepts("text/html"), false);
  assert.equal(beyond.accepts("a/99"), true);
});
