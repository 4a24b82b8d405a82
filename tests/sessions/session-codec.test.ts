import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeSession, encodeSession } from "quintet/sessions";

const now = () => Date.UTC(2024, 4, 17, 12, 34, 56);

test("session data is the text that Django stores", () => {
  // Recorded from Django 5.2 with this key and time.
  const text = encodeSession({}, { keys: ["django_tests_secret_key"], now });

  assert.equal(text, "e30:1s7wnY:GFKL9YDOfxdUvIpY_Ooa3B-ICON_Slrkk1CNGJKXkf4");
});

test("session data survives, also under a changed key that is kept as a fallback", () => {
  const data = { cart: [1, 2, 3], name: "Ünï", nested: { a: null } };
  const text = encodeSession(data, { keys: ["old"] });

  assert.deepEqual(decodeSession(text, { keys: ["new", "old"] }), data);
});

test("what can't be read is told apart from an empty session", () => {
  const text = encodeSession({ a: 1 }, { keys: ["key"] });

  for (const wrong of ["", "x", text.slice(1), `${text}x`, encodeSession([] as never, { keys: ["key"] })]) {
    assert.equal(decodeSession(wrong, { keys: ["key"] }), undefined);
  }
  assert.equal(decodeSession(text, { keys: ["another"] }), undefined);
  assert.deepEqual(decodeSession(encodeSession({}, { keys: ["key"] }), { keys: ["key"] }), {});
});
