import assert from "node:assert/strict";
import { assertStatus } from "../expectations.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/** Spellings of a path that a guard in front and the router behind might read differently. */

async function isGuarded(site: Site): Promise<void> {
  const answer = await site.get("/members/report/");
  assertStatus(answer, 302);
  assert.match(answer.headers.get("location")?.[0] ?? "", /^\/accounts\/login\//);
  assertStatus(await site.get("/accounts/login/"), 200);
}

/** Never the page itself: a login, another spelling's redirect, or nothing there. */
async function isGuardedOrAbsent(site: Site, target: string): Promise<void> {
  const answer = await site.get(target);
  assertStatus(answer, 301, 302, 308, 400, 404);
  assert.doesNotMatch(answer.body, /for members only/);
}

const spellings = (path: string) => [
  `${path};bypass`,
  `${path};/x`,
  `/${path}`,
  `${path}//`,
  `//${path.slice(1)}report/`,
  path.replace("m", "%6d"),
  path.replace("m", "%256d"),
  path.toUpperCase(),
  `/.${path}`,
  `/x/..${path}`,
  `/x/%2e%2e${path}`,
  `${path}.`,
  `${path}%00`,
  `${path}%20`,
  `${path}?x`,
  `${path}#x`,
  `${path}report`,
  `${path}%2f`,
  `${path}report%2f`,
  `${path.slice(0, -1)}%2freport/`,
  path.replace("e", "\u0117"),
];

export const pathMatcher = [
  replay("CVE-2026-33808", {
    control: isGuarded,
    payloads: spellings("/members/"),
    attack: isGuardedOrAbsent,
  }),
  replay("CVE-2026-33807", {
    control: isGuarded,
    payloads: ["/members/report/", "/members/", ...spellings("/members/report/")],
    attack: isGuardedOrAbsent,
  }),
  replay("CVE-2026-54281", {
    control: isGuarded,
    payloads: ["/members/report", "/members/report//", "/members/report/?a=/", "/members/report%2F"],
    attack: isGuardedOrAbsent,
  }),
  replay("CVE-2026-59731", {
    async control(site) {
      assert.equal((await site.get("/pages/%61dmin/")).body, "page admin");
    },
    payloads: Array.from({ length: 12 }, (_, index) => index + 1),
    // Decoded exactly once: what is left of the escapes is text.
    async attack(site, layers) {
      const nested = `%${"25".repeat(layers)}61`;
      assert.equal((await site.get(`/pages/${nested}dmin/`)).body, `page %${"25".repeat(layers - 1)}61dmin`);
      await isGuardedOrAbsent(site, `/${nested.replace(/61$/, "6d")}embers/`);
    },
  }),
  replay("CVE-2026-47676", {
    async control(site) {
      assertStatus(await site.get("/%C3%A9/report/"), 302);
    },
    payloads: [
      "/%C3%A9/report/",
      "/%C3%A9/",
      "/%c3%a9/report/",
      "/e%CC%81/report/",
      "/%C3%A9%2freport/",
      "/%E9/report/",
      "/%C3/%A9/",
    ],
    attack: isGuardedOrAbsent,
  }),
  replay("CVE-2021-44420", {
    async control(site) {
      assert.equal((await site.get("/reports/1")).body, "report 1");
      assert.equal((await site.get("/names/ada")).body, "report 3");
    },
    payloads: [
      "%0A",
      "%0D",
      "%00",
      "%E2%80%A8",
      "%E2%80%A9",
      "%0D%0A",
      "%1B",
      "%7F",
      "%C2%85",
      "%20",
      "%09",
      "%0B",
    ],
    async attack(site, ending) {
      assertStatus(await site.get(`/reports/1${ending}`), 400, 404);
      assertStatus(await site.get(`/reports/${ending}1`), 400, 404);
      if (ending !== "%20") assertStatus(await site.get(`/names/ada${ending}`), 400, 404);
    },
  }),
  replay("CVE-2025-29927", {
    control: isGuarded,
    payloads: [
      ["x-middleware-subrequest", "middleware:middleware:middleware:middleware:middleware"],
      ["x-middleware-subrequest", "src/middleware:nowaf:src/middleware"],
      ["x-quintet-internal", "1"],
      ["x-original-url", "/"],
      ["x-rewrite-url", "/"],
      ["x-http-method-override", "OPTIONS"],
      ["x-forwarded-user", "staff"],
      ["remote-user", "staff"],
      ["remote_user", "staff"],
      ["x-remote-user", "staff"],
      ["authorization", "Basic c3RhZmY6"],
      ["purpose", "prefetch"],
      ["x-forwarded-for", "127.0.0.1"],
      ["x-real-ip", "127.0.0.1"],
      ["upgrade-insecure-requests", "1"],
      ["sec-fetch-site", "same-origin"],
      ["x-requested-with", "XMLHttpRequest"],
    ] as const,
    async attack(site, [name, value]) {
      const answer = await site.get("/members/report/", { [name]: value, accept: "text/html" });
      assertStatus(answer, 302);
      assert.doesNotMatch(answer.body, /for members only/);
    },
  }),
];
