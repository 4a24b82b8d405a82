import { checkNesting } from "../runtime/nesting.ts";
import { textOf } from "../runtime/text-of.ts";
import { conditionalEscape } from "./conditional-escape.ts";

/** The `<li>` elements of a nested list: a list behind an item holds that item's children. */
export function unorderedList(items: readonly unknown[], autoescape: boolean, depth = 1): string {
  checkNesting(depth);
  const indent = "\t".repeat(depth);
  const lines: string[] = [];
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const next = items[index + 1];
    const children = Array.isArray(next) ? next : undefined;
    if (children !== undefined) index++;
    const below =
      children === undefined || children.length === 0
        ? ""
        : `\n${indent}<ul>\n${unorderedList(children, autoescape, depth + 1)}\n${indent}</ul>\n${indent}`;
    lines.push(`${indent}<li>${autoescape ? conditionalEscape(item) : textOf(item)}${below}</li>`);
  }
  return lines.join("\n");
}
