import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cssReferences } from "../../src/assets/references/css-references.ts";
import { manifestReferences } from "../../src/assets/references/manifest-references.ts";
import { referenceTarget, rewrittenAddress } from "../../src/assets/references/reference.ts";
import { scriptReferences } from "../../src/assets/references/script-references.ts";
import { svgReferences } from "../../src/assets/references/svg-references.ts";
import { cpuMilliseconds } from "../cpu-time.ts";

function inCss(css: string): string[] {
  return cssReferences(css).map(({ target }) => target);
}

function inScript(script: string): string[] {
  const found = scriptReferences(script);
  assert.ok("references" in found);
  return found.references.map(({ kind, target, isBare }) => `${isBare ? "bare " : ""}${kind} ${target}`);
}

describe("addresses in a style sheet", () => {
  const cases: readonly (readonly [title: string, css: string, found: readonly string[]])[] = [
    [
      "url() with quotes and without",
      `a{b:url(x.png)} c{d:url( "y.png" )} e{f:url('z.png' )}`,
      ["x.png", "y.png", "z.png"],
    ],
    ["names in any case", `a{b:URL(x.png)} @IMPORT "y.css";`, ["x.png", "y.css"]],
    [
      "escaped names and addresses",
      String.raw`a{b:\75rl(x\20 y\).png)} c{d:url("a\"b\
c.png")}`,
      ["x y).png", `a"bc.png`],
    ],
    [
      "@import as a string and as url()",
      `@import "a.css" layer(x) supports(b: "c"); @import url(d.css) screen;`,
      ["a.css", "d.css"],
    ],
    [
      "strings of image-set(), but not those of type()",
      `a{b:image-set("x.avif" type("image/avif"), url(y.png) 1x)} c{d:-webkit-image-set('z.png' 2x)}`,
      ["x.avif", "y.png", "z.png"],
    ],
    [
      "no comments",
      `/* url(x.png) @import "a.css" */ a{b:url(/* not a comment */y.png)}`,
      ["/* not a comment */y.png"],
    ],
    ["no strings", `a::after{content:"url(x.png) /*"} b{c:url(y.png)}`, ["y.png"]],
    ["no namespaces", `@namespace svg url(x); @namespace "y"; a{b:url(z.png)}`, ["z.png"]],
    ["a source map in its comment", `a{}\n/*# sourceMappingURL=site.css.map */`, ["site.css.map"]],
    ["what follows a string that isn't closed", `a{b:"open\n;c:url(x.png)}`, ["x.png"]],
    ["nothing behind an end that is missing", `a{b:url(x.png`, ["x.png"]],
    ["src()", `@font-face{src:src("x.woff2")}`, ["x.woff2"]],
    ["names that only end in url", `a{b:myurl(x.png) c:-url(y.png)}`, []],
  ];
  for (const [title, css, found] of cases) test(title, () => assert.deepEqual(inCss(css), found));

  test("stand where they are said to", () => {
    const css = `@import 'a.css'; b{c:url( "d.png" ) url(e.png)} /*# sourceMappingURL=f.map */`;
    assert.deepEqual(
      cssReferences(css).map(({ start, end }) => css.slice(start, end)),
      ["a.css", "d.png", "e.png", "f.map"],
    );
  });

  test("are found in a time that grows with the length", async () => {
    for (const piece of [
      "url(",
      '"',
      "/*",
      "@import ",
      "\\",
      "((((",
      "image-set(",
      "a{b:url(x)}",
      "@@@",
      "/*# sourceMappingURL=x",
    ]) {
      const short = await cpuMilliseconds(() => cssReferences(piece.repeat(5_000)));
      const long = await cpuMilliseconds(() => cssReferences(piece.repeat(40_000)));
      assert.ok(long < 20 * short + 50, `${piece}: ${short} ms, and ${long} ms for 8 times as much`);
    }
  });
});

