import assert from "node:assert/strict";
import { assertRssGrowth, assertStatus } from "../expectations.ts";
import { openSocket, rawRequest } from "../raw-http.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/** Names of files that lead out of their folder, or past a guard that looked at another spelling of the name. */

async function servesAssets(site: Site): Promise<void> {
  const answer = await site.get("/static/public/x.css");
  assertStatus(answer, 200);
  assert.equal(answer.body, "p { color: green }");
}

async function servesDownloads(site: Site): Promise<void> {
  assert.equal((await site.get("/download/?name=report.txt")).body, "the report");
}

/** Not there, and says nothing of where it was looked for. */
async function isAbsent(site: Site, target: string): Promise<void> {
  const answer = await site.get(target);
  assertStatus(answer, 400, 404, 414);
  assertSilent(site, answer.body);
}

async function downloadIsAbsent(site: Site, name: string): Promise<void> {
  await isAbsent(site, `/download/?name=${name}`);
}

function assertSilent(site: Site, body: string): void {
  assert.doesNotMatch(body, /canary|root:/);
  assert.ok(!body.includes(site.folder), "no path of the machine is told");
}

const climbs = [
  "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
  "/..%2f..%2fetc%2fpasswd",
  "/%252e%252e%252fetc%252fpasswd",
  "/..%c0%af..%c0%afetc/passwd",
  "/....//....//etc/passwd",
  "/../secret.txt",
  "/..\\secret.txt",
  "/%5c..%5csecret.txt",
  "/..%5csecret.txt",
  "/public/../../secret.txt",
  "/public/%2e%2e/%2e%2e/secret.txt",
  "/.%2e/secret.txt",
  "/link.css",
  "/.hidden",
  "/%2ehidden",
  "/public/.%2e/.hidden",
];

const deep = Array.from({ length: 20 }, (_, index) => `/static/a${"/..".repeat(index + 1)}/etc/passwd`);

export const staticPath = [
  replay("CVE-2014-6394", {
    control: servesAssets,
    payloads: [
      "/static/../static-restricted/x.css",
      "/static/../assets-restricted/x.css",
      "/static/%2e%2e/assets-restricted/x.css",
      "/static/..%2fassets-restricted%2fx.css",
      "/static-restricted/x.css",
      "/static/x.css/../../assets-restricted/x.css",
    ],
    attack: isAbsent,
  }),
  replay("CVE-2014-3744", {
    control: servesAssets,
    payloads: climbs.map((climb) => `/static${climb}`),
    attack: isAbsent,
  }),
  replay("CVE-2015-8859", {
    control: servesAssets,
    payloads: [
      "/static/%00",
      "/static/x%00.css",
      "/static/x.css%00",
      `/static/${"a".repeat(300)}`,
      `/static/${"a/".repeat(1_000)}x.css`,
      "/static/public",
      "/static/public/",
      "/static/",
      "/static/x.css/",
      "/static/x.css/y",
    ],
    attack: isAbsent,
  }),
  replay("CVE-2017-14849", {
    control: servesAssets,
    payloads: [
      ...deep,
      "/static/../../../foo/../../../../etc/passwd",
      "/static//../../../etc/passwd",
      "/static/a//..//..//../etc/passwd",
    ],
    attack: isAbsent,
  }),
  replay("CVE-2026-7120", {
    control: servesAssets,
    payloads: ["/static//private/x", "/static/./private/x", "/static/public/../private/x"],
    attack: isAbsent,
  }),
  replay("CVE-2026-15074", {
    control: servesDownloads,
    payloads: [
      "../secret.txt",
      "a/../../secret.txt",
      "%2E%2E/secret.txt",
      "..%2fsecret.txt",
      "..%5csecret.txt",
      "/etc/passwd",
      "report.txt%00.png",
      "..%252fsecret.txt",
      "",
      ".",
      "..",
    ],
    attack: downloadIsAbsent,
  }),
  replay("CVE-2015-0221", {
    async control(site) {
      const answer = await site.send({ method: "HEAD", target: "/static/big.mp4" });
      assertStatus(answer, 200);
      assert.equal(answer.headers.get("content-length")?.[0], String(512 * 1_048_576));
    },
    payloads: [20],
    // Readers that take a little and then stop: what isn't read must not be loaded.
    async attack(site, readers) {
      await assertRssGrowth(site, 64 * 1_048_576, async () => {
        const sockets = await Promise.all(Array.from({ length: readers }, () => openSocket(site.port)));
        await Promise.all(sockets.map((socket) => readSome(site, socket, 262_144)));
        assertStatus(await site.get("/"), 200);
        for (const socket of sockets) socket.destroy();
      });
    },
    async after(site) {
      await site.settled(await site.facts());
    },
  }),
];

function readSome(site: Site, socket: Awaited<ReturnType<typeof openSocket>>, bytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = 0;
    socket.once("close", () => reject(new Error(`the connection ended after ${received} bytes`)));
    socket.on("data", (chunk) => {
      received += chunk.length;
      if (received < bytes) return;
      socket.pause();
      resolve();
    });
    socket.write(rawRequest(site.host, { target: "/static/big.mp4" }));
  });
}
