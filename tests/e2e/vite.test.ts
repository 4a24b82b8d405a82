import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { quintet } from "quintet/vite";
import { createServer, type Plugin } from "vite";
import { FrontEnd } from "../vite/front-end.ts";
import { launchChromium, skipsWithoutChromium } from "./chromium.ts";
import { openPage } from "./watched-page.ts";

/*
 * A front end of Vite in a browser, under the default Content-Security-Policy: what was built, and what its development
 * server gives, with changes that are shown without a reload.
 */
describe("a front end of Vite", { skip: skipsWithoutChromium }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  test("that was built loads with its parts, and later ones, without a violation", async () => {
    using front = new FrontEnd();
    await front.build();
    await using app = await front.app();
    await using server = await app.listen({ port: 0, host: "127.0.0.1", shutdownGraceMs: 0 });
    const { page, problems, close } = await openPage(browser, {});

    await page.goto(server.url);
    await page.getByText("Hello from main").waitFor();
    await page.click("#more");
    await page.getByText("Loaded later").waitFor();

    const style = await page.locator("#out").evaluate((out) => {
      const { color, padding, margin } = getComputedStyle(out);
      return { color, padding, margin };
    });
    assert.deepEqual(style, { color: "rgb(1, 2, 3)", padding: "3px", margin: "5px" });
    const logo = await page.locator("img").evaluate((image: HTMLImageElement) => image.complete);
    assert.equal(logo, true);
    assert.deepEqual(problems, []);
    await close();
  });

  test("that is developed shows changes at once, without a reload and without a violation", async () => {
    using front = new FrontEnd();
    const port = await freePort();
    const vite = await createServer(front.config({ server: { port } }));
    await using _closing = { [Symbol.asyncDispose]: () => vite.close() };
    await vite.listen();
    await using app = await front.app({ debug: true, devServer: `http://127.0.0.1:${port}` });
    await using server = await app.listen({ port: 0, host: "127.0.0.1", shutdownGraceMs: 0 });
    const { page, problems, close } = await openPage(browser, {});
    page.on("response", (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
    });
    const connected = page.waitForEvent("console", (message) => message.text().includes("[vite] connected"));

    await page.goto(server.url);
    await page.getByText("Hello from main").waitFor();
    await connected;
    const policy = (await page.request.get(server.url)).headers()["content-security-policy"]!;
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    front.write("src/main.css", "#out { color: rgb(9, 8, 7) }\n");
    await page.waitForFunction(
      () => getComputedStyle(document.querySelector("#out")!).color === "rgb(9, 8, 7)",
    );

    assert.equal(await page.evaluate(() => "sameDocument" in globalThis), true);
    assert.ok(policy.includes(`connect-src 'self' ws://127.0.0.1:${port}`), policy);
    assert.doesNotMatch(policy, /unsafe|http:/);
    assert.deepEqual(problems, []);
    await close();
  });

  test("that is of React has its preamble in front of the first component, under the policy", async () => {
    using front = new FrontEnd();
    const port = await freePort();
    const vite = await createServer({
      ...front.config({ server: { port } }),
      plugins: [reactPlugin, quintet({ entries: ["src/main.ts"] })],
    });
    await using _closing = { [Symbol.asyncDispose]: () => vite.close() };
    await vite.listen();
    await using app = await front.app({ debug: true, react: true, devServer: `http://127.0.0.1:${port}` });
    await using server = await app.listen({ port: 0, host: "127.0.0.1", shutdownGraceMs: 0 });
    const { page, problems, close } = await openPage(browser, {});

    await page.goto(server.url);
    await page.getByText("Hello from main").waitFor();

    const hookedBy = await page.evaluate(() => (globalThis as { hookedBy?: string }).hookedBy);
    assert.equal(hookedBy, `${server.url}/static/vite/@react-refresh`);
    assert.deepEqual(problems, []);
    await close();
  });
});

/**
 * What `@vitejs/plugin-react` does, as far as a page has to do with it: a module under the plugin's address, and in each
 * component a call of what the page's preamble has put there, or its own words about a preamble that is missing.
 */
const reactPlugin: Plugin = {
  name: "react-stand-in",
  resolveId: (id) => (id === "/@react-refresh" ? id : undefined),
  load: (id) =>
    id === "/@react-refresh"
      ? "export const injectIntoGlobalHook = (target) => { target.hookedBy = import.meta.url; };"
      : undefined,
  transform: (code, id) =>
    id.endsWith("src/main.ts")
      ? `if (!window.$RefreshReg$) throw new Error("@vitejs/plugin-react can't detect preamble.");\n$RefreshReg$(1, "Main"); $RefreshSig$()(1);\n${code}`
      : undefined,
};

async function freePort(): Promise<number> {
  const { createServer: createProbe } = await import("node:net");
  const probe = createProbe().listen(0, "127.0.0.1");
  await new Promise((listening) => probe.once("listening", listening));
  const { port } = probe.address() as { port: number };
  await new Promise((closed) => probe.close(closed));
  return port;
}
