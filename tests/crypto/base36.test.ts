import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase36, toBase36 } from "quintet/crypto";

test("numbers of 64 bits go to base 36 and back", () => {
  for (const [number, text] of [
    [0n, "0"],
    [35n, "z"],
    [1000n, "rs"],
    [2n ** 53n - 1n, "2gosa7pa2gv"],
    [2n ** 63n, "1y2p0ij32e8e8"],
  ] as const) {
    assert.equal(toBase36(number), text);
    assert.equal(fromBase36(text.toUpperCase()), number);
  }
  assert.equal(fromBase36("-1"), -1n);
});

test("what is no number in base 36 is refused, and so is a long one", () => {
  for (const text of ["", " ", "a b", "-", "1.5", "é"])
    assert.throws(() => fromBase36(text), { name: "RangeError", message: /was given/ });
  assert.throws(() => fromBase36("z".repeat(14)), /at most 13 digits/);
  for (const number of [-1, -1n, 1.5, Number.NaN, 2 ** 60])
    assert.throws(() => toBase36(number), { name: "RangeError", message: /whole number from 0/ });
});
