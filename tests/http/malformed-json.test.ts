import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { malformedPosition } from "../../src/http/malformed-json.ts";

test("the position is that of the first character that can't be right", () => {
  const cases: [string, number][] = [
    ["", 0],
    ["{", 1],
    ["[1,]", 3],
    ['{"a" 1}', 5],
    ['{"a":1,}', 7],
    ["{a:1}", 1],
    ["[1 2]", 3],
    ["1 2", 2],
    ["1,2", 1],
    ["]", 0],
    ["[}", 1],
    ["tru", 0],
    ["01", 1],
    ['"a\nb"', 2],
    ['"a\\x"', 2],
    ['"abc', 4],
    ["[[[", 3],
  ];
  for (const [text, position] of cases) {
    assert.throws(() => JSON.parse(text), SyntaxError);
    assert.equal(malformedPosition(text), position, text);
  }
});

test("what stands before the position is the beginning of some JSON, whatever was broken", () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom("", "x", ",", "}", "]", '"', ":"),
      (text, at, inserted) => {
        const cut = at % (text.length + 1);
        const broken = text.slice(0, cut) + inserted + text.slice(cut + (inserted === "" ? 1 : 0));
        if (isJson(broken)) return;
        const position = malformedPosition(broken);
        assert.ok(position <= broken.length);
        // A text that merely ends too early is the beginning of a longer one; nothing can follow any other mistake.
        if (position < broken.length) {
          for (const end of ["", "1", '"', "}", "]", ":1}"]) assert.ok(!isJson(broken + end));
        }
      },
    ),
    { seed: 20_240_331, numRuns: 300 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
