import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeMessages, encodeMessages, FlashMessage } from "quintet/flash";
import { SafeString, safe } from "quintet/templates";

const options = { keys: ["django_tests_secret_key"], now: () => Date.UTC(2024, 4, 17, 12, 34, 56) };

test("messages are the text that Django puts into its cookie", () => {
  // Recorded from Django 5.2 with this key and time.
  const { value } = encodeMessages([new FlashMessage("info", "hello")], options);

  assert.equal(
    value,
    "W1siX19qc29uX21lc3NhZ2UiLDAsMjAsImhlbGxvIiwiIl1d:1s7wnY:x9HKnD_oJEXcsXzTSfwnmRxF6qmjxG5CjBDrye4fx4k",
  );
});

test("messages come back with level, tags and whether they are HTML", () => {
  const { value } = encodeMessages(
    [new FlashMessage("error", "<b>ä</b>", "sticky wide"), new FlashMessage("success", safe("<b>ok</b>"))],
    options,
  );

  const { messages, hasMore } = decodeMessages(value, options);

  assert.equal(hasMore, false);
  assert.deepEqual(
    messages.map(({ level, tags, text }) => [level, tags, text instanceof SafeString, String(text)]),
    [
      ["error", "sticky wide error", false, "<b>ä</b>"],
      ["success", "success", true, "<b>ok</b>"],
    ],
  );
});

test("what doesn't fit into a cookie is left over, in order", () => {
  const texts = Array.from({ length: 200 }, (_, position) => `${position} ${Math.sin(position)}`.repeat(5));
  const messages = texts.map((text) => new FlashMessage("info", text));

  const { value, rest } = encodeMessages(messages, options);
  const kept = decodeMessages(value, options);

  assert.ok(value.length <= 2048);
  assert.ok(rest.length > 0);
  assert.equal(kept.hasMore, true);
  assert.deepEqual(
    [...kept.messages, ...rest].map(({ text }) => text),
    texts,
  );
});

test("a cookie that somebody else wrote holds no messages", () => {
  const { value } = encodeMessages([new FlashMessage("info", "hello")], options);

  for (const wrong of ["", "x:y:z", value.slice(1), `${value}x`]) {
    assert.deepEqual(decodeMessages(wrong, options).messages, []);
  }
});
