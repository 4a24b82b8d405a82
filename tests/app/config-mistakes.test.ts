import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConfigOptions, defineConfig } from "quintet";
import * as appPart from "quintet/app";
import { createApp } from "quintet/app";
import * as assetsPart from "quintet/assets";
import * as authPart from "quintet/auth";
import { auth } from "quintet/auth";
import { sqlite } from "quintet/db";
import * as filesPart from "quintet/files";
import * as flashPart from "quintet/flash";
import * as httpPart from "quintet/http";
import { text } from "quintet/http";
import * as routingPart from "quintet/routing";
import { path } from "quintet/routing";
import * as securityPart from "quintet/security";
import * as sessionsPart from "quintet/sessions";
import { homeOfLayers } from "../../src/app/middleware.ts";
import { testKey } from "./small-app.ts";

/* Values of a wrong kind in a configuration: each is told with its place, what it must be, and what to write. */

function problems(extra: object): Promise<string> {
  const written = { secretKey: testKey, logLevel: "silent", debug: true, modules: [], ...extra };
  return createApp(defineConfig(written as unknown as ConfigOptions), { isDefault: false }).then(
    async (app) => {
      await app.close();
      return "nothing is wrong";
    },
    (error: unknown) => {
      assert.equal((error as { code?: string }).code, "core.config", String(error));
      return (error as Error).message.replace(/^.*\n/, "").replaceAll(/\n +/g, "\n").trim();
    },
  );
}

const circle =
  "Where it was imported, the file doesn't export that name, or two files import each other in a circle.";
const cases: [what: string, options: object, message: string | RegExp][] = [
  [
    "a layer by its name",
    { middleware: ["csrf"] },
    'middleware.0: must be a function, (request, next) => response, and is "csrf".\nImport it and write it without quotes: import { csrf } from "quintet/security".',
  ],
  [
    "a layer by the name that Django has for it",
    { middleware: ["django.middleware.csrf.SecurityHeaders"] },
    /import \{ securityHeaders \} from "quintet\/security"/,
  ],
  [
    "a layer of one's own by its name",
    { middleware: ["quiteDifferentLayer"] },
    /\nImport the layer and write it without quotes\.$/,
  ],
  [
    "a layer that isn't exported",
    { middleware: [undefined] },
    `middleware.0: must be a function, (request, next) => response, and is undefined.\n${circle}`,
  ],
  [
    "one layer instead of a list",
    { middleware: () => text("") },
    "middleware: must be a list of middleware functions, and is a function.\nPut it into a list: [ … ].",
  ],
  [
    "modules by their names",
    { modules: ["auth", auth, "django.contrib.sessions"] },
    'modules.0: must be a module, what defineModule() makes, and is "auth".\nImport the module, from "quintet/…" or from its own file, and write its name without quotes: modules: [auth].\n' +
      'modules.2: must be a module, what defineModule() makes, and is "django.contrib.sessions".\nImport the module, from "quintet/…" or from its own file, and write its name without quotes: modules: [sessions].',
  ],
  [
    "a module that isn't exported",
    { modules: [undefined] },
    `modules.0: must be a module, what defineModule() makes, and is undefined.\n${circle}`,
  ],
  [
    "a function as a module",
    { modules: [() => auth] },
    /is a function\.\nWhere a function makes the module, call it\./,
  ],
  [
    "one module instead of a list",
    { modules: auth },
    "modules: must be a list of modules, and is an object.\nPut it into a list: [ … ].",
  ],
  [
    "a key of a module that is wrong itself",
    { modules: ["shop"], basket: { size: 3 } },
    /^modules\.0: must be a module[^\n]*\n[^\n]*$/,
  ],
  [
    "one database instead of databases by name",
    { databases: sqlite({ file: ":memory:" }) },
    "databases: is one database, and must be an object of databases by name.\nWrite databases: { default: sqlite({ … }) }.",
  ],
  [
    "an address as the databases",
    { databases: "postgres://shop:hunter2@db/shop" },
    /^databases: is a text, and must be an object of databases by name\.\nWrite databases: \{ default: … \}, with sqlite\(/,
  ],
  [
    "no default database",
    { databases: { main: sqlite({ file: ":memory:" }) } },
    'databases: has no database called "default", which models use where none is named.\nCall one of them so: { default: … } instead of { main: … }.',
  ],
  [
    "a database that was not called",
    { databases: { default: sqlite } },
    "databases.default: is a function.\nCall it: sqlite({ … }).",
  ],
  [
    "an address as a database",
    { databases: { default: "postgres://shop:hunter2@db/shop" } },
    /^databases\.default: is not a database\.\nDescribe it: sqlite/,
  ],
  [
    "a password of a wrong kind",
    { databases: { default: { backend: "postgres", options: { password: 1234567 } } } },
    "databases.default.password: must be a text, and is a number.",
  ],
  [
    "one storage instead of storages by name",
    { storages: filesPart.diskStorage() },
    "storages: is one storage, and must be an object of storages by name.\nWrite storages: { default: … }.",
  ],
  [
    "routes without defineRoutes()",
    { routes: { home: path("", () => text("")) } },
    "routes: must be what defineRoutes() makes, and is an object.\nWrite routes: defineRoutes({ home: path(…), … }).",
  ],
  [
    "a template and a wrong status among functions for errors",
    { errorHandlers: { 404: "404.html", 418: () => text("") } },
    /^errorHandlers\.404: must be a function, and is "404\.html"\.\nA template of that name in templates\/[\s\S]*errorHandlers\.418: is no status that a function can answer\.\nThere are 400, 401/,
  ],
  [
    "a reporter by its name",
    { errorReporters: ["mail"] },
    'errorReporters.0: must be a function, (report) => …, and is "mail".',
  ],
  [
    "headers of proxies in another spelling",
    { http: { proxyHeaders: "Forwarded" } },
    'http.proxyHeaders: must be one of x-forwarded, forwarded, and is "Forwarded".\nDid you mean "forwarded"?',
  ],
];

for (const [what, options, message] of cases) {
  test(`${what}: the configuration says where, and what to write`, async () => {
    const told = await problems(options);

    if (typeof message === "string") assert.equal(told, message);
    else assert.match(told, message);
    assert.doesNotMatch(told, /hunter2|1234567/);
  });
}

test("layers are imported from where the messages say", () => {
  const parts: Readonly<Record<string, object>> = {
    "quintet/app": appPart,
    "quintet/assets": assetsPart,
    "quintet/auth": authPart,
    "quintet/files": filesPart,
    "quintet/flash": flashPart,
    "quintet/http": httpPart,
    "quintet/routing": routingPart,
    "quintet/security": securityPart,
    "quintet/sessions": sessionsPart,
  };
  const layers = Object.entries(homeOfLayers).map(([name, home]) => {
    const layer = (parts[home] as Readonly<Record<string, unknown>>)[name];
    assert.equal(typeof layer, "function", name);
    return layer;
  });
  for (const layer of appPart.defaultMiddleware) assert.ok(layers.includes(layer));
});
