import assert from "node:assert/strict";
import { test } from "node:test";
import { quoteKey, unquoteKey } from "../../src/admin/key-text.ts";
import { addedMessage, changedMessage, messageSentence } from "../../src/admin/log/change-message.ts";

test("messages are written as Django writes them", () => {
  assert.equal(addedMessage(), '[{"added": {}}]');
  assert.equal(changedMessage(["Title", "Status"]), '[{"changed": {"fields": ["Title", "Status"]}}]');
  assert.equal(changedMessage([]), "[]");
});

test("messages of Django are read as sentences", () => {
  assert.equal(messageSentence('[{"added": {}}]'), "Added.");
  assert.equal(
    messageSentence('[{"changed": {"fields": ["Title", "Status", "Tags"]}}]'),
    "Changed Title, Status and Tags.",
  );
  assert.equal(
    messageSentence(
      '[{"changed": {"name": "chapter", "object": "One", "fields": ["Text"]}}, {"deleted": {"name": "chapter", "object": "Two"}}]',
    ),
    "Changed Text for chapter “One”. Deleted chapter “Two”.",
  );
  assert.equal(messageSentence("[]"), "No fields changed.");
  assert.equal(messageSentence("Changed password."), "Changed password.");
  assert.equal(messageSentence("[not json"), "[not json");
});

test("keys in URLs are quoted as Django's admin quotes them", () => {
  assert.equal(quoteKey('a/b_c:"d"%\n'), "a_2Fb_5Fc_3A_22d_22_25_0A");
  for (const key of ["plain", "a/b", "_", "50%", "é,ü"]) assert.equal(unquoteKey(quoteKey(key)), key);
});
