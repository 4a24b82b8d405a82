import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { assertStatus } from "../expectations.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/** Keys of sessions that a visitor made up, and what is kept of visits that left nothing. */

/** The session cookie of an answer, as a browser sends it back. */
function sessionCookie(answer: Awaited<ReturnType<Site["get"]>>): string | undefined {
  const line = answer.headers.get("set-cookie")?.find((cookie) => /^(__Host-)?sessionid=[^;"]/.test(cookie));
  return line?.split(";", 1)[0];
}

async function remembers(site: Site): Promise<void> {
  const cookie = sessionCookie(await site.get("/session/write/?note=tea"));
  assert.ok(cookie !== undefined, "a session that is written to has a cookie");
  assert.equal((await site.get("/session/read/", { Cookie: cookie })).body, "tea");
  await site.get("/session/flush/", { Cookie: cookie });
  assert.equal((await site.get("/session/read/", { Cookie: cookie })).body, "nothing");
}

const namesOfCookie = ["sessionid", "__Host-sessionid"];

export const sessionAttacks = [
  replay("CVE-2015-5143", {
    control: remembers,
    payloads: [500],
    async attack(site, count) {
      const before = await site.facts();
      for (let index = 0; index < count; index++) {
        const key = randomBytes(16).toString("hex");
        const answer = await site.get("/session/read/", {
          Cookie: namesOfCookie.map((name) => `${name}=${key}`).join("; "),
        });
        assert.equal(answer.body, "nothing");
        assert.equal(sessionCookie(answer), undefined);
      }
      assert.equal((await site.facts()).sessionRows, before.sessionRows);
    },
  }),
  replay("CVE-2015-5964", {
    control: remembers,
    payloads: [100],
    async attack(site, count) {
      const before = await site.facts();
      for (let index = 0; index < count; index++)
        assert.equal(sessionCookie(await site.get("/session/flush/")), undefined);
      assert.equal((await site.facts()).sessionRows, before.sessionRows);
    },
  }),
  replay("CVE-2015-3982", {
    control: remembers,
    payloads: [
      "",
      '""',
      " ",
      "null",
      "undefined",
      "0",
      "a",
      "a".repeat(32),
      "../x",
      "%00",
      "' OR 1=1 --",
      "A".repeat(32),
      "\u00e9".repeat(32),
      "a".repeat(4_000),
    ],
    // Two visitors with the same key that nobody gave them share nothing, and each gets a key of its own.
    async attack(site, key) {
      const made = namesOfCookie.map((name) => `${name}=${key}`).join("; ");
      const one = await site.get("/session/write/?note=one", { Cookie: made });
      const other = await site.get("/session/write/?note=other", { Cookie: made });
      assertStatus(one, 200);
      const [first, second] = [sessionCookie(one), sessionCookie(other)];
      assert.ok(first !== undefined && second !== undefined && first !== second);
      for (const cookie of [first, second]) assert.match(cookie, /=[a-z0-9]{26,}$/);
      assert.equal((await site.get("/session/read/", { Cookie: first })).body, "one");
      assert.equal((await site.get("/session/read/", { Cookie: second })).body, "other");
      assert.equal((await site.get("/session/read/", { Cookie: made })).body, "nothing");
    },
  }),
  replay("CVE-2025-48432", {
    async control(site) {
      await site.get("/pages/control/");
      const lines = (await site.takeLog(/pages\/control/)).filter((line) => line.includes("/pages/control/"));
      assert.equal(lines.length, 1, "one line for a request");
    },
    payloads: [
      "%0A2026-11-22T00:00:00Z%20CRITICAL%20admin%20deleted",
      "%1B%5B31mred%1B%5B0m",
      "%0D%0A%7B%22level%22:60%7D",
      "%C2%9B31m",
      "%E2%80%A8next%E2%80%A9",
      "%7F%08%08",
      "%00",
      "%E2%80%AEabc",
    ],
    async attack(site, text) {
      const raw = Buffer.from(decodeURIComponent(text).replace(/[\r\n\0]/g, ""), "utf8").toString("latin1");
      const answer = await site.get(`/pages/log-${text}/`, {
        "User-Agent": raw.replace(/[^\t\x20-\x7e\x80-\xff]/g, ""),
        Referer: `http://x.example/${text}`,
      });
      assertStatus(answer, 200, 400, 404);
      const token = "a".repeat(32);
      await site.send({
        method: "POST",
        target: "/accounts/login/",
        headers: {
          "Content-Type": "application/x-www-form-urlencoded",
          Cookie: `__Host-csrftoken=${token}; csrftoken=${token}`,
          "X-CSRFToken": token,
          Origin: "http://app.test",
        },
        body: `username=log-${text}&password=wrong`,
      });
      const lines = await site.takeLog(/accounts\/login/);
      for (const line of lines) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: just those must not be there
        assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]/);
        assert.doesNotThrow(() => JSON.parse(line), `one parsed record for each line: ${line}`);
      }
      const lineCount = lines.filter((line) => line.includes("/pages/log-")).length;
      assert.ok(
        lineCount === 1 || (lineCount === 0 && answer.status === 400),
        `${lineCount} lines for one request`,
      );
    },
  }),
];
