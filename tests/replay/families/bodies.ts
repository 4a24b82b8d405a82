import assert from "node:assert/strict";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { assertLinear, assertRssGrowth, assertStatus } from "../expectations.ts";
import { openSocket, type RawAnswer, rawRequest } from "../raw-http.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/** Types of content that are almost one that is read, bodies that grow when they are unpacked, and JSON that is a trap. */

function sendJson(
  site: Site,
  type: string | undefined,
  body: string | Uint8Array,
  more = {},
): Promise<RawAnswer> {
  const headers = type === undefined ? more : { "Content-Type": type, ...more };
  return site.send({ method: "POST", target: "/echo/json/", headers, body });
}

async function readsJson(site: Site): Promise<void> {
  for (const type of [
    "application/json",
    "application/json; charset=utf-8",
    "Application/JSON",
    "application/vnd.api+json",
  ]) {
    const answer = await sendJson(site, type, '{"a":1}');
    assertStatus(answer, 200);
    assert.deepEqual(JSON.parse(answer.body), { received: { a: 1 } });
  }
}

async function isNoJson(site: Site, type: string): Promise<void> {
  assertStatus(await sendJson(site, type, '{"a":1}'), 400, 415);
}

/** 10 MB that become 10 GB, and less obvious ones. */
const bomb = gzipSync(Buffer.alloc(64 * 1_048_576), { level: 9 });

const hostileJson = [
  '{"then":"$1:__proto__:then","constructor":{"prototype":{"polluted":1}}}',
  '{"__proto__":{"polluted":1}}',
  '{"a":{"__proto__":{"polluted":1}}}',
  '[{"x":1,"__proto__":2},{"isAdmin":true}]',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"\\u005f_proto__":{"polluted":1}}',
  '{"$type":"Function","$args":["return process"]}',
  '{"then":{"then":1}}',
  '{"toJSON":"x","toString":1,"valueOf":2}',
];

/** What is decoded is plain data, and equal to what was sent; or it is refused. Nothing of it is called or awaited. */
async function isPlainData(site: Site, text: string): Promise<void> {
  const answer = await sendJson(site, "application/json", text);
  assertStatus(answer, 200, 400);
  if (answer.status === 200)
    assert.equal(JSON.stringify(JSON.parse(answer.body).received), JSON.stringify(JSON.parse(text)));
  assert.deepEqual((await site.facts()).pollution, []);
}

