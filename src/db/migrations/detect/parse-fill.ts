import type { FieldState } from "../../schema/model-state.ts";
import { canBeRandom, randomFill } from "../../schema/random-fill.ts";

/** A value that a person typed for a field, as it stands in a migration file; or a sentence about what is wrong with it. */
export type ParsedFill = { readonly value: unknown } | { readonly problem: string };

/** Reads a value for the rows that are there: `"0"` for an integer, `"true"` for a boolean, `"now"` for a moment. */
export function parseFill(field: FieldState, text: string): ParsedFill {
  if (field.unique && canBeRandom(field)) return random(field, text);
  switch (field.type) {
    case "integer":
    case "smallInteger":
    case "bigInteger":
      return whole(text, rangeOf(field, bits[field.type]));
    case "float":
      return numeric(text, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, "a number, such as 0.5");
    case "belongsTo":
      return { value: /^\d+$/.test(text) ? Number(text) : text };
    case "decimal":
      return matching(text, /^[+-]?\d+(\.\d+)?$/, "a decimal number, such as 0.00");
    case "boolean":
      return text === "true" || text === "false"
        ? { value: text === "true" }
        : { problem: "Give true or false." };
    case "json":
      return json(text);
    case "datetime":
      return text === "now" || !Number.isNaN(Date.parse(text))
        ? { value: text }
        : { problem: "Give a moment, such as 2026-01-31T12:00:00Z, or now." };
    case "date":
      return text === "now" || isDay(text)
        ? { value: text }
        : { problem: "Give a day, such as 2026-01-31, or now." };
    case "time":
      return matching(text, /^(now|\d{2}:\d{2}(:\d{2}(\.\d+)?)?)$/, "a time, such as 12:30:00, or now");
    case "uuid":
      return matching(
        text,
        /^(v4|[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12})$/i,
        "a UUID, or v4 for a new one in each row",
      );
    default:
      return field.maxLength !== undefined && [...text].length > field.maxLength
        ? { problem: `Give at most ${field.maxLength} characters.` }
        : { value: text };
  }
}

/** One constant would be the same in all rows. */
function random({ type }: FieldState, text: string): ParsedFill {
  if (type === "uuid" && text === "v4") return { value: text };
  if (type !== "uuid" && text === "random") return { value: randomFill };
  return {
    problem: `It is unique, so each row needs a value of its own: ${type === "uuid" ? "v4, for a new UUID in each" : "random, for 32 digits in each"}.`,
  };
}

const bits = { smallInteger: 16n, integer: 32n, bigInteger: 64n };

/** What a column takes; anything, where its type is one of the app's own. */
function rangeOf({ positive, columnType }: FieldState, size: bigint): readonly [bigint, bigint] | undefined {
  const end = 2n ** (size - 1n);
  return columnType === undefined ? [positive ? 0n : -end, end - 1n] : undefined;
}

function whole(text: string, range: readonly [bigint, bigint] | undefined): ParsedFill {
  if (!/^[+-]?\d+$/.test(text)) return { problem: "Give a whole number, such as 0." };
  const value = BigInt(text.replace("+", ""));
  const [least, most] = range ?? [value, value];
  if (value < least || value > most) return { problem: `Give a whole number from ${least} to ${most}.` };
  // A number would lose digits of a larger one, which a text keeps.
  return { value: Number.isSafeInteger(Number(value)) ? Number(value) : String(value) };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}

function numeric(text: string, form: RegExp, expected: string): ParsedFill {
  return form.test(text) ? { value: Number(text) } : { problem: `Give ${expected}.` };
}

function matching(text: string, form: RegExp, expected: string): ParsedFill {
  return form.test(text) ? { value: text } : { problem: `Give ${expected}.` };
}

function json(text: string): ParsedFill {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: `Give JSON: ${(error as Error).message}.` };
  }
}
