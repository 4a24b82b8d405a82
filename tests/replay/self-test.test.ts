import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { families } from "./families/index.ts";
import { Site } from "./site/running-site.ts";

/*
 * Replays against a site that falls for them. Each control must pass there, and the attack must be noticed, or the replay
 * would pass whatever a site does.
 */

const seeded = [
  "CVE-2016-2512",
  "CVE-2017-7233",
  "CVE-2023-34247",
  "CVE-2018-14574",
  "CVE-2014-6394",
  "CVE-2014-3744",
  "CVE-2015-8859",
  "CVE-2021-44420",
  "CVE-2026-59731",
  "CVE-2026-33808",
  "CVE-2025-29927",
  "CVE-2021-23336",
  "CVE-2025-15284",
  "CVE-2020-7699",
  "CVE-2025-32388",
  "CVE-2026-3419",
  "CVE-2025-59472",
  "CVE-2023-29003",
  "CVE-2026-27978",
  "CVE-2025-53092",
  "CVE-2026-27959",
  "CVE-2026-16732",
  "CVE-2015-5143",
  "CVE-2015-5964",
];

const replays = new Map(
  Object.values(families).flatMap((family) => family.map((replay) => [replay.id, replay] as const)),
);
let site: Site;
before(async () => {
  site = await Site.start({ program: join(import.meta.dirname, "site/vulnerable.ts") });
});
after(() => site[Symbol.asyncDispose]());

for (const id of seeded) {
  test(`${id} is noticed where a site falls for it`, async () => {
    const { control, payloads, attack, after: afterwards } = replays.get(id)!;

    await control(site);

    await assert.rejects(async () => {
      for (const payload of payloads) await attack(site, payload as never);
      await afterwards?.(site);
      await site.assertAlive();
    });
  });
}
