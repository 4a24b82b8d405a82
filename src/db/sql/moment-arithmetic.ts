import { InvalidQueryError } from "../errors.ts";
import type { AcceptingType } from "../fields/accept-value.ts";

const moments: ReadonlySet<string | undefined> = new Set(["datetime", "date", "time"]);
const texts: ReadonlySet<string | undefined> = new Set(["string", "text"]);

/**
 * Moments are added to and subtracted from, and not with texts: SQLite would compute something of their texts.
 * @throws {@link InvalidQueryError}
 */
export function checkMomentArithmetic(
  operator: string,
  left: AcceptingType | undefined,
  right: AcceptingType | undefined,
): void {
  const types = [left?.type, right?.type];
  if (!types.some((type) => moments.has(type))) return;
  if ((operator === "+" || operator === "-") && !types.some((type) => texts.has(type))) return;
  throw new InvalidQueryError(
    `${types.join(` ${operator} `)} can't be computed: a length of time can be added to a moment, and a moment be subtracted from another one.`,
  );
}
