import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "decimal.js";
import { formatNumber, localeFor, numberFormat, sanitizeSeparators, withLanguage } from "quintet/i18n";

const german = { decimalSeparator: ",", thousandSeparator: ".", grouping: 3 };

test("a number has the separators of its format", () => {
  const written = [0, -7, 999, 1000, -1234567.891, 12345678901234567890n, "1234.5"].map((value) =>
    numberFormat(value, german),
  );

  assert.deepEqual(written, [
    "0",
    "-7",
    "999",
    "1.000",
    "-1.234.567,891",
    "12.345.678.901.234.567.890",
    "1.234,5",
  ]);
});

test("places are filled with zeros or cut off, not rounded", () => {
  const twoPlaces = [1, 1.999, -0.001, new Decimal("-0.001"), 0.5].map((value) =>
    numberFormat(value, { ...german, decimalPlaces: 2 }),
  );

  assert.deepEqual(twoPlaces, ["1,00", "1,99", "-0,00", "0,00", "0,50"]);
  assert.equal(numberFormat(1.5, { ...german, decimalPlaces: 0 }), "1");
});

test("groups may differ in size, from the right; the last one repeats", () => {
  const grouped = (grouping: number | number[]) => numberFormat(1234567890, { ...german, grouping });

  assert.equal(grouped([3, 2, 0]), "1.23.45.67.890");
  assert.equal(grouped([4, 3]), "123.456.7890");
  assert.equal(grouped(0), "1234567890");
  assert.equal(grouped([]), "1234567890");
});

test("very small and very large decimals are written in full, up to 200 digits", () => {
  const plain = { decimalSeparator: ".", thousandSeparator: ",", grouping: 0 };
  const written = [1e-7, new Decimal("1E+21"), new Decimal("9E+9999"), new Decimal("-1.5E-300")].map(
    (value) => numberFormat(value, plain),
  );

  assert.deepEqual(written, ["0.0000001", "1000000000000000000000", "9e+9999", "-1.5e-300"]);
  assert.equal(numberFormat(new Decimal("9E+9999"), { ...plain, decimalPlaces: 3 }), "9.000e+9999");
  assert.deepEqual(
    [Number.NaN, Number.NEGATIVE_INFINITY, new Decimal(Number.NaN)].map((value) =>
      numberFormat(value, plain),
    ),
    ["nan", "-inf", "NaN"],
  );
});

test("formatNumber() writes as the current language does, and groups where it is told to", () => {
  const inGerman = () => [
    formatNumber(1234.5),
    formatNumber(1234.5, { forceGrouping: true, decimalPlaces: 2 }),
  ];

  assert.deepEqual(withLanguage("de", inGerman), ["1234,5", "1.234,50"]);
  assert.deepEqual(inGerman(), ["1234.5", "1,234.50"]);
  assert.equal(formatNumber(1234.5, { locale: localeFor("de"), localize: false }), "1234.5");
});

test("numbers as people write them become numbers as programs read them", () => {
  const grouped = { useThousandSeparator: true };
  const read = (language: string, texts: readonly string[], options = grouped) =>
    texts.map((text) => sanitizeSeparators(text, localeFor(language, options)));

  assert.deepEqual(read("de", ["1.234,5", "1234,5", "10.5", "1.234", "-1.234.567,89"]), [
    "1234.5",
    "1234.5",
    "10.5",
    "1234",
    "-1234567.89",
  ]);
  assert.deepEqual(read("fr", ["1\u00a0234,5", "1 234,5", "1\u202f234,5"]), [
    "1234.5",
    "1234.5",
    "1\u202f234.5",
  ]);
  assert.deepEqual(read("de", ["1.234,5"], { useThousandSeparator: false }), ["1.234.5"]);
});
