import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { families } from "./families/index.ts";
import { runReplay, type SiteMode } from "./replay.ts";
import { Site } from "./site/running-site.ts";

const program = join(import.meta.dirname, "site/main.ts");
let sites: Record<SiteMode, Site>;
before(async () => {
  const [production, debug] = await Promise.all([
    Site.start({ program }),
    Site.start({ program, environment: { REPLAY_DEBUG: "true" } }),
  ]);
  sites = { production, debug };
});
after(() => Promise.all(Object.values(sites).map((site) => site[Symbol.asyncDispose]())));

for (const [family, replays] of Object.entries(families)) {
  describe(family, () => {
    for (const replay of replays)
      test(replay.id, () => runReplay(replay, sites[replay.mode ?? "production"]));
  });
}
