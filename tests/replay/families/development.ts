import assert from "node:assert/strict";
import { assertStatus } from "../expectations.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/** The pages of a developer's machine, which show more than any other. */

async function showsErrors(site: Site): Promise<void> {
  const answer = await site.get("/hurt/?message=tea", { Accept: "text/html" });
  assertStatus(answer, 500);
  assert.match(answer.body, /outer tea/);
}

/** Tags, and names of attributes, in the order in which they stand: what a value must not add to. */
function structure(html: string): string[] {
  return [
    ...html.matchAll(/<\/?([a-z][\w-]*)((?:\s+[^\s"'>=]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi),
  ].map(
    ([, tag = "", attributes = ""]) =>
      `${tag.toLowerCase()} ${attributes.replace(/=(?:"[^"]*"|'[^']*'|[^\s"'>]+)/g, "").trim()}`,
  );
}

export const development = [
  replay("CVE-2017-12794", {
    mode: "debug",
    control: showsErrors,
    payloads: [
      "<script>alert(1)</script>",
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='alert(1)",
      "</style><script>alert(1)</script>",
      "</title><script>alert(1)</script>",
      "<!--",
      "javascript:alert(1)",
      "{{ 7|add:7 }}{% debug %}",
      "\u2028<svg/onload=alert(1)>",
    ],
    async attack(site, said) {
      const encoded = encodeURIComponent(said);
      const ascii = said.replace(/[^\x20-\x7e]/g, "");
      for (const target of [`/hurt/?message=${encoded}`, `/nowhere/${encoded}?${encoded}=${encoded}`]) {
        const headers = {
          Accept: "text/html",
          "X-Note": ascii,
          "User-Agent": ascii,
          Cookie: `note=${encoded}`,
          Referer: ascii,
        };
        const { body, headers: answered } = await site.get(target, headers);
        for (const tag of structure(body)) assert.doesNotMatch(tag, /^img|^svg|\bon\w+/);
        assert.ok(!body.includes("<script>alert"));
        const policy = answered.get("content-security-policy")?.[0] ?? "";
        assert.match(policy, /default-src|script-src/);
        assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
      }
    },
  }),
  replay("CVE-2025-54782", {
    mode: "debug",
    control: showsErrors,
    payloads: [
      "evil.example",
      "evil.example:8000",
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "attacker.test",
    ],
    // A name of the attacker's that leads to this machine, as after DNS rebinding: nothing is shown, nothing is done.
    async attack(site, host) {
      for (const target of [
        "/hurt/?message=canary",
        "/",
        "/nowhere/",
        "/__quintet/",
        "/__quintet/requests/",
      ]) {
        const answer = await site.get(target, { Host: host, Accept: "text/html" });
        assertStatus(answer, 400, 403, 404);
        assert.doesNotMatch(answer.body, /canary|running-site|Routes tried/);
        const posted = await site.send({
          method: "POST",
          target,
          headers: { Origin: `http://${host}`, "Content-Type": "text/plain", "Sec-Fetch-Site": "cross-site" },
          body: "1",
        });
        assertStatus(posted, 400, 403, 404, 405, ...(target.startsWith("/hurt") ? [500] : []));
      }
    },
  }),
];
