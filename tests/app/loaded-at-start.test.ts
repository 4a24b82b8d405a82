/*
 * What a server loads at its start stays in its memory. Node says what it has loaded of its own in `process.moduleLoadList`,
 * which has no promise to stay: where it is gone, this test has to ask differently.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

test("a server that has answered has loaded neither fetch nor HTTP/2", () => {
  const program = `
    import { defineConfig, secret } from "quintet";
    import { createApp } from "quintet/app";
    import { text } from "quintet/http";
    import { defineRoutes, path } from "quintet/routing";

    const routes = defineRoutes({ home: path("", () => text("here")) });
    const app = await createApp(defineConfig({
      routes, secretKey: secret("SECRET_KEY"),
      debug: false, security: { allowedHosts: ["127.0.0.1"] },
    }));
    const server = await app.listen({ port: 0 });
    const { get } = process.getBuiltinModule("node:http");
    const status = await new Promise((resolve) => get(server.url, (answer) => resolve(answer.resume().statusCode)));
    await server.close();
    console.log(JSON.stringify({ status, loaded: process.moduleLoadList }));
  `;

  const output = execFileSync(
    process.execPath,
    [
      "--conditions=quintet:source",
      "--disable-warning=ExperimentalWarning",
      "--input-type=module",
      "-e",
      program,
    ],
    {
      encoding: "utf8",
      env: {
        ...process.env,
        NODE_ENV: "production",
        NODE_OPTIONS: "",
        SECRET_KEY: "a key that only this test has, 0123456789",
      },
    },
  );

  const { status, loaded } = JSON.parse(output) as { status: number; loaded: string[] };
  assert.equal(status, 200);
  assert.ok(loaded.includes("NativeModule http"), "the list tells what was loaded");
  assert.deepEqual(
    loaded.filter((name) => /undici|http2/.test(name)),
    [],
  );
});
