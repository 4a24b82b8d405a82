import assert from "node:assert/strict";
import { test } from "node:test";
import { workerFlags } from "../../src/cli/workers/young-heap.ts";

test("a worker has the flags of its parent, and a small young heap unless another was asked for", () => {
  assert.deepEqual(workerFlags(["--no-warnings"], ""), ["--no-warnings", "--max-semi-space-size=8"]);
  assert.deepEqual(workerFlags(["--max-semi-space-size=32"], ""), ["--max-semi-space-size=32"]);
  assert.deepEqual(workerFlags([], "--max-semi-space-size=64"), []);
});
