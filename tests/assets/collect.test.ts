import assert from "node:assert/strict";
import { globSync, readFileSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { runChecks } from "../../src/core/index.ts";
import { AssetFiles, runCommand, startAssets } from "./asset-app.ts";

const rules = "a { color: red; background: white }\n".repeat(50);
const site = {
  "project/site.css": `@import "base.css";\n${rules}`,
  "project/base.css": "b { background: url(dot.png) }",
  "project/dot.png": "not worth compressing",
  "project/main.js": `import "./part.js";\n`,
  "project/part.js": `import "./main.js";\n${"export {};\n".repeat(50)}`,
  "project/.secret": "hidden",
  "project/notes.md": "no asset",
  "shop/assets/shop/shop.css": "s{}",
  "shop/assets/site.css": "hidden by the project's",
};

async function collect(files: AssetFiles, options: Record<string, boolean> = {}): Promise<string> {
  const { app } = await startAssets(files);
  return (await runCommand(app, "assets collect", { options })).join("\n");
}

function collected(files: AssetFiles): string[] {
  return globSync("**/*.*", { cwd: files.path("collected") })
    .filter((name) => statSync(join(files.path("collected"), name)).isFile())
    .sort();
}

const withoutHashes = (names: readonly string[]) => names.map((name) => name.replace(/\.[0-9a-f]{12}/, ""));

describe("quintet assets collect", () => {
  test("writes each asset once, with its hash, compressed copies where they are worth it, and a manifest", async () => {
    using files = new AssetFiles(site);

    const said = await collect(files);

    assert.match(
      said,
      /^6 assets in .*collected: 6 written, 0 unchanged\. \d\.\d kB in all, 0\.\d kB compressed\.$/,
    );
    assert.deepEqual(withoutHashes(collected(files)), [
      "base.css",
      "dot.png",
      "main.js",
      "manifest.json",
      "part.js",
      "part.js.br",
      "part.js.gz",
      "part.js.zst",
      "shop/shop.css",
      "site.css",
      "site.css.br",
      "site.css.gz",
      "site.css.zst",
    ]);
  });

  test("writes what an app without collected assets serves, under the same addresses, byte for byte", async () => {
    using files = new AssetFiles(site);
    const names = ["site.css", "base.css", "dot.png", "main.js", "part.js", "shop/shop.css"];
    const before = await startAssets(files);
    const served = async (app: typeof before) =>
      Promise.all(
        names.map(async (name) => {
          const response = await app.ask(app.url(name));
          return [
            app.url(name),
            response.headers.get("cache-control"),
            response.headers.get("etag"),
            await response.text(),
          ];
        }),
      );
    const straight = await served(before);

    await collect(files);

    assert.deepEqual(await served(await startAssets(files)), straight);
  });

  test("its compressed copies hold the same", async () => {
    using files = new AssetFiles(site);
    await collect(files);

    const path = join(files.path("collected"), collected(files).find((name) => /^site.*css$/.test(name))!);
    const content = readFileSync(path);

    assert.match(content.toString(), /^@import "base\.[0-9a-f]{12}\.css";\na \{ color/);
    assert.deepEqual(brotliDecompressSync(readFileSync(`${path}.br`)), content);
    assert.deepEqual(zstdDecompressSync(readFileSync(`${path}.zst`)), content);
    assert.deepEqual(gunzipSync(readFileSync(`${path}.gz`)), content);
  });

  test("writes only what changed; what is gone stays for open pages until --clear deletes it", async () => {
    using files = new AssetFiles(site);
    await collect(files);
    const first = await startAssets(files);
    const old = first.url("base.css");
    const before = collected(files);

    assert.match(await collect(files), /: 0 written, 6 unchanged\./);
    assert.deepEqual(collected(files), before);

    files.write("project/base.css", "b { background: url(dot.png); color: blue }");
    assert.match(
      await collect(files),
      /: 2 written, 4 unchanged, 2 of earlier collections kept \(--clear deletes them\)\./,
    );
    const second = await startAssets(files);
    assert.notEqual(second.url("base.css"), old);
    const kept = await second.ask(old);
    assert.equal(await kept.text(), await (await first.ask(old)).text());
    assert.match(kept.headers.get("cache-control")!, /immutable/);

    assert.match(await collect(files, { clear: true }), /: 0 written, 6 unchanged, 2 deleted\./);
    assert.equal(collected(files).length, before.length);
    const third = await startAssets(files);
    assert.equal(await (await third.ask(old)).text(), await (await third.ask(third.url("base.css"))).text());
    assert.equal((await third.ask(old)).headers.get("cache-control"), "no-cache");
  });

  test("writes again what was damaged or deleted", async () => {
    using files = new AssetFiles(site);
    await collect(files);
    const [damaged = ""] = collected(files).filter((name) => name.endsWith(".br"));
    const path = join(files.path("collected"), damaged);
    const before = readFileSync(path);
    writeFileSync(path, "");

    assert.match(await collect(files), /: 1 written, 5 unchanged\./);
    assert.deepEqual(readFileSync(path), before);
  });

  test("--dry-run says what would be done and does nothing", async () => {
    using files = new AssetFiles(site);

    const said = await collect(files, { dryRun: true });

    assert.match(
      said,
      /^write {3}base\.css\n.*\nwrite {3}site\.css\nNothing was done\. 6 assets would be in /s,
    );
    assert.deepEqual(collected(files), []);
  });

  test("the same assets give the same manifest", async () => {
    using one = new AssetFiles(site);
    using other = new AssetFiles(Object.fromEntries(Object.entries(site).reverse()));
    await Promise.all([collect(one), collect(other)]);

    const [first, second] = [one, other].map((files) =>
      readFileSync(files.path("collected/manifest.json"), "utf8"),
    );

    assert.equal(first, second);
  });

  test("refuses assets that refer to what isn't there, all at once, and writes nothing", async () => {
    using files = new AssetFiles({
      "project/a.css": "a { b: url(x.png) }",
      "project/b.js": `\nimport "./y.js";`,
      "project/c.js": "// fine\n//# sourceMappingURL=c.js.map",
    });

    await assert.rejects(collect(files), {
      code: "core.command",
      message:
        /^a\.css:1 refers to "x\.png"[\s\S]*\nb\.js:2 refers to "\.\/y\.js"[\s\S]*\nNothing was collected\./,
    });
    assert.deepEqual(collected(files), []);
    const { app } = await startAssets(files, { strict: false });
    const said = await runCommand(app, "assets collect");
    assert.match(
      said.join("\n"),
      /^a\.css:1 refers[\s\S]*\nb\.js:2 refers[\s\S]*\nc\.js:2 refers[\s\S]*\n3 assets in /,
    );
  });

  test("a folder that would be collected itself is refused by the configuration", async () => {
    using files = new AssetFiles(site);

    for (const collectedFolder of [files.path("project"), files.path("project/out"), files.folder])
      await assert.rejects(startAssets(files, { collectedFolder }), {
        code: "core.config",
        message: /assets\.collectedFolder: is ".*", which lies in or around the folder of assets/,
      });
  });
});

describe("an app with collected assets", () => {
  test("serves them without their folders, also under names without a hash and with an old one", async () => {
    using files = new AssetFiles(site);
    await collect(files);

    const app = await startAssets(files, { folders: [files.path("gone")] });

    for (const address of ["/static/dot.png", "/static/dot.000000000000.png"]) {
      const response = await app.ask(address);
      assert.equal(await response.text(), "not worth compressing");
      assert.equal(response.headers.get("cache-control"), "no-cache");
    }
    assert.match(app.url("shop/shop.css"), /^\/static\/shop\/shop\.[0-9a-f]{12}\.css$/);
    assert.equal(app.url("absent.css"), "/static/absent.css");
    await assert.rejects(app.ask("/static/absent.css"), { status: 404 });
    for (const path of ["manifest.json", `${app.url("site.css").slice("/static/".length)}.br`])
      await assert.rejects(app.ask(`/static/${path}`), { status: 404 }, path);
  });

  test("answers 404 for a file that somebody has deleted", async () => {
    using files = new AssetFiles(site);
    await collect(files);
    const app = await startAssets(files);
    const address = app.url("dot.png");
    unlinkSync(join(files.path("collected"), address.slice("/static/".length)));

    await assert.rejects(app.ask(address), { status: 404 });
  });

  test("refuses a manifest that isn't one, and says what to do", async () => {
    for (const manifest of [
      "{",
      "[]",
      `{"version":2,"assets":{},"earlier":{}}`,
      `{"version":1,"assets":{"a.css":{"file":"../../etc/passwd","integrity":"","size":1,"encodings":{},"imports":[]}},"earlier":{}}`,
    ]) {
      using files = new AssetFiles({ ...site, "collected/manifest.json": manifest });
      await assert.rejects(
        startAssets(files),
        { code: "assets.manifest", message: /Write it anew: quintet assets collect/ },
        manifest,
      );
      assert.match(await collectAnew(files), /6 written/);
    }
  });

  test("is told by the checks what changed since, and by --deploy that nothing was collected", async () => {
    using files = new AssetFiles(site);
    const ids = async (deploy: boolean) =>
      (await runChecks((await startAssets(files)).app, { deploy })).map(({ id }) => id);
    assert.deepEqual(await ids(true), ["assets.W002"]);
    await collect(files);
    assert.deepEqual(await ids(true), []);

    files.write("project/site.css", "changed {}");
    utimesSync(files.path("project/site.css"), new Date(), new Date(Date.now() + 60_000));

    assert.deepEqual(await ids(false), ["assets.W003"]);
    assert.deepEqual(await ids(true), ["assets.W003", "assets.E003"]);
  });
});

/** Collects in debug, where no manifest is read at start. */
async function collectAnew(files: AssetFiles): Promise<string> {
  const { app } = await startAssets(files, { debug: true });
  return (await runCommand(app, "assets collect")).join("\n");
}

describe("quintet assets find", () => {
  test("shows all files of a name, the one that is used first, also for an address", async () => {
    using files = new AssetFiles(site);
    const { app } = await startAssets(files);
    const find = (name: string, options = {}) => runCommand(app, "assets find", { args: { name }, options });

    assert.deepEqual(await find("site.css"), [
      files.path("project/site.css"),
      `${files.path("shop/assets/site.css")}  (hidden by the first)`,
    ]);
    assert.deepEqual(await find("/static/site.css", { first: true }), [files.path("project/site.css")]);
  });

  test("says what was perhaps meant, and where it looked", async () => {
    using files = new AssetFiles(site);
    const { app } = await startAssets(files);

    await assert.rejects(runCommand(app, "assets find", { args: { name: "sit.css" } }), {
      code: "core.command",
      message:
        /There is no asset "sit\.css"\. Did you mean "site\.css"\?\nLooked in:\n {2}.*project\n {2}.*shop\/assets$/,
    });
    await assert.rejects(runCommand(app, "assets find", { args: { name: "notes.md" } }), {
      message: /end in \.md are not served/,
    });
  });
});
