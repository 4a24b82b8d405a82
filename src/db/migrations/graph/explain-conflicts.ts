import { printableText } from "../../../core/index.ts";
import { operationText } from "../operations/operation.ts";
import type { EndConflict, EndOperation } from "./end-conflicts.ts";
import { placeOf } from "./migration.ts";
import { anything } from "./touched-things.ts";

const shownAtMost = 5;

/**
 * Which operations of which files don't commute, and what both touch:
 *
 *     both touch the field shop.Book.title:
 *       ~ Alter field title on Book     shop/migrations/0002_price.ts
 *       - Remove field title from Book  shop/migrations/0002_tags.ts
 */
export function explainConflicts(conflicts: readonly EndConflict[]): string {
  const shown = conflicts.slice(0, shownAtMost).map(explainConflict);
  const hidden = conflicts.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`  and ${hidden} more`] : [])].join("\n");
}

function explainConflict({ first, second, thing }: EndConflict): string {
  const title =
    thing === anything
      ? "  SQL and code may touch anything, unless they say what (touches):"
      : `  both touch ${printableText(thing)}:`;
  const titles = [first, second].map(({ operation }) => `${operation.symbol} ${operationText(operation)}`);
  const width = Math.max(...titles.map((text) => text.length));
  const line = ({ migration }: EndOperation, text: string) =>
    `    ${text.padEnd(width)}  ${placeOf(migration)}`;
  return [title, line(first, titles[0]!), line(second, titles[1]!)].join("\n");
}
