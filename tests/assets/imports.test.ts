import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { importMap } from "quintet/assets";
import { Request, runWithRequest } from "quintet/http";
import "quintet/security"; // request.cspNonce
import { assetsLibrary } from "../../src/assets/asset-tags.ts";
import { runChecks } from "../../src/core/index.ts";
import { Engine } from "../../src/templates/index.ts";
import { AssetFiles, runCommand, startAssets } from "./asset-app.ts";

const site = {
  "project/main.js": `import { html } from "lit"; import "lit/late.js"; import("lit/later.js");`,
  "project/vendor/lit.js": `import "./lit/base.js"; export const html = 1;`,
  "project/vendor/lit/base.js": "export {};",
  "project/vendor/lit/late.js": "export {};",
  "project/vendor/lit/later.js": "export {};",
  "project/vendor/lit/note.txt": "no module",
};
const imports = { lit: "vendor/lit.js", "lit/": "vendor/lit/", far: "https://esm.example/far.js" };

type Started = Awaited<ReturnType<typeof startAssets>>;

/** The map as a browser reads it, with the nonce of its tag. */
function readMap({ app }: Started) {
  const request = Request.fromPlatform(new globalThis.Request("http://shop.example/"));
  const tag = app.run(() => runWithRequest(request, () => String(importMap())));
  const [, nonce = "", json = ""] =
    /^<script type="importmap" nonce="([\w+/=]+)">(.*)<\/script>$/.exec(tag) ?? [];
  assert.equal(nonce, request.cspNonce);
  return JSON.parse(json) as { imports: Record<string, string>; integrity: Record<string, string> };
}

describe("the import map", () => {
  test("leads bare names to assets with their hashes and integrity, each file of a folder by itself", async () => {
    using files = new AssetFiles(site);
    const started = await startAssets(files, { imports });

    const map = readMap(started);

    assert.deepEqual(map.imports, {
      lit: started.url("vendor/lit.js"),
      "lit/base.js": started.url("vendor/lit/base.js"),
      "lit/late.js": started.url("vendor/lit/late.js"),
      "lit/later.js": started.url("vendor/lit/later.js"),
      far: "https://esm.example/far.js",
    });
    for (const name of ["vendor/lit.js", "vendor/lit/later.js"])
      assert.equal(map.integrity[started.url(name)], started.service.get(name)!.integrity);
    assert.equal(Object.keys(map.integrity).length, 4);
  });

  test("is the same from what was collected", async () => {
    using files = new AssetFiles(site);
    const before = await startAssets(files, { imports });
    await runCommand(before.app, "assets collect");

    assert.deepEqual(readMap(await startAssets(files, { imports })), readMap(before));
  });

  test("is printed by {% import_map %}", async () => {
    using files = new AssetFiles(site);
    const { app } = await startAssets(files, { imports });
    const engine = new Engine({ libraries: [assetsLibrary] });
    const request = Request.fromPlatform(new globalThis.Request("http://shop.example/"));

    const page = await app.run(() =>
      runWithRequest(request, () => engine.fromString("{% load assets %}{% import_map %}").render({})),
    );

    assert.match(String(page), /^<script type="importmap" nonce="[^"]+">\{"imports":\{"lit":"\/static\//);
  });

  test("no name in it ends its element", async () => {
    using files = new AssetFiles({ "project/a.js": "export {};" });
    const { app } = await startAssets(files, { imports: { "</script><b>": "a.js" } });
    const request = Request.fromPlatform(new globalThis.Request("http://shop.example/"));

    const tag = app.run(() => runWithRequest(request, () => String(importMap())));

    assert.equal(tag.match(/<\/script>/g)?.length, 1);
    assert.doesNotMatch(tag, /<b>/);
  });
});

describe("a module that imports bare names", () => {
  test("stays as it is, and its tag preloads what the names stand for", async () => {
    using files = new AssetFiles(site);
    const { ask, url, service } = await startAssets(files, { imports });

    assert.equal(await (await ask(url("main.js"))).text(), site["project/main.js"]);
    assert.deepEqual(service.get("main.js")?.imports, ["vendor/lit.js", "vendor/lit/late.js"]);
  });

  test("keeps its address when a package changes", async () => {
    using files = new AssetFiles(site);
    const before = (await startAssets(files, { imports })).url("main.js");

    files.write("project/vendor/lit.js", "export const html = 2;");

    assert.equal((await startAssets(files, { imports })).url("main.js"), before);
  });

  test("is a warning of the checks where a name is missing in the map, and none where there is no map", async () => {
    using files = new AssetFiles({ "project/a.js": `import "lit";\nimport "litt";`, "project/lit.js": "" });
    const findings = async (given: Record<string, string>) => {
      const { app } = await startAssets(files, { imports: given });
      return (await runChecks(app)).map(({ id, level, message }) => [id, level, message.split("\n")[0]]);
    };

    assert.deepEqual(await findings({ lit: "lit.js" }), [
      [
        "assets.W001",
        "warning",
        'a.js:2 imports "litt", which assets.imports does not name. Did you mean "lit"?',
      ],
    ]);
    assert.deepEqual(await findings({}), []);
  });
});

test("an entry that leads to no asset is an error of the page in debug, and of the checks", async () => {
  using files = new AssetFiles({ "project/lit.js": "export {};" });
  const options = { imports: { lit: "litt.js", "more/": "more/" } };
  const debug = await startAssets(files, { ...options, debug: true });

  assert.throws(() => readMap(debug), { code: "assets.not-found", message: /Did you mean "lit\.js"/ });
  assert.deepEqual(
    (await runChecks(debug.app)).map(({ id, message }) => [id, message]),
    [
      [
        "assets.E004",
        'assets.imports: "lit" stands for "litt.js", which is no asset. Did you mean "lit.js"?',
      ],
      ["assets.E004", 'assets.imports: "more/" stands for "more/", in which no module is.'],
    ],
  );
});

test("entries that browsers would not take are told by the configuration", async () => {
  using files = new AssetFiles({});
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ "./a.js": "a.js" }, /assets\.imports\.\.\/a\.js: is not a bare name/],
    [{ "https://x.example/a.js": "a.js" }, /is not a bare name/],
    [{ lit: "/static/lit.js" }, /assets\.imports\.lit: must be the name of an asset/],
    [{ lit: 1 }, /must be the name of an asset/],
    [{ "lit/": "lit.js" }, /end in "\/" both, or neither/],
    [{ lit: "lit/" }, /end in "\/" both, or neither/],
  ];
  for (const [imports, message] of cases)
    await assert.rejects(startAssets(files, { imports: imports as Record<string, string> }), {
      code: "core.config",
      message,
    });
});
