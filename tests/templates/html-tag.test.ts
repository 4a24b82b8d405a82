import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Decimal } from "decimal.js";
import { type AsyncHtml, attributes, Engine, html, memoryLoader, safe, toHtml } from "quintet/templates";
import { cpuMilliseconds } from "../cpu-time.ts";

const breakout = `"'><script>pwn()</script>&amp;`;
const escapedBreakout = "&quot;&#x27;&gt;&lt;script&gt;pwn()&lt;/script&gt;&amp;amp;";
/** Values as they come from elsewhere, which the compiler knows nothing of. */
const unchecked = (value: unknown): unknown => value;

describe("values between tags", () => {
  test("a text is escaped, HTML stays as it is", () => {
    assert.equal(
      String(html`<p>${breakout}${safe("<b>")}${html`<i>${"<"}</i>`}</p>`),
      `<p>${escapedBreakout}<b><i>&lt;</i></p>`,
    );
  });

  test("null, undefined and booleans print nothing, numbers and dates their text", () => {
    const values = [
      null,
      undefined,
      false,
      true,
      0,
      1.5,
      12n,
      new Decimal("1e21"),
      new Date(0),
      new URL("https://a.b/"),
    ];

    assert.equal(
      String(html`${values}`),
      "01.5121000000000000000000000" + "1970-01-01 00:00:00+00:00" + "https://a.b/",
    );
  });

  test("lists, sets and generators are joined, however deep", () => {
    function* letters() {
      yield "a";
      yield ["<", new Set([1, html`<b>`])];
    }

    assert.equal(String(html`${letters()}`), "a&lt;1<b>");
  });

  test("an object prints what its class says: a text, or HTML", () => {
    class Name {
      toString() {
        return "<Ada>";
      }
    }
    class Badge {
      [toHtml]() {
        return html`<b>${"<"}</b>`;
      }
    }

    assert.equal(String(html`${new Name()} ${new Badge()}`), "&lt;Ada&gt; <b>&lt;</b>");
  });

  for (const [name, value, message] of [
    ["a plain object", { id: 1 }, /an object with the keys id has no text/],
    ["an object in a list", [["x", { id: 1 }]], /an object with the keys id has no text/],
    ["an object without a class", Object.create(null), /an object with no keys has no text/],
    ["a function", function greet() {}, /the function greet was not called\. Write greet\(\)/],
    ["a symbol", Symbol("x"), /a symbol has no text/],
    ["a map", new Map([["a", 1]]), /a Map is printed by its \.keys\(\) or \.values\(\)/],
    ["an object whose class says nothing", new (class Book {})(), /the Book does not say how it looks/],
  ] as const) {
    test(`${name} is refused, and never prints [object Object]`, () => {
      assert.throws(() => html`<p>${unchecked(value)}</p>`, { code: "templates.html-value", message });
      assert.throws(() => html`<p title=${unchecked(value)}></p>`, { code: "templates.html-value" });
      assert.throws(() => html`<p title="a ${unchecked(value)}"></p>`, { code: "templates.html-value" });
    });
  }

  test("a list that holds itself is refused", () => {
    const list: unknown[] = [];
    list.push(list);

    assert.throws(() => html`${unchecked(list)}`, { message: /a list that holds itself has no end/ });
  });

  test("in title and textarea, where tags mean nothing, HTML can't end the element", () => {
    const evil = safe("</title></textarea><script>pwn()</script>&amp;");

    assert.equal(
      String(html`<title>${evil}</title><textarea>${evil}</textarea>`),
      "<title>&lt;/title>&lt;/textarea>&lt;script>pwn()&lt;/script>&amp;</title>" +
        "<textarea>&lt;/title>&lt;/textarea>&lt;script>pwn()&lt;/script>&amp;</textarea>",
    );
  });
});

