import type { Contender } from "./contenders.ts";

/** What one look-up took, in nanoseconds. */
export interface PassTimes {
  /** A quarter of the passes were faster: so what other programs of the machine take away is left out. */
  readonly wallNs: number;
  /** Processor time of this thread, over all passes together, because that clock ticks slowly. */
  readonly processorNs: number;
}

// A pass of some hundred microseconds is mostly undisturbed, and its texts fit into the processor's cache.
const lookUpsOfPass = 4096;
const warmUpPasses = 60;

/**
 * Measures routers side by side, one pass of each after the other. Each pass gets new strings: what comes over a socket
 * is a string that was never looked up before, whose hash isn't known, and making it isn't the router's work.
 */
export function measurePasses(
  contenders: readonly Contender[],
  targets: readonly string[],
  passes: number,
): ReadonlyMap<Contender, PassTimes> {
  const bytes = Array.from({ length: lookUpsOfPass }, (_, index) =>
    Buffer.from(targets[index % targets.length]!),
  );
  const wall = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
  const processor = new Map<Contender, number>(contenders.map((contender) => [contender, 0]));
  for (let pass = -warmUpPasses; pass < passes; pass++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(turn + Math.max(pass, 0)) % contenders.length]!;
      const strings = bytes.map((text) => text.toString("latin1"));
      const usage = processorTime();
      const start = performance.now();
      runPass(contender, strings);
      const tookMs = performance.now() - start;
      if (pass < 0) continue;
      wall.get(contender)!.push(tookMs);
      processor.set(contender, processor.get(contender)! + processorTime() - usage);
    }
  }
  return new Map(
    contenders.map((contender) => {
      const wallNs = (lowerQuartile(wall.get(contender)!) * 1e6) / lookUpsOfPass;
      return [
        contender,
        { wallNs, processorNs: (processor.get(contender)! * 1000) / passes / lookUpsOfPass },
      ];
    }),
  );
}

/** Results are kept, or the compiler could leave the work out. */
const kept: unknown[] = [];

function runPass(contender: Contender, strings: readonly string[]): void {
  for (let index = 0; index < strings.length; index++) kept[index & 15] = contender.find(strings[index]!);
}

function lowerQuartile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 2]!;
}

/** Microseconds. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
