import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { defineConfig, defineModule, Secret } from "quintet";
import { createApp, type WebApp } from "quintet/app";
import { assetTags, importMap } from "quintet/assets";
import { html } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { AssetFiles, runCommand } from "../assets/asset-app.ts";
import { launchChromium, skipsWithoutChromium } from "./chromium.ts";
import { openPage } from "./watched-page.ts";

/*
 * What only a browser can tell of assets: that it takes them from a CDN under the policy, the integrity and the import map
 * that pages get, and that it refuses what a CDN has changed.
 */

const site = {
  "project/site.css": "#out { color: rgb(1, 2, 3); background: url(/static/tea.svg) }",
  "project/main.js": `import { word } from "words";
import { more } from "words/more.js";
import("words/late.js").then(({ late }) => { document.querySelector("#out").textContent = word + more + late; });`,
  "project/vendor/words.js": `export const word = "one";`,
  "project/vendor/words/more.js": `export const more = " two";`,
  "project/vendor/words/late.js": `export const late = " three";`,
  "project/tea.svg": `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><use href="leaf.svg#leaf"/></svg>`,
  "project/leaf.svg": `<svg xmlns="http://www.w3.org/2000/svg"><path id="leaf" d="M0 0"/></svg>`,
};

interface Cdn {
  readonly url: string;
  readonly asked: string[];
  /** What it fetches from; and what it does to the files. */
  source: string;
  change: (path: string, body: Buffer) => Buffer;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A CDN that fetches from the site and keeps nothing: another host to a browser. */
async function startCdn(): Promise<Cdn> {
  const server = createServer(async (request, response) => {
    const { url = "" } = request;
    cdn.asked.push(url.replace(/\.[0-9a-f]{12}(?=\.)/, ""));
    const answer = await fetch(cdn.source + url);
    for (const name of ["content-type", "access-control-allow-origin", "cross-origin-resource-policy"])
      response.setHeader(name, answer.headers.get(name) ?? "");
    response.writeHead(answer.status).end(cdn.change(url, Buffer.from(await answer.arrayBuffer())));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const cdn: Cdn = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    asked: [],
    source: "",
    change: (_path, body) => body,
    [Symbol.asyncDispose]: () => new Promise((closed) => void server.close(() => closed())),
  };
  return cdn;
}

function startSite(files: AssetFiles, origin: string | undefined): Promise<WebApp> {
  const shop = defineModule({ name: "shop", folder: files.folder });
  const page = () =>
    html(
      `<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,">${importMap()}${assetTags("site.css", "main.js")}</head><body><p id="out"></p></body></html>`,
    );
  return createApp(
    defineConfig({
      modules: [shop],
      routes: defineRoutes({ home: path("", page) }),
      secretKey: new Secret("a-key-for-tests-that-is-long-enough-0123456789"),
      databases: {},
      logLevel: "silent",
      security: { allowedHosts: ["127.0.0.1"], csp: { imgSrc: ["data:"] } },
      assets: {
        folders: [files.path("project")],
        collectedFolder: files.path("collected"),
        origin,
        imports: { words: "vendor/words.js", "words/": "vendor/words/" },
      },
    }),
    { isDefault: false },
  );
}

describe("assets in a browser", { skip: skipsWithoutChromium }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  test("load by the import map from the site itself", async () => {
    using files = new AssetFiles(site);
    await using app = await startSite(files, undefined);
    await using server = await app.listen({ port: 0, host: "127.0.0.1", shutdownGraceMs: 0 });
    const { page, problems, close } = await openPage(browser, {});

    await page.goto(server.url);
    await page.getByText("one two three").waitFor();

    assert.deepEqual(problems, []);
    await close();
  });

  test("load from a CDN, all of them, without a violation", async () => {
    using files = new AssetFiles(site);
    await using cdn = await startCdn();
    await using collecting = await startSite(files, cdn.url);
    await runCommand(collecting, "assets collect");
    await using app = await startSite(files, cdn.url);
    await using server = await app.listen({ port: 0, host: "127.0.0.1", shutdownGraceMs: 0 });
    cdn.source = server.url;
    const { page, problems, close } = await openPage(browser, {});
    const own: string[] = [];
    page.on("request", (request) => own.push(request.url()));

    await page.goto(server.url);
    await page.getByText("one two three").waitFor();
    await page.waitForLoadState("networkidle");

    assert.equal(await page.locator("#out").evaluate((out) => getComputedStyle(out).color), "rgb(1, 2, 3)");
    assert.deepEqual(problems, []);
    assert.deepEqual(
      own.filter((url) => !url.startsWith(cdn.url) && !url.startsWith("data:")),
      [`${server.url}/`],
    );
    // Each once: what was preloaded is what is used.
    assert.deepEqual(cdn.asked.toSorted(), [
      "/static/main.js",
      "/static/site.css",
      "/static/tea.svg",
      "/static/vendor/words.js",
      "/static/vendor/words/late.js",
      "/static/vendor/words/more.js",
    ]);
    await close();
  });

  for (const changed of ["main", "words/late", "site"])
    test(`are refused where a CDN has changed them (${changed})`, async () => {
      using files = new AssetFiles(site);
      await using cdn = await startCdn();
      await using app = await startSite(files, cdn.url);
      await using server = await app.listen({ port: 0, host: "127.0.0.1", shutdownGraceMs: 0 });
      cdn.source = server.url;
      cdn.change = (path, body) =>
        path.includes(`/${changed}.`) ? Buffer.concat([body, Buffer.from("/* one word more */")]) : body;
      const { page, problems, close } = await openPage(browser, {});
      const refused = page.waitForEvent("console", (message) => /integrity/.test(message.text()));

      await page.goto(server.url);

      assert.match((await refused).text(), /digest|integrity/);
      assert.notEqual(problems.length, 0);
      if (changed === "site")
        assert.equal(
          await page.locator("#out").evaluate((out) => getComputedStyle(out).color),
          "rgb(0, 0, 0)",
        );
      else assert.equal(await page.locator("#out").textContent(), "");
      await close();
    });
});
