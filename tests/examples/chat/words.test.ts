import assert from "node:assert/strict";
import { test } from "node:test";
import { titleOf } from "../../../examples/chat/chat/asking.ts";
import { ageLabel } from "../../../examples/chat/chat/conversation-list.ts";
import { problemsOf } from "../../../examples/chat/chat/handlers/settings.ts";
import { isPublicAddress } from "../../../examples/chat/chat/providers/public-address.ts";

test("a conversation is called after the first line of its first question", () => {
  assert.equal(titleOf("  What  is a\tfugue?\nAnd a canon?"), "What is a fugue?");
  const long = "How would you explain counterpoint to somebody who has never heard two voices at once?";
  assert.equal(titleOf(long), "How would you explain counterpoint to somebody who has never…");
  assert.equal(titleOf("x".repeat(200)), `${"x".repeat(60)}…`);
});

test("conversations are grouped by calendar days", () => {
  const now = new Date(2026, 2, 30, 0, 30); // after a change to summer time, where there is one
  assert.equal(ageLabel(new Date(2026, 2, 30, 0, 0), now), "Today");
  assert.equal(ageLabel(new Date(2026, 2, 29, 23, 59), now), "Yesterday");
  assert.equal(ageLabel(new Date(2026, 2, 23), now), "Previous 7 days");
  assert.equal(ageLabel(new Date(2026, 2, 10), now), "Previous 30 days");
  assert.equal(ageLabel(new Date(2025, 2, 30), now), "Older");
});

for (const address of [
  "127.0.0.1",
  "10.1.2.3",
  "169.254.169.254",
  "::1",
  "fe80::1",
  "fd00::1",
  "::ffff:8.8.8.8",
  "64:ff9b::a00:1",
  "2002:a00:1::",
  "0.0.0.0",
  "100.64.0.1",
  "not an address",
]) {
  test(`${address} is not public`, () => assert.equal(isPublicAddress(address), false));
}
for (const address of ["8.8.8.8", "172.15.0.1", "2606:4700::1111"]) {
  test(`${address} is public`, () => assert.equal(isPublicAddress(address), true));
}

test("what is wrong with a key is said field by field", () => {
  const right = { apiKey: "sk-1", baseUrl: "https://api.example/v1", model: "m" };
  assert.deepEqual(problemsOf(right), {});
  assert.match(problemsOf({ ...right, apiKey: "sk 1\r\nx: y" }).apiKey!, /without spaces/);
  assert.match(problemsOf({ ...right, baseUrl: "http://api.example" }).baseUrl!, /begins with https/);
  assert.match(problemsOf({ ...right, model: "" }).model!, /name of a model/);
});
