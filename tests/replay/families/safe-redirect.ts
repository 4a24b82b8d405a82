import assert from "node:assert/strict";
import { assertStatus, assertStays } from "../expectations.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/*
 * Addresses that a visitor chose: whatever a browser reads as another host must not be followed. The oracle is the
 * platform's own parser of URLs, which reads as browsers do.
 */

async function followsOwnPath(site: Site): Promise<void> {
  const answer = await site.get("/go/?next=%2Fpage%2F%3Fq%3Dtea");
  assertStatus(answer, 302);
  assert.equal(answer.headers.get("location")?.[0], "/page/?q=tea");
}

async function goesNowhereElse(site: Site, next: string): Promise<void> {
  // As it stands, for what is an escape already, and encoded as a form of the site would send it.
  const asItStands = next.replace(/[^\x21-\x7e]|[&#+]/g, (char) => encodeURIComponent(char));
  for (const sent of [asItStands, encodeURIComponent(next)]) {
    const answer = await site.get(`/go/?next=${sent}`);
    assertStatus(answer, 302, 400);
    assertStays(answer);
    if (sent === asItStands && answer.status === 302)
      assert.equal(answer.headers.get("location")?.[0], "/", "what isn't followed falls back");
  }
}

/** The login page carries `next` through a form; what it leads to is decided when somebody has logged in. */
async function loginGoesNowhereElse(site: Site, next: string): Promise<void> {
  const answer = await logIn(site, next);
  assertStatus(answer, 302, 303);
  assertStays(answer);
}

async function logIn(site: Site, next: string) {
  const token = "a".repeat(32);
  const form = new URLSearchParams({ username: "ada", password: "correct horse battery", next });
  return site.send({
    method: "POST",
    target: `/accounts/login/?next=${encodeURIComponent(next)}`,
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      Cookie: `__Host-csrftoken=${token}; csrftoken=${token}`,
      "X-CSRFToken": token,
      Origin: "http://app.test",
    },
    body: form.toString(),
  });
}

function goBack(site: Site, referer: string) {
  return site.send({ method: "POST", target: "/go-back/", headers: { Referer: referer }, body: "" });
}

const withCredentials = [
  "http://app.test\\@evil.example",
  "http://app.test:pw@evil.example",
  "https://app.test%5C@evil.example",
];
const odd = [
  "http:999999999",
  "https:0x7f000001",
  "http:/\\evil.example",
  "///evil.example",
  "\\\\evil.example",
  "ftp:999",
];
const slashes = ["//evil.example", "/\\evil.example", "/%09/evil.example", "/\t/evil.example"];

/** The same ideas in other spellings. */
const mutations = [
  "////evil.example",
  "/\\/evil.example",
  "\\/evil.example",
  " //evil.example",
  "\u00a0//evil.example",
  "\u3000//evil.example",
  "/\n/evil.example",
  "/\r\n/evil.example",
  "\t//evil.example",
  "\x00//evil.example",
  "http:evil.example",
  "https:///evil.example",
  "http:\\\\evil.example",
  "HTTP://evil.example",
  "hTtP:/evil.example",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\tscript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:msgbox(1)",
  "blob:http://evil.example/x",
  "http://app.test@evil.example/",
  "http://app.test.evil.example/",
  "http://evilapp.test/",
  "http://app.test:99999/",
  "http://app.test:8080/",
  "//app.test@evil.example",
  "http://[::1]/",
  "http://2130706433/",
  "http://evil\u3002example/",
  "http://\uff45\uff56\uff49\uff4c.example/",
  "https://evil.example\u3002app.test",
  "http://app.test\u2044@evil.example",
  "http://app.test%00.evil.example/",
  `http://app.test${"a".repeat(3_000)}@evil.example/`,
];

export const safeRedirect = [
  replay("CVE-2016-2512", {
    control: followsOwnPath,
    payloads: [...withCredentials, ...mutations],
    attack: goesNowhereElse,
  }),
  replay("CVE-2017-7233", {
    control: followsOwnPath,
    payloads: [...odd, ...mutations],
    attack: goesNowhereElse,
  }),
  replay("CVE-2023-34247", {
    control: followsOwnPath,
    payloads: [...slashes, ...mutations],
    attack: goesNowhereElse,
  }),
  replay("CVE-2024-29041", {
    control: followsOwnPath,
    payloads: [
      "http://app.test\\@evil.example",
      "https://evil.example\u3002app.test",
      "http://app.test%ff@evil.example",
    ],
    attack: goesNowhereElse,
  }),
  replay("CVE-2024-28239", {
    async control(site) {
      const answer = await logIn(site, "/page/");
      assertStatus(answer, 302, 303);
      assert.equal(answer.headers.get("location")?.[0], "/page/");
    },
    payloads: [
      "https://evil.example",
      "http://app.test\\@evil.example",
      "///evil.example",
      "/\t/evil.example",
    ],
    attack: loginGoesNowhereElse,
  }),
  replay("CVE-2026-40255", {
    async control(site) {
      const answer = await goBack(site, "http://app.test/page/?q=tea");
      assert.equal(answer.headers.get("location")?.[0], "/page/?q=tea");
    },
    payloads: [
      "https://evil.example/x",
      "http://app.test.evil.example/",
      "http://app.test@evil.example/",
      "http://app.test\\@evil.example/",
      "//evil.example/",
      "http://app.test//evil.example/",
      "http://app.test/\\evil.example/",
      "javascript:alert(1)",
      "",
    ],
    async attack(site, referer) {
      assertStays(await goBack(site, referer));
    },
  }),
  replay("CVE-2025-32379", {
    control: followsOwnPath,
    payloads: [
      'https://app.test/"><script>alert(1)</script>',
      '/"><script>alert(1)</script>',
      "/<svg onload=alert(1)>",
      "/'onmouseover='alert(1)",
    ],
    async attack(site, to) {
      for (const path of ["/go/?next=", "/redirect-to/?to="]) {
        const answer = await site.get(path + encodeURIComponent(to), { Accept: "text/html" });
        assert.doesNotMatch(answer.body, /<(script|svg)|onmouseover='/i);
        assert.doesNotMatch(answer.headers.get("location")?.[0] ?? "", /[<>"\s]/);
      }
    },
  }),
  replay("CVE-2024-43796", {
    async control(site) {
      const answer = await site.get("/redirect-to/?to=https%3A%2F%2Fother.example%2F");
      assertStatus(answer, 302);
      assert.equal(answer.headers.get("location")?.[0], "https://other.example/");
    },
    payloads: [
      "javascript:alert(1)",
      "JAVASCRIPT:alert(1)",
      "java\nscript:alert(1)",
      "\x01javascript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "vbscript:x",
      "file:///etc/passwd",
      '"><svg onload=alert(1)>',
    ],
    async attack(site, to) {
      const answer = await site.get(`/redirect-to/?to=${encodeURIComponent(to)}`, { Accept: "text/html" });
      const location = answer.headers.get("location")?.[0];
      if (location !== undefined) assert.match(new URL(location, "http://app.test/").protocol, /^https?:$/);
      assert.doesNotMatch(answer.body, /<svg|<script/i);
    },
  }),
  replay("CVE-2026-40074", {
    async control(site) {
      const answer = await site.get(`/redirect-to/?to=${encodeURIComponent("/\u4f60/")}`);
      assertStatus(answer, 302);
      assert.equal(answer.headers.get("location")?.[0], "/%E4%BD%A0/");
    },
    payloads: [
      "/\u4f60\r\nX: 1",
      "/\u0000",
      "/a\nSet-Cookie: a=1",
      "/a\rb",
      "/\u010aSet-Cookie: a=1",
      "/\ud800",
      "/%0d%0aX: 1",
      "http://app.test:port/",
    ],
    async attack(site, to) {
      const answer = await site.send({ target: `/redirect-to/?to=${percentBytes(to)}` });
      assert.ok(!answer.headers.has("x") && !/^a=1/.test(answer.headers.get("set-cookie")?.[0] ?? ""));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: just those must not be there
      assert.doesNotMatch(answer.headers.get("location")?.[0] ?? "", /[\x00-\x20\x7f]/);
    },
  }),
];

/** Percent-encoded also where a lone surrogate is no character: as its three bytes. */
function percentBytes(value: string): string {
  return [...value]
    .map((char) =>
      /[\ud800-\udfff]/.test(char) && char.length === 1 ? "%ED%A0%80" : encodeURIComponent(char),
    )
    .join("");
}
