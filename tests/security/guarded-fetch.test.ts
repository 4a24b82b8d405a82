import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, before, test } from "node:test";
import { type GuardedFetchOptions, guardedFetch, isPublicAddress, type ResolveHost } from "quintet/security";

/*
 * A service of the server's own network, which must never be asked: it counts connections. What may be asked in these tests
 * is the same machine, by its network's name in unsafeNetworks.
 */

let internal: Server;
let port = 0;
let connections = 0;
let lastHeaders: Record<string, unknown> = {};

before(async () => {
  internal = createServer((request, response) => {
    lastHeaders = request.headers;
    const { pathname, searchParams } = new URL(request.url!, "http://x");
    if (pathname === "/redirect") response.writeHead(302, { location: searchParams.get("to")! }).end();
    else if (pathname === "/large") response.end("x".repeat(100_000));
    else if (pathname === "/gzip") response.writeHead(200, { "content-encoding": "gzip" }).end("x");
    else if (pathname === "/silent") return;
    else if (pathname === "/drip") response.write("x");
    else response.writeHead(200, { "content-type": "text/plain" }).end(`${request.method} ${pathname}`);
  }).on("connection", () => connections++);
  await new Promise<void>((resolve) => internal.listen(0, "127.0.0.1", resolve));
  port = (internal.address() as { port: number }).port;
});
after(() => {
  internal.closeAllConnections();
  internal.close();
});

/** A DNS that knows these names, and counts what it is asked. */
function fakeDns(names: Record<string, readonly string[]>) {
  const asked: string[] = [];
  const resolve: ResolveHost = async (host) => {
    asked.push(host);
    const addresses = names[host];
    if (addresses === undefined)
      throw Object.assign(new Error(`no such name: ${host}`), { code: "ENOTFOUND" });
    return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  };
  return { asked, resolve };
}

const open = (options: GuardedFetchOptions = {}): GuardedFetchOptions => ({
  ports: [port],
  unsafeNetworks: ["127.0.0.1"],
  ...options,
});

async function refused(address: string, code: string, options: GuardedFetchOptions = {}) {
  const earlier = connections;
  await assert.rejects(guardedFetch(address, { ports: [80, 443, port], ...options }), { code }, address);
  assert.equal(connections, earlier, `${address} reached the internal service`);
}

test("addresses that only this server can reach are not asked, in whatever form they are written", async () => {
  const hosts = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "0.0.0.0",
    "0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[2001:db8::1]",
    "①②⑦.0.0.1",
  ];
  for (const host of hosts) await refused(`http://${host}:${port}/`, "security.outbound-address");
});

