import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

test("app.fetch() needs no server: an app answers in a thread where nothing may listen", async () => {
  const worker = new Worker(join(import.meta.dirname, "fixtures", "fetch-worker.ts"));
  const ended = once(worker, "exit");

  const [answers] = (await once(worker, "message")) as [[number, string][]];

  assert.deepEqual(answers.slice(0, 5), [
    [200, '["203.0.113.7","10.0.0.2",true]'], // a trusted proxy tells of its client
    [200, '["198.51.100.1","198.51.100.1",false]'], // anybody else tells nothing
    [200, '["","",false]'],
    [200, '{"tea":1}'],
    [200, "one, two"],
  ]);
  assert.equal(answers[5]![0], 404);
  assert.match(answers[5]![1], /"http|routing\.no-matching-route"/);
  assert.deepEqual(await ended, [0]);
});
