import assert from "node:assert/strict";
import { test } from "node:test";
import { json, type Next, Request, type ServeOptions, type Server, serve } from "quintet/http";
import { parseForwarded } from "../../src/http/forwarded-header.ts";
import { TrustedProxies } from "../../src/http/trusted-proxies.ts";
import { cpuMilliseconds } from "../cpu-time.ts";

/* What proxies tell of their clients, by X-Forwarded-… or by the standard's Forwarded (RFC 7239). */

const tell: Next = (request) => json([request.ip, request.isSecure, request.host]);
const trustedProxies = ["127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"];

function start(options: ServeOptions = {}): Promise<Server> {
  return serve(tell, { port: 0, trustedProxies, proxyHeaders: "forwarded", ...options });
}

async function told(server: Server, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(server.url, { headers });
  return response.ok ? response.json() : response.status;
}

const read: [header: string, ip: string, isSecure: boolean][] = [
  ["for=203.0.113.7;proto=https", "203.0.113.7", true],
  ["For=203.0.113.7; Proto=HTTPS ; by=10.0.0.2", "203.0.113.7", true],
  ['for="203.0.113.7:4711";proto=http', "203.0.113.7", false],
  ['for="[2001:db8:cafe::17]:4711";proto=https', "2001:db8:cafe::17", true],
  ['for="[2001:0DB8:cafe:0::17]"', "2001:db8:cafe::17", false], // one spelling for each address
  ["for=203.0.113.7:4711;proto=https", "203.0.113.7", true], // without the quotes that it needs
  ['for="::ffff:203.0.113.7"', "203.0.113.7", false],
  ["for=6.6.6.6;proto=http, for=203.0.113.7;proto=https, for=10.0.0.2;proto=http", "203.0.113.7", true],
  ["for=6.6.6.6;proto=https, for=203.0.113.7;proto=http", "203.0.113.7", false],
  ['for=203.0.113.7;proto=https, for="[2001:db8:1::5]";proto=http', "203.0.113.7", true],
  [", for=203.0.113.7;proto=https,,", "203.0.113.7", true],
  ['for=203.0.113.7;secret="a,b;c=\\"d\\"";proto=https', "203.0.113.7", true],
  ["for=6.6.6.6, for=unknown;proto=https", "127.0.0.1", true], // the proxy doesn't say who asked it
  ["for=_hidden;proto=https", "127.0.0.1", true],
  ["for=evil.example", "127.0.0.1", false],
  ["for=10.0.0.2%eth0", "127.0.0.1", false],
  ['for="fe80::1%eth0"', "127.0.0.1", false],
  ["", "127.0.0.1", false],
];

test("a trusted proxy is believed about address and scheme, as far as the trust reaches", async () => {
  await using server = await start();
  const { host } = new URL(server.url);

  for (const [header, ip, isSecure] of read) {
    assert.deepEqual(await told(server, { forwarded: header }), [ip, isSecure, host], header);
  }
});

const hostile = [
  'for="6.6.6.6, for=203.0.113.7;proto=https', // opens a quote that would swallow what the proxy writes
  'for="6.6.6.6\\", for=203.0.113.7',
  'x="a, for="[2001:db8::1]";proto=https',
  "for=6.6.6.6 for=203.0.113.7",
  "for=6.6.6.6;for=203.0.113.7", // twice in one element
  "6.6.6.6, for=203.0.113.7",
  "for=, for=203.0.113.7",
  "=6.6.6.6",
  'for="6.6.6.6"x, for=203.0.113.7',
  "for = 6.6.6.6",
];

