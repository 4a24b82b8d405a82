import assert from "node:assert/strict";
import { test } from "node:test";
import { OverloadGate } from "../../src/http/overload-gate.ts";

const nobody = { hasAtLeast: () => false };

function makeGate(maxLoopDelayMs = 100) {
  return new OverloadGate({ maxLoopDelayMs, maxConcurrentRequests: 10 }, nobody);
}

function arrive(gate: OverloadGate): void {
  for (let count = 0; count < 20; count++) gate.refuses();
}

/** Rings that are all late, until the gate takes it for overload or `until` has come. */
function ringLate(gate: OverloadGate, lateMs: number, until: number): number {
  let now = 0;
  while (!gate.isOverloaded && now < until) {
    now += 50 + lateMs;
    arrive(gate);
    gate.ring(now, lateMs);
  }
  return now;
}

test("one long piece of work is no overload, however long", () => {
  const gate = makeGate();

  gate.ring(5_000, 4_950);
  gate.ring(5_050, 0);
  gate.ring(10_000, 4_900);
  gate.ring(10_200, 150);
  gate.ring(10_250, 0);

  assert.equal(gate.isOverloaded, false);
  assert.equal(gate.refuses(), false);
});

test("a loop that is late again and again for a second is overloaded", () => {
  const gate = makeGate();

  const since = ringLate(gate, 120, 10_000);

  assert.ok(since >= 1_000 && since <= 1_200, `after ${since} ms`);
});

test("lateness that is allowed is no overload, and 0 allows any", () => {
  const tolerant = makeGate();
  const blind = makeGate(0);

  ringLate(tolerant, 100, 10_000);
  ringLate(blind, 2_000, 60_000);

  assert.equal(tolerant.isOverloaded, false);
  assert.equal(blind.isOverloaded, false);
});

test("overloaded, each turn of the loop begins what comes in its first 10 ms, and refuses the rest", () => {
  const gate = makeGate();
  const now = ringLate(gate, 120, 10_000);

  gate.beginTurn(now);
  assert.equal(gate.refusesAt(now), false);
  assert.equal(gate.refusesAt(now + 9), false);
  assert.equal(gate.refusesAt(now + 10), true);
  assert.equal(gate.refusesAt(now + 600), true);
  gate.beginTurn(now + 600);
  assert.equal(gate.refusesAt(now + 601), false);
});

test("a second after the last refusal everything is as before", () => {
  const gate = makeGate();
  const now = ringLate(gate, 120, 10_000);
  gate.refusesAt(now + 100);

  arrive(gate);
  gate.refusesAt(now + 100);
  gate.ring(now + 1_099, 0);
  assert.equal(gate.isOverloaded, true);
  arrive(gate);
  gate.ring(performance.now() + 5_000, 0);
  assert.equal(gate.isOverloaded, false);
});

test("as many requests as may be worked on at the same time close the gate, whatever the clock says", () => {
  const busy = { hasAtLeast: (count: number) => count <= 10 };

  assert.equal(new OverloadGate({ maxLoopDelayMs: 0, maxConcurrentRequests: 10 }, busy).refuses(), true);
  assert.equal(new OverloadGate({ maxLoopDelayMs: 0, maxConcurrentRequests: 11 }, busy).refuses(), false);
});

test("a loop that is late while nobody asks is starved, not overloaded, and never kept turning", () => {
  const starved = makeGate();
  for (let now = 0; now < 60_000; now += 500) starved.ring(now, 450);
  assert.equal(starved.isOverloaded, false);

  const gate = makeGate();
  const now = ringLate(gate, 120, 10_000);
  arrive(gate);
  gate.ring(now + 50, 0);
  assert.equal(gate.isOverloaded, true, "some have come since");
  gate.ring(now + 100, 0);
  assert.equal(gate.isOverloaded, false);
});
