import assert from "node:assert/strict";
import test from "node:test";
import { text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { cookiePolicy } from "quintet/security";
import { runChecks } from "../../src/core/index.ts";
import { type SecurityAppOptions, securityApp, testConfig } from "./security-app.ts";

async function idsFor(options: SecurityAppOptions): Promise<string[]> {
  const { app } = await securityApp(options);
  const findings = await runChecks(app, { deploy: true });
  for (const { message, hint } of findings) assert.match(`${message} ${hint}`, /^[A-Z"s].*\.$/s);
  return findings.map(({ id }) => id);
}

test("an app with nothing but its hosts written is fit for production", async () => {
  assert.deepEqual(await idsFor({}), []);
});

test("what is switched off is listed by its id", async () => {
  assert.deepEqual(await idsFor({ debug: true, security: {} }), [
    "security.W018",
    "security.W020",
    "security.W012",
  ]);
  assert.deepEqual(
    await idsFor({
      security: {
        unsafeAnyHost: true,
        unsafeNoCsp: true,
        hsts: { maxAgeSeconds: 0 },
        cookies: { hostPrefix: false },
        csp: { scriptSrc: ["'unsafe-inline'"] },
      },
    }),
    ["security.W101", "security.W004", "security.W102", "security.W103", "security.W104"],
  );
});

test("routes with an unsafe option are listed by name", async () => {
  const routes = defineRoutes({ hook: path("hook/", () => text(""), { unsafeCsrfExempt: true }) });
  const { app } = await securityApp({ routes });

  const findings = await runChecks(app, { deploy: true });

  assert.deepEqual(
    findings.map(({ id, message }) => [id, message]),
    [["security.W106", 'The route "hook" ("hook/") is declared with unsafeCsrfExempt.']],
  );
});

test("cookies are Secure with the prefix __Host- in production and plain in debug", () => {
  const production = cookiePolicy(testConfig().config);
  const debug = cookiePolicy(testConfig({ debug: true, security: {} }).config);
  const shared = cookiePolicy(
    testConfig({ security: { allowedHosts: ["shop.example"], cookies: { hostPrefix: false } } }).config,
  );

  assert.equal(production.name("sessionid"), "__Host-sessionid");
  assert.deepEqual(production.options, { secure: true, httpOnly: true, sameSite: "lax", path: "/" });
  assert.equal(debug.name("sessionid"), "sessionid");
  assert.equal(debug.options.secure, false);
  assert.equal(shared.name("sessionid"), "sessionid");
  assert.equal(shared.options.secure, true);
});
