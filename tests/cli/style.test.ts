import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsOnScreen, shownOn } from "../../src/cli/style.ts";

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
