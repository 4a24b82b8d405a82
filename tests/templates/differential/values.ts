import fc from "fast-check";

/* Values of a context, in the encoding of tests/conformance/values.ts, which both sides read. */

/** Texts in which some filter or other sees more than letters. */
export const hostileTexts: readonly string[] = [
  "",
  "a",
  `<b>"it's" & more</b>`,
  "&lt;b&gt; &amp; &copy &#39; x",
  "one two three four five",
  "first\n\nsecond\r\nthird\rfourth",
  "see https://example.com/?a=b&c=<d>, or www.example.com/x(y). And ada@example.com!",
  "<a href='https://x.org'>x.org</a> y.com",
  "<p>one <i>two three</i><br>four <img src=x onerror=alert(1)> five",
  "</script><script>alert(1)</script>",
  "javascript:alert('1')",
  "5",
  "-12.75",
  "1e3",
  "ünï ß ǆ İ 日本語 😀 e\u0301",
  " \t padded \t ",
  "UPPER lower 3RD o'NEIL's 1st",
  "a,b;c",
  "%s %d %%",
  "back\\slash `tick`",
  "\u2028\u0000\u001f\u00a0",
  "x".repeat(40),
];

const plainNumbers: readonly unknown[] = [
  ...[0, 1, -1, 2, 10, 1234567, -45],
  ...["0.5", "1.0", "2.5", "-3.14159", "1234.5678", "0.000001", "1e+16"].map((text) => ({ $float: text })),
];
const decimals = ["0", "1.50", "-2.5", "12345.678", "1E+3"].map((text) => ({ $decimal: text }));
const times = [
  { $date: "2026-03-01" },
  { $datetime: "2026-03-01T14:30:05" },
  { $datetime: "2025-12-31T23:59:59.000500", tz: "Europe/Berlin" },
  { $time: "09:05:00" },
  { $timedelta: 93784 },
];

/** A context by name. */
export type EncodedContext = Readonly<Record<string, unknown>>;

/**
 * Contexts with the same variables in all of them.
 *
 * @param options.marksSafe - Whether some of the texts are marked as HTML.
 */
export function contexts(
  texts: readonly string[],
  { marksSafe }: { readonly marksSafe: boolean },
): fc.Arbitrary<EncodedContext> {
  const text = fc.constantFrom(...texts);
  const safe = { weight: marksSafe ? 4 : 0, arbitrary: text.map(($safe) => ({ $safe })) };
  const scalar = fc.oneof(
    { weight: 6, arbitrary: text },
    safe,
    { weight: 3, arbitrary: fc.constantFrom(...plainNumbers, ...decimals) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(true, false, null) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(...times) },
  );
  // In lists Python's repr would show: "Decimal('1')", "datetime.date(2026, 3, 1)".
  const item = fc.oneof(
    { weight: 6, arbitrary: text },
    safe,
    { weight: 3, arbitrary: fc.constantFrom(...plainNumbers) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(true, false, null) },
  );
  const row = fc.record({ name: item, n: fc.constantFrom(1, 2, 3), tag: text });
  const some = fc.array(item, { maxLength: 2 });
  const list = fc.oneof(
    fc.array(item, { maxLength: 4 }),
    fc.array(text, { maxLength: 4 }),
    fc.array(row, { maxLength: 3 }),
    fc.tuple(item, some, item, fc.tuple(item, some)),
  );
  const value = fc.oneof(
    { weight: 8, arbitrary: scalar },
    { weight: 3, arbitrary: list },
    { weight: 1, arbitrary: row },
  );
  return fc.record({
    a: value,
    b: value,
    c: scalar,
    d: text,
    items: list,
    row,
    n: fc.constantFrom(0, 1, 3, 7),
  });
}
