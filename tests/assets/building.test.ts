import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { unlinkSync } from "node:fs";
import { describe, test } from "node:test";
import { runChecks } from "../../src/core/index.ts";
import { AssetFiles, startAssets } from "./asset-app.ts";

/** What an address leads to, as text. */
async function read(app: Awaited<ReturnType<typeof startAssets>>, address: string): Promise<string> {
  return (await app.ask(address)).text();
}

/** An address with its hash taken out. */
function plain(address: string): string {
  return address.replaceAll(/\.[0-9a-f]{12}(?=\.)/g, "");
}

const site = {
  "project/css/site.css": `@import "base.css"; a { background: url(../img/tea%20cup.svg?v=1#x) } /* url(../img/no.png) */`,
  "project/css/base.css": `b { background: url('/static/img/tea cup.svg') }\n/*# sourceMappingURL=base.css.map */`,
  "project/css/base.css.map": "{}",
  "project/img/tea cup.svg": "<svg/>",
  "project/main.js": `import "./part.js"; import("/static/later.js"); const text = "./part.js"; new URL('img/tea%20cup.svg', import.meta.url);`,
  "project/part.js": "export const a = 1;",
  "project/later.js": "export {};",
};

describe("addresses in assets", () => {
  test("are replaced in style sheets: imports, pictures, source maps; comments and texts stay", async () => {
    using files = new AssetFiles(site);
    const app = await startAssets(files);

    const css = await read(app, app.url("css/site.css"));
    const base = await read(app, app.url("css/base.css"));

    const hash = "[0-9a-f]{12}";
    assert.match(
      css,
      new RegExp(
        String.raw`^@import "base\.${hash}\.css"; a \{ background: url\(\.\./img/tea%20cup\.${hash}\.svg\?v=1#x\) \} /\* url\(\.\./img/no\.png\) \*/$`,
      ),
    );
    assert.match(
      base,
      new RegExp(
        String.raw`^b \{ background: url\('/static/img/tea%20cup\.${hash}\.svg'\) \}\n/\*# sourceMappingURL=base\.css\.${hash}\.map \*/$`,
      ),
    );
    assert.ok(css.includes(app.url("css/base.css").split("/").at(-1)!));
  });

  test("are replaced in modules, and lead to files that are kept for good", async () => {
    using files = new AssetFiles(site);
    const app = await startAssets(files);

    const script = await read(app, app.url("main.js"));

    assert.equal(
      plain(script),
      `import "./part.js"; import("/static/later.js"); const text = "./part.js"; new URL("img/tea%20cup.svg", import.meta.url);`,
    );
    assert.match(script, /const text = "\.\/part\.js"/);
    const [, part = ""] = /import "\.(\/part\.[0-9a-f]{12}\.js)"/.exec(script) ?? [];
    const response = await app.ask(`/static${part}`);
    assert.equal(response.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.equal(await response.text(), "export const a = 1;");
  });

  test("change with what they lead to, through any number of files", async () => {
    using files = new AssetFiles(site);
    const before = await startAssets(files);
    const addresses = ["css/site.css", "css/base.css", "main.js", "part.js"].map(before.url);

    files.write("project/img/tea cup.svg", "<svg></svg>");
    const after = await startAssets(files);

    const changed = ["css/site.css", "css/base.css", "main.js", "part.js"].map(
      (name, index) => after.url(name) !== addresses[index],
    );
    assert.deepEqual(changed, [true, true, true, false]);
  });

  test("of files that aren't text as they should be stay, and the content too", async () => {
    const latin = Buffer.from("a { content: '\xe9'; background: url(x.png) }", "latin1");
    using files = new AssetFiles({ "project/old.css": latin, "project/x.png": "x" });
    const app = await startAssets(files);

    assert.deepEqual(Buffer.from(await (await app.ask(app.url("old.css"))).bytes()), latin);
    assert.deepEqual(
      (await runChecks(app.app)).map(({ id, message }) => [id, message.split("\n")[0]]),
      [["assets.W001", "old.css:1 is no UTF-8: what it refers to is left as it is. Save it as UTF-8."]],
    );
  });

  test("a file with nothing to replace is served byte for byte, and its hash is that of its content", async () => {
    using files = new AssetFiles({ "project/a.css": "\uFEFFa{}", "project/b.bin": "x" });
    const app = await startAssets(files);

    const digest = createHash("sha384").update("\uFEFFa{}").digest("hex").slice(0, 12);
    assert.equal(app.url("a.css"), `/static/a.${digest}.css`);
  });
});

describe("circles of modules", () => {
  const circle = {
    "project/a.js": `import "./b.js"; import "./leaf.js"; export const a = 1;`,
    "project/b.js": `import "./c.js"; import "./b.js"; export const b = 1;`,
    "project/c.js": `import "./a.js"; export const c = 1;`,
    "project/leaf.js": "export const leaf = 1;",
    "project/outside.js": `import "./c.js";`,
  };

  test("load from addresses that fit together, whichever was asked for first", async () => {
    using files = new AssetFiles(circle);
    const names = ["a.js", "b.js", "c.js", "outside.js"];
    const all: string[][] = [];
    for (let start = 0; start < names.length; start++) {
      const app = await startAssets(files);
      const order = [...names.slice(start), ...names.slice(0, start)];
      const addresses = new Map(order.map((name) => [name, app.url(name)]));
      all.push(names.map((name) => addresses.get(name)!));
      for (const name of names) {
        const script = await read(app, app.url(name));
        for (const [, imported = ""] of script.matchAll(/import "\.(\/[^"]+)"/g)) {
          const response = await app.ask(`/static${imported}`);
          assert.match(response.headers.get("cache-control")!, /immutable/, imported);
        }
      }
    }
    for (const addresses of all) assert.deepEqual(addresses, all[0]);
  });

  test("change together, with each of them and with what they refer to", async () => {
    using files = new AssetFiles(circle);
    const names = ["a.js", "b.js", "c.js", "outside.js"];
    const addresses = async () => names.map((await startAssets(files)).url);
    const first = await addresses();

    for (const changed of ["a.js", "c.js", "leaf.js"]) {
      const before = await addresses();
      files.write(`project/${changed}`, `${circle[`project/${changed}` as keyof typeof circle]} // changed`);
      const after = await addresses();
      for (const [index, address] of after.entries()) assert.notEqual(address, before[index], names[index]);
    }
    for (const [name, content] of Object.entries(circle)) files.write(name, content);
    assert.deepEqual(await addresses(), first);
  });

  test("a style sheet may refer to itself", async () => {
    using files = new AssetFiles({ "project/a.css": "@import 'a.css'; a{}" });
    const app = await startAssets(files);

    const address = app.url("a.css");

    assert.equal(await read(app, address), `@import '${address.slice("/static/".length)}'; a{}`);
  });
});

