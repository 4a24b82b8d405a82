import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { families } from "./families/index.ts";
import { runReplay } from "./replay.ts";
import { Site } from "./site/running-site.ts";

let site: Site;
before(async () => {
  site = await Site.start({ program: join(import.meta.dirname, "site/main.ts") });
});
after(() => site[Symbol.asyncDispose]());

for (const [family, replays] of Object.entries(families)) {
  describe(family, () => {
    for (const replay of replays) test(replay.id, () => runReplay(replay, site));
  });
}
