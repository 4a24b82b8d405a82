import { printableText, type Terminal } from "../../../core/index.ts";
import type { OperationProgress } from "../operations/operation.ts";
import { timeText } from "./time-text.ts";

const width = 24;
// A person sees it move, a log isn't filled with it.
const everyMs = { interactive: 250, log: 10_000 };

/**
 * Rows that an operation has been through, how fast, and how long it will take. Whoever stops it with Ctrl-C is told what
 * becomes of them.
 */
export function progressBar(terminal: Terminal): { show(progress: OperationProgress): void } {
  let what = "";
  let stop: (() => void) | undefined;
  const listenOnce = () => {
    stop = () => {
      terminal.line(
        `\n  Stopped. The rows up to here are done and stay so; the same command goes on behind them.`,
      );
      process.kill(process.pid, "SIGINT"); // nobody listens any more, so that it ends the process
    };
    process.once("SIGINT", stop);
  };
  let first = { at: 0, rows: 0 };
  let last = 0;
  let shownAt = 0;
  let isEndShown = false;
  return {
    show(progress) {
      const now = performance.now();
      const isNew = progress.what !== what || progress.rows < last; // there and back again
      last = progress.rows;
      if (isNew) {
        what = progress.what;
        first = { at: now, rows: progress.rows };
        isEndShown = false;
      }
      const isEnd = progress.rows === progress.of;
      if (stop === undefined) listenOnce();
      if (isEnd && stop !== undefined) {
        process.off("SIGINT", stop);
        stop = undefined;
      }
      const pause = terminal.interactive ? everyMs.interactive : everyMs.log;
      // Rows that others add meanwhile come behind the end.
      const isFirstEnd = isEnd && !isEndShown;
      if (!isNew && !isFirstEnd && now - shownAt < pause) return;
      shownAt = now;
      isEndShown = isEnd;
      const rate = (progress.rows - first.rows) / Math.max((now - first.at) / 1000, 0.001);
      terminal.line(progressText(progress, rate), { replacesLast: !isNew });
    },
  };
}

/** `"  Book.price ████████░░░░  34 %  340,000 rows, 51,000 a second, 13 s left"`. */
function progressText({ what, rows, of }: OperationProgress, rowsPerSecond: number): string {
  const share = of === undefined || of === 0 ? 0 : Math.min(rows / of, 1);
  const filled = Math.round(share * width);
  const bar = "█".repeat(filled) + "░".repeat(width - filled);
  const isEstimated = of !== undefined && of > rows && rowsPerSecond >= 1;
  const left = isEstimated ? `, ${timeText(((of - rows) / rowsPerSecond) * 1000)} left` : "";
  const rate = rowsPerSecond < 1 ? "" : `, ${Math.round(rowsPerSecond).toLocaleString("en")} a second`;
  return `  ${printableText(what)} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${rows.toLocaleString("en")} rows${rate}${left}`;
}
