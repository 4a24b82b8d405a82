/**
 * The lines of two texts, one after the other: `-` in front of those that are only in the first, `+` before those that are
 * only in the second, and two spaces before those in both.
 */
export function lineDifference(before: string, after: string): readonly string[] {
  const old = before.trimEnd().split("\n");
  const now = after.trimEnd().split("\n");
  const common = commonLengths(old, now);
  const lines: string[] = [];
  let [left, right] = [0, 0];
  while (left < old.length || right < now.length) {
    if (left < old.length && right < now.length && old[left] === now[right]) {
      lines.push(`  ${old[left]}`);
      left++;
      right++;
    } else if (
      right === now.length ||
      (left < old.length && common[left + 1]![right]! >= common[left]![right + 1]!)
    ) {
      lines.push(`- ${old[left++]}`);
    } else {
      lines.push(`+ ${now[right++]}`);
    }
  }
  return lines;
}

/** How many lines the two have in common, in order, from each pair of places on. */
function commonLengths(old: readonly string[], now: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let left = old.length - 1; left >= 0; left--) {
    for (let right = now.length - 1; right >= 0; right--) {
      const [row, next] = [lengths[left]!, lengths[left + 1]!]; // one row more than lines
      row[right] = old[left] === now[right] ? next[right + 1]! + 1 : Math.max(next[right]!, row[right + 1]!);
    }
  }
  return lengths;
}
