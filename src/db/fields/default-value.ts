import { randomBytes, randomUUID } from "node:crypto";
import { Temporal } from "../../dates/index.ts";
import type { FieldInfo } from "../models/field-info.ts";
import { acceptValue, withHyphens } from "./accept-value.ts";

/** The value of a new row's field where none was given; null where the field has no default. */
export function defaultValue(field: FieldInfo): unknown {
  if (!field.hasDefault) return field.autoNow ? presentMoment(field) : null;
  const written = field.default;
  if (written === "now" && isMoment(field)) return presentMoment(field);
  if (field.type === "uuid" && field.relation === undefined) {
    if (written === "v4") return randomUUID();
    if (written === "v7") return timeOrderedUuid();
  }
  const made = typeof written === "function" ? (written as () => unknown)() : written;
  // Each row has a JSON value of its own: changing one must not change the default.
  if (field.type === "json" && typeof made === "object" && made !== null) return structuredClone(made);
  return acceptValue(field, made);
}

function isMoment({ type }: FieldInfo): boolean {
  return type === "datetime" || type === "date" || type === "time";
}

/** Now, as the field holds it. Days and times of day are those of UTC. */
export function presentMoment(field: FieldInfo): unknown {
  if (field.type === "date") return Temporal.Now.plainDateISO("UTC");
  if (field.type === "time") return Temporal.Now.plainTimeISO("UTC");
  return field.asInstant ? Temporal.Now.instant().round("microsecond") : new Date();
}

/** A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then random bits. */
function timeOrderedUuid(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return withHyphens(bytes.toString("hex"));
}
