import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStreamReader } from "../../../examples/chat/chat/providers/event-stream.ts";

function read(pieces: readonly string[]): string[] {
  const reader = new EventStreamReader();
  const events = pieces.flatMap((piece) => reader.push(piece));
  const last = reader.end();
  return last === undefined ? events : [...events, last];
}

const stream =
  'data: {"a":1}\r\n\r\n: a comment\r\nevent: x\r\ndata: two\r\ndata: lines\r\n\r\ndata:tight\r\n\r\n';
const expected = ['{"a":1}', "two\nlines", "tight"];

test("events are read whatever the line ends are", () => {
  for (const lineEnd of ["\r\n", "\n", "\r"]) {
    assert.deepEqual(read([stream.replaceAll("\r\n", lineEnd)]), expected);
  }
});

test("events are read wherever the pieces are cut", () => {
  for (let size = 1; size < 12; size++) {
    const pieces = stream.match(new RegExp(`[\\s\\S]{1,${size}}`, "g"))!;
    assert.deepEqual(read(pieces), expected, `pieces of ${size}`);
  }
});

test("a byte order mark is no part of the first line", () => {
  assert.deepEqual(read(["\uFEFFdata: x\n\n"]), ["x"]);
});

test("an event that the end cut off is given at the end", () => {
  assert.deepEqual(read(["data: x\n\ndata: [DONE]"]), ["x", "[DONE]"]);
});

test("an event that never ends is refused instead of filling the memory", () => {
  const reader = new EventStreamReader();
  assert.throws(() => {
    for (let count = 0; count < 30; count++) reader.push("data: ".padEnd(50_000, "x"));
  });
});
