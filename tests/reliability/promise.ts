/*
 * A promise of SECURITY.md's part on reliability: a claim, a fault that is brought about, and figures that show whether
 * the claim holds. Each runs at its full size, or at a small one that takes seconds and is judged by counting alone.
 */

/** One thing that was measured. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  /** `undefined` where it is told only: times and memory of a small run on a busy machine. */
  readonly holds: boolean | undefined;
}

/** How large a run is. */
export interface Size {
  readonly isQuick: boolean;
  /** A number of the full run, and of the small one. */
  pick(full: number, quick: number): number;
  /** The seconds that a load goes on: of the full run no more than `--minutes` says. */
  seconds(full: number, quick: number): number;
  /** A figure that depends on the machine: judged at full size only. */
  timed(figure: Omit<Figure, "holds">, holds: boolean): Figure;
  /** A figure that has no target: how large the fault was, what the yardstick gave. */
  told(what: string, measured: string): Figure;
}

export interface Promised {
  /** `"R7"`. */
  readonly name: string;
  readonly claim: string;
  readonly fault: string;
  /** Gives what was measured, or why nothing can be on this machine. */
  readonly judge: (size: Size) => Promise<readonly Figure[] | { readonly skipped: string }>;
}

/** @param maxMinutes - What takes longer at full size is cut to it. */
export function makeSize(isQuick: boolean, maxMinutes: number): Size {
  return {
    isQuick,
    pick: (full, quick) => (isQuick ? quick : full),
    seconds: (full, quick) => (isQuick ? quick : Math.min(full, maxMinutes * 60)),
    timed: (figure, holds) => ({ ...figure, holds: isQuick ? undefined : holds }),
    told: (what, measured) => ({ what, measured, target: "told", holds: undefined }),
  };
}

/** A figure that is counted, and judged at any size. */
export function counted(what: string, measured: number, target: number): Figure {
  return { what, measured: String(measured), target: String(target), holds: measured === target };
}
