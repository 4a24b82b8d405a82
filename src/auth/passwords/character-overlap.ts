/**
 * How much two texts have in common, from 0 to 1, by their letters and not their order: twice the letters that both
 * have, divided by all letters. Python's `SequenceMatcher.quick_ratio()`.
 */
export function characterOverlap(one: string, other: string): number {
  const oneLetters = [...one];
  const otherLetters = [...other];
  const total = oneLetters.length + otherLetters.length;
  if (total === 0) return 1;
  const available = new Map<string, number>();
  for (const letter of otherLetters) available.set(letter, (available.get(letter) ?? 0) + 1);
  let shared = 0;
  for (const letter of oneLetters) {
    const left = available.get(letter) ?? 0;
    if (left === 0) continue;
    available.set(letter, left - 1);
    shared++;
  }
  return (2 * shared) / total;
}
