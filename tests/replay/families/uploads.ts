import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { assertLinear, assertRssGrowth, assertStatus, cpuMsOf } from "../expectations.ts";
import { abortUpload, boundary, multipartBody, partHead, sendForm } from "../multipart.ts";
import { openSocket, rawRequest } from "../raw-http.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/** Forms with files: their names, their number, what isn't one, and clients that leave in the middle. */

interface Kept {
  readonly name: string;
  readonly size: number;
  readonly savedAs: string;
}

async function upload(site: Site, fileName: string): Promise<Kept | undefined> {
  const answer = await sendForm(site, "/upload/", multipartBody([{ fileName }]));
  assertStatus(answer, 200, 400);
  return answer.status === 200 ? JSON.parse(answer.body)[0] : undefined;
}

async function takesFiles(site: Site): Promise<void> {
  const kept = await upload(site, "tea.txt");
  assert.deepEqual([kept?.name, kept?.size], ["tea.txt", 1]);
  assert.ok(existsSync(join(site.folder, kept!.savedAs)));
}

/** Everything of the site's folder that isn't an upload: nothing of it may come or go. */
function treeOf(site: Site): string[] {
  return readdirSync(site.folder, { recursive: true })
    .map(String)
    .filter((path) => !/^(uploads\/|tmp\/|db\.sqlite3-|tmp$)/.test(path))
    .sort();
}

const climbing = [
  "/tmp/x.txt",
  "C:\\\\Windows\\\\x.txt",
  "C:/Windows/x.txt",
  "\\\\tmp\\\\x.txt",
  "subdir/x.txt",
  "../../x.txt",
  "..\\\\..\\\\x.txt",
  "../..\\\\x.txt",
  "..&#x2F;x.txt",
  "..&sol;x.txt",
  "..%2f..%2fx.txt",
  "....//x.txt",
  "x.txt/",
  "./x.txt",
  "/x.txt",
  "../../../app/server.js",
  ".",
  "..",
  "/",
  "",
  ".htaccess",
  "x.txt\u0000.png",
  "con",
  "a".repeat(600),
  "\u202etxt.exe",
  "x.txt;",
  "x\ty.txt",
];

async function staysInItsFolder(site: Site, fileName: string): Promise<void> {
  const before = treeOf(site);
  for (const target of ["/upload/", "/upload-by-name/", "/upload-by-name/"]) {
    const answer = await sendForm(site, target, multipartBody([{ fileName }]));
    assertStatus(answer, 200, 400, 409, 500);
    for (const { name, savedAs } of answer.status === 200 && target === "/upload/"
      ? (JSON.parse(answer.body) as Kept[])
      : []) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: just those must not be there
      assert.doesNotMatch(name, /[/\\\x00-\x1f\x7f]|^\.\.?$/);
      assert.match(savedAs, /^uploads\/[^/]+$/);
    }
  }
  assert.deepEqual(treeOf(site), before);
}

