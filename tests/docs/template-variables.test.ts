import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { defineConfig, Secret } from "quintet";
import { createApp } from "quintet/app";
import { auth } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { sqlite } from "quintet/db";
import { flashMessages } from "quintet/flash";
import { defineRoutes } from "quintet/routing";
import { sessions } from "quintet/sessions";
import { engineService } from "quintet/templates";

test("docs/templates.md names the variables that every template sees", async () => {
  const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "templates.md"), "utf8");
  const config = defineConfig({
    modules: [contentTypes, auth, sessions, flashMessages],
    routes: defineRoutes({}),
    secretKey: new Secret("a-key-for-tests-alone-0123456789-never-used-elsewhere"),
    security: { allowedHosts: ["localhost"] },
    databases: { default: sqlite({ file: ":memory:" }) },
  });
  await using app = await createApp(config);

  const names = app.service(engineService).sharedNames();

  const [, told = ""] = /context processors give is there: ([\s\S]*?)\n\n/.exec(page) ?? [];
  const list = [...told.matchAll(/`(\w+)`/g)].map((found) => found[1]!);
  assert.deepEqual(list.sort(), [...names].sort());
});
