import { Temporal } from "../../dates/index.ts";
import type { DefaultState, FieldState } from "../schema/model-state.ts";
import type { ModelSource } from "./model-source.ts";
import { Code, printCode, printText } from "./print-code.ts";

/** A constant of a migration file as a model writes it: `new Date("…")`, `Temporal.PlainDate.from("…")`, `12n`. */
export function writeConstant(
  source: ModelSource,
  value: DefaultState,
  { type }: Pick<FieldState, "type">,
): string {
  if (typeof value !== "string") return printCode(value, "", 0);
  switch (type) {
    case "datetime":
      return isDate(value)
        ? `new ${source.global("Date")}(${printText(value)})`
        : temporal(source, "Instant", value);
    case "date":
      return temporal(source, "PlainDate", value);
    case "time":
      return temporal(source, "PlainTime", value);
    case "duration":
      return temporal(source, "Duration", value);
    case "bigInteger":
    case "bigAuto":
      return /^-?\d+$/.test(value) ? `${BigInt(value)}n` : printText(value);
    case "integer":
    case "smallInteger":
    case "auto":
    case "smallAuto":
    case "float":
      return isNumber(value) ? String(Number(value)) : printText(value);
    default:
      return printText(value);
  }
}

/** Whether a moment needs `as: "instant"`: a `Date` has no microseconds. */
export function needsInstant(value: unknown): boolean {
  return typeof value === "string" && value !== "now" && !isDate(value);
}

function isDate(text: string): boolean {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return false;
  try {
    return Temporal.Instant.from(text).epochNanoseconds % 1_000_000n === 0n;
  } catch {
    return true; // in another form, which Temporal doesn't read
  }
}

function temporal(source: ModelSource, kind: string, value: string): string {
  return `${source.use("Temporal")}.${kind}.from(${printText(value)})`;
}

function isNumber(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text));
}

/** The same, to stand among options. */
export function constantCode(
  source: ModelSource,
  value: DefaultState,
  field: Pick<FieldState, "type">,
): Code {
  return new Code(writeConstant(source, value, field));
}
