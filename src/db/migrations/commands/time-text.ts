/** A time as people say it: `"340 ms"`, `"28 s"`, `"14 min"`, `"3 h"`. */
export function timeText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 100_000) return `${Math.ceil(ms / 1000)} s`;
  return ms < 100 * 60_000 ? `${Math.ceil(ms / 60_000)} min` : `${Math.ceil(ms / 3_600_000)} h`;
}
