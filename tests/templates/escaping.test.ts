import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine, safe } from "quintet/templates";
import { generateCases } from "./differential/cases.ts";
import { renderByQuintet } from "./differential/quintet-templates.ts";

const engine = new Engine();
const render = (source: string, context: object = {}) => engine.fromString(source).render(context);

// Whatever filters and tags make of them, none may come out as a tag.
const attacks = [
  "<pwn>",
  `"><pwn x='`,
  `'"<PWN/onx=1>`,
  "&lt;pwn&gt;<pwn",
  "a<pwn>b c\nd <pwn>",
  `http://x.com/<pwn>"<pwn>`,
  "www.x.com?<pwn>",
  "a@b.com<pwn>",
  "<b>x</b>&<b>&ltpwn onx=1&gt",
  `<a href="<pwn>">`,
  "<!--<pwn>-->",
  "<<pwn>pwn>",
  "%s<pwn>",
  "pwn<",
  "&#60;pwn",
  "&amp;lt;pwn",
  "%3Cpwn",
  "\\u003cpwn",
  "</script><pwn>",
  "5",
  "",
];

test("with autoescape no text becomes a tag, whatever filters and tags it goes through", () => {
  const cases = generateCases({
    seed: 1,
    count: 1_000,
    texts: attacks,
    withoutFilters: ["safe", "safeseq"],
    alwaysEscapes: true,
  });

  const pages = cases.map((one) => ({ ...one, page: renderByQuintet(one) }));

  const rendered = pages.filter(({ page }) => "output" in page);
  assert.ok(rendered.length > 500, `only ${rendered.length} could be rendered`);
  const leaks = rendered.filter(({ page }) => "output" in page && /<\s*pwn/i.test(page.output));
  assert.deepEqual(leaks, []);
});

test("truncatechars_html never gives back as a tag what was escaped", () => {
  // The quote and the brackets grow when they are escaped, by as much as the last text shrinks when it is decoded.
  for (const html of ["&<b>&ltimg src=x onerror=alert(1)&gt", ">><b>&lt;img src=x onerror=alert(1)&gt;"]) {
    for (let limit = 1; limit < 60; limit++) {
      const page = render(`{{ html|truncatechars_html:${limit} }}`, { html: safe(html) });

      assert.doesNotMatch(String(page), /<img/, `truncatechars_html:${limit}`);
    }
  }
});

test("a format that is no literal is not trusted because its value is", () => {
  const context = { html: safe("<b>"), format: "s<script>", plain: "10s" };

  assert.equal(render("{{ html|stringformat:format }}", context), "&lt;b&gt;&lt;script&gt;");
  assert.equal(
    render("{{ html|stringformat:plain }}{{ html|stringformat:'s<i>' }}", context),
    "       <b><b><i>",
  );
});

test("the words of yesno are escaped, as the words of a variable are", () => {
  assert.equal(
    render("{{ yes|yesno:'<y>,<n>' }}{{ yes|yesno:words }}", { yes: true, words: safe("<y>,<n>") }),
    "&lt;y&gt;&lt;y&gt;",
  );
});

test("an id of json_script can't leave its attribute", () => {
  assert.equal(
    render("{{ 1|json_script:id }}", { id: `"><script>` }),
    '<script id="&quot;&gt;&lt;script&gt;" type="application/json">1</script>',
  );
});

test("what is kept under a name where nothing is escaped is escaped where it is printed", () => {
  const assets = new Engine({ functions: { assetUrl: (path: string) => `/assets/${path}` } });
  const shown = (tag: string) =>
    assets
      .fromString(
        `{% load i18n %}{% autoescape off %}${tag}{% autoescape on %}{{ x }}{% endautoescape %}{% endautoescape %}`,
      )
      .render({ text: "<b>", html: safe("<i>") });

  assert.equal(shown("{% firstof text as x %}"), "&lt;b&gt;");
  assert.equal(shown("{% firstof html as x %}"), "<i>");
  assert.equal(shown("{% cycle text 1 as x silent %}"), "&lt;b&gt;");
  assert.equal(shown("{% translate text as x %}"), "&lt;b&gt;");
  assert.equal(shown("{% static text as x %}"), "/assets/&lt;b&gt;");
});
