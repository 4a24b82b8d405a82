import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assetIntegrity, assetTags } from "quintet/assets";
import { Engine } from "quintet/templates";
import { assetsLibrary } from "../../src/assets/asset-tags.ts";
import { AssetFiles, startAssets } from "./asset-app.ts";

const site = {
  "project/site.css": "a{}",
  "project/main.js": `import "./a.js"; import "./b.js"; import("./later.js");`,
  "project/a.js": `import "./b.js";`,
  "project/b.js": `import "./a.js";`,
  "project/later.js": "export {};",
  "project/text.woff2": "font",
  "project/logo.png": "logo",
};

/** Short: hashes and digests are told by other tests. */
function short(page: unknown): string {
  return String(page)
    .replaceAll(/\.[0-9a-f]{12}\./g, ".")
    .replaceAll(/sha384-[\w+/]{64}/g, "sha384");
}

describe("the tags that load assets", () => {
  test("have the integrity of what they load, and of all modules that it imports", async () => {
    using files = new AssetFiles(site);
    const { app, service } = await startAssets(files);

    const page = app.run(() => String(assetTags("site.css", "main.js", "text.woff2")));

    assert.equal(
      short(page),
      [
        '<link rel="stylesheet" href="/static/site.css" integrity="sha384">',
        '<link rel="modulepreload" href="/static/a.js" integrity="sha384">',
        '<link rel="modulepreload" href="/static/b.js" integrity="sha384">',
        '<script type="module" src="/static/main.js" integrity="sha384"></script>',
        '<link rel="preload" as="font" href="/static/text.woff2" crossorigin integrity="sha384">',
      ].join(""),
    );
    assert.ok(page.includes(service.get("b.js")!.integrity));
  });

  test("preload a module that two others import once", async () => {
    using files = new AssetFiles({ ...site, "project/other.js": `import "./b.js";` });
    const { app } = await startAssets(files);

    const page = app.run(() => String(assetTags("main.js", "other.js")));

    assert.equal(page.match(/modulepreload/g)?.length, 2);
  });

  test("are printed by {% asset_tags %}, and the integrity alone by {% asset_integrity %}", async () => {
    using files = new AssetFiles(site);
    const { app } = await startAssets(files);
    const engine = new Engine({ libraries: [assetsLibrary] });
    const render = (source: string, data = {}) => app.run(() => engine.fromString(source).render(data));

    assert.equal(
      short(await render(`{% load assets %}{% asset_tags name "main.js" %}`, { name: "site.css" })).slice(
        0,
        66,
      ),
      '<link rel="stylesheet" href="/static/site.css" integrity="sha384">',
    );
    assert.equal(
      await render(`{% load assets %}{% asset_integrity "logo.png" %}`),
      app.run(() => assetIntegrity("logo.png")),
    );
  });

  test("are an error for other files, and for absent ones in debug", async () => {
    using files = new AssetFiles(site);
    const production = await startAssets(files);
    const debug = await startAssets(files, { debug: true });

    assert.throws(() => production.app.run(() => assetTags("logo.png")), {
      code: "assets.tag",
      message: /"logo\.png"/,
    });
    assert.throws(() => debug.app.run(() => assetTags("site.cs")), { code: "assets.ending" });
    assert.throws(() => debug.app.run(() => assetIntegrity("sites.css")), { code: "assets.not-found" });
    assert.equal(
      production.app.run(() => assetIntegrity("sites.css")),
      "",
    );
    assert.equal(
      production.app.run(() => String(assetTags("sites.css"))),
      '<link rel="stylesheet" href="/static/sites.css">',
    );
  });
});
