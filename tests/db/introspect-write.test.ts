import assert from "node:assert/strict";
import { test } from "node:test";
import { registerModels } from "quintet/db";
import { modelsState } from "../../src/db/schema/models-state.ts";
import { writeModels } from "../../src/db/source-text/write-models.ts";
import { coveredKinds, everyKind, sortedKinds } from "./introspect/every-kind.ts";
import { modelsFolder } from "./introspect/models-file.ts";

const all = [...everyKind, ...sortedKinds, ...coveredKinds];
registerModels("library", all);

test("models written from states are the same models, and the compiler takes them", async () => {
  await using folder = await modelsFolder();
  const state = modelsState(all);

  const text = writeModels(state, { module: "library" });

  assert.deepEqual((await folder.read(text, "library")).toJSON(), state.toJSON());
  folder.compile();
});
