/*
 * Decimals that are given as plain texts, such as prices, stay texts until somebody reads them: making a `Decimal` takes
 * longer than all else that is done with a field of a new row.
 */

// Every decimal of so many digits is exact as the number that SQLite stores.
const exactDigits = 15;

const minus = 45;
const point = 46;
const zero = 48;
const nine = 57;

/**
 * The text of a decimal if it can be stored as it is written: digits, perhaps with a minus before and a point between,
 * and with no more places than the column has. `undefined` if it can't.
 */
export function plainDecimal(value: unknown, places = exactDigits): string | undefined {
  if (typeof value === "string") return isPlain(value, places) ? value : undefined;
  if (typeof value !== "number") return undefined;
  const text = String(value);
  return isPlain(text, places) ? text : undefined;
}

function isPlain(text: string, places: number): boolean {
  const { length } = text;
  const start = text.charCodeAt(0) === minus ? 1 : 0;
  let fraction = -1; // the digits behind the point, once it was there
  for (let position = start; position < length; position++) {
    const code = text.charCodeAt(position);
    if (code >= zero && code <= nine) {
      if (fraction >= 0) fraction++;
    } else if (code === point && fraction < 0 && position > start) fraction = 0;
    else return false;
  }
  const digits = length - start - (fraction < 0 ? 0 : 1);
  return digits > 0 && digits <= exactDigits && fraction !== 0 && fraction <= places;
}
