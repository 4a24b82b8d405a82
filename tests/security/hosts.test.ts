import assert from "node:assert/strict";
import test from "node:test";
import { securityApp, testConfig } from "./security-app.ts";

async function isAnswered(app: Awaited<ReturnType<typeof securityApp>>, host: string): Promise<boolean> {
  const answer = app.ask("http://placeholder/", { headers: { host } });
  return answer.then(
    () => true,
    (error: { status: number }) => {
      assert.equal(error.status, 400);
      return false;
    },
  );
}

test("only the allowed hosts are answered, in any case, with any port", async () => {
  const app = await securityApp({
    security: { allowedHosts: ["shop.example", ".app.example", "[2001:db8::1]"] },
  });

  for (const host of [
    "shop.example",
    "SHOP.example:8000",
    "shop.example.",
    "app.example",
    "a.b.app.example",
    "[2001:db8::1]:80",
  ])
    assert.equal(await isAnswered(app, host), true, host);
  for (const host of [
    "evil.example",
    "shop.example.evil.example",
    "evilshop.example",
    "evilapp.example",
    "sub.shop.example",
    "localhost",
    "127.0.0.1",
    "shop.example@evil.example",
    "shop.example/x",
    "evil.example#shop.example",
  ])
    assert.equal(await isAnswered(app, host), false, host);
});

test("in debug the machine's own names are answered, and the message names the setting", async () => {
  const app = await securityApp({ debug: true, security: {} });

  for (const host of ["localhost:8000", "127.0.0.1", "[::1]:8000", "admin.localhost"])
    assert.equal(await isAnswered(app, host), true, host);
  await assert.rejects(app.ask("http://192.168.1.5:8000/"), {
    code: "security.disallowed-host",
    status: 400,
    message: /"192\.168\.1\.5:8000"\. If it should, add it to security\.allowedHosts/,
  });
});

test("in production the message gives nothing away", async () => {
  const app = await securityApp();

  await assert.rejects(app.ask("http://evil.example/"), (error: Error) => {
    assert.doesNotMatch(error.message, /evil|allowedHosts/);
    return true;
  });
});

test("outside of debug the hosts must be written, without schemes, ports and stars", () => {
  assert.throws(() => testConfig({ security: {} }), {
    code: "core.config",
    message: /security\.allowedHosts: is missing/,
  });
  for (const host of ["https://shop.example", "shop.example:80", "shop.example/", "", "[::g]"])
    assert.throws(() => testConfig({ security: { allowedHosts: [host] } }), { message: /is not a host/ });
  assert.throws(() => testConfig({ security: { allowedHosts: ["*"] } }), { message: /unsafeAnyHost: true/ });
  assert.equal(testConfig({ security: { unsafeAnyHost: true } }).config.security.unsafeAnyHost, true);
});

test("other mistakes in the configuration are told with their place", () => {
  const security = {
    allowedHosts: ["shop.example"],
    trustedOrigins: ["pay.example"],
    csp: { imgSource: ["x"], scriptSrc: ["a; b"] },
    cookies: { secure: false, hostPrefix: true },
  };
  assert.throws(() => testConfig({ security: security as never }), {
    message:
      /4 problems[\s\S]*security\.trustedOrigins: holds "pay\.example"[\s\S]*security\.csp\.imgSource[\s\S]*Did you mean "imgSrc"[\s\S]*security\.csp: is wrong[\s\S]*security\.cookies: has hostPrefix/,
  });
});
