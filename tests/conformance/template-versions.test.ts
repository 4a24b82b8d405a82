import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { answersOf } from "./template-answers.ts";

const corpus = path.resolve(import.meta.dirname, "../../../shared/conformance");
const skip = existsSync(corpus) ? false : "../shared/conformance is not beside the repository";

for (const file of ["templates", "extra"]) {
  test(`the synchronous, asynchronous and streaming versions render alike (${file}.open.json)`, {
    skip,
  }, async () => {
    const { records, default_settings, urlconfs } = JSON.parse(
      readFileSync(path.join(corpus, `${file}.open.json`), "utf8"),
    );

    for (const found of records) {
      if (found.kind !== "template" || JSON.stringify(found.templates).includes("|random")) continue;
      const settings = { ...default_settings, ...found.settings };
      const record = { ...found, settings, urlconf: urlconfs[found.urlconf] };

      const { synchronous, asynchronous, streamed } = await answersOf(record);

      assert.deepEqual(asynchronous, synchronous, found.id);
      assert.deepEqual(streamed, synchronous, found.id);
    }
  });
}
