import assert from "node:assert/strict";
import { assertStatus, assertStays } from "../expectations.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/** Paths that begin with what a browser reads as a host must not come back as a Location. */

async function addsSlash(site: Site): Promise<void> {
  const answer = await site.get("/page");
  assertStatus(answer, 301);
  assert.equal(answer.headers.get("location")?.[0], "/page/");
}

async function staysOrIsAbsent(site: Site, target: string): Promise<void> {
  const answer = await site.get(target);
  assertStatus(answer, 301, 302, 307, 308, 400, 404);
  assertStays(answer);
  const location = answer.headers.get("location")?.[0];
  if (location !== undefined) assert.match(location, /^\/(?![/\\])/);
}

const offSite = [
  "//evil.example/page",
  "/%2F/evil.example",
  "/\\evil.example",
  "//evil.example/%2e%2e/",
  "/\\\\evil.example/",
  "///evil.example/page",
  "/%5Cevil.example/page",
  "/%5C%5Cevil.example/page",
  "/\\/evil.example/page",
  "/%09/evil.example/page",
  "/%2F%2Fevil.example/page",
  "//evil.example//page",
  "/./\\evil.example/page",
  "//app.test@evil.example/page",
];

/** Below a prefix whose handler looks at the rest as a path of a file. */
const below = (prefix: string) =>
  [
    "/evil.example/..",
    "/evil.example/%2e%2e",
    "%2F%2Fevil.example%2F..",
    "\\evil.example",
    "%5Cevil.example",
    "/evil.example//",
    "/%09/evil.example",
  ].map((rest) => prefix + rest);

async function neverRedirects(site: Site, target: string): Promise<void> {
  const answer = await site.get(target);
  assertStatus(answer, 400, 404);
  assert.ok(!answer.headers.has("location"));
}

async function servesAssets(site: Site): Promise<void> {
  assert.equal((await site.get("/static/x.css")).body, "p { color: teal }");
}

export const slashRedirect = [
  replay("CVE-2018-14574", { control: addsSlash, payloads: offSite, attack: staysOrIsAbsent }),
  replay("CVE-2020-15242", { control: addsSlash, payloads: offSite, attack: staysOrIsAbsent }),
  replay("CVE-2017-7234", { control: servesAssets, payloads: below("/static/"), attack: neverRedirects }),
  replay("CVE-2015-1164", {
    control: servesAssets,
    payloads: [...below("/static/"), "/static", "/static/public", "/static/public/", ...offSite],
    async attack(site, target) {
      const answer = await site.get(target);
      assertStays(answer);
    },
  }),
];