test("names that lead to such addresses are not asked", async () => {
  const names = {
    "internal.example": ["127.0.0.1"],
    "both.example": ["127.0.0.1", "::1", "10.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "nothing.example": [],
  };
  for (const name of Object.keys(names)) {
    const { resolve } = fakeDns(names);
    await refused(`http://${name}:${port}/`, "security.outbound-address", { resolve });
  }
});

test("a name is looked up once, and what was checked is what the connection goes to", async () => {
  // Each further question would get the address of another machine.
  let questions = 0;
  const resolve: ResolveHost = async () => [
    { address: questions++ === 0 ? "127.0.0.1" : "127.0.0.2", family: 4 },
  ];

  const response = await guardedFetch(`http://rebinding.example:${port}/page`, open({ resolve }));

  assert.equal(await response.text(), "GET /page");
  assert.equal(questions, 1);
  assert.equal(lastHeaders.host, `rebinding.example:${port}`);
});

test("of several addresses only those that may be asked are connected to", async () => {
  const { resolve } = fakeDns({ "mixed.example": ["10.255.255.1", "127.0.0.1", "::1"] });

  const response = await guardedFetch(`http://mixed.example:${port}/`, open({ resolve }));

  assert.equal(response.status, 200);
});

test("other schemes, other ports, credentials and texts that readers understand differently are refused", async () => {
  const { asked, resolve } = fakeDns({ "a.example": ["127.0.0.1"] });
  const wrong = [
    "ftp://a.example/",
    "file:///etc/passwd",
    "gopher://a.example/",
    "data:text/plain,x",
    "javascript:1",
    "//a.example/",
    "http:a.example",
    "http:/a.example",
    "https:\\\\a.example",
    "http://a.example\\@b.example/",
    "http://user@a.example/",
    "http://user:pass@a.example/",
    "http://@a.example/",
    "http://a.example:22/",
    "http://a.example:6379/",
    "http://",
    " http://a.example/",
    "http://a.example/\r\nX: 1",
    "ht\ttp://a.example/",
    "http://a.exam\nple/",
    "",
    "a.example",
    `http://a.example/${"x".repeat(9_000)}`,
  ];
  for (const address of wrong) await refused(address, "security.outbound-url", { resolve });
  await refused("http://a.example/", "security.outbound-url", { resolve, httpsOnly: true });
  assert.deepEqual(asked, []);
});

test("redirects are not followed unless it is said how many, and each of them is checked", async () => {
  const { resolve } = fakeDns({
    "a.example": ["127.0.0.1"],
    "b.example": ["127.0.0.1"],
    "evil.example": ["169.254.169.254"],
  });
  const from = (to: string) => `http://a.example:${port}/redirect?to=${encodeURIComponent(to)}`;
  const follow = open({
    resolve,
    maxRedirects: 2,
    headers: { authorization: "Bearer hunter2", cookie: "a=1", "x-a": "1" },
  });

  await assert.rejects(guardedFetch(from("/page"), open({ resolve })), {
    code: "security.outbound-redirect",
  });
  assert.equal(await (await guardedFetch(from("/page"), follow)).text(), "GET /page");
  assert.equal(lastHeaders.authorization, "Bearer hunter2");
  await guardedFetch(from(`http://b.example:${port}/page`), follow);
  assert.deepEqual(
    [lastHeaders.authorization, lastHeaders.cookie, lastHeaders["x-a"]],
    [undefined, undefined, "1"],
  );

  const targets = {
    "http://169.254.169.254/latest/meta-data/": "security.outbound-url", // another port
    [`http://169.254.169.254:${port}/`]: "security.outbound-address",
    [`http://evil.example:${port}/`]: "security.outbound-address",
    "file:///etc/passwd": "security.outbound-url",
    [`http://u:p@b.example:${port}/`]: "security.outbound-url",
  };
  for (const [target, code] of Object.entries(targets))
    await assert.rejects(guardedFetch(from(target), follow), { code }, target);
  const circle = from(from(from(from("/page"))));
  await assert.rejects(guardedFetch(circle, follow), { code: "security.outbound-redirect" });
});

test("a redirect of a form asks by GET, unless its status says to repeat it", async () => {
  const { resolve } = fakeDns({ "a.example": ["127.0.0.1"] });
  const body = new URLSearchParams({ a: "1" });

  const response = await guardedFetch(
    `http://a.example:${port}/redirect?to=/page`,
    open({ resolve, method: "post", body, maxRedirects: 1 }),
  );

  assert.equal(await response.text(), "GET /page");
  assert.deepEqual([lastHeaders["content-type"], lastHeaders["content-length"]], [undefined, undefined]);
});

test("an answer that is too large, too slow or compressed is refused", async () => {
  const { resolve } = fakeDns({ "a.example": ["127.0.0.1"] });
  const ask = (path: string, options: GuardedFetchOptions) =>
    guardedFetch(`http://a.example:${port}${path}`, open({ resolve, ...options }));

  await assert.rejects(ask("/large", { maxBytes: 1_000 }), { code: "security.outbound-body" });
  assert.equal((await (await ask("/large", { maxBytes: 100_000 })).text()).length, 100_000);
  await assert.rejects(ask("/gzip", {}), { code: "security.outbound-encoding" });
  await assert.rejects(ask("/silent", { timeoutMs: 100 }), { code: "security.outbound-timeout" });
  const dripping = await ask("/drip", { timeoutMs: 300 });
  await assert.rejects(dripping.text(), "the time is up in the middle of the body too");
  await assert.rejects(ask("/silent", { signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("no line end gets into the request, and the caller doesn't say where it goes", async () => {
  const { resolve } = fakeDns({ "a.example": ["127.0.0.1"] });
  const address = `http://a.example:${port}/page`;

  await assert.rejects(
    guardedFetch(address, open({ resolve, headers: { "x-a": "1\r\nHost: evil.example" } })),
    TypeError,
  );
  await assert.rejects(guardedFetch(address, open({ resolve, method: "GET / HTTP/1.1\r\nX: 1" })), TypeError);
  await guardedFetch(
    address,
    open({ resolve, headers: { host: "evil.example", "transfer-encoding": "chunked" } }),
  );
  assert.equal(lastHeaders.host, `a.example:${port}`);
  assert.equal(lastHeaders["transfer-encoding"], undefined);
});

test("addresses of the internet may be asked", () => {
  for (const address of ["1.1.1.1", "9.9.9.9", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450:4001::200e"])
    assert.ok(isPublicAddress(address), address);
  for (const address of ["", "example.com", "fe80::1%eth0", "1.2.3", "::ffff:1.1.1.1"])
    assert.ok(!isPublicAddress(address), address);
});
