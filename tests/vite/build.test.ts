import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { viteTags, viteUrl } from "quintet/vite";
import { runCommand } from "../assets/asset-app.ts";
import { FrontEnd } from "./front-end.ts";

let front: FrontEnd;

before(async () => {
  front = new FrontEnd();
  await front.build();
});
after(() => front[Symbol.dispose]());

const page = new Request("http://localhost/");

/** The page with short addresses. */
function short(text: string): string {
  return text.replaceAll(/-[\w-]{8}\.(js|css|svg)/g, ".$1").replaceAll(/sha384-[\w+/]{64}/g, "sha384");
}

function addressesIn(text: string): { url: string; integrity: string | undefined }[] {
  return [...text.matchAll(/<(?:link|script)[^>]*>/g)].flatMap(([tag]) => {
    const url = /(?:href|src)="([^"]*)"/.exec(tag)?.[1];
    return url === undefined ? [] : [{ url, integrity: /integrity="([^"]*)"/.exec(tag)?.[1] }];
  });
}

describe("a front end that Vite has built", () => {
  test("is loaded with its style sheets, what it imports at once, and what is asked for ahead", async () => {
    await using app = await front.app();

    const text = await (await app.fetch(page)).text();

    const head = /<\/title><link rel="icon"[^>]*>(.*)<\/head>/.exec(short(text))?.[1];
    assert.equal(
      head,
      [
        '<link rel="stylesheet" href="/static/vite/assets/shared.css" integrity="sha384">',
        '<link rel="stylesheet" href="/static/vite/assets/main.css" integrity="sha384">',
        '<link rel="modulepreload" href="/static/vite/assets/shared.js" integrity="sha384">',
        '<script type="module" src="/static/vite/assets/main.js" integrity="sha384"></script>',
        '<link rel="preload" as="style" href="/static/vite/assets/later.css" crossorigin>',
        '<link rel="modulepreload" href="/static/vite/assets/later.js" integrity="sha384">',
      ].join(""),
    );
    assert.match(short(text), /<img alt="Logo" src="\/static\/vite\/assets\/logo\.svg">/);
    assert.doesNotMatch(text, /@vite\/client|csp-nonce/);
  });

  for (const collected of [false, true]) {
    test(`is served for good, as Vite wrote it${collected ? ", also when it was collected" : ""}`, async () => {
      if (collected) {
        await using collecting = await front.app();
        await runCommand(collecting, "assets collect");
      }
      await using app = await front.app();
      const found = addressesIn(await (await app.fetch(page)).text());
      assert.equal(found.length, 7);

      for (const { url, integrity } of found) {
        // Pictures have none, and what is preloaded for Vite must look as Vite asks for it.
        const isChecked = !/logo|later-[\w-]*\.css/.test(url);
        const response = await app.fetch(new Request(`http://localhost${url}`));
        assert.equal(response.status, 200, url);
        assert.equal(response.headers.get("cache-control"), "public, max-age=31536000, immutable", url);
        const digest = createHash("sha384")
          .update(await response.bytes())
          .digest("base64");
        assert.equal(integrity, isChecked ? `sha384-${digest}` : undefined, url);
      }
      const robots = await app.fetch(new Request("http://localhost/static/vite/robots.txt"));
      assert.equal(robots.headers.get("cache-control"), "no-cache");
      assert.equal(await robots.text(), "User-agent: *\n");
      for (const path of [".vite/manifest.json", "src/main.ts", "@vite/client"])
        assert.equal(
          (await app.fetch(new Request(`http://localhost/static/vite/${path}`))).status,
          404,
          path,
        );
      rmSync(front.path("collected"), { recursive: true, force: true });
    });
  }

  test("comes from the CDN, if assets do, and needs no preamble of React", async () => {
    await using app = await front.app({ origin: "https://cdn.example", react: true });

    const text = short(await (await app.fetch(page)).text());

    const cdn = "https://cdn.example/static/vite/assets";
    for (const tag of [
      `<link rel="stylesheet" href="${cdn}/main.css" integrity="sha384" crossorigin>`,
      `<link rel="modulepreload" href="${cdn}/shared.js" integrity="sha384" crossorigin>`,
      `<script type="module" src="${cdn}/main.js" integrity="sha384" crossorigin></script>`,
      `<img alt="Logo" src="${cdn}/logo.svg">`,
    ])
      assert.ok(text.includes(tag), tag);
    assert.doesNotMatch(text, /"\/static|RefreshReg/);
  });

  test("is used in debug, too, as long as no development server is there", async () => {
    await using app = await front.app({ debug: true });

    assert.match(short(await (await app.fetch(page)).text()), /src="\/static\/vite\/assets\/main\.js"/);
  });

  test("says which entries there are when a page names another", async () => {
    await using app = await front.app();

    assert.throws(() => app.run(() => viteTags("src/man.ts")), {
      code: "vite.entry",
      message:
        /^Vite has built no "src\/man\.ts"\. Did you mean "src\/main\.ts"\?\nIn its manifest: .*src\/other\.ts/,
    });
    assert.throws(() => app.run(() => viteUrl("src/lgo.svg")), {
      code: "vite.entry",
      message: /Did you mean "src\/logo\.svg"/,
    });
  });
});

test("a front end that wasn't built is told with what to do, and so is a manifest that is none", async () => {
  using fresh = new FrontEnd();
  await using app = await fresh.app();

  assert.throws(() => app.run(() => viteTags("src/main.ts")), {
    code: "vite.not-built",
    message: /npx vite build/,
  });
  for (const content of ["{", "[]", `{"src/main.ts":{}}`]) {
    fresh.write("dist/.vite/manifest.json", content);
    await using other = await fresh.app();
    assert.throws(() => other.run(() => viteTags("src/main.ts")), { code: "vite.manifest" }, content);
  }
  writeFileSync(fresh.path("dist/.vite/manifest.json"), "{}");
});
