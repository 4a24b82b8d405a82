import assert from "node:assert/strict";
import test from "node:test";
import { defineConfig, secret } from "quintet";
import { httpModule } from "quintet/http";
import { coreConfigSections, resolveConfig } from "../../src/core/index.ts";

process.env.TEST_SECRET_KEY = "a-key-for-tests-that-is-long-enough-0123456789";

function resolve(http: object | undefined, debug = false) {
  const file = defineConfig({
    modules: [],
    secretKey: secret("TEST_SECRET_KEY"),
    debug,
    ...(http && { http }),
  });
  return resolveConfig(file, [...coreConfigSections, ...httpModule.configSections!]).http;
}

test("HOST and PORT are heeded where nothing is written", () => {
  assert.equal(resolve(undefined).port, 8_000);
  process.env.PORT = "9123";
  process.env.HOST = "0.0.0.0";
  try {
    assert.deepEqual([resolve(undefined).host, resolve(undefined).port], ["0.0.0.0", 9_123]);
    assert.equal(resolve({ port: 80 }).port, 80);
    process.env.PORT = "eighty";
    assert.throws(() => resolve(undefined), {
      code: "core.config",
      message: /http.port: .*PORT is "eighty"/,
    });
  } finally {
    delete process.env.PORT;
    delete process.env.HOST;
  }
});

test("wrong values are all told, each with its key", () => {
  assert.throws(() => resolve({ prot: 1, port: 70_000, maxBodyBytes: -1, trustedProxies: ["10.0.0.0/99"] }), {
    message:
      /4 problems[\s\S]*Did you mean "port"[\s\S]*http.port: must be[\s\S]*http.maxBodyBytes[\s\S]*10\.0\.0\.0\/99/,
  });
});

test("requests are logged in debug only, unless it is written", () => {
  assert.equal(resolve(undefined, true).accessLog, true);
  assert.equal(resolve(undefined).accessLog, false);
  assert.equal(resolve({ accessLog: true }).accessLog, true);
});

test("a number of hops is no list of proxies", () => {
  assert.throws(() => resolve({ trustedProxies: 1 }), {
    message: /http\.trustedProxies: is a number of hops[\s\S]*List the addresses of the proxies/,
  });
});
