import assert from "node:assert/strict";
import { assertLinear, assertStatus, cpuMsOf } from "../expectations.ts";
import type { RawAnswer } from "../raw-http.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/*
 * Names and values of query strings, forms and JSON. They are a flat list of texts: no name has a meaning, none makes an
 * object or a list, and there may only be so many.
 */

const form = { "Content-Type": "application/x-www-form-urlencoded" };

async function query(site: Site, text: string): Promise<[string, string][]> {
  const answer = await site.get(`/echo/query/?${text}`);
  assertStatus(answer, 200);
  return JSON.parse(answer.body);
}

function post(site: Site, body: string): Promise<RawAnswer> {
  return site.send({ method: "POST", target: "/echo/form/", headers: form, body });
}

async function postedFields(site: Site, body: string): Promise<[string, string][]> {
  const answer = await post(site, body);
  assertStatus(answer, 200);
  return JSON.parse(answer.body);
}

function multipart(site: Site, names: readonly string[]): Promise<RawAnswer> {
  const parts = names.map((name) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n1\r\n`);
  return site.send({
    method: "POST",
    target: "/echo/form/",
    headers: { "Content-Type": "multipart/form-data; boundary=b" },
    body: `${parts.join("")}--b--\r\n`,
  });
}

async function readsFlat(site: Site): Promise<void> {
  assert.deepEqual(await query(site, "a=1&b=2&a=3"), [
    ["a", "1"],
    ["b", "2"],
    ["a", "3"],
  ]);
  assert.deepEqual(await postedFields(site, "a=1&b=2"), [
    ["a", "1"],
    ["b", "2"],
  ]);
}

/** What arrives is what was sent, as pairs of texts; and it costs next to nothing. */
async function isLiteral(site: Site, text: string): Promise<void> {
  const expected = [...new URLSearchParams(text)];
  const used = await cpuMsOf(site, async () => {
    assert.deepEqual(await query(site, text), expected);
    assert.deepEqual(await postedFields(site, text), expected);
  });
  assert.ok(used < 150, `${used} ms`);
}

const hostileNames = [
  "__proto__",
  "__proto__[polluted]",
  "__proto__.polluted",
  "constructor",
  "constructor.prototype.polluted",
  "constructor[prototype][polluted]",
  "a.__proto__.polluted",
  "a.constructor.prototype.polluted",
  "a[__proto__]",
  "a[constructor][prototype]",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "then",
  "]",
  "[",
  "a[",
  "a]",
  "a[]",
  "length",
];

async function keepsPrototypes(site: Site, name: string): Promise<void> {
  assert.deepEqual(await query(site, `${encodeURIComponent(name)}=1`), [[name, "1"]]);
  assert.deepEqual(await postedFields(site, `${encodeURIComponent(name)}=1`), [[name, "1"]]);
  const answer = await multipart(site, [name]);
  assertStatus(answer, 200);
  assert.deepEqual(JSON.parse(answer.body), [[name, "1"]]);
  // A page that turns the query into data for a script, and is rendered as ever.
  assertStatus(await site.get(`/page/?${encodeURIComponent(name)}=polluted`), 200);
  assert.deepEqual((await site.facts()).pollution, []);
}

export const queryStrings = [
  replay("CVE-2021-23336", {
    control: readsFlat,
    payloads: ["utm=1;q=evil&q=good", "a=1;b=2", "a=1&amp;b=2", ";a=1", "a=1;", "a;b&c;d"],
    async attack(site, text) {
      await isLiteral(site, text);
      for (const [name] of await query(site, text))
        assert.ok(!/^(?:b|evil)$/.test(name), "; separates nothing");
    },
  }),
  replay("CVE-2022-24999", {
    control: readsFlat,
    payloads: [
      "a[__proto__]=b&a[__proto__]&a[length]=100000000",
      "a[length]=4294967295",
      "__proto__[length]=1e9",
    ],
    attack: isLiteral,
  }),
  replay("CVE-2017-1000048", {
    control: readsFlat,
    payloads: [
      "]=toString&[=hasOwnProperty",
      "a[hasOwnProperty]=1",
      "toString=1",
      "hasOwnProperty=1&valueOf=2",
    ],
    async attack(site, text) {
      await isLiteral(site, text);
      assertStatus(await site.get(`/page/?${text}`), 200);
    },
  }),
  replay("CVE-2014-7191", {
    control: readsFlat,
    payloads: [
      "a[1000000000]=x",
      "form-1000000000-id=1",
      "a[0]=x&a[99999999]=y",
      "form-TOTAL_FORMS=1000000000",
    ],
    attack: isLiteral,
  }),
  replay("CVE-2025-15284", {
    async control(site) {
      assert.equal((await postedFields(site, Array(1_000).fill("a[]=1").join("&"))).length, 1_000);
    },
    payloads: [1_001, 200_000, 400_000],
    async attack(site, count) {
      assertStatus(await post(site, Array(count).fill("a[]=1").join("&")), 400, 413);
    },
  }),
  replay("CVE-2026-82562", {
    control: readsFlat,
    payloads: [",", "%2C", ";"],
    async attack(site, comma) {
      const value = Array(500_000).fill("1").join(comma).slice(0, 2_000_000);
      const [[name, received] = ["", ""], ...more] = await postedFields(site, `a[]=${value}`);
      assert.deepEqual([name, more.length, typeof received], ["a[]", 0, "string"]);
      assert.equal(received, decodeURIComponent(value));
    },
  }),
  replay("CVE-2025-13466", {
    control: readsFlat,
    payloads: ["a=1&", "a&", "&a=", "=&", "%61=%31&"],
    async attack(site, text) {
      await assertLinear(
        site,
        [25_000, 100_000],
        async (count) => assertStatus(await post(site, text.repeat(count)), 400, 413),
        400,
      );
    },
  }),
  replay("CVE-2020-7699", {
    control: readsFlat,
    payloads: ["__proto__.outputFunctionName", "__proto__[a]", "constructor.prototype.a", ...hostileNames],
    attack: keepsPrototypes,
  }),
  replay("CVE-2026-25754", { control: readsFlat, payloads: hostileNames, attack: keepsPrototypes }),
  replay("CVE-2026-48795", {
    control: readsFlat,
    payloads: ["a.__proto__.polluted", "a.constructor.prototype.polluted", ...hostileNames],
    attack: keepsPrototypes,
  }),
  replay("CVE-2025-32388", {
    async control(site) {
      const answer = await site.get("/page/?q=tea");
      assert.match(answer.body, /<script id="asked" type="application\/json">\{"q": "tea"\}<\/script>/);
    },
    payloads: [
      "</script><script>alert(1)</script>",
      "<!--<script>",
      "]]>",
      "\u2028\u2029",
      "&lt;/script&gt;",
      "</SCRIPT x>",
      '"}</script>',
      "\u0000</script>",
    ],
    async attack(site, text) {
      for (const asked of [`${encodeURIComponent(text)}=1`, `q=${encodeURIComponent(text)}`]) {
        const { body } = await site.get(`/page/?${asked}`);
        assert.equal(body.match(/<script/gi)?.length, 2, "no script besides the two of the page");
        const [, data = ""] = /type="application\/json">(.*?)<\/script>/s.exec(body) ?? [];
        assert.doesNotMatch(data, /[<>&\u2028\u2029]/);
        assert.deepEqual(JSON.parse(data), Object.fromEntries(new URLSearchParams(asked)));
      }
    },
  }),
];