describe("values in attributes", () => {
  test("a value is quoted and escaped, whatever stands around it in the template", () => {
    const expected = `"${escapedBreakout}"`;

    assert.equal(String(html`<p title=${breakout}>`), `<p title=${expected}>`);
    assert.equal(String(html`<p title="${breakout}">`), `<p title=${expected}>`);
    assert.equal(String(html`<p title = '${breakout}' id=a>`), `<p title=${expected} id=a>`);
    assert.equal(String(html`<input value=${breakout}/>`), `<input value=${expected}/>`);
    assert.equal(String(html`<p title='a ${breakout} "b"'>`), `<p title='a ${escapedBreakout} "b"'>`);
  });

  test("text that is marked safe can't leave the attribute, and its entities stay", () => {
    assert.equal(
      String(html`<p title="${safe(`Q &amp; A "><script>'`)}">`),
      '<p title="Q &amp; A &quot;&gt;&lt;script&gt;&#x27;">',
    );
    assert.equal(String(html`<p class="a ${safe(`"><script>`)}">`), '<p class="a &quot;&gt;&lt;script&gt;">');
  });

  for (const [name, value] of [
    ["html`…`", html`<b>x</b>`],
    ["html`…` that waits", html`${Promise.resolve(1)}`],
    ["a form or another page", { [toHtml]: () => "<b>" }],
  ] as const) {
    test(`${name} in an attribute is refused`, () => {
      const expected = {
        code: "templates.html-value",
        message: /an attribute holds text, and HTML was put into it/,
      };

      assert.throws(() => html`<p title=${value}>`, expected);
      assert.throws(() => html`<p title="a ${value}">`, expected);
      assert.throws(() => html`<a href=${value}>`, expected);
      assert.throws(() => html`<p class=${["a", unchecked(value)]}>`, expected);
    });
  }

  test("null, undefined and false leave an attribute out, true leaves its name", () => {
    assert.equal(
      String(html`<p a=${null} b="${undefined}" c='${false}' d=${true} e=${""} f=${0}>`),
      '<p d e="" f="0">',
    );
  });

  test("what is only there or not there follows what counts as true", () => {
    assert.equal(
      String(
        html`<input disabled=${0} checked=${1} readonly=${""} required="${"false"}" multiple=${null} hidden=${"until-found"}>`,
      ),
      '<input checked required hidden="until-found">',
    );
  });

  test("data-… and aria-… attributes say true and false", () => {
    assert.equal(
      String(html`<p aria-hidden=${false} data-open=${true} data-x=${null} draggable=${false}>`),
      '<p aria-hidden="false" data-open="true" draggable="false">',
    );
  });

  test("a class takes a list, and leaves out what is false", () => {
    const isOn = false as boolean;

    assert.equal(String(html`<p class=${["a", isOn && "b", ["c", null]]}>`), '<p class="a c">');
    assert.equal(String(html`<p class="x ${["a", isOn && "b"]} y">`), '<p class="x a y">');
    assert.equal(String(html`<p class=${[isOn && "b"]}>`), "<p>");
  });

  test("attributes() gives several, each by its own rule", () => {
    const given = { id: breakout, hidden: true, title: null, href: "javascript:pwn()", class: ["a", false] };

    assert.equal(
      String(html`<a ${attributes(given)} ${null}>`),
      `<a id="${escapedBreakout}" hidden href="about:invalid#javascript-blocked" class="a">`,
    );
  });

  test("attributes() refuses names that hold a program, or are none", () => {
    for (const name of [
      "onclick",
      "ONLOAD",
      "hx-on:click",
      "x-data",
      "@click",
      "a b",
      "a=b",
      ">",
      "",
      "a\u0000",
    ]) {
      assert.throws(() => attributes({ [name]: "pwn()" }), { code: "templates.html-position" }, name);
    }
  });

  test("what is no attributes() can't stand where attributes do", () => {
    for (const value of ["onclick=pwn()", { onclick: "pwn()" }, safe("a=b"), html`a`, [attributes({})]]) {
      assert.throws(() => html`<p ${unchecked(value)}>`, { message: /name=\$\{value\}/ });
    }
  });

  test("a page in srcdoc is escaped as a page, then as an attribute", () => {
    assert.equal(
      String(html`<iframe srcdoc="${"<script>"}"></iframe>`),
      '<iframe srcdoc="&amp;lt;script&amp;gt;"></iframe>',
    );
    assert.equal(
      String(html`<iframe srcdoc="${html`<p title="${'"'}">`}"></iframe>`),
      '<iframe srcdoc="&lt;p title=&quot;&amp;quot;&quot;&gt;"></iframe>',
    );
  });
});

describe("addresses", () => {
  const programs = [
    "javascript:pwn()",
    "JaVaScRiPt:pwn()",
    "  javascript:pwn()",
    "\u0000\u0001\u001fjavascript:pwn()",
    "java\nscript:pwn()",
    "java\tscr\r\nipt:pwn()",
    "javascript\t:pwn()",
    "java\u00adscript:pwn()",
    "\ufeffjavascript:pwn()",
    "java&#115;cript:pwn()",
    "java&#x73;cript:pwn()",
    "java&#115cript:pwn()",
    "javascript&colon;pwn()",
    "java&Tab;script:pwn()",
    "java&NewLine;script&colon;pwn()",
    "&#0000106avascript:pwn()",
    "javascript://example.com/%0Apwn()",
    "vbscript:pwn()",
    "data:text/html,<script>pwn()</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=pwn()>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "data:image/png,<script>pwn()</script>",
    "data:image/png;base64,AAAA,<script>",
    "data:,pwn()",
    "data&colon;text/html,x",
  ];

  for (const program of programs) {
    test(`${JSON.stringify(program)} gets into no address`, () => {
      for (const value of [program, safe(program)]) {
        const pages = [
          html`<a href=${value}>`,
          html`<a href="${value}">`,
          html`<a href="${value}#x">`,
          html`<a href=" ${value}">`,
          html`<a href="${program.slice(0, 3)}${program.slice(3)}">`,
          html`<a xlink:href=${value}>`,
          html`<form action=${value}>`,
          html`<button formaction=${value}>`,
          html`<iframe src=${value}></iframe>`,
          html`<object data=${value}>`,
          html`<video poster=${value}>`,
          html`<img data-src=${value}>`,
          html`<div data-redirect-url=${value}>`,
          html`<animate attributeName=href to=${value}>`,
          html`<animate attributeName=href values="#;${value}">`,
          html`<meta http-equiv=refresh content="0;url=${value}">`,
          html`<meta http-equiv=refresh content="0; ${value}">`,
          html`<meta http-equiv=refresh content="0; URL='${value}'">`,
          html`<base ${attributes({ href: String(value) })}>`,
        ];
        for (const page of pages) assert.match(String(page), /"(about:invalid#[a-z]+-blocked)"/);
      }
    });
  }

  test("a scheme may not come together from the template's text and a value", () => {
    const rest = "script:pwn()";

    assert.match(String(html`<a href="java${rest}">`), /about:invalid/);
    assert.match(String(html`<a href="java&#115;${"cript:pwn()"}">`), /about:invalid/);
    assert.match(String(html`<a href="java&#${"115;cript:pwn()"}">`), /about:invalid/);
    assert.match(String(html`<a href="javascript&${"colon;pwn()"}">`), /about:invalid/);
    assert.match(String(html`<a href="javascript:${"pwn()"}">`), /about:invalid/);
  });

  test("every one of several addresses is looked at", () => {
    assert.match(
      String(html`<img srcset="a.png 1x, ${"javascript:pwn()"} 2x">`),
      /about:invalid#javascript-blocked/,
    );
    assert.match(
      String(html`<img srcset=${"a.png 1x,data:text/html,x 2x, data:text/html,x"}>`),
      /about:invalid#data-blocked/,
    );
    assert.match(String(html`<a ping=${"/a javascript:pwn()"}>`), /about:invalid/);
    assert.equal(
      String(html`<img srcset="${"a.png"} 1x, ${"b.png"} 2x">`),
      '<img srcset="a.png 1x, b.png 2x">',
    );
  });

  test("other addresses stay as they are", () => {
    for (const url of [
      "https://example.com/a:b?c=d&e#javascript:",
      "/javascript:x",
      "mailto:ada@example.com",
      "tel:+49",
      "javascript.html",
      "?a=javascript:x",
      "./data:x",
      "myapp://open",
      "//cdn.example/x.js",
      "data:image/png;base64,iVBORw0KGgo=",
    ]) {
      assert.equal(String(html`<a href=${url}>`), `<a href="${url.replace("&", "&amp;")}">`);
    }
  });

  test("an address of this site can't be turned into one of another", () => {
    for (const path of ["/evil.example", "\\evil.example", "\t/evil.example", "\n\\evil.example"]) {
      assert.equal(String(html`<a href="/${path}">`), '<a href="about:invalid#other-site-blocked">');
      assert.equal(String(html`<a href="/${""}${path}">`), '<a href="about:invalid#other-site-blocked">');
    }
    assert.equal(String(html`<a href="/${""}/about/">`), '<a href="about:invalid#other-site-blocked">');
    assert.equal(String(html`<a href="//${"cdn.example"}/x">`), '<a href="//cdn.example/x">');
    assert.equal(String(html`<a href="${"//cdn.example"}/x">`), '<a href="//cdn.example/x">');
  });

  test("a value behind a parameter's name stays one value, encoded already or not", () => {
    const term = "a&b=c #+1";
    const expected = '<a href="/?q=a%26b=c%20%23%2B1&page=2">';

    assert.equal(String(html`<a href="/?q=${term}&page=${2}">`), expected);
    assert.equal(
      String(html`<a href="/?q=${encodeURIComponent(term)}&page=${2}">`),
      expected.replace("b=c", "b%3Dc"),
    );
    assert.equal(
      String(html`<a href="/?${new URLSearchParams({ q: term })}">`),
      '<a href="/?q=a%26b%3Dc+%23%2B1">',
    );
  });
});

describe("styles", () => {
  test("a value of a property is one value", () => {
    assert.equal(
      String(html`<p style="width: ${50}%; color: ${"rgb(1 2 3 / 50%)"}; --gap: calc(${2} * 1px)">`),
      '<p style="width: 50%; color: rgb(1 2 3 / 50%); --gap: calc(2 * 1px)">',
    );
  });

  for (const value of [
    "red; position: fixed",
    "url(//evil.example/?)",
    "u\\72l(x)",
    "u/**/rl(x)",
    "image-set('x')",
    "expression(pwn())",
    "red}body{display:none",
    "'",
    '"',
    "red !important",
    "</style><script>pwn()</script>",
    "rgb(1",
    "1) url(x",
    "@import 'x'",
    "red\u0000",
  ]) {
    test(`${JSON.stringify(value)} is no value of a property`, () => {
      assert.equal(
        String(html`<p style="color: ${value}; top: 0">`),
        '<p style="color: blocked-value; top: 0">',
      );
      assert.doesNotMatch(
        String(html`<p style=${`color: ${value}; top: 0`}>`),
        /url|expression|evil|script|[{}\\@]/,
      );
    });
  }

  test("whole declarations are looked at one by one", () => {
    assert.equal(
      String(html`<p style="top: 0; ${"width: 3px; color: url(x); --a: b !important; nonsense; 1: 2"}">`),
      '<p style="top: 0; width: 3px; color: blocked-value; --a: b !important">',
    );
  });

  test("a value can't stand in a name, a quoted text, a comment or a url(…)", () => {
    const styles = [
      () => html`<p style="${"color"}: red">`,
      () => html`<p style="col${"or"}: red">`,
      () => html`<p style="background: url(${"x"})">`,
      () => html`<p style="background: url('${"x"}')">`,
      () => html`<p style="font: 'a ${"x"}'">`,
      () => html`<p style="top: 0; /* ${"x"} */">`,
      () => html`<p style="top: 0 \\${"x"}">`,
    ];

    for (const style of styles)
      assert.throws(style, { code: "templates.html-position", message: /in a style/ });
  });
});

describe("places where no value is safe", () => {
  const x = "x";
  const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
    [
      "a script",
      () => html`<script>let a = "${x}";</script>`,
      /would be read as a program.*application\/json/,
    ],
    ["a script of the empty type", () => html`<script type="">${x}</script>`, /read as a program/],
    ["a script whose type is a space", () => html`<script type=" ">${x}</script>`, /read as a program/],
    [
      "a script whose first type counts",
      () => html`<script type=module type="application/json">${1}</script>`,
      /program/,
    ],
    [
      "a script whose first type is empty",
      () => html`<script type type="application/json">${1}</script>`,
      /program/,
    ],
    [
      "a script whose type is a value",
      () => html`<script type="${"application/json"}">${1}</script>`,
      /program/,
    ],
    [
      "a script with attributes()",
      () => html`<script ${null} type="application/json">${1}</script>`,
      /program/,
    ],
    ["a script in SVG", () => html`<svg><script>${x}</script></svg>`, /read as a program/],
    [
      "a script behind another one's end",
      () => html`<script>a</scripty></script ><script>${x}</script>`,
      /program/,
    ],
    ["a script in capitals", () => html`<SCRIPT>${x}</SCRIPT>`, /read as a program/],
    [
      "a part of a block of JSON",
      () => html`<script type="application/json">{"a": ${1}}</script>`,
      /one value/,
    ],
    [
      "two values in a block of JSON",
      () => html`<script type="application/json">${1}${2}</script>`,
      /one value/,
    ],
    ["a style sheet", () => html`<style>p { color: ${x} }</style>`, /could change the whole page/],
    ["a comment", () => html`<!-- ${x} -->`, /in a comment could end it/],
    ["a comment that seems to end", () => html`<!--!> ${x} -->`, /in a comment could end it/],
    ["a declaration", () => html`<!doctype ${x}>`, /in a declaration/],
    ["an instruction", () => html`<?xml ${x}?>`, /in a declaration/],
    ["a tag's name", () => html`<${x}>`, /a tag's name can't be a value/],
    ["a part of a tag's name", () => html`<h${1}></h1>`, /a tag's name can't be a value/],
    ["an end tag's name", () => html`<h1></${x}>`, /a tag's name can't be a value/],
    ["an end tag", () => html`<p></p ${x}>`, /an end tag has no attributes/],
    ["an attribute's name", () => html`<p ${x}=y>`, /an attribute's name can't be put together/],
    [
      "a part of an attribute's name",
      () => html`<p data-${x}=y>`,
      /an attribute's name can't be put together/,
    ],
    ["an attribute that goes on", () => html`<p ${null}b>`, /an attribute's name can't be put together/],
    ["a value without =", () => html`<p title ${x}>`, /behind "title" a value needs a "="/],
    ["a value without quotes that goes on", () => html`<p title=${x}y>`, /Write quotes around it: title="…"/],
    ["a value without quotes that has begun", () => html`<p title=x${x}>`, /Write quotes around it/],
    ["two values without quotes", () => html`<p title=${x}${x}>`, /Write quotes around it/],
    ["the place behind a quote", () => html`<p title="a"${x}>`, /Write a space behind it/],
    ["an event handler", () => html`<p onclick="f(${x})">`, /"onclick" holds a program/],
    ["an event handler in capitals", () => html`<p OnClick=${x}>`, /"onclick" holds a program/],
    ["an event handler of SVG", () => html`<svg onload=${x}>`, /holds a program/],
    ["a handler of htmx", () => html`<p hx-on:click=${x}>`, /holds a program/],
    ["a handler of Vue", () => html`<p @click=${x}>`, /holds a program/],
    ["a program of Alpine", () => html`<p x-data=${x}>`, /holds a program/],
    [
      "an attribute behind a stray quote",
      () => html`<p a="b""c=${x}>`,
      /Is a quote missing, or one too many/,
    ],
    ["an iframe's content", () => html`<iframe>${x}</iframe>`, /read what is in <iframe> as text/],
    ["an xmp", () => html`<xmp>${x}</xmp>`, /read what is in <xmp> as text/],
    [
      "a textarea with a tag",
      () => html`<svg><textarea><script>${x}</script></textarea></svg>`,
      /there is a tag in front/,
    ],
  ];

  for (const [name, make, message] of cases) {
    test(`${name} is refused`, () => {
      assert.throws(make, { code: "templates.html-position", message });
    });
  }

  test("the message shows the line and the value's place", () => {
    assert.throws(() => html`<ul>\n  <li onclick="${"x"}">y</li>\n</ul>`, {
      message:
        /read it: element\.addEventListener\(…\), element\.dataset\.\n {2}<li onclick="\$\{…\}">y<\/li>\n {15}\^\^\^\^$/,
    });
  });

  const halves: readonly (readonly [string, () => unknown, RegExp])[] = [
    ["a tag", () => html`<p title="`, /ends inside of the tag <p/],
    ["a comment", () => html`<!-- a`, /ends inside of a comment/],
    ["a script", () => html`<script>f()`, /does not close <script>/],
    ["a textarea", () => html`<textarea>${"x"}`, /does not close <textarea>/],
    ["a plaintext", () => html`<plaintext></plaintext>`, /does not close <plaintext>/],
    ["CDATA", () => html`<svg><![CDATA[ > ]]></svg>`, /two ways/],
    [
      "a script whose end browsers miss",
      () => html`<script><!-- <script> </script>${"x"}`,
      /do not see the script's end/,
    ],
  ];
  for (const [name, make, message] of halves) {
    test(`a template that ends inside of ${name} is refused`, () => {
      assert.throws(make, { code: "templates.html-position", message });
    });
  }

  test("html can't be called with texts that came from elsewhere", () => {
    const texts = JSON.parse('["<script>pwn()</script>"]');

    assert.throws(() => html(texts), { code: "templates.html-position", message: /called like a function/ });
    assert.throws(() => html(Object.assign(texts, { cooked: true })), { message: /called like a function/ });
    assert.throws(() => html("<b>" as never), { message: /called like a function/ });
  });

  test("scripts, styles, handlers and comments of the template itself stay as they are", () => {
    const page = html`<!doctype html><!-- <b> --><style>a > b {}</style><script>if (a < b && c) f("<p>")</script><a href="javascript:f()" onclick="f()">${1}</a>`;

    assert.equal(
      String(page),
      '<!doctype html><!-- <b> --><style>a > b {}</style><script>if (a < b && c) f("<p>")</script><a href="javascript:f()" onclick="f()">1</a>',
    );
  });
});

