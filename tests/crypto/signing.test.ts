import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cookieSigner,
  Signer,
  signCookie,
  signObject,
  TimestampSigner,
  unsignCookie,
  unsignObject,
} from "quintet/crypto";

const keys = ["predictable-key"];
const nowSeconds = 1_325_376_000; // 2012-01-01
const now = () => nowSeconds * 1000;

test("a signed text is the one that Django makes of the same key and salt", () => {
  const signer = new TimestampSigner({ keys, salt: "predictable-salt", now });

  assert.equal(signer.sign("hello"), "hello:1Rh8qG:FIOMN0-DqUeY2F0JWg3_fhO3AT1LLeCD4awVNAn-9Go");
});

test("a signed text comes back, and a changed one is refused without showing it", () => {
  const signer = new Signer({ keys, salt: "test" });
  const signed = signer.sign("42:a");

  assert.equal(signer.unsign(signed), "42:a");
  assert.throws(() => signer.unsign(signed.replace("42", "43")), { code: "crypto.bad-signature" });
  assert.throws(
    () => signer.unsign("no separator"),
    (error: Error) => !error.message.includes("no separator"),
  );
});

test("what was signed for one purpose is refused for another", () => {
  const signed = new Signer({ keys, salt: "one" }).sign("value");

  assert.throws(() => new Signer({ keys, salt: "other" }).unsign(signed), { code: "crypto.bad-signature" });
});

test("an earlier key still verifies and no longer signs", () => {
  const old = new Signer({ keys: ["old"], salt: "s" });
  const rotated = new Signer({ keys: ["new", "old"], salt: "s" });

  assert.equal(rotated.unsign(old.sign("value")), "value");
  assert.throws(() => old.unsign(rotated.sign("value")), { code: "crypto.bad-signature" });
});

test("a timestamp signer refuses what is too old and says how old it is", () => {
  const signed = new TimestampSigner({ keys, now }).sign("value");
  const later = new TimestampSigner({ keys, now: () => now() + 11_000 });

  assert.equal(later.unsign(signed, { maxAgeSeconds: 11 }), "value");
  assert.throws(() => later.unsign(signed, { maxAgeSeconds: 10 }), {
    code: "crypto.signature-expired",
    message: /11 s old.*at most 10 s/,
  });
});

test("a separator that occurs in signatures is refused", () => {
  assert.throws(() => new Signer({ keys, separator: "-" }), { code: "crypto.unsafe-separator" });
});

test("objects survive signing, compressed where that is shorter", () => {
  const value = { name: "ünïcödé ☃", list: [1, 1.5, 1e-7, null, true], text: "abc".repeat(200) };
  const plain = signObject(value, { keys, now });
  const compressed = signObject(value, { keys, now, compress: true });

  assert.ok(compressed.startsWith("."));
  assert.ok(compressed.length < plain.length / 3);
  assert.deepEqual(unsignObject(compressed, { keys, now }), value);
  assert.deepEqual(unsignObject(plain, { keys, now }), value);
});

test("what JSON can't hold can't be signed", () => {
  assert.throws(() => signObject(undefined, { keys }), {
    code: "crypto.unsignable-value",
    message: /undefined/,
  });
});

test("a signed text that holds no object is a bad signature", () => {
  const signed = new TimestampSigner({ keys, salt: "django.core.signing" }).sign("!");

  assert.throws(() => unsignObject(signed, { keys }), { code: "crypto.bad-signature" });
});

test("a signed cookie is bound to its name and salt", () => {
  const signed = signCookie("cart", "3", { keys });

  assert.equal(unsignCookie("cart", signed, { keys }), "3");
  assert.throws(() => unsignCookie("role", signed, { keys }), { code: "crypto.bad-signature" });
  assert.throws(() => unsignCookie("cart", signed, { keys, salt: "x" }), { code: "crypto.bad-signature" });
});

test("a cookie that old Django signed is accepted only when asked for", () => {
  const legacy = cookieSigner({ keys, salt: "cart" }).sign("3");

  assert.throws(() => unsignCookie("cart", legacy, { keys }), { code: "crypto.bad-signature" });
  assert.equal(unsignCookie("cart", legacy, { keys, unsafeAcceptLegacySalt: true }), "3");
});
