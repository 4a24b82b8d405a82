import type { Locale } from "../locale.ts";

/**
 * A number as people write it in a language, as a program reads it: `"1.234,5"` gives `"1234.5"` in German. Groups of
 * digits are only understood where the locale writes them.
 */
export function sanitizeSeparators(text: string, locale: Locale): string {
  const { decimalSeparator, thousandSeparator, usesThousandSeparator } = locale;
  const point = text.indexOf(decimalSeparator);
  const whole = point === -1 ? text : text.slice(0, point);
  const fraction = point === -1 ? "" : `.${text.slice(point + decimalSeparator.length)}`;
  if (!usesThousandSeparator || isDecimalPoint(whole, thousandSeparator)) return whole + fraction;
  // A space that doesn't break is entered as a plain one.
  const separators = [thousandSeparator, thousandSeparator.normalize("NFKD")];
  return separators.reduce((digits, separator) => digits.replaceAll(separator, ""), whole) + fraction;
}

/** Whether a single point that looks like a separator of thousands is rather one of decimals: `"10.5"`. */
function isDecimalPoint(whole: string, thousandSeparator: string): boolean {
  if (thousandSeparator !== ".") return false;
  const parts = whole.split(".");
  return parts.length === 2 && parts[1]!.length !== 3;
}
