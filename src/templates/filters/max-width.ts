// Wider than any column, and far from what fills the memory: a template may take a width from a visitor.
const maxWidth = 100_000;

/** A width that a text or a number is filled up to, or a number of digits: never so large that it does harm. */
export function boundedWidth(width: number): number {
  return Math.min(width, maxWidth);
}
