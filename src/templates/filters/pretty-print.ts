import { isDictionary } from "../runtime/intrinsics.ts";
import { representationOf } from "../runtime/text-of.ts";

// As wide as a line of Python's pprint.
const maxWidth = 80;

/**
 * A value as a person reads it best: on one line where it fits, or else each item and each entry on its own, the entries in
 * the order of their names.
 */
export function prettyText(value: unknown, above: readonly object[] = []): string {
  return pretty(value, 0, 0, above);
}

/** @param indent - The column in which the value begins. @param reserved - What stands behind it on its last line. */
function pretty(value: unknown, indent: number, reserved: number, above: readonly object[]): string {
  const entries = entriesOf(value);
  const whole = representationOf(entries === undefined ? value : new Map(entries));
  if (indent + whole.length + reserved <= maxWidth) return whole;
  if (typeof value !== "object" || value === null || above.includes(value)) return whole;
  const inside = [...above, value];
  if (entries !== undefined) {
    return lines("{", "}", indent, entries, ([key, item], room) => {
      const name = `${representationOf(key)}: `;
      return name + pretty(item, indent + 1 + name.length, room + reserved, inside);
    });
  }
  if (Array.isArray(value)) {
    return lines("[", "]", indent, value, (item, room) => pretty(item, indent + 1, room + reserved, inside));
  }
  return whole;
}

function lines<Item>(
  open: string,
  close: string,
  indent: number,
  items: readonly Item[],
  write: (item: Item, reserved: number) => string,
): string {
  return `${open}${items.map((item) => write(item, 1)).join(`,\n${" ".repeat(indent + 1)}`)}${close}`;
}

/** The entries of a dictionary by name, or `undefined` for anything else. */
function entriesOf(value: unknown): [unknown, unknown][] | undefined {
  const entries = value instanceof Map ? [...value] : isDictionary(value) ? Object.entries(value) : undefined;
  return entries?.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}