test("a Forwarded header that can't be read is refused where a trusted proxy passes it on, and ignored elsewhere", async () => {
  let asked = 0;
  const counted: Next = (request) => {
    asked++;
    return tell(request);
  };
  await using server = await serve(counted, { port: 0, trustedProxies, proxyHeaders: "forwarded" });
  await using others = await start({ trustedProxies: ["10.0.0.1"] });

  for (const header of hostile) {
    assert.equal(parseForwarded(header), undefined, header);
    const response = await fetch(server.url, { headers: { forwarded: header } });
    assert.equal(response.status, 400, header);
    assert.match(await response.text(), /Forwarded header/);
    const { host } = new URL(others.url);
    assert.deepEqual(await told(others, { forwarded: header }), ["127.0.0.1", false, host], header);
  }
  assert.equal(asked, 0);
});

test("of X-Forwarded-… and Forwarded one is believed, because proxies pass the other on as clients sent it", async () => {
  await using standard = await start({ trustForwardedHost: true });
  await using usual = await start({ proxyHeaders: "x-forwarded", trustForwardedHost: true });
  const headers = {
    forwarded: "for=203.0.113.7;proto=https;host=shop.example",
    "x-forwarded-for": "203.0.113.8",
    "x-forwarded-proto": "http",
    "x-forwarded-host": "other.example",
  };

  assert.deepEqual(await told(standard, headers), ["203.0.113.7", true, "shop.example"]);
  assert.deepEqual(await told(usual, headers), ["203.0.113.8", false, "other.example"]);
});

test("the host is believed where that is asked for, and must be one", async () => {
  await using silent = await start();
  await using server = await start({ trustForwardedHost: true });
  const own = new URL(server.url).host;

  assert.deepEqual(await told(silent, { forwarded: "host=shop.example" }), [
    "127.0.0.1",
    false,
    new URL(silent.url).host,
  ]);
  assert.deepEqual(await told(server, { forwarded: 'for=203.0.113.7;host="shop.example:8080"' }), [
    "203.0.113.7",
    false,
    "shop.example:8080",
  ]);
  assert.deepEqual(await told(server, { forwarded: "for=203.0.113.7" }), ["203.0.113.7", false, own]);
  assert.equal(await told(server, { forwarded: 'for=203.0.113.7;host="a b/c"' }), 400);
});

test("X-Forwarded-For may name ports, and what is no address ends the chain", async () => {
  await using server = await start({ proxyHeaders: "x-forwarded" });
  const { host } = new URL(server.url);
  const by = (value: string) => told(server, { "x-forwarded-for": value });

  assert.deepEqual(await by("6.6.6.6, 203.0.113.7:4711, 10.0.0.2:80"), ["203.0.113.7", false, host]);
  assert.deepEqual(await by("[2001:db8::9]:4711"), ["2001:db8::9", false, host]);
  assert.deepEqual(await by("203.0.113.7, unknown"), ["127.0.0.1", false, host]);
  assert.deepEqual(await by("203.0.113.7, [10.0.0.2]"), ["127.0.0.1", false, host]);
});

test("a request of the platform is told apart by the same headers, where its peer is a proxy", () => {
  const proxies = new TrustedProxies(trustedProxies, { headers: "forwarded" });
  const asked = new globalThis.Request("http://shop.example/", {
    headers: { forwarded: "for=203.0.113.7;proto=https" },
  });

  const behind = Request.fromPlatform(asked, { peer: "10.0.0.2", proxies });
  const direct = Request.fromPlatform(asked, { peer: "198.51.100.1", proxies });

  assert.deepEqual([behind.ip, behind.peer, behind.isSecure], ["203.0.113.7", "10.0.0.2", true]);
  assert.deepEqual([direct.ip, direct.peer, direct.isSecure], ["198.51.100.1", "198.51.100.1", false]);
});

test("a long Forwarded header is read in linear time", async () => {
  for (const piece of ["a=b,", 'a="', "a=b;", "  ", "=", '\\"', ", "]) {
    // Sixteen times what the server takes as a block of headers; quadratic would be seconds.
    const spent = await cpuMilliseconds(() => parseForwarded(piece.repeat(262_144 / piece.length)));
    assert.ok(spent < 1_000, `${piece}: ${spent} ms`);
  }
});
