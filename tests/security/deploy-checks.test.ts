import assert from "node:assert/strict";
import test from "node:test";
import { text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { cookiePolicy, csrf, hosts, securityHeaders } from "quintet/security";
import { runChecks } from "../../src/core/index.ts";
import { deployChecks } from "../../src/security/deploy-checks.ts";
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

const allowedHosts = ["shop.example"];
const breaks: Record<string, SecurityAppOptions["security"]> = {
  "security.W020": { allowedHosts: [] },
  "security.W101": { unsafeAnyHost: true },
  "security.W004": { allowedHosts, hsts: { maxAgeSeconds: 0 } },
  "security.W012": { allowedHosts, cookies: { secure: false } },
  "security.W102": { allowedHosts, cookies: { hostPrefix: false } },
  "security.W103": { allowedHosts, unsafeNoCsp: true },
  "security.W104": { allowedHosts, csp: { styleSrc: ["'unsafe-inline'"] } },
};
for (const [id, security] of Object.entries(breaks)) {
  test(`${id} is found where just that is switched off`, async () => {
    assert.deepEqual(await idsFor({ security: security! }), [id]);
  });
}

const layers = { securityHeaders, csrf, hosts };
for (const [id, missing] of [
  ["security.W001", "securityHeaders"],
  ["security.W003", "csrf"],
  ["security.W105", "hosts"],
] as const) {
  test(`${id} is found where just that layer is missing`, async () => {
    const { app } = await securityApp();
    const middleware = Object.entries(layers).flatMap(([name, layer]) => (name === missing ? [] : [layer]));
    const checked = Object.create(app, { config: { value: { ...app.config, middleware } } });

    const findings = await deployChecks[0]!.run(checked);

    assert.deepEqual(
      findings.map((finding) => finding.id),
      [id],
    );
  });
}

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
