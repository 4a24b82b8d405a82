import { createHash } from "node:crypto";
import { Decimal } from "decimal.js";
import { Temporal } from "../../dates/index.ts";
import { InvalidCursorError, WrongValueError } from "../errors.ts";
import { type AcceptingType, acceptValue } from "../fields/accept-value.ts";
import type { OrderKeyItem } from "./keyset-order.ts";

/*
 * A cursor is the place of a row in an order: the values of the order's keys, as JSON in base64url.
 *
 *   ["hU0aWf-s", 0, "2026-03-01T10:00:00.123456Z", 41]
 *     which order  │  the values of its keys
 *                  1: from that place on, instead of behind it
 *
 * It is not signed, because it gives nobody more than the conditions of the query do. So nothing in it is believed: each
 * value must be one that its key can have, and reaches the database as a bound parameter.
 */

/** A place in an order. */
export interface CursorPlace {
  readonly values: readonly unknown[];
  /** Whether a row at that very place belongs to what is asked. */
  readonly inclusive: boolean;
}

export function writeCursor(
  { values, inclusive }: CursorPlace,
  order: readonly OrderKeyItem[],
  orderShape: string,
): string {
  const texts = values.map((value) => (value === null ? null : jsonOf(value)));
  const content = [fingerprint(order, orderShape), inclusive ? 1 : 0, ...texts];
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}

/**
 * The place that a cursor says.
 * @throws {@link InvalidCursorError}
 */
export function readCursor(
  cursor: unknown,
  order: readonly OrderKeyItem[],
  orderShape: string,
  model: string,
): CursorPlace {
  if (typeof cursor !== "string")
    throw new InvalidCursorError(model, cursor, "it is not a text. Hand on what an earlier page gave.");
  const content = contentOf(cursor);
  if (content === undefined)
    throw new InvalidCursorError(
      model,
      cursor,
      "it was not made by keysetPage(), or was changed on its way.",
    );
  const [mark, inclusive, ...texts] = content;
  if (mark !== fingerprint(order, orderShape))
    throw new InvalidCursorError(
      model,
      cursor,
      "it was made for another order. Begin again with the first page when the order changes.",
    );
  if (texts.length !== order.length || (inclusive !== 0 && inclusive !== 1))
    throw new InvalidCursorError(model, cursor, "it was changed on its way.");
  const values = texts.map((text, position) => {
    const value = valueIn(text, order[position]!); // there are as many
    if (value !== undefined) return value;
    throw new InvalidCursorError(model, cursor, `its value ${position + 1} is none of the key's.`);
  });
  return { values, inclusive: inclusive === 1 };
}

function contentOf(cursor: string): unknown[] | undefined {
  if (!/^[\w-]+$/.test(cursor)) return undefined;
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Tells one order from another, such as the one that an app had before it was changed. */
function fingerprint(order: readonly OrderKeyItem[], shape: string): string {
  const types = order.map(({ type }) => type?.type).join();
  return createHash("sha256").update(`${shape} ${types}`).digest("base64url").slice(0, 8);
}

/** A value as JSON can hold it. */
function jsonOf(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64url");
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "boolean") return value;
  return String(value); // of decimals, bigints and all of Temporal it is what they can be read from
}

/** The value that was written, or `undefined` where it can't be one of the key. */
function valueIn(written: unknown, { type, nullable }: OrderKeyItem): unknown {
  if (written === null) return nullable ? null : undefined;
  try {
    const value = type === undefined ? written : acceptValue(type, parsed(written, type));
    return isBindable(value, type) ? value : undefined;
  } catch (error) {
    if (error instanceof WrongValueError || error instanceof RangeError || error instanceof TypeError)
      return undefined;
    throw error;
  }
}

function parsed(written: unknown, { type, asBigint, asInstant }: AcceptingType): unknown {
  if (typeof written !== "string") return written;
  switch (type) {
    case "datetime":
      return asInstant ? Temporal.Instant.from(written) : new Date(written);
    case "date":
      return Temporal.PlainDate.from(written);
    case "time":
      return Temporal.PlainTime.from(written);
    case "duration":
      return Temporal.Duration.from(written);
    case "decimal":
      return new Decimal(written);
    case "float":
      return floats.get(written);
    case "binary":
      return new Uint8Array(Buffer.from(written, "base64url"));
    case "smallAuto":
    case "auto":
    case "bigAuto":
    case "smallInteger":
    case "integer":
    case "bigInteger":
      return asBigint && /^-?\d{1,20}$/.test(written) ? BigInt(written) : written;
    default:
      return written;
  }
}

const floats: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/**
 * Whether a value can be bound. What no kind of value is known for is a text, a number or truth. PostgreSQL takes no zero
 * in a text, and half a pair of surrogates is no UTF-8.
 */
function isBindable(value: unknown, type: AcceptingType | undefined): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  const isKnown = type !== undefined && type.type !== "custom";
  return isKnown || typeof value === "number" || typeof value === "boolean";
}
