import assert from "node:assert/strict";
import { parseAcceptLanguage, supportedLanguage } from "quintet/i18n";
import { cpuMilliseconds } from "../../cpu-time.ts";
import { assertRssGrowth, assertStatus } from "../expectations.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/** Tags of languages that a visitor sends: in a header, a cookie, the path or a query. Only the site's own are ever used. */

const own = ["en", "de", "pt-br", "zh-hans"];

async function speaksLanguages(site: Site): Promise<void> {
  const answer = await site.get("/language/", { "Accept-Language": "fr;q=0.9, de-AT;q=0.8" });
  assert.equal(answer.body, "de");
  assert.equal(answer.headers.get("content-language")?.[0], "de");
  assert.equal((await site.get("/language/", { Cookie: "django_language=pt-br" })).body, "pt-br");
}

/** Whatever was sent, the answer is in one of the site's languages, and says so in one header. */
async function answersInOwn(site: Site, tag: string): Promise<void> {
  const ascii = tag.replace(/[^\x20-\x7e]/g, "");
  const answers = [
    await site.get("/language/", { "Accept-Language": ascii }),
    await site.get("/language/", { Cookie: `django_language=${ascii}` }),
    await site.get(
      `/language/?lng=${encodeURIComponent(tag)}&language=${encodeURIComponent(tag)}`.slice(0, 8_000),
    ),
    await site.get(`/${encodeURIComponent(tag)}/language/`.slice(0, 8_000)),
  ];
  for (const answer of answers) {
    assertStatus(answer, 200, 400, 404);
    for (const language of answer.headers.get("content-language") ?? [])
      assert.ok(own.includes(language), language);
    for (const cookie of answer.headers.get("set-cookie") ?? []) assert.doesNotMatch(cookie, /^\s*a=1/);
  }
}

/** Chooses a language as the form of a page does. */
function choose(site: Site, language: string) {
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  return site.send({ method: "POST", target: "/set-language/", headers, body: `language=${language}` });
}

const long = (piece: string, length: number) =>
  `en-${piece.repeat(Math.ceil(length / piece.length))}`.slice(0, length);

export const languages = [
  replay("CVE-2023-23969", {
    control: speaksLanguages,
    payloads: [400],
    async attack(site, count) {
      const askIn = async (begin: number, end: number) => {
        for (let index = begin; index < end; index++) {
          const tag = `en-${index.toString(36)}${"x".repeat(8_000)}`;
          assertStatus(await site.get("/language/", { "Accept-Language": tag }), 200);
        }
      };
      await askIn(0, 200); // what any first requests need
      await assertRssGrowth(site, 20 * 1_048_576, () => askIn(200, 200 + count));
    },
  }),
  replay("CVE-2024-39614", {
    control: speaksLanguages,
    payloads: ["x-", "a-", "-", "aa-", "x-x-x-"],
    async attack(site, piece) {
      const tag = `en-${piece.repeat(Math.ceil(100_000 / piece.length))}`;
      const used = await cpuMilliseconds(() => {
        assert.ok([undefined, "en"].includes(supportedLanguage(tag, own)));
        assert.ok(parseAcceptLanguage(tag).length <= 1);
      });
      assert.ok(used < 50, `${used} ms`);
      await answersInOwn(site, long(piece, 6_000));
    },
  }),
  replay("CVE-2026-15337", {
    async control(site) {
      const answer = await choose(site, "de");
      assert.match(answer.headers.get("set-cookie")?.[0] ?? "", /^django_language=de;/);
    },
    payloads: [30],
    async attack(site, count) {
      const chooseLong = async (begin: number, end: number) => {
        for (let index = begin; index < end; index++) {
          const answer = await choose(site, `de-${index}-${"x".repeat(1_000_000)}`);
          for (const cookie of answer.headers.get("set-cookie") ?? [])
            assert.doesNotMatch(cookie, /language/);
        }
      };
      await chooseLong(0, 10); // what any first forms need
      await assertRssGrowth(site, 20 * 1_048_576, () => chooseLong(10, 10 + count));
    },
  }),
  replay("CVE-2026-41683", {
    control: speaksLanguages,
    payloads: [
      "en\r\nSet-Cookie: a=1",
      "en%0d%0aSet-Cookie:%20a=1",
      "en\u0000",
      "en;a=1",
      "en, de\r\n",
      "<script>",
      "en\u010a\u010dX: 1",
    ],
    attack: answersInOwn,
  }),
  replay("CVE-2026-41690", {
    control: speaksLanguages,
    payloads: [
      "__proto__",
      "constructor",
      "toString",
      "../../../../etc",
      "en/../../etc/passwd",
      "..%2f..%2fetc",
      "hasOwnProperty",
      "de/../en",
    ],
    attack: answersInOwn,
  }),
];
