/** Messages and their translations, as they are collected. */
export type Messages = Map<string, string | readonly string[]>;

export const timeUnits = ["year", "month", "week", "day", "hour", "minute"] as const;

/** A part of what Intl has written. */
interface Part {
  readonly type: string;
  readonly value: string;
}

const numberParts = new Set(["integer", "group", "decimal", "fraction", "minusSign"]);

/** A text in which a number stands, with a place instead of it; the number itself as it was written. */
export interface TextWithPlace {
  readonly text: string;
  readonly number: string;
}

/** Puts a place such as `%(num)d` where the number stands. Some languages need none: "two days" is one word. */
export function withPlace(parts: readonly Part[], place: string): TextWithPlace {
  let text = "";
  let number = "";
  for (const { type, value } of parts) {
    if (!numberParts.has(type)) {
      text += value.replaceAll("%", "%%");
      continue;
    }
    if (number === "") text += place;
    number += value;
  }
  return { text, number };
}

/** A number of units as a language writes it, with a place instead of the number: `%(num)d Tage`. */
export function unitText(
  language: string,
  unit: string,
  unitDisplay: "long" | "short",
  count: number,
  place: string,
): string {
  const format = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay });
  return withPlace(format.formatToParts(count), place).text;
}
