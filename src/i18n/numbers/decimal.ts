/** A number of decimal.js, whichever copy of it. */
export interface DecimalLike {
  toNumber(): number;
  toFixed(places?: number, rounding?: number): string;
  toString(): string;
}

/** Whether a value is a number of decimal.js. */
export function isDecimal(value: unknown): value is DecimalLike {
  if (typeof value !== "object" || value === null) return false;
  return String((value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]).includes("Decimal");
}

/** A number as its digits and the place of the point: `1.50` is 150 with the exponent -2. */
export interface DecimalParts {
  readonly isNegative: boolean;
  /** Without zeros in front, except for zero itself. */
  readonly digits: string;
  readonly exponent: number;
}

/** The parts of a number that is written in figures, such as `"-1.5e-7"`; `undefined` for `"NaN"` and the like. */
export function decimalParts(text: string): DecimalParts | undefined {
  const match = /^(-?)(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  return {
    isNegative: sign === "-",
    digits: (whole + fraction).replace(/^0+(?=\d)/, ""),
    exponent: Number(exponent) - fraction.length,
  };
}

/** All digits, with a point where one belongs: `0.00000015`. */
export function inFull({ isNegative, digits, exponent }: DecimalParts): string {
  const sign = isNegative ? "-" : "";
  if (exponent >= 0) return sign + (digits === "0" ? "0" : digits + "0".repeat(exponent));
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
