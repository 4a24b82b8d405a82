import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ConfigOptions, defineConfig, defineModule, env, Secret } from "quintet";
import { createApp } from "quintet/app";
import { assetTags, assetUrl, importMap } from "quintet/assets";
import { html, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { runChecks } from "../../src/core/index.ts";
import { AssetFiles } from "./asset-app.ts";

const cdn = "https://cdn.example";
const site = {
  "project/site.css": "a { background: url(/static/tea.png) }",
  "project/main.js": `import "./part.js"; import "lit";`,
  "project/part.js": "export {};",
  "project/lit.js": "export {};",
  "project/tea.png": "tea",
  "project/app.webmanifest": `{"icons":[{"src":"tea.png"}]}`,
};

function startShop(files: AssetFiles, more: Partial<ConfigOptions> = {}) {
  const { assets, ...rest } = more;
  const shop = defineModule({ name: "shop", folder: files.folder });
  const config = {
    modules: [shop],
    routes: defineRoutes({
      home: path("", () => html(`${importMap()}${assetTags("site.css", "main.js")}`)),
      plain: path("plain/", () => text("plain")),
      manifest: path("manifest/", () => text(assetUrl("app.webmanifest"))),
    }),
    secretKey: new Secret("a-key-for-tests-that-is-long-enough-0123456789"),
    databases: {},
    logLevel: "silent",
    security: { allowedHosts: ["shop.example"] },
    assets: {
      folders: [files.path("project")],
      collectedFolder: files.path("collected"),
      origin: cdn,
      imports: { lit: "lit.js" },
      ...assets,
    },
    ...rest,
  } satisfies ConfigOptions;
  return createApp(defineConfig(config), { isDefault: false });
}

type Shop = Awaited<ReturnType<typeof startShop>>;

const ask = (shop: Shop, path: string) => shop.fetch(new Request(`https://shop.example${path}`));

/** A policy by its directives. */
function directives(policy: string | null): Record<string, string> {
  return Object.fromEntries(
    (policy ?? "").split("; ").map((each) => {
      const [name = "", ...sources] = each.split(" ");
      return [name, sources.join(" ").replace(/'nonce-[^']+'/, "nonce")];
    }),
  );
}

describe("assets from a CDN", () => {
  test("have its addresses, with an integrity that browsers check for other sites, too", async () => {
    using files = new AssetFiles(site);
    await using shop = await startShop(files);

    const page = (await (await ask(shop, "/")).text()).replaceAll(/\.[0-9a-f]{12}\./g, ".");

    const integrity = 'integrity="sha384-';
    for (const part of [
      `{"imports":{"lit":"${cdn}/static/lit.js"},"integrity":{"${cdn}/static/lit.js":"sha384-`,
      `<link rel="stylesheet" href="${cdn}/static/site.css" ${integrity}`,
      `<link rel="modulepreload" href="${cdn}/static/part.js" ${integrity}`,
      `<link rel="modulepreload" href="${cdn}/static/lit.js" ${integrity}`,
      `<script type="module" src="${cdn}/static/main.js" ${integrity}`,
    ])
      assert.ok(page.includes(part), part);
    assert.equal(page.match(/ crossorigin>/g)?.length, 4);
  });

  test("are allowed by the policy of every answer, with a nonce or without", async () => {
    using files = new AssetFiles(site);
    await using shop = await startShop(files);

    for (const [path, nonce] of [
      ["/", " nonce"],
      ["/plain/", ""],
      ["/nowhere/", " nonce"],
    ] as const) {
      const policy = directives((await ask(shop, path)).headers.get("content-security-policy"));
      assert.equal(policy["script-src"], `'self' ${cdn}${nonce}`, path);
      assert.equal(policy["style-src"], `'self' ${cdn}${nonce}`, path);
      for (const name of ["img-src", "font-src", "media-src", "connect-src"])
        assert.equal(policy[name], `'self' ${cdn}`, `${path} ${name}`);
      assert.equal(policy["default-src"], "'self'");
      assert.equal(policy["object-src"], "'none'");
    }
  });

  test("come besides what the configuration allows, and not where it allows nothing", async () => {
    using files = new AssetFiles(site);
    const csp = { defaultSrc: ["https://far.example"], imgSrc: ["data:"], mediaSrc: ["'none'"] };
    const allowedHosts = ["shop.example"];
    await using shop = await startShop(files, { security: { allowedHosts, csp, cspReportOnly: csp } });

    const { headers } = await ask(shop, "/plain/");

    for (const name of ["content-security-policy", "content-security-policy-report-only"]) {
      const policy = directives(headers.get(name));
      assert.equal(policy["img-src"], `'self' data: ${cdn}`);
      assert.equal(policy["media-src"], "'none'");
      assert.equal(policy["font-src"], `'self' https://far.example ${cdn}`);
    }
  });

  test("are served to it for pages of every site, and only they are", async () => {
    using files = new AssetFiles(site);
    await using shop = await startShop(files);
    await using own = await startShop(files, { assets: { origin: undefined } });
    const open = (answer: Response) => [
      answer.headers.get("access-control-allow-origin"),
      answer.headers.get("cross-origin-resource-policy"),
    ];

    assert.deepEqual(open(await ask(shop, "/static/site.css")), ["*", "cross-origin"]);
    assert.deepEqual(open(await ask(shop, "/plain/")), [null, "same-origin"]);
    assert.deepEqual(open(await ask(own, "/static/site.css")), [null, "same-origin"]);
  });

  test("are not the manifest of a web app, whose pages are of the site that it is from", async () => {
    using files = new AssetFiles(site);
    await using shop = await startShop(files);

    const address = await (await ask(shop, "/manifest/")).text();

    assert.match(address, /^\/static\/app\.[0-9a-f]{12}\.webmanifest$/);
    assert.match(
      await (await ask(shop, address)).text(),
      /^\{"icons":\[\{"src":"tea\.[0-9a-f]{12}\.png"\}\]\}$/,
    );
  });

  test("are the site's own in debug, and where the variable of the origin is empty", async () => {
    using files = new AssetFiles(site);
    process.env.QT_TEST_CDN = "";
    try {
      for (const more of [
        { debug: true },
        { assets: { origin: env.string("QT_TEST_CDN", "") } },
      ] satisfies Partial<ConfigOptions>[]) {
        await using shop = await startShop(files, more);
        const answer = await ask(shop, "/");
        assert.doesNotMatch(await answer.text(), /cdn|crossorigin/);
        assert.doesNotMatch(answer.headers.get("content-security-policy")!, /cdn/);
      }
    } finally {
      delete process.env.QT_TEST_CDN;
    }
  });

  test("are told by the configuration and by check --deploy where the origin is none or not safe", async () => {
    using files = new AssetFiles(site);
    for (const origin of [
      "cdn.example",
      "https://cdn.example/files/",
      "ftp://cdn.example",
      "https://a@cdn.example",
    ])
      await assert.rejects(startShop(files, { assets: { origin } }), {
        code: "core.config",
        message: /assets\.origin: must be a scheme and a host/,
      });
    await using shop = await startShop(files, { assets: { origin: "http://cdn.example/" } });
    const findings = await runChecks(shop, { deploy: true });
    assert.ok(
      findings.some(({ id, message }) => id === "assets.W005" && message.includes("http://cdn.example:")),
    );
  });
});
