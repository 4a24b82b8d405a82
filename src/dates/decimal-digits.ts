const beyondAscii = /[^\0-\x7f]/;
const otherDigits = /(?![0-9])\p{Nd}/gu;

/** A text with the digits of every script as ASCII ones: `"٢٠٢٦"` gives `"2026"`. */
export function asciiDigits(text: string): string {
  if (!beyondAscii.test(text)) return text;
  return text.replaceAll(otherDigits, (digit) => String(digitValue(digit.codePointAt(0)!))); // of one code point
}

/** Unicode keeps the ten digits of a script together, from zero to nine; neighbouring scripts follow without a gap. */
function digitValue(codePoint: number): number {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(codePoint - before - 1))) before++;
  return before % 10;
}
