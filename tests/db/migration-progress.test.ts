import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import type { Terminal } from "../../src/core/index.ts";
import { progressBar } from "../../src/db/migrations/commands/progress-bar.ts";
import { timeText } from "../../src/db/migrations/commands/time-text.ts";

function linesOf(interactive: boolean, shows: readonly { rows: number; of: number }[]): readonly string[] {
  const lines: string[] = [];
  const line: Terminal["line"] = (text = "", { replacesLast = false } = {}) => {
    if (replacesLast && interactive) lines.pop();
    lines.push(text);
  };
  const bar = progressBar({ line, interactive } as Terminal); // it writes lines and asks nothing
  for (const progress of shows) bar.show({ what: "Book.price", ...progress });
  return lines.map((text) => text.replace(/, [\d,]+ a second/, "").replace(/, [\w ]+ left/, ""));
}

test("a bar stands on one line of a terminal, and is written rarely where nobody looks", () => {
  const shows = [
    { rows: 500, of: 2000 },
    { rows: 1000, of: 2000 },
    { rows: 2000, of: 2000 },
  ];
  const [begin, end] = [
    "  Book.price ██████░░░░░░░░░░░░░░░░░░  25 %  500 rows",
    "  Book.price ████████████████████████ 100 %  2,000 rows",
  ];

  const listeners = process.listenerCount("SIGINT");

  assert.deepEqual(linesOf(false, shows), [begin, end]);
  assert.deepEqual(linesOf(true, shows), [end]);
  const later = [...shows, { rows: 2001, of: 2001 }, { rows: 2002, of: 2002 }];
  assert.deepEqual(linesOf(false, later), [begin, end], "rows that others add meanwhile");
  const again = [begin, end, begin, end];
  assert.deepEqual(linesOf(false, [...shows, ...shows]), again, "a second way through the same rows");
  assert.equal(process.listenerCount("SIGINT"), listeners, "whoever is through is not asked any more");
});

test("times are told in the unit that people would use", () => {
  const times = [0, 999, 1001, 99_000, 100_000, 5_000_000, 6_000_001, 20_000_000];

  assert.deepEqual(times.map(timeText), ["0 ms", "999 ms", "2 s", "99 s", "2 min", "84 min", "2 h", "6 h"]);
});

test("who presses Ctrl-C is told that what was done stays, and the process ends by the signal", async () => {
  const file = join(
    import.meta.dirname,
    "..",
    "..",
    "src",
    "db",
    "migrations",
    "commands",
    "progress-bar.ts",
  );
  const code = `
    const { progressBar } = await import(${JSON.stringify(file)});
    progressBar({ line: (text) => console.log(text), interactive: false }).show({ what: "Book.price", rows: 500, of: 2000 });
    process.kill(process.pid, "SIGINT");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, [
    "--conditions=quintet:source",
    "--input-type=module",
    "--eval",
    code,
  ]);
  let said = "";
  child.stdout.on("data", (data) => {
    said += data;
  });
  const [, signal] = await new Promise<unknown[]>((resolve) => child.on("close", (...end) => resolve(end)));

  assert.equal(signal, "SIGINT");
  assert.match(said, /500 rows\n\n {2}Stopped\. The rows up to here are done and stay so; the same command/);
});