describe("blocks of JSON", () => {
  test("hold a value whose texts can't end them", () => {
    const data: unknown = { name: "</script><script>pwn()</script><!--", price: 1, line: "\u2028" };

    const page = String(html`<script type="application/json" id="data"> ${data} </script>`);

    const json = /<script type="application\/json" id="data">(.*)<\/script>$/.exec(page)![1]!;
    assert.doesNotMatch(json, /[<>&\u2028]/);
    assert.deepEqual(JSON.parse(json), data);
  });

  test("take what JSON.stringify() gives, and no other text", () => {
    const page = html`<script type="application/ld+json">${JSON.stringify({ a: "<" })}</script>`;

    assert.equal(String(page), '<script type="application/ld+json">{"a":"\\u003c"}</script>');
    assert.throws(() => html`<script type="application/json">${"Ada"}</script>`, {
      message: /Write \$\{JSON\.stringify\(data\)\}/,
    });
  });
});

describe("html`…` that waits", () => {
  const later = <Value>(value: Value): Promise<Value> =>
    new Promise((resolve) => setImmediate(resolve, value));

  test("promises, queries and async iterables become part of it in their order", async () => {
    async function* rows() {
      yield html`<li>${later("<")}</li>`;
      yield ["b", later("c")];
    }
    // biome-ignore lint/suspicious/noThenProperty: as a query has it
    const query = { then: (resolve: (rows: string[]) => void) => resolve(["x", "y"]) } as PromiseLike<
      string[]
    >;

    const page = html`<p title=${later('"')}>${later(1)}${query}</p><ul>${rows()}</ul>`;

    assert.equal(String(await page), '<p title="&quot;">1xy</p><ul><li>&lt;</li>bc</ul>');
  });

  test("what is there goes out while the rest is waited for", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const page = html`<h1>${"now"}</h1>${promise}<p>${later("end")}</p>`;
    const pieces = (page as AsyncHtml)[Symbol.asyncIterator]();

    assert.deepEqual(await pieces.next(), { done: false, value: "<h1>now</h1>" });
    resolve("<");
    assert.deepEqual(await pieces.next(), { done: false, value: "&lt;<p>end</p>" });
    assert.deepEqual(await pieces.next(), { done: true, value: undefined });
  });

  test("all promises are waited for at once, and queries begin when somebody reads", async () => {
    const begun: string[] = [];
    const query = (name: string): PromiseLike<string> => ({
      // biome-ignore lint/suspicious/noThenProperty: as a query has it
      then: (resolve) => {
        begun.push(name);
        return later(name).then(resolve);
      },
    });
    const page = html`${query("a")}${html`<b>${query("b")}</b>`}`;

    assert.deepEqual(begun, []);
    const rendered = page.render();
    await Promise.resolve();

    assert.deepEqual(begun, ["a", "b"]);
    assert.equal(await rendered, "a<b>b</b>");
  });

  test("a reader that stops ends the source", async () => {
    let isEnded = false;
    async function* endless() {
      try {
        for (;;) yield "x".repeat(1000);
      } finally {
        isEnded = true;
      }
    }
    const pieces = (html`${endless()}` as AsyncHtml)[Symbol.asyncIterator]();

    const { value } = await pieces.next();
    await pieces.return!();

    assert.ok(value!.startsWith("xxx") && value!.length < 50_000);
    assert.ok(isEnded);
  });

  test("an error of something that is waited for reaches the reader, and nobody else", async () => {
    const page = html`${later("a")}${Promise.reject(new RangeError("gone"))}`;
    await later(null);

    await assert.rejects(async () => page, { message: "gone" });
  });

  test("what can't be printed is told with its place, also when it comes late", async () => {
    await assert.rejects(async () => html`<p>${later(unchecked({ a: 1 }))}</p>`, {
      code: "templates.html-value",
      message: /the keys a has no text[\s\S]*<p>\$\{…\}<\/p>/,
    });
    await assert.rejects(async () => html`<p title="${later(unchecked(html`<b>`))}">`, {
      message: /HTML was put into it/,
    });
  });

  test("it is no text yet", () => {
    const page = html`${later(1)}`;

    assert.throws(() => String(page), { code: "templates.html-value", message: /Await it first/ });
  });

  test("it may be awaited twice; an async iterable is read once", async () => {
    async function* letters() {
      yield "a";
    }
    const page = html`${letters()}` as AsyncIterable<string> & PromiseLike<unknown>;

    assert.deepEqual([String(await page), String(await page)], ["a", "a"]);

    const streamed = html`${letters()}` as AsyncIterable<string>;
    assert.deepEqual(await Array.fromAsync(streamed), ["a"]);
    await assert.rejects(Array.fromAsync(streamed), { message: /read twice/ });
  });
});