export const bodies = [
  replay("CVE-2026-3419", {
    control: readsJson,
    payloads: [
      "application/json garbage",
      "application/jsonx",
      "application/json,text/html",
      "application/json text/plain",
      "xapplication/json",
      "text/application/json",
      "application/json/x",
      "application/+json",
      "json",
      "application / json",
    ],
    attack: isNoJson,
  }),
  replay("CVE-2022-39288", {
    control: readsJson,
    payloads: [
      "constructor",
      "__proto__",
      "toString",
      "hasOwnProperty",
      "/",
      ";",
      "application/",
      "a/b; c",
      "=",
      "\u00e9/x",
    ],
    async attack(site, type) {
      assertStatus(await sendJson(site, type, '{"a":1}'), 400, 415);
      assertStatus(
        await site.send({
          method: "POST",
          target: "/echo/form/",
          headers: { "Content-Type": type },
          body: "a=1",
        }),
        400,
        415,
      );
    },
  }),
  replay("CVE-2022-41919", {
    control: readsJson,
    payloads: [
      "text/plain; application/json",
      "application/x-www-form-urlencoded, application/json",
      "text/plain",
      "",
    ],
    async attack(site, type) {
      assertStatus(await sendJson(site, type, '{"a":1}'), 400, 415);
      const guarded = await site.send({
        method: "POST",
        target: "/guarded/json/",
        headers: {
          "Content-Type": type,
          Origin: "http://evil.example",
          Cookie: "csrftoken=x; __Host-csrftoken=x",
        },
        body: '{"a":1}',
      });
      assertStatus(guarded, 403);
    },
  }),
  replay("CVE-2025-59472", {
    async control(site) {
      await readsJson(site);
      assertStatus(
        await sendJson(site, "application/json", '{"a":1}', { "Content-Encoding": "identity" }),
        200,
      );
    },
    payloads: [
      ["gzip", bomb],
      ["gzip, gzip", gzipSync(bomb)],
      ["deflate", deflateSync(Buffer.alloc(8_000_000))],
      ["br", brotliCompressSync(Buffer.alloc(8_000_000))],
      ["x-gzip", bomb],
      ["zstd", bomb],
      ["identity, gzip", bomb],
      ["GZIP", bomb],
    ] as [string, Buffer][],
    async attack(site, [encoding, body]) {
      await assertRssGrowth(site, 32 * 1_048_576, async () => {
        const answer = await sendJson(site, "application/json", body, { "Content-Encoding": encoding });
        assertStatus(answer, 400, 413, 415);
      });
    },
  }),
  replay("CVE-2025-55182", { control: readsJson, payloads: hostileJson, attack: isPlainData }),
  replay("CVE-2025-57820", { control: readsJson, payloads: hostileJson, attack: isPlainData }),
  replay("CVE-2025-59466", {
    control: readsJson,
    payloads: ["[", '{"a":', "[[", '[{"a":[', '{"a":{"b":'],
    async attack(site, open) {
      const times = Math.floor(1_000_000 / open.length);
      assertStatus(await sendJson(site, "application/json", open.repeat(times)), 400, 413);
      assertStatus(await sendJson(site, "application/json", "[".repeat(100_000) + "]".repeat(100_000)), 400);
    },
  }),
  replay("CVE-2025-27209", {
    control: readsJson,
    payloads: ["json", "query", "form", "cookies", "headers"],
    async attack(site, place) {
      const names = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);
      const send: Record<string, (count: number) => Promise<unknown>> = {
        json: (count) =>
          sendJson(
            site,
            "application/json",
            JSON.stringify(Object.fromEntries(names(count).map((name) => [name, 1]))),
          ),
        query: (count) => site.get(`/echo/query/?${names(count / 20).join("&")}`.slice(0, 8_000)),
        form: (count) =>
          site.send({
            method: "POST",
            target: "/echo/form/",
            headers: { "Content-Type": "application/x-www-form-urlencoded" },
            body: names(count).join("=1&"),
          }),
        cookies: (count) =>
          site.get("/echo/cookies/", {
            Cookie: names(count / 20)
              .join("=1; ")
              .slice(0, 12_000),
          }),
        headers: (count) => site.send({ headers: names(count / 400).map((name) => [name, "1"] as const) }),
      };
      await assertLinear(site, [20_000, 80_000], send[place]!, 600);
    },
  }),
  replay("CVE-2026-33034", {
    control: readsJson,
    payloads: ["chunked", "declared too little"],
    async attack(site, how) {
      if (how === "chunked") {
        await assertRssGrowth(site, 16 * 1_048_576, async () => {
          const answer = await sendEndlessChunks(site, 64);
          assert.match(answer, /^HTTP\/1\.1 413 /);
        });
        return;
      }
      const smuggled = `GET /echo/facts/?smuggled HTTP/1.1\r\nHost: ${site.host}\r\n\r\n`;
      const sent = `POST /echo/json/ HTTP/1.1\r\nHost: ${site.host}\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n[1,2]X${smuggled}`;
      const answers = await site.sendBytes(sent);
      assertStatus(answers[0]!, 200, 400, 405);
      assert.ok(!answers.some(({ body }) => body.includes("smuggled")), "the remainder is no request");
    },
  }),
  replay("CVE-2026-54288", {
    control: readsJson,
    payloads: [10, 100],
    async attack(site, declared) {
      const head = rawRequest(site.host, {
        method: "POST",
        target: "/echo/json/",
        headers: { "Content-Type": "application/json", "Content-Length": String(declared) },
      });
      await assertRssGrowth(site, 32 * 1_048_576, async () => {
        const answers = await site.sendBytes(Buffer.concat([head, Buffer.alloc(20_000_000, "1")]));
        for (const { status } of answers) assert.ok([200, 400, 413].includes(status));
        assert.ok(answers.length <= 2);
      });
    },
  }),
];

/** Sends chunks of a megabyte until the server has answered, or so many. */
async function sendEndlessChunks(site: Site, maxMegabytes: number): Promise<string> {
  const socket = await openSocket(site.port);
  let received = "";
  socket.on("data", (chunk) => (received += chunk.toString("latin1")));
  const ended = new Promise((resolve) => socket.once("close", resolve));
  socket.write(
    `POST /echo/json/ HTTP/1.1\r\nHost: ${site.host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  const chunk = Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(1_048_576, "1"), Buffer.from("\r\n")]);
  for (let sent = 0; sent < maxMegabytes && received === "" && !socket.destroyed; sent++) {
    if (!socket.write(chunk))
      await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), ended]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
  await ended;
  return received;
}