const malformed: readonly (readonly [type: string, body: string])[] = [
  ["multipart/form-data", "--x\r\n\r\n--x--"],
  ["multipart/form-data; boundary=", "--\r\n\r\n----"],
  [`multipart/form-data; boundary=${"b".repeat(71)}`, `--${"b".repeat(71)}--\r\n`],
  [`multipart/form-data; boundary=${"b".repeat(5_000)}`, `--${"b".repeat(5_000)}--\r\n`],
  ["multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'],
  ["multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'],
  ["multipart/form-data; boundary=x", "--x\r\nno colon here\r\n\r\n1\r\n--x--\r\n"],
  ["multipart/form-data; boundary=x", "--x\r\n\r\n1\r\n--x--\r\n"],
  ["multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"],
  ["multipart/form-data; boundary=x", "no part at all"],
  ["multipart/form-data; boundary=x", ""],
  [
    "multipart/form-data; boundary=x",
    `--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\nX: ${"y".repeat(20_000)}\r\n\r\n1\r\n--x--\r\n`,
  ],
  ["multipart/form-data; boundary=x", `--x\r\n${"X: y\r\n".repeat(3_000)}\r\n1\r\n--x--\r\n`],
  ["multipart/form-data; boundary=x; boundary=y", "--x--\r\n"],
  ["multipart/mixed; boundary=x", "--x--\r\n"],
];

export const uploads = [
  replay("CVE-2021-28658", { control: takesFiles, payloads: climbing, attack: staysInItsFolder }),
  replay("CVE-2026-21440", {
    async control(site) {
      await takesFiles(site);
      const named = await sendForm(site, "/upload-by-name/", multipartBody([{ fileName: "named.txt" }]));
      assert.equal(JSON.parse(named.body), "uploads/named.txt");
    },
    payloads: climbing,
    attack: staysInItsFolder,
    async after(site) {
      const again = await sendForm(
        site,
        "/upload-by-name/",
        multipartBody([{ fileName: "named.txt", content: "second" }]),
      );
      assert.notEqual(again.status, 200, "what is there isn't overwritten");
    },
  }),
  replay("CVE-2022-23833", {
    async control(site) {
      const head = ["Content-Transfer-Encoding: base64"];
      const answer = await sendForm(
        site,
        "/upload/",
        multipartBody([{ fileName: "a", head, content: "dGVh" }]),
      );
      assertStatus(answer, 200, 400);
      if (answer.status === 200) assert.equal(JSON.parse(answer.body)[0].size, 3);
    },
    payloads: [
      "Q",
      "QQ",
      "QQ=Q",
      "!".repeat(2_000_000),
      "=".repeat(2_000_000),
      "Q\r\n".repeat(600_000),
      " ".repeat(2_000_000),
    ],
    async attack(site, content) {
      for (const part of [{ fileName: "a" }, {}]) {
        const head = ["Content-Transfer-Encoding: base64"];
        const used = await cpuMsOf(site, async () => {
          const answer = await sendForm(site, "/upload/", multipartBody([{ ...part, head, content }]));
          assertStatus(answer, 200, 400, 413);
        });
        assert.ok(used < 400 + content.length / 1_000, `${used} ms`);
      }
    },
  }),
  replay("CVE-2026-108147", {
    control: takesFiles,
    payloads: [200],
    async attack(site, megabytes) {
      const head = partHead({ fileName: "a.bin", head: ["Content-Transfer-Encoding: base64"] });
      const send = (count: number, meanwhile?: () => Promise<void>) =>
        streamForm(site, "/upload-much/", head, Buffer.alloc(1_048_576, "QUJD"), count, meanwhile);
      await send(20); // what any first upload of that kind needs
      const before = await site.facts();
      await assertRssGrowth(site, 32 * 1_048_576, async (meanwhile) => {
        const status = await send(megabytes, meanwhile);
        assert.ok([200, 400, 413].includes(status), `status ${status}`);
      });
      await site.settled(before);
    },
  }),
  replay("CVE-2023-24580", {
    async control(site) {
      const answer = await sendForm(site, "/upload/", multipartBody(Array(100).fill({ fileName: "a" })));
      assertStatus(answer, 200);
      assert.equal(JSON.parse(answer.body).length, 100);
    },
    payloads: [
      { fileName: "", content: "" },
      { fileName: "a", content: "x" },
      { content: "x" },
      { name: "", content: "" },
    ],
    async attack(site, part) {
      const before = await site.facts();
      const answer = await sendForm(site, "/upload/", multipartBody(Array(20_000).fill(part)));
      assertStatus(answer, 400, 413);
      await site.settled(before);
    },
  }),
  replay("CVE-2025-47944", {
    control: takesFiles,
    payloads: malformed,
    async attack(site, [type, body]) {
      const before = await site.facts();
      assertStatus(await sendForm(site, "/upload/", body, type), 400, 413, 415);
      await site.settled(before);
    },
  }),
  replay("CVE-2026-3520", {
    control: takesFiles,
    payloads: [
      `--${boundary}\r\n\r\n\r\n`.repeat(10_000),
      `--${boundary}\r\n`.repeat(10_000),
      `${"preamble\r\n".repeat(10_000)}--${boundary}--\r\n`,
      nestedMixed(1_000),
      `--${boundary}`.repeat(20_000),
      `\r\n--${boundary.slice(0, -1)}`.repeat(20_000),
    ],
    async attack(site, body) {
      await assertLinear(
        site,
        [1, 4],
        async (times) => {
          const answer = await sendForm(site, "/upload/", body.repeat(times).slice(0, 2_500_000));
          assertStatus(answer, 200, 400, 413);
          if (answer.status === 200) assert.equal(answer.body, "[]");
        },
        2_000,
      );
    },
  }),
  replay("CVE-2025-47935", {
    control: takesFiles,
    payloads: [200],
    async attack(site, count) {
      const before = await site.facts();
      for (let at = 0; at < count; at += 20)
        await Promise.all(Array.from({ length: 20 }, () => abortUpload(site, "/upload-much/", 100_000)));
      const after = await site.settled(before);
      assert.ok(after.heapUsed < before.heapUsed + 8 * 1_048_576, "the heap is as it was");
    },
  }),
  replay("CVE-2026-5038", {
    control: takesFiles,
    payloads: [40],
    async attack(site, count) {
      const before = await site.facts();
      for (let at = 0; at < count; at += 8)
        await Promise.all(Array.from({ length: 8 }, () => abortUpload(site, "/upload-much/", 5_000_000)));
      // A trailer that is none: refused, and what was spilled is gone as well.
      const file = Buffer.concat([partHead({ fileName: "a.bin" }), Buffer.alloc(5_000_000, "x")]);
      assertStatus(
        await sendForm(site, "/upload-much/", Buffer.concat([file, Buffer.from("\r\n--replay")])),
        400,
      );
      const after = await site.settled(before);
      assert.deepEqual(after.temporaryFiles, before.temporaryFiles);
    },
  }),
  replay("CVE-2026-2359", {
    control: takesFiles,
    payloads: [200],
    async attack(site, count) {
      const before = await site.facts();
      const head = rawRequest(site.host, {
        method: "POST",
        target: "/upload/",
        headers: { "Content-Type": `multipart/form-data; boundary=${boundary}`, "Content-Length": "1000" },
      });
      for (let at = 0; at < count; at += 20) {
        const sockets = await Promise.all(Array.from({ length: 20 }, () => openSocket(site.port)));
        for (const socket of sockets) socket.write(Buffer.concat([head, partHead({ fileName: "a" })]));
        await site.get("/");
        for (const socket of sockets) socket.resetAndDestroy();
      }
      await site.settled(before); // no handler waits for a form that will never come
    },
  }),
  replay("CVE-2023-26108", {
    async control(site) {
      assert.equal((await site.get("/download/?name=report.txt")).body, "the report");
    },
    payloads: ["/static/big.mp4", "/endless/"],
    async attack(site, target) {
      const before = await site.facts();
      for (let at = 0; at < 100; at += 20) {
        await Promise.all(
          Array.from({ length: 20 }, async () => {
            const socket = await openSocket(site.port);
            socket.write(rawRequest(site.host, { target }));
            await new Promise((resolve) => socket.once("data", resolve));
            socket.resetAndDestroy();
          }),
        );
      }
      const after = await site.settled(before);
      assert.ok(after.heapUsed < before.heapUsed + 8 * 1_048_576, "the heap is as it was");
    },
  }),
];

/** Forms in forms, as mail has them. */
function nestedMixed(depth: number): string {
  const open = Array.from(
    { length: depth },
    (_, index) =>
      `--${index === 0 ? boundary : `b${index}`}\r\nContent-Type: multipart/mixed; boundary=b${index + 1}\r\n\r\n`,
  );
  return `${open.join("")}--b${depth}--\r\n--${boundary}--\r\n`;
}

/** Sends a form with one file of many chunks, as long as the site takes them, and gives the status; every tenth, it calls `meanwhile`. */
async function streamForm(
  site: Site,
  target: string,
  head: Buffer,
  chunk: Buffer,
  count: number,
  meanwhile: () => Promise<void> = async () => {},
): Promise<number> {
  const socket = await openSocket(site.port);
  let received = "";
  socket.on("data", (data) => {
    received += data.toString("latin1");
  });
  const closed = new Promise((resolve) => socket.once("close", resolve));
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const length = head.length + chunk.length * count + tail.length;
  socket.write(
    `POST ${target} HTTP/1.1\r\nHost: ${site.host}\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${length}\r\n\r\n`,
  );
  socket.write(head);
  for (let sent = 0; sent < count && received === "" && !socket.destroyed; sent++) {
    if (!socket.write(chunk))
      await Promise.race([closed, new Promise((resolve) => socket.once("drain", resolve))]);
    if (sent % 10 === 9) await meanwhile();
  }
  socket.write(tail);
  await closed;
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1]);
}
