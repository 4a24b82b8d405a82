import assert from "node:assert/strict";
import { test } from "node:test";
import { OverloadGate } from "../../src/http/overload-gate.ts";

const nobody = { hasAtLeast: () => false };

function makeGate(maxLoopDelayMs = 100) {
  return new OverloadGate({ maxLoopDelayMs, maxConcurrentRequests: 10 }, nobody, 0);
}

/** One turn of the event loop: so many requests, one after the other. Gives how many were refused, and the time after. */
function turn(gate: OverloadGate, begins: number, requests: number, eachMs: number) {
  let now = begins;
  let refused = 0;
  for (let count = 0; count < requests; count++) {
    if (gate.refusesAt(now)) refused++;
    else now += eachMs;
  }
  return { refused, now };
}

/** A gate that has found out about a flood, and when. */
function floodedGate() {
  const gate = makeGate();
  const { now } = turn(gate, 0, 1_000, 2);
  assert.equal(gate.isOverloaded, true);
  return { gate, now };
}

test("a flood is found out in the middle of the turn that it makes long", () => {
  const gate = makeGate();

  const { refused, now } = turn(gate, 0, 1_000, 2);

  assert.ok(now >= 490 && now <= 510, `after ${now} ms`);
  assert.equal(refused, 1_000 - now / 2);
});

test("turns that are all late are a flood, too, and one ring in time makes good what was before", () => {
  const late = makeGate();
  let now = 0;
  for (let turns = 0; turns < 20 && !late.isOverloaded; turns++) {
    now = turn(late, now, 100, 2).now;
    late.ring(now);
  }
  assert.equal(late.isOverloaded, true);
  assert.ok(now >= 490 && now <= 700, `after ${now} ms`);

  const busy = makeGate();
  now = 0;
  for (let turns = 0; turns < 20; turns++) {
    now = turn(busy, now, 100, 2).now;
    busy.ring(now);
    busy.ring(now + 50);
    now += 50;
  }
  assert.equal(busy.isOverloaded, false);
});

test("one long piece of work is no overload, however long, and neither are those who have waited for it", () => {
  const gate = makeGate();

  const waited = turn(gate, 5_000, 50, 4);
  gate.ring(waited.now);
  gate.ring(waited.now + 50);
  const alone = turn(gate, 20_000, 2, 5_000);

  assert.equal(waited.refused + alone.refused, 0);
  assert.equal(gate.isOverloaded, false);
});

test("lateness that is allowed is no overload, and 0 allows any", () => {
  const tolerant = makeGate(10_000);
  const blind = makeGate(0);

  turn(tolerant, 0, 1_000, 10);
  for (let count = 0; count < 1_000; count++) blind.refuses();

  assert.equal(tolerant.isOverloaded, false);
  assert.equal(blind.isOverloaded, false);
});

test("overloaded, each turn of the loop begins what comes in its first 2 ms, and refuses the rest", () => {
  const { gate, now } = floodedGate();

  gate.beginTurn(now);
  assert.equal(gate.refusesAt(now), false);
  assert.equal(gate.refusesAt(now + 1.9), false);
  assert.equal(gate.refusesAt(now + 2), true);
  assert.equal(gate.refusesAt(now + 600), true);
  gate.beginTurn(now + 600);
  assert.equal(gate.refusesAt(now + 601), false);
});

test("it says when the turns begin to matter", () => {
  const gate = makeGate();
  let told = 0;
  gate.onOverload = () => told++;

  turn(gate, 0, 1_000, 2);

  assert.equal(told, 1);
});

/** A second in which so many requests come every 20 ms, each of 4 ms. Meanwhile the loop turns and turns. */
function second(gate: OverloadGate, begins: number, requests: number): number {
  let now = begins;
  for (let next = begins + 20; next <= begins + 1_000; next += 20) {
    gate.beginTurn(now);
    now = turn(gate, now, requests, 4).now;
    for (; now < next; now += 0.05) gate.beginTurn(now);
  }
  gate.ring(now);
  return now;
}

test("a flood goes on as long as more comes than there is time for", () => {
  const { gate, now } = floodedGate();
  let later = now;

  for (let seconds = 0; seconds < 10; seconds++) later = second(gate, later, 6);

  assert.equal(gate.isOverloaded, true);
});

test("once there would have been time for all that came in a second, everything is as before", () => {
  const { gate, now } = floodedGate();

  // Of three requests that come together the third is refused, although there are only 12 ms of work in 20.
  const later = second(gate, now, 3); // in which the flood itself still counts
  second(gate, later, 3);

  assert.equal(gate.isOverloaded, false);
});

test("a second without requests ends it, too", () => {
  const { gate, now } = floodedGate();

  gate.ring(now + 1_000);

  assert.equal(gate.isOverloaded, false);
});

test("as many requests as may be worked on at the same time close the gate, whatever the clock says", () => {
  const busy = { hasAtLeast: (count: number) => count <= 10 };

  assert.equal(new OverloadGate({ maxLoopDelayMs: 0, maxConcurrentRequests: 10 }, busy).refuses(), true);
  assert.equal(new OverloadGate({ maxLoopDelayMs: 0, maxConcurrentRequests: 11 }, busy).refuses(), false);
});
