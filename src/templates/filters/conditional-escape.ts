import { textOf } from "../runtime/text-of.ts";
import { escapeHtml, SafeString } from "../safe-string.ts";

/** A value as HTML: escaped, unless it is HTML already. */
export function conditionalEscape(value: unknown): string {
  return value instanceof SafeString ? value.text : escapeHtml(textOf(value));
}
