import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { serve } from "quintet/http";
import { exchangeRaw } from "../http/raw-connection.ts";
import { AssetFiles, runCommand, startAssets } from "./asset-app.ts";

const styles = "a { color: red }\n".repeat(100);
const site = { "project/site.css": styles, "project/dot.png": "dot", "project/tiny.css": "a{}" };

async function start(files: AssetFiles, mode: "production" | "collected") {
  if (mode === "collected") await runCommand((await startAssets(files)).app, "assets collect");
  return startAssets(files);
}

const decoders = { br: brotliDecompressSync, zstd: zstdDecompressSync, gzip: gunzipSync };

for (const mode of ["production", "collected"] as const) {
  describe(`compressed assets (${mode})`, () => {
    test("are what the client prefers, with an ETag of their own", async () => {
      using files = new AssetFiles(site);
      const app = await start(files, mode);
      const etags = new Set<string>();
      for (const [accepted, expected] of [
        ["gzip, deflate, br, zstd", "br"],
        ["gzip, zstd", "zstd"],
        ["gzip", "gzip"],
        ["br;q=0.5, gzip;q=0.8", "gzip"],
      ] as const) {
        const response = await app.ask(app.url("site.css"), { headers: { "accept-encoding": accepted } });
        assert.equal(response.headers.get("content-encoding"), expected, accepted);
        assert.equal(response.headers.get("vary"), "accept-encoding");
        assert.equal(response.headers.get("content-type"), "text/css; charset=utf-8");
        const bytes = await response.bytes();
        assert.equal(response.headers.get("content-length"), String(bytes.length));
        assert.equal(decoders[expected](bytes).toString(), styles);
        etags.add(response.headers.get("etag")!);
        const again = await app.ask(app.url("site.css"), {
          headers: { "accept-encoding": accepted, "if-none-match": response.headers.get("etag")! },
        });
        assert.equal(again.status, 304);
        assert.equal(again.headers.get("vary"), "accept-encoding");
        assert.equal(again.headers.get("etag"), response.headers.get("etag"));
      }
      assert.equal(etags.size, 3);
    });

    test("are plain where the client takes none, and where it wouldn't help", async () => {
      using files = new AssetFiles(site);
      const app = await start(files, mode);

      for (const headers of [
        {} as Record<string, string>,
        { "accept-encoding": "identity" },
        { "accept-encoding": "br;q=0" },
      ]) {
        const response = await app.ask(app.url("site.css"), { headers });
        assert.equal(response.headers.get("content-encoding"), null);
        assert.equal(response.headers.get("vary"), "accept-encoding");
        assert.equal(await response.text(), styles);
      }
      for (const name of ["dot.png", "tiny.css"]) {
        const response = await app.ask(app.url(name), { headers: { "accept-encoding": "br" } });
        assert.equal(response.headers.get("content-encoding"), null);
        assert.equal(response.headers.get("vary"), null);
      }
    });

    test("parts are parts of the plain content", async () => {
      using files = new AssetFiles(site);
      const app = await start(files, mode);
      const ask = (headers: Record<string, string>) => app.ask(app.url("site.css"), { headers });
      const whole = await ask({});

      const part = await ask({ range: "bytes=4-8", "accept-encoding": "br" });
      assert.deepEqual(
        [part.status, part.headers.get("content-range"), await part.text()],
        [206, `bytes 4-8/${styles.length}`, "color"],
      );
      const last = await ask({ range: "bytes=-2", "if-range": whole.headers.get("etag")! });
      assert.deepEqual([last.status, await last.text()], [206, "}\n"]);
      const other = await ask({ range: "bytes=0-1", "if-range": '"another"' });
      assert.deepEqual([other.status, await other.text()], [200, styles]);
      await assert.rejects(ask({ range: "bytes=99999-" }), { status: 416 });
    });

    test("HEAD says what GET would", async () => {
      using files = new AssetFiles(site);
      const app = await start(files, mode);
      await using server = await serve(app.handle, { port: 0, shutdownGraceMs: 0 });

      const answer = await exchangeRaw(
        server.port,
        `HEAD ${app.url("site.css")} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n`,
      );

      assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
      assert.match(answer, /\r\ncontent-encoding: br\r\n/i);
      assert.match(answer, /\r\ncontent-length: [1-9]\d?\r\n/i);
      assert.ok(answer.endsWith("\r\n\r\n"));
    });
  });
}

test("while developing nothing is compressed", async () => {
  using files = new AssetFiles(site);
  const app = await startAssets(files, { debug: true });

  const response = await app.ask(app.url("site.css"), { headers: { "accept-encoding": "br" } });

  assert.equal(response.headers.get("content-encoding"), null);
});
