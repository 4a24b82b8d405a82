import { join } from "node:path";
import { after, describe, test } from "node:test";
import { families } from "./families/index.ts";
import { runReplay, type SiteMode } from "./replay.ts";
import { Site } from "./site/running-site.ts";

const program = join(import.meta.dirname, "site/main.ts");
const environments: Record<SiteMode, Readonly<Record<string, string>>> = {
  production: {},
  debug: { REPLAY_DEBUG: "true" },
  hasty: { REPLAY_HASTY: "true" },
  proxied: { REPLAY_PROXIES: "127.0.0.1" },
};
const sites = new Map<SiteMode, Promise<Site>>();
after(async () => {
  for (const site of sites.values()) await (await site)[Symbol.asyncDispose]();
});

/** The site of a mode, started when it is first attacked. */
function siteIn(mode: SiteMode): Promise<Site> {
  const known = sites.get(mode);
  if (known !== undefined) return known;
  const started = Site.start({ program, environment: environments[mode] });
  sites.set(mode, started);
  return started;
}

for (const [family, replays] of Object.entries(families)) {
  describe(family, () => {
    for (const replay of replays)
      test(replay.id, async () => runReplay(replay, await siteIn(replay.mode ?? "production")));
  });
}
