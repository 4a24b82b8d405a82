import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync } from "node:fs";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { serve } from "quintet/http";
import { exchangeRaw } from "../http/raw-connection.ts";
import { AssetFiles, runCommand, startAssets } from "./asset-app.ts";

/*
 * The line "Static" of the default checklist: realpath containment, dot-files hidden, no listing, allowed extensions,
 * content hash and SRI; and the recorded attacks on static files of Django, send, serve-static, st, @fastify/static and
 * Node. Each is tried while developing, in production, and with collected assets.
 */

const styles = "a { color: red }\n".repeat(100);

class Site extends AssetFiles {
  constructor() {
    super({
      "project/site.css": styles,
      "project/icons/cup.svg": "<svg/>",
      "project/private/x.css": "x{}",
      "project/.env": "SECRET_KEY=hidden-text",
      "project/.git/config": "hidden-text",
      "project/icons/.hidden/x.css": "hidden-text",
      "project/server.ts": "hidden-text",
      "project/dump.sql": "hidden-text",
      "project/site.css.bak": "hidden-text",
      "project/key.pem": "hidden-text",
      "project/README": "hidden-text",
      "project/index.html": "hidden-text",
      "project-restricted/x.css": "hidden-text",
      "deep/secret.txt": "hidden-text",
      "outside.css": "hidden-text",
    });
    symlinkSync(this.path("outside.css"), this.path("project/link.css"));
    symlinkSync(this.path("deep"), this.path("project/deep"));
    symlinkSync(this.path("project/icons"), this.path("project/pictures"));
    symlinkSync(this.path("project"), this.path("project/icons/loop"));
    symlinkSync("nowhere.css", this.path("project/dangling.css"));
  }
}

const modes = ["debug", "production", "collected"] as const;

