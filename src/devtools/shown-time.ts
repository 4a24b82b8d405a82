/** A length of time for a person: `"0.4 ms"`, `"128 ms"`, `"2.5 s"`. */
export function milliseconds(value: number): string {
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)} s`;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
