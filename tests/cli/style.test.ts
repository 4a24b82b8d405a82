import assert from "node:assert/strict";
import { test } from "node:test";
import { errorStyle, rowsOnScreen, shownOn, style } from "../../src/cli/style.ts";

const hostile = "\u001b]0;title\u0007shop\u001b[2K\u009b1A\u202e\r\u001b[8mhidden\n\tnext line";

test("a terminal gets no control characters from names and messages, and keeps lines and Quintet's colours", () => {
  const shown = shownOn({ isTTY: true }, `\u001b[33mwarning\u001b[39m ${hostile}`);

  assert.equal(
    shown,
    "\u001b[33mwarning\u001b[39m \\u001b]0;title\\u0007shop\\u001b[2K\\u009b1A\\u202e\\u000d\\u001b[8mhidden\n\tnext line",
  );
});

test("a file or a program gets a text to the letter", () => {
  assert.equal(shownOn({}, hostile), hostile);
});

test("a line that is longer than the terminal is wide takes several rows", () => {
  const bar = "█".repeat(24);

  assert.equal(rowsOnScreen(`  Book.price ${bar}`, 80), 1);
  assert.equal(rowsOnScreen(`\u001b[32m${bar.repeat(4)}\u001b[39m\n\nend`, 48), 4);
  assert.equal(rowsOnScreen(bar.repeat(4), 0), 2);
});

test("errors that go into a file have no colours, though the output is a terminal", () => {
  const { env, stdout, stderr } = process;
  const before = [stdout.isTTY, stderr.isTTY] as const;
  const { FORCE_COLOR: _, NO_COLOR: __, ...environment } = env;
  try {
    process.env = { ...environment, COLORTERM: "truecolor" };
    [stdout.isTTY, stderr.isTTY] = [true, false];

    assert.deepEqual([style.red("✖"), errorStyle.red("✖")], ["\u001b[31m✖\u001b[39m", "✖"]);
  } finally {
    [stdout.isTTY, stderr.isTTY] = before;
    process.env = env;
  }
});
