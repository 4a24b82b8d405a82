import assert from "node:assert/strict";
import { createServer } from "node:http";
import { guardedFetch } from "quintet/security";
import { assertStatus } from "../expectations.ts";
import { replay } from "../replay.ts";

/** Requests that the site itself makes. An internal service listens on this machine, and must never be asked. */

async function withInternalService(work: (port: number) => Promise<void>): Promise<number> {
  let connections = 0;
  const server = createServer((_request, answer) => answer.end("internal canary"));
  server.on("connection", () => {
    connections++;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await work((server.address() as { port: number }).port);
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return connections;
}

const resolve = async () => [{ address: "127.0.0.1", family: 4 as const }];

export const outbound = [
  replay("CVE-2025-59837", {
    async control(site) {
      assertStatus(await site.get("/preview/?href=http%3A%2F%2Funknown.invalid%2F"), 400);
      // The guard lets pass what it is told to: the network of this machine, by its unsafe name.
      const connections = await withInternalService(async (port) => {
        const options = { ports: [port], unsafeNetworks: ["127.0.0.0/8"] };
        assert.equal(
          await (await guardedFetch(`http://127.0.0.1:${port}/`, options)).text(),
          "internal canary",
        );
      });
      assert.equal(connections, 1);
    },
    payloads: [
      "\\\\HOST/x.svg",
      "/\\HOST/x.svg",
      "//HOST/x",
      "http://HOST/",
      "http://user@HOST/",
      "http://localhost:PORT/",
      "http://[::1]:PORT/",
      "http://[::ffff:127.0.0.1]:PORT/",
      "http://2130706433:PORT/",
      "http://0x7f000001:PORT/",
      "http://0177.0.0.1:PORT/",
      "http://127.1:PORT/",
      "http://0:PORT/",
      "http://127.0.0.1.nip.io:PORT/",
      "http://169.254.169.254/latest/meta-data/",
      "http://[fd00::1]/",
      "http://10.0.0.1/",
      "data:image/svg+xml,<svg/>",
      "file:///etc/passwd",
      "ftp://HOST/",
      "gopher://HOST/",
      "http:HOST",
      "http:///HOST/",
      "http://HOST\u0000.example/",
      "",
    ],
    async attack(site, href) {
      const connections = await withInternalService(async (port) => {
        const address = href.replace("HOST", `127.0.0.1:${port}`).replace("PORT", String(port));
        const answer = await site.get(`/preview/?href=${encodeURIComponent(address)}`);
        assertStatus(answer, 400);
        assert.doesNotMatch(answer.body, /canary/);
        // A name of the attacker's that leads to the service: looked up once, and refused.
        const renamed = address.replace("127.0.0.1", "evil.example");
        await assert.rejects(guardedFetch(renamed, { ports: [port, 80, 443], resolve, timeoutMs: 1_000 }));
      });
      assert.equal(connections, 0);
    },
  }),
  replay("CVE-2022-35948", {
    async control() {
      const connections = await withInternalService(async (port) => {
        const options = { ports: [port], unsafeNetworks: ["127.0.0.0/8"], headers: { "x-note": "tea" } };
        assertStatus(
          { status: (await guardedFetch(`http://127.0.0.1:${port}/`, options)).status } as never,
          200,
        );
      });
      assert.equal(connections, 1);
    },
    payloads: ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\u0000b", "\u010a\u010dX: 1", "\ud83d\ude00"],
    async attack(_site, value) {
      const connections = await withInternalService(async (port) => {
        const options = { ports: [port], unsafeNetworks: ["127.0.0.0/8"] };
        const url = `http://127.0.0.1:${port}/`;
        await assert.rejects(async () => guardedFetch(url, { ...options, headers: { "x-note": value } }));
        await assert.rejects(async () => guardedFetch(url, { ...options, headers: { [`x-${value}`]: "1" } }));
        await assert.rejects(async () => guardedFetch(url, { ...options, method: `GET ${value}` }));
      });
      assert.equal(connections, 0);
    },
  }),
];
