import assert from "node:assert/strict";
import { assertStatus } from "../expectations.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/*
 * Requests whose end two servers would see at different places. Exactly one answer, or 400 and the end of the connection:
 * the request that is hidden in the first must never run.
 */

const canary = "/echo/query/?smuggled=canary";

/** One request with whatever head, and behind it what an attacker wants to be a second one. */
async function isRefusedOrAnsweredOnce(site: Site, head: string, body = ""): Promise<void> {
  const smuggled = `GET ${canary} HTTP/1.1\r\nHost: ${site.host}\r\n\r\n`;
  const answers = await site.sendBytes(`${head.replaceAll("HOST", site.host)}\r\n\r\n${body}${smuggled}`, {
    waitMs: 8_000,
  });
  assert.equal(answers.length, 1, "exactly one answer");
  assertStatus(answers[0]!, 400);
  assert.ok(!answers.some((answer) => answer.body.includes("canary")), "the hidden request has not run");
}

/** Two requests on one connection get two answers: what is smuggled would be seen. */
async function answersPipelined(site: Site): Promise<void> {
  const one = `POST /echo/json/ HTTP/1.1\r\nHost: ${site.host}\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n[1,2]`;
  const chunked = `POST /echo/json/ HTTP/1.1\r\nHost: ${site.host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2]\r\n0\r\n\r\n`;
  const last = `GET ${canary} HTTP/1.1\r\nHost: ${site.host}\r\nConnection: close\r\n\r\n`;
  const answers = await site.sendBytes(one + chunked + last);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.match(answers[2]!.body, /canary/);
}

const post = "POST /echo/form/ HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded";

function smuggling(id: string, heads: readonly string[], body = "") {
  return replay(id, {
    control: answersPipelined,
    payloads: heads,
    attack: (site, head) => isRefusedOrAnsweredOnce(site, head, body),
  });
}

export const smugglingAttacks = [
  smuggling("CVE-2018-7159", [
    `${post}\r\nContent-Length: 1 2`,
    `${post}\r\nContent-Length: 1,2`,
    `${post}\r\nContent-Length: 1\r\nContent-Length: 2`,
    `${post}\r\nContent-Length: +1`,
    `${post}\r\nContent-Length: -1`,
    `${post}\r\nContent-Length: 0x5`,
    `${post}\r\nContent-Length: 1e2`,
    `${post}\r\nContent-Length: 99999999999999999999999`,
    `${post}\r\nContent-Length: 5;`,
  ]),
  smuggling(
    "CVE-2019-15605",
    [
      `${post}\r\nTransfer-Encoding: xchunked`,
      `${post}\r\nTransfer-Encoding: chunked, identity`,
      `${post}\r\nTransfer-Encoding: chunked\r\nContent-Length: 5`,
      `${post}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked`,
      `${post}\r\nTransfer-Encoding: xchunked\r\nContent-Length: 5`,
      `${post}\r\nTransfer-Encoding: identity\r\nContent-Length: 5`,
      `${post}\r\nTransfer-Encoding: chunked\u000b`,
      `${post}\r\nTransfer-Encoding: "chunked"`,
      `${post}\r\nTransfer-Encoding: gzip`,
    ],
    "0\r\n\r\n",
  ),
  smuggling(
    "CVE-2020-8201",
    [
      `${post}\r\nTransfer\rEncoding: chunked`,
      `${post}\r\nTransfer\nEncoding: chunked`,
      `${post}\r\nTransfer-Encoding\r: chunked`,
    ],
    "0\r\n\r\n",
  ),
  smuggling("CVE-2021-22959", [
    `${post}\r\nContent-Length : 5`,
    "GET / HTTP/1.1\r\nHost : HOST",
    `${post}\r\nContent-Length\t: 5`,
    `${post}\r\nTransfer-Encoding : chunked`,
  ]),
  smuggling("CVE-2021-22960", [`${post}\r\nTransfer-Encoding: chunked`], "5;a\nX\r\nhello\r\n0\r\n\r\n"),
  smuggling("CVE-2022-32215", [
    `${post}\r\nTransfer-Encoding: chunked\r\n , identity`,
    `${post}\r\nTransfer-Encoding: chunked\r\n\tfoo`,
    `${post}\r\nTransfer-Encoding:\r\n chunked`,
    `${post}\r\nContent-Length: 5\r\n 6`,
  ]),
  smuggling("CVE-2024-27982", [
    "GET / HTTP/1.1\r\n Content-Length: 40\r\nHost: HOST",
    "GET / HTTP/1.1\r\n\tHost: HOST\r\nHost: HOST",
    "GET / HTTP/1.1\r\n Transfer-Encoding: chunked\r\nHost: HOST",
  ]),
  smuggling("CVE-2025-23167", [
    "GET / HTTP/1.1\r\nHost: HOST\r\n\rX: 1",
    "GET / HTTP/1.1\r\nHost: HOST\r\n\rContent-Length: 5",
    "GET / HTTP/1.1\r\nHost: HOST\n\rX: 1",
    "GET / HTTP/1.1\r\nHost: HOST\r\nX: a\rb",
    "GET / HTTP/1.1\r\nHost: HOST\r\nX: a\u0000b",
  ]),
  replay("CVE-2024-23641", {
    control: answersPipelined,
    payloads: ["GET", "HEAD", "DELETE", "OPTIONS"],
    // A body where none is expected: served or refused, and the next request on the connection is the next one.
    async attack(site, method) {
      const bodies = [
        ["Content-Length: 2", "{}"],
        ["Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"],
        ["Content-Length: 100000", "x".repeat(100_000)],
      ];
      for (const [header, body] of bodies) {
        const first = `${method} / HTTP/1.1\r\nHost: ${site.host}\r\n${header}\r\n\r\n${body}`;
        const second = `GET ${canary} HTTP/1.1\r\nHost: ${site.host}\r\nConnection: close\r\n\r\n`;
        const received = await site.sendBytes(first + second).catch(() => undefined);
        if (method === "HEAD" || received === undefined) continue; // its answer has a length and no body: looked at below
        assert.ok(received.length === 1 || received.length === 2);
        if (received.length === 2) assert.deepEqual(JSON.parse(received[1]!.body), [["smuggled", "canary"]]);
      }
    },
  }),
];