describe("an address that leads to no asset", () => {
  const broken = {
    "project/site.css": "a{}\n@import 'parts/base.css';",
    "project/parts/base.css": "a { b: url(x.png) }\n\n.c { d: url('../icons/teacup.svg') }",
    "project/icons/tea-cup.svg": "<svg/>",
    "project/x.png": "",
    "project/lib.js": "export {};\n//# sourceMappingURL=lib.js.map",
  };

  test("is an error of the page in debug, with file, line, address and what was meant", async () => {
    using files = new AssetFiles(broken);
    const { url } = await startAssets(files, { debug: true });

    assert.throws(() => url("site.css"), {
      code: "assets.reference",
      message:
        /^parts\/base\.css:1 refers to "x\.png", and there is no asset "parts\/x\.png"\.[\s\S]*\nparts\/base\.css:3 refers to "\.\.\/icons\/teacup\.svg", and there is no asset "icons\/teacup\.svg"\. Did you mean "icons\/tea-cup\.svg"\?\n {2}\(.*\/project\/parts\/base\.css\)\nCorrect the address, or write assets: \{ strict: false \}/,
    });
  });

  test("is found by the checks, and only a warning for a source map or where strict is false", async () => {
    using files = new AssetFiles(broken);
    const levels = async (strict: boolean) => {
      const { app } = await startAssets(files, { strict });
      return (await runChecks(app)).map(({ id, level }) => `${id} ${level}`).sort();
    };

    assert.deepEqual(await levels(true), ["assets.E001 error", "assets.E001 error", "assets.W001 warning"]);
    assert.deepEqual(await levels(false), [
      "assets.E001 warning",
      "assets.E001 warning",
      "assets.W001 warning",
    ]);
  });

  test("stays as it is in production, where the page renders", async () => {
    using files = new AssetFiles(broken);
    const app = await startAssets(files);

    assert.equal(await read(app, app.url("parts/base.css")), broken["project/parts/base.css"]);
    assert.match(app.url("site.css"), /^\/static\/site\.[0-9a-f]{12}\.css$/);
  });

  test("stays as it is in debug where strict is false", async () => {
    using files = new AssetFiles(broken);
    const app = await startAssets(files, { debug: true, strict: false });

    assert.equal(await read(app, app.url("lib.js")), broken["project/lib.js"]);
  });
});

describe("while developing", () => {
  test("a file that changes, comes or goes is seen at once, also below others", async () => {
    using files = new AssetFiles({
      "project/a.css": "@import 'b.css';",
      "project/b.css": "b { c: url(d.png) }",
      "project/d.png": "1",
    });
    const app = await startAssets(files, { debug: true });
    const first = app.url("a.css");

    files.write("project/d.png", "22");
    const second = app.url("a.css");
    files.write("project/new.css", "n{}");
    const added = app.url("new.css");
    unlinkSync(files.path("project/d.png"));

    assert.notEqual(second, first);
    assert.match(added, /new\.[0-9a-f]{12}\.css/);
    assert.throws(() => app.url("a.css"), { code: "assets.reference" });
    assert.equal((await app.ask(first)).headers.get("cache-control"), "no-cache");
  });

  test("a script that can't be read is served as it stands, and told with its line", async () => {
    using files = new AssetFiles({ "project/a.js": `import "./b.js";\nconst = 1;` });
    const app = await startAssets(files, { debug: true });

    assert.equal(await read(app, app.url("a.js")), `import "./b.js";\nconst = 1;`);
    const [finding] = await runChecks(app.app);
    assert.match(finding!.message, /^a\.js:2 can't be read as JavaScript \(Unexpected token\)/);
  });

  test("an ending that isn't served is told with what to write", async () => {
    using files = new AssetFiles({ "project/model.glb": "x" });
    const { url } = await startAssets(files, { debug: true });
    const allowing = await startAssets(files, { debug: true, endings: ["glb"] });

    assert.throws(() => url("model.glb"), {
      code: "assets.ending",
      message: /files that end in \.glb are not served\.\n.*assets: \{ endings: \["glb"\] \}/,
    });
    assert.match(allowing.url("model.glb"), /^\/static\/model\.[0-9a-f]{12}\.glb$/);
  });
});
