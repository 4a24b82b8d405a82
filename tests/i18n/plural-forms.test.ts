import assert from "node:assert/strict";
import { test } from "node:test";
import { catalog, PluralFormsError } from "quintet/i18n";

/** The plural forms of some numbers by a header. */
function formsOf(header: string, counts: readonly number[]): number[] {
  const { pluralForm } = catalog({ pluralForms: header });
  return counts.map(pluralForm);
}

test("a catalog's own expression says which plural form a number takes", () => {
  const russian =
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);";
  const arabic =
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;";

  assert.deepEqual(formsOf(russian, [0, 1, 2, 5, 11, 21, 22, 25, 111, 112]), [2, 0, 1, 2, 2, 0, 1, 2, 2, 2]);
  assert.deepEqual(formsOf(arabic, [0, 1, 2, 3, 10, 11, 99, 100, 101, 103]), [0, 1, 2, 3, 3, 4, 4, 5, 5, 3]);
  assert.deepEqual(formsOf("nplurals=2; plural=(n > 1)", [0, 1, 2]), [0, 0, 1]);
  assert.deepEqual(formsOf("nplurals=1; plural=0;", [0, 1, 7]), [0, 0, 0]);
});

test("operators bind as in C, those on the left first", () => {
  assert.deepEqual(formsOf("plural=2+3*4-1", [0]), [13]);
  assert.deepEqual(formsOf("plural=20/2%3", [0]), [1]);
  assert.deepEqual(formsOf("plural=n>1==0", [0, 5]), [1, 0]);
  assert.deepEqual(formsOf("plural=1||0&&0", [0]), [1]);
  assert.deepEqual(formsOf("plural=!n+1", [0, 3]), [2, 1]);
  assert.deepEqual(formsOf("plural=n ? n==1 ? 7 : 8 : 9", [0, 1, 2]), [9, 7, 8]);
});

test("fractions and numbers below zero take a form as in Python's gettext", () => {
  assert.deepEqual(formsOf("plural=n != 1", [1.5, 1.0, -1]), [1, 0, 1]);
  assert.deepEqual(formsOf("plural=n%10", [-1, -11]), [9, 9]);
});

test("a header that nobody has filled in gives one form for 1 and one for the rest", () => {
  assert.deepEqual(formsOf("nplurals=INTEGER; plural=EXPRESSION;", [0, 1, 2]), [1, 0, 1]);
});

for (const [header, reason] of [
  ["nplurals=2; plural=n != ", /the end stands where a number or n/],
  ["nplurals=2; plural=m", /"m" stands where/],
  ["plural=(n", /the end stands where \)/],
  ["plural=n ? 1", /the end stands where : should be/],
  ["plural=n 1", /"1" stands where/],
  ["plural=process.exit(1)", /"process" stands where/],
  ["nplurals=2", /it has no "plural="/],
  [`plural=${"(".repeat(200)}n${")".repeat(200)}`, /nested too deep/],
  [`plural=${"!".repeat(900)}n`, /nested too deep/],
  [`plural=${"n+".repeat(2_000)}n`, /too long/],
] as const) {
  test(`a plural expression that is none is refused: ${header.slice(0, 30)}`, () => {
    assert.throws(
      () => catalog({ pluralForms: header }),
      (error: Error) => error instanceof PluralFormsError && reason.test(error.message),
    );
  });
}
