import assert from "node:assert/strict";
import { test } from "node:test";
import { constantTimeEqual, decrypt, encrypt, randomString } from "quintet/crypto";

const keys = ["a secret key of the app"];

test("an encrypted text comes back, and is different each time", () => {
  const one = encrypt("sk-123 ☃", "api-key", { keys });
  const other = encrypt("sk-123 ☃", "api-key", { keys });

  assert.notEqual(one, other);
  assert.match(one, /^q1\.[\w-]+$/);
  assert.equal(decrypt(one, "api-key", { keys }), "sk-123 ☃");
});

test("a text can't be decrypted for another purpose, nor with another key", () => {
  const encrypted = encrypt("text", "ab.c", { keys });
  const refused = { code: "crypto.decryption" };

  assert.throws(() => decrypt(encrypted, "a.bc", { keys }), refused);
  assert.throws(() => decrypt(encrypted, "ab.c", { keys: ["another"] }), refused);
});

test("after a change of the key, earlier texts are still readable", () => {
  const encrypted = encrypt("text", "p", { keys: ["old"] });

  assert.equal(decrypt(encrypted, "p", { keys: ["new", "old"] }), "text");
});

test("a changed, cut or foreign text is refused", () => {
  const encrypted = encrypt("text", "p", { keys });
  const middle = 10;
  const changed =
    encrypted.slice(0, middle) + (encrypted[middle] === "A" ? "B" : "A") + encrypted.slice(middle + 1);

  for (const wrong of [changed, encrypted.slice(0, -3), "q1.", "", "plain text"]) {
    assert.throws(() => decrypt(wrong, "p", { keys }), { code: "crypto.decryption" });
  }
});

test("an empty text can be encrypted", () => {
  assert.equal(decrypt(encrypt("", "p", { keys }), "p", { keys }), "");
});

test("random texts come from the given alphabet", () => {
  assert.match(randomString(50, "ab"), /^[ab]{50}$/);
  assert.notEqual(randomString(22), randomString(22));
});

test("constantTimeEqual() compares texts of any length", () => {
  assert.ok(constantTimeEqual("ä☃", "ä☃"));
  assert.ok(!constantTimeEqual("a", "ab"));
  assert.ok(!constantTimeEqual("a", "b"));
});
