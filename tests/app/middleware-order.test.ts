import assert from "node:assert/strict";
import test from "node:test";
import { defineConfig } from "quintet";
import { createApp, defaultMiddleware } from "quintet/app";
import { compression, conditionalGet, describeMiddleware, type Middleware, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { csrf, securityHeaders } from "quintet/security";
import { testKey } from "./small-app.ts";

const routes = defineRoutes({ home: path("", () => text("home")) });

function appWith(middleware: readonly Middleware[]) {
  return createApp(defineConfig({ secretKey: testKey, debug: true, modules: [], routes, middleware }), {
    isDefault: false,
  });
}

test("layers in a wrong order are an error of the configuration, which names both and the right order", async () => {
  const [hosts] = defaultMiddleware.filter((layer) => layer !== securityHeaders);

  await assert.rejects(appWith([csrf, securityHeaders, hosts!]), (error: Error) => {
    assert.match(error.message, /middleware: has csrf outside of securityHeaders, and it must stand inside/);
    assert.match(error.message, /middleware: has csrf outside of hosts/);
    assert.match(error.message, /Right would be: securityHeaders, hosts, csrf\./);
    return true;
  });
  await assert.rejects(
    appWith([conditionalGet, compression()]),
    /conditionalGet outside of compression.*\n.*Right would be: compression, conditionalGet\./,
  );
});

test("a layer that needs another one says so", async () => {
  const basket = describeMiddleware((request, next) => next(request), {
    name: "basket",
    needs: ["sessionMiddleware"],
  });

  await assert.rejects(
    appWith([basket]),
    /middleware: has basket, which can't work without sessionMiddleware.*\n.*Put sessionMiddleware in front of basket/,
  );
  await using app = await appWith([...defaultMiddleware, basket, (request, next) => next(request)]);
  assert.equal((await app.fetch(new Request("http://localhost/"))).status, 200);
});

test("a layer that has nothing to do is left out at the start", async () => {
  let calls = 0;
  const count: Middleware = (request, next) => {
    calls++;
    return next(request);
  };
  const unused = describeMiddleware((request, next) => count(request, next), {
    name: "unused",
    isUsed: (config) => !config.debug,
  });
  const used = describeMiddleware((request, next) => count(request, next), {
    name: "used",
    isUsed: (config) => config.debug,
  });

  await using app = await appWith([unused, used]);
  await app.fetch(new Request("http://localhost/"));

  assert.equal(calls, 1);
});
