import assert from "node:assert/strict";
import { defineConfig, iriToUri, Secret, uriToIri } from "quintet";
import { createApp } from "quintet/app";
import { sqlite } from "quintet/db";
import { text } from "quintet/http";
import { defineRoutes, path, rePath } from "quintet/routing";
import { Engine, memoryLoader } from "quintet/templates";
import { cpuMilliseconds } from "../../cpu-time.ts";
import { replay } from "../replay.ts";

/** What is attacked by code instead of a request: addresses, patterns of routes, and objects that are put together. */

async function isFast(limitMs: number, work: () => unknown): Promise<void> {
  const used = await cpuMilliseconds(work);
  assert.ok(used < limitMs, `${used} ms, ${limitMs} allowed`);
}

/** The answer of an app that has just these routes. */
async function answerOf(routes: Parameters<typeof defineRoutes>[0], target: string): Promise<Response> {
  await using app = await smallApp({ routes: defineRoutes(routes) });
  await app.fetch(new Request(`http://app.test/x`)); // compiles what is compiled at the first request
  const asked = new Request(`http://app.test${target}`);
  let answer: Response | undefined;
  await isFast(500, async () => {
    answer = await app.fetch(asked);
  });
  return answer!;
}

async function smallApp(options: object) {
  const config = defineConfig({
    modules: [],
    secretKey: new Secret("a key for replays alone, 0123456789 ABCDEF") as never,
    databases: { default: sqlite({ file: ":memory:" }) },
    security: { allowedHosts: ["app.test"] },
    logLevel: "silent",
    ...options,
  });
  const app = await createApp(config, { isDefault: false });
  return Object.assign(app, { [Symbol.asyncDispose]: () => app.close() });
}

const poisoned: unknown[] = [
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"__proto__":{"polluted":1}}',
  '{"security":{"__proto__":{"polluted":1}}}',
  '{"http":{"constructor":{"prototype":{"polluted":1}}}}',
].map((written) => JSON.parse(written));

function assertUnpolluted(): void {
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  assert.ok(!Object.hasOwn(Object.prototype, "polluted"));
}

/** Settings, data of a page and headers are merged from objects; a poisoned one is refused or changes nothing. */
async function mergesNothing(options: unknown): Promise<void> {
  const app = await smallApp(options as object).catch((error: unknown) => {
    assert.match(String(error), /not a key of the configuration|must be/);
    return undefined;
  });
  await app?.close();
  const engine = new Engine({
    loaders: [memoryLoader({ "a.html": "{{ a.constructor.prototype.polluted }}{{ polluted }}" })],
  });
  assert.equal(String(engine.template("a.html").render(options as Record<string, unknown>)), "");
  text("", { headers: Object.fromEntries(Object.entries(options as object).map(([name]) => [name, "1"])) });
  assertUnpolluted();
}

async function mergesOptions(): Promise<void> {
  await using app = await smallApp({ http: { maxFormFields: 7 } });
  assert.equal(app.config.http.maxFormFields, 7);
}

export const constructions = [
  replay("CVE-2019-14235", {
    async control() {
      assert.equal(uriToIri("/caf%C3%A9/"), "/caf\u00e9/");
    },
    payloads: ["%F4%90%80%80", "%80", "%FF%FE", "%C3", "%ED%A0%80", "%"],
    async attack(site, piece) {
      const uri = piece.repeat(Math.floor(1_000_000 / piece.length));
      await isFast(1_000, () => uriToIri(uri));
      assert.equal((await site.get(`/${piece.repeat(600)}/`)).status >= 400, true);
    },
  }),
  replay("CVE-2023-41164", {
    async control() {
      assert.equal(iriToUri("/caf\u00e9/"), "/caf%C3%A9/");
    },
    payloads: ["%E4%BD", "\u00e9", "%E4%BD%A0", "\ud83d\ude00", "%e4%bd\u00e9", "a%20"],
    async attack(_site, piece) {
      const iri = piece.repeat(Math.floor(1_000_000 / piece.length));
      await isFast(1_000, () => uriToIri(iri));
      await isFast(1_000, () => iriToUri(iri));
    },
  }),
  replay("CVE-2024-52798", {
    async control() {
      const flights = path("flights/<slug:from>-<slug:to>", (_request, params) =>
        text(`${params.from} ${params.to}`),
      );
      assert.equal(await (await answerOf({ flights }, "/flights/oslo-rome")).text(), "oslo rome");
    },
    payloads: ["-", "a-", "--", "-a"],
    async attack(_site, piece) {
      const flights = path("flights/<slug:from>-<slug:to>/end", () => text("found"));
      await answerOf({ flights }, `/flights/${piece.repeat(3_900 / piece.length)}`);
      const three = path("flights/<slug:from>-<slug:over>-<slug:to>-<slug:back>/end", () => text("found"));
      await answerOf({ three }, `/flights/${piece.repeat(3_900 / piece.length)}`);
    },
  }),
  replay("CVE-2026-4926", {
    async control() {
      const route = rePath("^(?:a)?(?:b)?(?<z>c+)$", (_request, params) => text(String(params.z)));
      assert.equal(await (await answerOf({ route }, "/abcc")).text(), "cc");
    },
    payloads: [20, 40],
    async attack(_site, groups) {
      const pattern = Array.from(
        { length: groups },
        (_, index) => `(?:${String.fromCharCode(97 + (index % 26))})?`,
      ).join("");
      await isFast(500, () => rePath(`^${pattern}(?<z>z)$`, () => text("")));
      await answerOf({ route: rePath(`^${pattern}(?<z>z)$`, () => text("")) }, `/${"abc".repeat(100)}`);
    },
  }),
  replay("CVE-2026-4923", {
    async control() {
      const route = path("<path:foo>-<path:bar>-<slug:baz>", (_request, params) => text(params.baz));
      assert.equal(await (await answerOf({ route }, "/a/b-c/d-e")).text(), "e");
    },
    payloads: ["a-", "-", "a/-", "a-a/"],
    async attack(_site, piece) {
      const route = path("<path:foo>-<path:bar>-<slug:baz>/end", () => text(""));
      await answerOf({ route }, `/${piece.repeat(Math.floor(7_800 / piece.length))}`);
    },
  }),
  replay("CVE-2019-10744", {
    control: mergesOptions,
    payloads: poisoned,
    attack: (_site, options) => mergesNothing(options),
  }),
  replay("CVE-2018-16487", {
    control: mergesOptions,
    payloads: poisoned,
    attack: (_site, options) => mergesNothing(options),
  }),
];