async function listening(files: AssetFiles, mode: (typeof modes)[number]) {
  if (mode === "collected") await runCommand((await startAssets(files)).app, "assets collect");
  const app = await startAssets(files, { debug: mode === "debug" });
  const server = await serve(
    async (request) => {
      try {
        return await app.handle(request);
      } catch (error) {
        const { status = 500, message } = error as { status?: number; message: string };
        const { text } = await import("quintet/http");
        return text(message, { status });
      }
    },
    { port: 0, shutdownGraceMs: 0 },
  );
  return {
    app,
    server,
    raw: (target: string) =>
      exchangeRaw(server.port, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
  };
}

async function allRefused(targets: readonly string[]): Promise<void> {
  for (const mode of modes) {
    using files = new Site();
    const { server, raw } = await listening(files, mode);
    await using _closing = server;
    assert.match(await raw("/static/site.css"), /^HTTP\/1\.1 200 [\s\S]*color: red/, `control (${mode})`);
    for (const target of targets) {
      const answer = await raw(target);
      assert.match(answer, /^HTTP\/1\.1 40[04] /, `${target} (${mode})`);
      assert.doesNotMatch(answer, /hidden-text|root:|\nlocation:/i, `${target} (${mode})`);
      assert.ok(!answer.includes(files.folder), `${target} (${mode}) tells where files are: ${answer}`);
    }
  }
}

describe("Static: realpath containment", () => {
  test("a link out of the folder isn't there, be it to a file or to a folder", async () => {
    await allRefused([
      "/static/link.css",
      "/static/deep/secret.txt",
      "/static/dangling.css",
      "/static/icons/loop/outside.css",
    ]);
  });

  test("a link inside of the folder is followed, and one around itself ends", async () => {
    for (const mode of modes) {
      using files = new Site();
      const { server, raw } = await listening(files, mode);
      await using _closing = server;
      assert.match(await raw("/static/pictures/cup.svg"), /^HTTP\/1\.1 200 /, mode);
    }
  });

  test("no way up leads out (CVE-2014-6394, CVE-2017-14849)", async () => {
    const ups = Array.from(
      { length: 20 },
      (_, index) => `/static/icons/${"../".repeat(index + 1)}etc/passwd`,
    );
    await allRefused([
      "/static/../project-restricted/x.css",
      "/static/../outside.css",
      "/static/icons/../../outside.css",
      "/static/icons/foo/../../../../outside.css",
      "/static/../../../foo/../../../../etc/passwd",
      ...ups,
    ]);
  });

  test("nor one that is encoded, once or twice (CVE-2014-3744, CVE-2026-15074)", async () => {
    await allRefused([
      "/static/%2e%2e/outside.css",
      "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
      "/static/..%2foutside.css",
      "/static/..%2f..%2f..%2fetc%2fpasswd",
      "/static/%252e%252e%252foutside.css",
      "/static/..%c0%afoutside.css",
      "/static/....//outside.css",
      "/static/..%5coutside.css",
      "/static/..\\outside.css",
      "/static/icons/..%5c..%5coutside.css",
      "/static//etc/passwd",
      "/static/%2fetc%2fpasswd",
      "/static/C:/outside.css",
    ]);
  });

  test("one file has one name: no other spelling of the path reaches it (CVE-2026-7120)", async () => {
    await allRefused([
      "/static//private/x.css",
      "/static/private//x.css",
      "/static/private/x.css/",
      "/static/private%2f%2fx.css",
      "/static/%2e%2fprivate/x.css",
      "/static/public/..%2fprivate/x.css",
      "/static/site.css/x",
      "/static/site.css%00.png",
      "/static/SITE.CSS",
    ]);
  });
});

test("Static: dot-files are hidden", async () => {
  await allRefused([
    "/static/.env",
    "/static/.git/config",
    "/static/icons/.hidden/x.css",
    "/static/%2eenv",
    "/static/icons/%2ehidden/x.css",
  ]);
});

test("Static: folders aren't listed, and no address is redirected (CVE-2015-1164, CVE-2017-7234)", async () => {
  await allRefused([
    "/static/",
    "/static/icons",
    "/static/icons/",
    "/static//evil.example/..",
    "/static//evil.example/%2e%2e",
    "/static/%2F%2Fevil.example%2F..",
    "/static/%5C%5Cevil.example",
    "/static/\\\\evil.example",
  ]);
});

test("Static: only allowed endings are served", async () => {
  await allRefused(
    ["server.ts", "dump.sql", "site.css.bak", "key.pem", "README", "index.html", "site.css~"].map(
      (name) => `/static/${name}`,
    ),
  );
});

test("Static: what can't be a name is a 404 that tells no path (CVE-2015-8859)", async () => {
  await allRefused([
    "/static/%00",
    "/static/x%00.css",
    `/static/${"x".repeat(300)}.css`,
    `/static/${"x/".repeat(1_000)}x.css`,
  ]);
});

test("Static: addresses hold a hash of the content, and are immutable only under the right one", async () => {
  for (const mode of modes) {
    using files = new Site();
    const { app, server } = await listening(files, mode);
    await using _closing = server;
    const digest = createHash("sha384").update(styles).digest("hex").slice(0, 12);

    assert.equal(app.url("site.css"), `/static/site.${digest}.css`, mode);
    const right = await fetch(server.url + app.url("site.css"));
    const wrong = await fetch(`${server.url}/static/site.${"0".repeat(12)}.css`);

    assert.equal(right.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.equal(wrong.headers.get("cache-control"), "no-cache");
    await Promise.all([right.text(), wrong.text()]);
  }
});

test("Static: the integrity of an asset is that of the bytes that are served", async () => {
  for (const mode of modes) {
    using files = new Site();
    files.write("project/main.css", `@import "site.css"; ${styles}`);
    const { app, server } = await listening(files, mode);
    await using _closing = server;
    for (const name of ["main.css", "icons/cup.svg"]) {
      const content = await (await fetch(server.url + app.url(name))).bytes();
      const integrity = `sha384-${createHash("sha384").update(content).digest("base64")}`;
      assert.equal(app.service.get(name)?.integrity, integrity, `${name} (${mode})`);
    }
  }
});

test("Static: every answer has its type, and none is guessed", async () => {
  for (const mode of modes) {
    using files = new Site();
    const { server } = await listening(files, mode);
    await using _closing = server;
    for (const [name, type] of [
      ["site.css", "text/css; charset=utf-8"],
      ["icons/cup.svg", "image/svg+xml"],
    ]) {
      const response = await fetch(`${server.url}/static/${name}`);
      await response.text();
      assert.equal(response.headers.get("content-type"), type);
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    }
  }
});

test("a big file goes out in pieces as fast as it is read (CVE-2015-0221)", async () => {
  using files = new Site();
  const megabytes = 48;
  files.write("project/film.mp4", Buffer.alloc(megabytes * 1024 * 1024, "x"));
  mkdirSync(files.path("collected"), { recursive: true });
  const { server } = await listening(files, "production");
  await using _closing = server;
  const before = process.memoryUsage.rss();

  // Ten visitors who read a little and stop.
  const sockets = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const socket = connect(server.port, "127.0.0.1");
      socket.write("GET /static/film.mp4 HTTP/1.1\r\nHost: a\r\n\r\n");
      await new Promise((resolve) => socket.once("data", resolve));
      socket.pause();
      return socket;
    }),
  );
  const other = await (await fetch(`${server.url}/static/site.css`)).text();

  assert.equal(other, styles);
  const grown = (process.memoryUsage.rss() - before) / 1024 / 1024;
  assert.ok(grown < megabytes * 2, `${grown.toFixed(0)} MB for ten readers of ${megabytes} MB each`);
  for (const socket of sockets) socket.destroy();
});
