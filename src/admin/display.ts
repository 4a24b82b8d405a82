import { type FieldInfo, type Instant, Temporal } from "../db/index.ts";
import { StoredFile, StoredImage } from "../files/index.ts";
import { shortened } from "./wording.ts";

/** A value as the templates show it. `parts/value.html` knows each kind. */
export type ViewValue =
  | { readonly kind: "empty" }
  | { readonly kind: "text" | "number"; readonly text: string }
  | { readonly kind: "boolean"; readonly isTrue: boolean }
  | { readonly kind: "badge"; readonly text: string; readonly tone: number }
  | { readonly kind: "link"; readonly text: string; readonly url: string }
  | { readonly kind: "file" | "picture"; readonly text: string; readonly url: string | Promise<string> }
  | ({ readonly kind: "datetime" } & ViewTime);

/** An instant: in UTC as text, and exactly for the script that makes it local. */
export interface ViewTime {
  readonly text: string;
  readonly iso: string;
  readonly title: string;
  readonly precision: "minute";
}

const maxTextLength = 400;
const empty: ViewValue = { kind: "empty" };

/** How a value looks. `field` is where it was read from, if it is a field's. */
export function viewValue(value: unknown, field?: FieldInfo): ViewValue {
  if (value === null || value === undefined || value === "") return empty;
  if (field?.choices !== undefined) return choiceBadge(value, field);
  switch (typeof value) {
    case "boolean":
      return { kind: "boolean", isTrue: value };
    case "number":
    case "bigint":
      return { kind: "number", text: String(value) };
    case "string":
      return { kind: "text", text: shortened(value, maxTextLength) };
    default:
      return viewObject(value, field);
  }
}

function viewObject(value: unknown, field: FieldInfo | undefined): ViewValue {
  if (value instanceof Date || value instanceof Temporal.Instant)
    return { kind: "datetime", ...viewTime(value) };
  if (value instanceof StoredFile) return viewFile(value);
  if (value instanceof Uint8Array) return { kind: "text", text: `${value.byteLength} bytes` };
  if (Array.isArray(value) && value.length === 0) return empty;
  if (field?.type === "decimal") return { kind: "number", text: decimalText(value, field.places) };
  if (field?.type === "json") return { kind: "text", text: shortened(JSON.stringify(value), maxTextLength) };
  if (Array.isArray(value)) return { kind: "text", text: shortened(value.join(", "), maxTextLength) };
  return { kind: "text", text: shortened(String(value), maxTextLength) };
}

/** A file by the last part of its name, which leads to it; a picture as itself. */
function viewFile(file: StoredFile): ViewValue {
  if (!file.isStored) return empty;
  const kind = file instanceof StoredImage ? "picture" : "file";
  return { kind, text: shortened(file.name.split("/").at(-1)!, maxTextLength), url: file.url() };
}

function decimalText(value: unknown, places: number | undefined): string {
  return (value as { toFixed(places?: number): string }).toFixed(places); // a decimal field holds a Decimal
}

// Neutral colours only: red is kept for what is wrong.
const badgeTones = [1, 2, 3, 4];

function choiceBadge(value: unknown, field: FieldInfo): ViewValue {
  const index = field.choices!.findIndex((choice) => choice.value === value);
  const text = field.choices![index]?.label ?? String(value);
  return { kind: "badge", text, tone: index < 0 ? 0 : badgeTones[index % badgeTones.length]! };
}

const minuteFormat = new Intl.DateTimeFormat("en", {
  dateStyle: "medium",
  timeStyle: "short",
  hourCycle: "h23",
  timeZone: "UTC",
});

/** How an instant looks. */
export function viewTime(moment: Date | Instant): ViewTime {
  const instant = moment instanceof Date ? moment : new Date(moment.epochMilliseconds);
  const iso = instant.toISOString();
  return { text: `${minuteFormat.format(instant)} UTC`, iso, title: iso, precision: "minute" };
}
