import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { LogWriter } from "../../src/core/log-writer.ts";

/** A destination that takes what `room` says, and then fails. */
function makeDestination(room: number, code = "ENOSPC") {
  const destination = {
    room,
    text: "",
    writes: 0,
    write(_descriptor: number, bytes: Buffer): number {
      destination.writes++;
      if (destination.room === 0) throw Object.assign(new Error(code), { code });
      const taken = Math.min(bytes.length, destination.room);
      destination.text += bytes.toString("utf8", 0, taken);
      destination.room -= taken;
      return taken;
    },
  };
  return destination;
}

test("the lines of one turn go out with one write", async () => {
  const destination = makeDestination(1_000);
  const writer = new LogWriter(2, destination.write);

  for (const line of ["one\n", "two\n", "tea for three\n"]) writer.write(line);
  await turn();

  assert.equal(destination.text, "one\ntwo\ntea for three\n");
  assert.equal(destination.writes, 1);
});

test("what a full disk or a slow reader doesn't take waits, whole and in order", () => {
  const destination = makeDestination(6);
  const writer = new LogWriter(2, destination.write);

  writer.write("first\n");
  writer.write("second\n");
  writer.flush();
  destination.room = 3;
  writer.flush();
  writer.write("third\n");
  destination.room = 1_000;
  writer.flush();

  assert.equal(destination.text, "first\nsecond\nthird\n");
});

test("no more than a megabyte waits; how many lines were lost is told when there is room again", () => {
  const destination = makeDestination(0, "EPIPE");
  const writer = new LogWriter(2, destination.write);
  const line = `${"x".repeat(1_023)}\n`;

  for (let count = 0; count < 2_000; count++) {
    writer.write(line);
    if (count % 100 === 0) writer.flush();
  }
  destination.room = Number.POSITIVE_INFINITY;
  writer.flush();
  writer.flush();

  const lines = destination.text.trimEnd().split("\n");
  assert.equal(lines.length, 1_025);
  const { part, lost, msg } = JSON.parse(lines.at(-1)!) as Record<string, unknown>;
  assert.deepEqual([part, lost], ["core", 2_000 - 1_024]);
  assert.match(String(msg), /976 lines of the log were lost/);
});
