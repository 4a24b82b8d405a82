import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { assertRssGrowth, assertStatus, cpuMsOf } from "../expectations.ts";
import { openSocket } from "../raw-http.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/** Clients that begin and don't go on. They are ended, and nobody else notices them; at scale: `npm run reliability -- R7`. */

async function servesOthers(site: Site): Promise<void> {
  assertStatus(await site.get("/"), 200);
}

/** Opens connections that send `begin`, then a byte of `rest` now and then, and gives what each received until its end. */
async function untilEnded(site: Site, count: number, begin: string, rest: string): Promise<string[]> {
  const sockets = await Promise.all(Array.from({ length: count }, () => openSocket(site.port)));
  const ends = sockets.map(received);
  for (const socket of sockets) socket.write(begin);
  const dripping = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write(rest);
  }, 300);
  // While they are at it, others are served.
  assertStatus(await site.get("/"), 200);
  const all = await Promise.all(ends);
  clearInterval(dripping);
  return all;
}

function received(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.once("close", () => resolve(text));
  });
}

const first = (site: Site) => `GET / HTTP/1.1\r\nHost: ${site.host}\r\n\r\n`;

export const slowClients = [
  replay("CVE-2018-12121", {
    mode: "hasty",
    control: servesOthers,
    payloads: [200],
    async attack(site, count) {
      await assertRssGrowth(site, 64 * 1_048_576, async () => {
        const head = `GET / HTTP/1.1\r\nHost: ${site.host}\r\nX: ${"y".repeat(80_000)}`;
        for (const answer of await untilEnded(site, count, head, "z"))
          assert.match(answer, /^HTTP\/1\.1 431 /);
      });
    },
  }),
  replay("CVE-2018-12122", {
    mode: "hasty",
    control: servesOthers,
    payloads: ["GET / HTTP/1.1\r\nHost: app.test\r\nX: ", "G", "GET / HTTP/1.1\r\n", "\r\n"],
    async attack(site, begin) {
      for (const answer of await untilEnded(site, 50, begin, "y"))
        assert.match(answer, /^(HTTP\/1\.1 4\d\d |$)/);
    },
  }),
  replay("CVE-2019-5737", {
    mode: "hasty",
    control: servesOthers,
    payloads: [50],
    async attack(site, count) {
      const begin = `${first(site)}GET / HTTP/1.1\r\nHost: ${site.host}\r\nX: `;
      for (const answer of await untilEnded(site, count, begin, "y"))
        assert.match(answer, /^HTTP\/1\.1 200 /);
    },
  }),
  replay("CVE-2020-8251", {
    mode: "hasty",
    control: servesOthers,
    payloads: ["/echo/json/", "/echo/form/", "/upload/", "/"],
    async attack(site, target) {
      const type =
        target === "/echo/json/"
          ? "application/json"
          : target === "/upload/"
            ? "multipart/form-data; boundary=x"
            : "application/x-www-form-urlencoded";
      const begin = `POST ${target} HTTP/1.1\r\nHost: ${site.host}\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\n\r\n`;
      for (const answer of await untilEnded(site, 50, begin, "1"))
        assert.match(answer, /^(HTTP\/1\.1 4\d\d |$)/);
    },
    async after(site) {
      await site.settled({ ...(await site.facts()), handlersAtWork: 0 });
    },
  }),
  replay("CVE-2026-47219", {
    async control(site) {
      assertStatus(await site.send({ method: "OPTIONS", target: "/echo/form/" }), 200, 204);
    },
    payloads: [
      "FOO",
      "constructor",
      "__proto__",
      "toString",
      "TRACE",
      "CONNECT",
      "PROPFIND",
      "get",
      "QUERY",
      "M-SEARCH",
      "POST\t",
      "G\u0000ET",
    ],
    async attack(site, method) {
      const used = await cpuMsOf(site, async () => {
        const answers = await site.sendBytes(
          `${method} /echo/form/ HTTP/1.1\r\nHost: ${site.host}\r\nConnection: close\r\n\r\n`,
        );
        for (const { status } of answers) assert.ok([400, 405, 501].includes(status), `status ${status}`);
      });
      assert.ok(used < 500);
    },
  }),
  replay("CVE-2026-27700", {
    mode: "proxied",
    async control(site) {
      const answer = await site.get("/echo/facts/", {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
      });
      const facts = JSON.parse(answer.body);
      assert.deepEqual([facts.ip, facts.secure], ["203.0.113.9", true]);
    },
    payloads: [
      "127.0.0.1, 203.0.113.9",
      "10.0.0.1,203.0.113.9",
      "garbage, 203.0.113.9",
      "203.0.113.9, 127.0.0.1",
      "::1, 203.0.113.9",
      ", 203.0.113.9",
    ],
    async attack(site, forwarded) {
      const answer = await site.get("/echo/facts/", { "X-Forwarded-For": forwarded });
      assert.equal(JSON.parse(answer.body).ip, "203.0.113.9");
    },
  }),
];
