import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { families } from "./families/index.ts";
import { elsewhere, notApplicable } from "./not-applicable.ts";

interface AttackRecord {
  readonly id: string;
  readonly vector: string;
}

const root = join(import.meta.dirname, "../..");
const folder = join(root, "../shared/security");
const isHere = existsSync(folder);

/** The ways of attack that need a site that listens, or a program that is started. */
const vectors = new Set(
  "http http-raw routing headers cookies static upload dev-server cli session storage".split(" "),
);

function records(): AttackRecord[] {
  const all = ["cves.json", "peer_cves.json"].flatMap((name) =>
    JSON.parse(readFileSync(join(folder, name), "utf8")),
  );
  return all.filter(({ vector }: AttackRecord) => vectors.has(vector));
}

test("each record is replayed, or has a reason why it can't be", {
  skip: !isHere && "../shared isn't here",
}, (t) => {
  const replayed = new Set(Object.values(families).flatMap((replays) => replays.map(({ id }) => id)));
  const ids = records().map(({ id }) => id);

  const forgotten = ids.filter((id) => !replayed.has(id) && !elsewhere.has(id) && !notApplicable.has(id));

  t.diagnostic(
    `${ids.length} records: ${replayed.size} replayed here, ${elsewhere.size} beside their parts, ${notApplicable.size} not applicable`,
  );
  assert.deepEqual(forgotten, []);
});

test("a record has one place", () => {
  const replayed = Object.values(families).flatMap((replays) => replays.map(({ id }) => id));
  const all = [...replayed, ...elsewhere.keys(), ...notApplicable.keys()];

  assert.equal(new Set(all).size, all.length);
});

test("what is replayed elsewhere is named there", () => {
  for (const [id, file] of elsewhere)
    assert.ok(readFileSync(join(root, file), "utf8").includes(id), `${id} in ${file}`);
});
