import { type ConditionState, fieldsOf } from "../../schema/condition-state.ts";
import type { Operation } from "../operations/operation.ts";
import type { BackfillOptions } from "./backfill.ts";

/*
 * A backfill has no way back: undone and applied again, it goes through the same rows once more. That makes no difference
 * to most, such as "price = 0" or "title = lower(title)"; "pages = pages + 1" adds twice.
 */

// lower(lower(x)) is lower(x), and so it is of most functions; these go on changing what they made.
const growing: readonly string[] = ["+", "-", "*", "/", "**", "#", "<<", ">>", "concat", "repeat"];

/** The fields that a backfill computes of what it has made of them before, and of rows that it doesn't leave out then. */
export function fieldsChangedTwice({ kind, args }: Operation): readonly string[] {
  if (kind !== "backfill") return [];
  const { set, where } = args[1] as BackfillOptions; // its kind says so
  if (where === undefined) return []; // only rows without a value
  const judged = new Set(fieldsOf(where));
  return Object.keys(set).filter((field) => !judged.has(field) && grows(set[field]!, field));
}

function grows(value: ConditionState, field: string): boolean {
  if (!("of" in value)) return false;
  const isGrowing = "sql" in value || growing.includes(value.op);
  return isGrowing ? fieldsOf(value).includes(field) : value.of.some((part) => grows(part, field));
}
