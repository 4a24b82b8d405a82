import { textOf } from "./text-of.ts";

const maxLength = 40;

/** A value for an error message, the beginning of it where it is long. */
export function describedValue(value: unknown): string {
  if (typeof value === "function") return `the function ${value.name || "without a name"}`;
  if (typeof value === "object" && value !== null && !isShort(value)) return "a long value";
  const text = textOf(value ?? null) || "an empty text";
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/** Whether writing a value takes no time: a message is not worth a walk through all data. */
function isShort(value: object): boolean {
  if (Array.isArray(value)) return value.length <= maxLength;
  return !(value instanceof Map || value instanceof Set) || value.size <= maxLength;
}