describe("html`…` and templates", () => {
  const engine = new Engine({ loaders: [memoryLoader({ "card.html": "<b>{{ title }}</b>" })] });
  const card = (title: unknown) => ({
    [toHtml]() {
      const page = engine.render("card.html", { title });
      return typeof page === "string" ? safe(page) : page.then(safe);
    },
  });

  test("a template prints html`…` as HTML, waiting or not, also in loops", async () => {
    const items = ["<", "b"].map((item) => html`<li>${item}</li>`);

    assert.equal(
      engine
        .fromString("{{ a }}{% for item in items %}{{ item }}{% endfor %}")
        .render({ a: html`<i>`, items }),
      "<i><li>&lt;</li><li>b</li>",
    );
    assert.equal(
      await engine.fromString("{{ a }}").render({ a: html`<i>${Promise.resolve("<")}</i>` }),
      "<i>&lt;</i>",
    );
  });

  test("html`…` prints a template as HTML, waiting or not", async () => {
    assert.equal(String(await html`<p>${card("<")}</p>`), "<p><b>&lt;</b></p>");
    assert.equal(String(await html`<p>${card(Promise.resolve("<"))}</p>`), "<p><b>&lt;</b></p>");
  });
});

test("values take time in proportion to their length, whatever repeats in them", async () => {
  const long = [",", " ", "-", "(", "!important ", "&#0", "\t", ":"].map(
    (piece) => `a${piece.repeat(100_000)}b`,
  );
  const used = await cpuMilliseconds(() => {
    for (const value of long) {
      html`<img srcset="${value}" src="${value}" alt="${value}"><p style="color: ${value}" class="${value}">${value}</p>`;
      html`<p style="${value}; ${`color:${value}`}">`;
    }
  });

  assert.ok(used < 2_000, `${used} ms`);
});