describe("addresses in a picture of SVG", () => {
  const cases: readonly (readonly [title: string, svg: string, found: readonly string[]])[] = [
    [
      "of other pictures and parts of them",
      `<svg><image href="a.png"/><use xlink:href='b.svg#c' /><image\n  width = "1" href = "d.png"></image></svg>`,
      ["a.png", "b.svg#c", "d.png"],
    ],
    [
      "no links to pages",
      `<svg><a href="/x"><path/></a><svg:a xlink:href="y"/><use href="a.svg"/></svg>`,
      ["a.svg"],
    ],
    [
      "in attributes that are styles",
      `<svg><path fill="url(a.svg#b)" style="mask: url('c.svg')"/><g filter='url("d.svg")'/></svg>`,
      ["a.svg#b", "c.svg", "d.svg"],
    ],
    [
      "in style sheets, also in CDATA",
      `<svg><style>@import "a.css"; /* url(no.png) */</style><style type="text/css"><![CDATA[ g > a { b: url(c.png) } ]]></style><use href="d.svg"/></svg>`,
      ["a.css", "c.png", "d.svg"],
    ],
    [
      "of a style sheet in front",
      `<?xml version="1.0"?><?xml-stylesheet type="text/css" href="a.css"?><svg/>`,
      ["a.css"],
    ],
    [
      "no comments, declarations, texts and scripts",
      `<!DOCTYPE svg [ <!ENTITY a "<use href='no.svg'/>"> ]><svg><!-- <use href="no.svg"/> --><text>href="no.svg"</text><script>"<use href='no.svg'/>"</script><![CDATA[<use href="no.svg"/>]]><use href="a.svg"/></svg>`,
      ["a.svg"],
    ],
    [
      "with entities undone",
      `<svg><image href="a.svg?b=1&amp;c=&#50;&#x33;#d"/></svg>`,
      ["a.svg?b=1&c=23#d"],
    ],
    ["no styles whose quotes are entities", `<svg><g style="fill: url(&quot;a.svg&quot;)"/></svg>`, []],
    ["up to an end that is missing", `<svg><image href="a.png"/><image href="b.png`, ["a.png"]],
  ];
  for (const [title, svg, found] of cases)
    test(title, () =>
      assert.deepEqual(
        svgReferences(svg).map(({ target }) => target),
        found,
      ),
    );

  test("are found in a time that grows with the length", async () => {
    for (const piece of [
      "<a ",
      "<!--",
      "<style>",
      "<![CDATA[",
      'href="',
      "<a b = ",
      "<!x[",
      "<a b='<",
      "<?x",
      "url( ",
    ]) {
      const short = await cpuMilliseconds(() => svgReferences(`href ${piece.repeat(5_000)}`));
      const long = await cpuMilliseconds(() => svgReferences(`href ${piece.repeat(40_000)}`));
      assert.ok(long < 20 * short + 50, `${piece}: ${short} ms, and ${long} ms for 8 times as much`);
    }
  });
});

describe("addresses in a web app's manifest", () => {
  test("are those of its pictures, not those of pages", () => {
    const manifest = JSON.stringify({
      name: "icons",
      start_url: "/start",
      icons: [{ src: "a.png", sizes: "1x1" }, { sizes: "2x2" }, "b.png"],
      screenshots: [{ src: "c.png" }],
      shortcuts: [
        { name: "d", url: "/d", icons: [{ src: "e.png" }] },
        { name: "f", url: "/f" },
      ],
    });
    const found = manifestReferences(manifest);
    assert.ok("references" in found);
    assert.deepEqual(
      found.references.map(({ start, end, target }) => [target, manifest.slice(start, end)]),
      [
        ["a.png", '"a.png"'],
        ["c.png", '"c.png"'],
        ["e.png", '"e.png"'],
      ],
    );
  });

  test("a text that is no JSON is told with its line", () => {
    for (const [text, line] of [
      [`{\n"icons": [\n{ src: "a.png" }]}`, 3],
      ["", 1],
      [`{"icons": [`, 1],
    ] as const) {
      const found = manifestReferences(text);
      assert.ok("message" in found, text);
      assert.equal(found.line, line, text);
    }
  });
});

