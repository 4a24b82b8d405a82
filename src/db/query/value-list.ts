/*
 * The values of an `in` list are brought to a length that is a power of two by repeating the last one, so that lists of
 * any length make few shapes, and few prepared statements.
 */

/** Adds the values of an `in` list to the parameters, and gives the list's shape. */
export function pushList(
  values: readonly unknown[],
  params: unknown[],
  kindOf: (value: unknown) => string = fractionMark,
): string {
  const given = values.filter(isComparable);
  const length = listLength(values);
  for (let position = 0; position < length; position++)
    params.push(given[Math.min(position, given.length - 1)]);
  const kinds = new Set(given.map(kindOf));
  return `[${length}${[...kinds].toSorted().join("")}]`;
}

/** What a column of whole numbers is compared with is sent in another form if it has a fraction. */
export function fractionMark(value: unknown): string {
  return typeof value === "number" && !Number.isInteger(value) ? "f" : "";
}

/** The number of parameters that a list takes. */
export function listLength(values: readonly unknown[]): number {
  const count = values.reduce<number>((total, value) => (isComparable(value) ? total + 1 : total), 0);
  return count === 0 ? 0 : 2 ** Math.ceil(Math.log2(count));
}

/** Nothing equals null, nor a key that has a null in it. */
function isComparable(value: unknown): boolean {
  return value !== null && !(Array.isArray(value) && value.includes(null));
}
