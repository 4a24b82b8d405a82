import { asciiDigits } from "../../dates/index.ts";
import { isDecimal } from "../../i18n/index.ts";
import { SafeString } from "../safe-string.ts";
import { stripSpace } from "./python-space.ts";

// As many as Python reads: what takes the square of their number of steps shall not be asked for by a visitor.
const maxDigits = 4_300;

/** A whole number as Python's int() makes it: fractions lose their rest, texts must be whole. `undefined` for the rest. */
export function toInteger(value: unknown): number | bigint | undefined {
  if (typeof value === "bigint") return shortened(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number" || value instanceof Number) return fromFloat(Number(value));
  if (isDecimal(value)) return fromText(value.toFixed(0, 1));
  if (typeof value === "string") return fromText(value);
  return value instanceof SafeString ? fromText(value.text) : undefined;
}

function fromFloat(value: number): number | bigint | undefined {
  if (Number.isNaN(value)) return undefined;
  if (!Number.isFinite(value)) throw new RangeError("Infinity is no whole number.");
  const whole = Math.trunc(value) + 0; // + 0 turns -0 into 0
  return Number.isSafeInteger(whole) ? whole : BigInt(whole);
}

// What nearly all numbers in texts look like: short enough to be exact.
const plainInteger = /^[-+]?\d{1,15}$/;
const plainFloat = /^[-+]?\d{1,15}(?:\.\d*)?$/;

function fromText(text: string): number | bigint | undefined {
  if (plainInteger.test(text)) return Number(text) + 0; // + 0 turns -0 into 0
  const digits = asciiDigits(stripSpace(text));
  if (digits.length > maxDigits || !/^[-+]?\d+(_\d+)*$/.test(digits)) return undefined;
  return shortened(BigInt(digits.replaceAll("_", "").replace(/^\+/, "")));
}

function shortened(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A number as Python's float() makes it; `undefined` for what is none. */
export function toFloat(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean" || value instanceof Number)
    return Number(value);
  if (isDecimal(value)) return value.toNumber();
  if (value instanceof SafeString) return toFloat(value.text);
  if (typeof value !== "string") return undefined;
  if (plainFloat.test(value)) return Number(value);
  const text = asciiDigits(stripSpace(value)).replaceAll(/(?<=\d)_(?=\d)/g, "");
  const special = /^([-+]?)(inf|infinity|nan)$/i.exec(text);
  if (special !== null) {
    if (special[2]!.toLowerCase() === "nan") return Number.NaN;
    return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
