import assert from "node:assert/strict";
import { assertStatus, cpuMsOf } from "../expectations.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";
import { Visitor } from "../visitor.ts";

/** Lists that a visitor filters, orders and turns the pages of: only what is declared has a meaning. */

const staff = new WeakMap<Site, Promise<Visitor>>();

/** A member of the staff, logged in once for each site. */
function staffOf(site: Site): Promise<Visitor> {
  const known = staff.get(site);
  if (known !== undefined) return known;
  const entering = (async () => {
    const visitor = new Visitor(site);
    assertStatus(await visitor.logIn("staff"), 302, 303);
    return visitor;
  })();
  staff.set(site, entering);
  return entering;
}

/** The names in the list of users, in its order. */
async function users(site: Site, query: string): Promise<string[]> {
  const visitor = await staffOf(site);
  const answer = await visitor.get(`/admin/auth/user/?${query}`, { Accept: "text/html" });
  assertStatus(answer, 200);
  const rows = answer.body.matchAll(/class="row-link" href="[^"]*"><span[^>]*>([^<]*)</g);
  return [...rows].map(([, name = ""]) => name);
}

async function listsUsers(site: Site): Promise<void> {
  assert.deepEqual(new Set(await users(site, "")), new Set(["ada", "staff"]));
  assert.deepEqual(await users(site, "q=ada"), ["ada"]);
  assert.deepEqual(await users(site, "order=-username"), ["staff", "ada"]);
}

/** What isn't declared changes nothing: the list is the one without it. */
async function changesNothing(site: Site, query: string): Promise<void> {
  assert.deepEqual(await users(site, query), await users(site, ""));
}

export const lists = [
  replay("CVE-2026-34747", {
    control: listsUsers,
    payloads: [
      "sort=id;select%201",
      "order=id;select%201",
      "order=username;--",
      "order=username%20DESC,(SELECT%201)",
      "order='",
      "order=%22username%22",
      "where[and][0][x']=1",
      "limit=1;--",
      "page=1'",
      "f.username'=1",
      "f.isActive=1'%20OR%201=1--",
      "f.__proto__=1",
    ],
    attack: changesNothing,
  }),
  replay("CVE-2023-22894", {
    control: listsUsers,
    payloads: [
      "password__startswith=a",
      "f.password=pbkdf2",
      "f.password__startswith=pbkdf2",
      "f.password[startsWith]=pbkdf2",
      "ordering=password",
      "order=password",
      "order=-password",
      "f.groups.name=a",
      "user__resettoken__gt=m",
      "order=groups.name",
      "f.isSuperuser.constructor=1",
    ],
    attack: changesNothing,
  }),
  replay("CVE-2025-30352", {
    control: listsUsers,
    payloads: ["pbkdf2", "pbkdf2_sha256$", "scrypt", "argon2", "$1", "sha256"],
    async attack(site, prefix) {
      assert.deepEqual(
        await users(site, `q=${encodeURIComponent(prefix)}`),
        [],
        "a password's hash isn't searched",
      );
    },
  }),
  replay("CVE-2026-63421", {
    control: listsUsers,
    payloads: [
      "page_size=-100000",
      "page_size=1e9",
      "page=-1",
      "page=9e99",
      "page=0",
      "page=NaN",
      "page=10;",
      "page=10.5",
      "page=99999999",
      "limit=1e9",
      "page=1e308",
      "page=%00",
    ],
    async attack(site, query) {
      const visitor = await staffOf(site);
      const used = await cpuMsOf(site, async () => {
        assertStatus(
          await visitor.get(`/admin/auth/user/?${query}`, { Accept: "text/html" }),
          200,
          302,
          400,
          404,
        );
      });
      assert.ok(used < 500, `${used} ms`);
    },
  }),
  replay("CVE-2026-6873", {
    async control(site) {
      const { body } = await site.get("/signed/write/?name=ab&salt=c");
      const answer = await site.get("/signed/read/?name=ab&salt=c", { Cookie: `ab=${body}` });
      assert.equal(answer.body, "gold");
    },
    payloads: [
      ["ab", "c", "a", "bc"],
      ["abc", "", "ab", "c"],
      ["a", "bc", "ab", "c"],
      ["ab", "c", "ab", "cd"],
      ["a:b", "c", "a", "b:c"],
      ["a", "b", "b", "a"],
    ] as const,
    async attack(site, [name, salt, asName, asSalt]) {
      const { body } = await site.get(
        `/signed/write/?name=${encodeURIComponent(name)}&salt=${encodeURIComponent(salt)}`,
      );
      const answer = await site.get(
        `/signed/read/?name=${encodeURIComponent(asName)}&salt=${encodeURIComponent(asSalt)}`,
        {
          Cookie: `${asName}=${body}`,
        },
      );
      assertStatus(answer, 403);
    },
  }),
  replay("CVE-2026-45364", {
    mode: "proxied",
    async control(site) {
      const visitor = new Visitor(site);
      assertStatus(await visitor.logIn("ada", "/", { "X-Forwarded-For": "2001:db8:9:9::1" }), 302, 303);
    },
    payloads: ["2001:db8:1:1", "2001:db8:2:ffff"],
    // From as many addresses as one customer has: counted together, and ended soon.
    async attack(site, network) {
      let refused = 0;
      for (let index = 1; index <= 120; index++) {
        const answer = await new Visitor(site).post(
          "/accounts/login/",
          { username: `guess${index}`, password: "wrong" },
          { "X-Forwarded-For": `${network}::${index.toString(16)}` },
        );
        if (answer.status === 429) refused++;
        else assertStatus(answer, 200, 401, 403, 422);
        if (refused > 3) break;
      }
      assert.ok(refused > 3, "guesses of one network are limited");
    },
  }),
];