describe("addresses in a script", () => {
  const cases: readonly (readonly [title: string, script: string, found: readonly string[]])[] = [
    [
      "of modules loaded at once, in every form",
      `import "./a.js"; import b from '../b.js'; import * as c from "./c.js"; export { d } from "./d.js"; export * from "./e.js"; import f from "./f.json" with { type: "json" };`,
      [
        "import ./a.js",
        "import ../b.js",
        "import ./c.js",
        "import ./d.js",
        "import ./e.js",
        "import ./f.json",
      ],
    ],
    [
      "of modules loaded later",
      "const a = () => import('./a.js'); import(`./b.js`);",
      ["later ./a.js", "later ./b.js"],
    ],
    [
      "of files beside the module",
      `new Worker(new URL("w.js", import.meta.url)); import.meta.resolve("./a.svg"); other.meta.resolve("./b.svg")`,
      ["file w.js", "file ./a.svg"],
    ],
    [
      "of packages, by their names",
      `import { html } from "lit"; import("react"); export * from "@scope/x"; import.meta.resolve("lit/"); import "https://x.example/a.js";`,
      [
        "bare import lit",
        "bare later react",
        "bare import @scope/x",
        "bare file lit/",
        "import https://x.example/a.js",
      ],
    ],
    [
      "no addresses that are computed",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a script
      "import(`./${name}.js`); import(name); new URL(name, import.meta.url)",
      [],
    ],
    ["no other URLs", `new URL("./a.js", location.href); new Url("./b.js", import.meta.url)`, []],
    [
      "no texts, comments, expressions and templates",
      [
        `const a = 'import "./a.js"'; // import "./b.js"`,
        `/* export * from "./c.js" */`,
        "const d = /import '.\\/d.js'/; const e = `import './e.js'`; const f = 1 / 2 / 3;",
        `object.import("./g.js"); ({ import: "./h.js" });`,
      ].join("\n"),
      [],
    ],
    [
      "the last source map",
      `import "./a.js";\n//# sourceMappingURL=x.map\n//# sourceMappingURL=a.js.map`,
      ["import ./a.js", "source-map a.js.map"],
    ],
    ["no source map in a text", "const a = '//# sourceMappingURL=x.map';", []],
    ["in a script that is no module", `with (a) { import("./b.js") }`, ["later ./b.js"]],
    ["behind a line for the shell and a mark of byte order", `\uFEFFimport "./a.js"`, ["import ./a.js"]],
  ];
  for (const [title, script, found] of cases) test(title, () => assert.deepEqual(inScript(script), found));

  test("stand where they are said to, with the quotes of literals", () => {
    const script = "import './a.js';\nimport(`./b.js`)\n//# sourceMappingURL=c.map";
    const found = scriptReferences(script);
    assert.ok("references" in found);
    assert.deepEqual(
      found.references.map(({ start, end }) => script.slice(start, end)),
      ["'./a.js'", "`./b.js`", "c.map"],
    );
  });

  test("can't be found in what is no JavaScript, and the line is told", () => {
    assert.deepEqual(scriptReferences(`import "./a.js";\nconst = 1;`), {
      line: 2,
      message: "Unexpected token",
    });
  });

  test("are found beside a sum of 1,000 terms; one that is too deep for the parser is told", () => {
    assert.deepEqual(inScript(`import "./a.js"; const sum = ${"1+".repeat(1_000)}1;`), ["import ./a.js"]);
    assert.deepEqual(scriptReferences(`import "./a.js"; const list = ${"[".repeat(100_000)}`), {
      line: 1,
      message: "Nested too deeply",
    });
  });
});

describe("where an address leads", () => {
  const cases: readonly (readonly [address: string, name: string | undefined])[] = [
    ["x.png", "css/x.png"],
    ["./x.png", "css/x.png"],
    ["../img/x.png", "img/x.png"],
    ["../css/../img//x.png", "img/x.png"],
    ["a%20b.png", "css/a b.png"],
    ["x.svg?v=1#icon", "css/x.svg"],
    ["/static/img/x.png", "img/x.png"],
    ["/media/x.png", undefined],
    ["../../media/x.png", undefined],
    ["../../static/img/x.png", "img/x.png"],
    ["../../../../../etc/passwd", undefined],
    ["", undefined],
    ["#icon", undefined],
    ["?x", undefined],
    ["folder/", undefined],
    ["data:image/png;base64,AAAA", undefined],
    ["https://cdn.example/x.png", undefined],
    ["//cdn.example/x.png", undefined],
    ["\\\\cdn.example\\x.png", undefined],
    ["about:blank", undefined],
    ["%", undefined],
  ];
  for (const [address, name] of cases) {
    test(`${JSON.stringify(address)} in css/site.css leads to ${name ?? "none of our assets"}`, () => {
      assert.equal(referenceTarget(address, "css/site.css", "/static/")?.name, name);
    });
  }

  test("what is written in its place keeps folder, query and fragment, and ends no string, url() or comment", () => {
    const target = referenceTarget(`../img (1)/it's*.svg?"#)`, "css/site.css", "/static/")!;
    assert.equal(
      rewrittenAddress(target, "img (1)/it's*.0123456789ab.svg"),
      "../img%20%281%29/it%27s%2A.0123456789ab.svg?%22#%29",
    );
  });
});
