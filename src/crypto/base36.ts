// 13 digits hold any number of 64 bits. Longer texts would only cost time.
const maxDigits = 13;

/**
 * A whole number in the digits 0 to 9 and a to z, short enough for addresses.
 * @throws RangeError for a negative number or a fraction.
 */
export function toBase36(number: number | bigint): string {
  if (number < 0 || (typeof number === "number" && !Number.isSafeInteger(number)))
    throw new RangeError(`toBase36() takes a whole number from 0, and was given ${number}.`);
  return number.toString(36);
}

/**
 * The number of such a text, in small or capital letters.
 * @throws RangeError for what is no such number, and for more than 13 digits.
 */
export function fromBase36(text: string): bigint {
  const [, sign, digits] = /^\s*([+-]?)([0-9a-z]+(?:_[0-9a-z]+)*)\s*$/i.exec(text) ?? [];
  if (digits === undefined || text.length > maxDigits)
    throw new RangeError(
      `fromBase36() takes at most ${maxDigits} digits from 0 to z, and was given ${JSON.stringify(text.slice(0, 40))}.`,
    );
  let number = 0n;
  for (const digit of digits.replaceAll("_", "")) number = number * 36n + BigInt(Number.parseInt(digit, 36));
  return sign === "-" ? -number : number;
}
