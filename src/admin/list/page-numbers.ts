/** A page number to show, or `"gap"` for those left out. */
export type PageNumber = number | "gap";

/** How many pages `total` rows fill; an empty list has one. */
export function pageCount(total: number, perPage: number): number {
  return Math.max(1, Math.ceil(total / perPage));
}

/**
 * The page numbers to show: the first, the last, and those around the current one.
 *
 * @example
 * pageNumbers(6, 20); // [1, "gap", 5, 6, 7, "gap", 20]
 */
export function pageNumbers(current: number, last: number): PageNumber[] {
  const shown = new Set([1, last, current - 1, current, current + 1]);
  // Near an end the row keeps its length, so that the arrows stay where they are.
  if (current <= 3) for (const page of [2, 3, 4]) shown.add(page);
  if (current >= last - 2) for (const page of [last - 1, last - 2, last - 3]) shown.add(page);
  const pages = [...shown].filter((page) => page >= 1 && page <= last).sort((a, b) => a - b);
  const numbers: PageNumber[] = [];
  for (const [index, page] of pages.entries()) {
    const before = pages[index - 1];
    if (before !== undefined && page - before === 2) numbers.push(page - 1);
    else if (before !== undefined && page - before > 2) numbers.push("gap");
    numbers.push(page);
  }
  return numbers;
}
