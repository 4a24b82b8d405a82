import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine, memoryLoader } from "quintet/templates";
import { render, renderPage } from "./render.ts";

/* What the compiler does to make pages fast and small must not be seen in them. */

test("an engine that lets go of what it has parsed makes the same pages as before", async () => {
  const templates: Record<string, string> = {
    "base.html": `{% partialdef row %}<i>{{ item }}</i>{% endpartialdef %}{% block a %}{% for item in items %}{% partial row %}{% cycle "x" "y" %}{% endfor %}{% endblock %}{% block b %}base{% endblock %}`,
    "piece.html": `[{{ item }}{% ifchanged item %}!{% endifchanged %}]`,
  };
  const filler = "<p>some text</p>".repeat(400); // so that not all trees fit into what is kept
  for (let page = 0; page < 80; page++) {
    templates[`page${page}.html`] =
      `{% extends "base.html" %}{% block b %}${page}{{ block.super }}{% for item in items %}{% include "piece.html" %}{% endfor %}{{ last }}${filler}{% endblock %}`;
  }
  const engine = new Engine({ loaders: [memoryLoader(templates)] });
  const context = { items: ["a", "a", "b"], last: "." };
  const names = Object.keys(templates).filter((name) => name.startsWith("page"));

  const first = names.map((name) => engine.render(name, context));
  const parts = names.map((name) => engine.template(name).renderBlock("b", context));
  const later = await Promise.all(
    names.map((name) => engine.render(name, { ...context, last: Promise.resolve(".") })),
  );

  assert.equal(first[7], `<i>a</i>x<i>a</i>y<i>b</i>x7base[a!][a][b!].${filler}`);
  assert.deepEqual(later, first);
  assert.equal(parts[7], `7base[a!][a][b!].${filler}`);
  assert.equal(engine.render("base.html#row", { item: 1 }), "<i>1</i>");
});

const loops: readonly [source: string, items: readonly unknown[], page: string][] = [
  ["<{% for i in items %}({{ i }}){% endfor %}>", [1, 2, 3], "<(1)(2)(3)>"],
  ["<{% for i in items %}({{ i }}){% endfor %}>", [1], "<(1)>"],
  ["<{% for i in items %}({{ i }}){% endfor %}>", [], "<>"],
  ["<{% for i in items %}({{ i }}){% empty %}-{% endfor %}>", [], "<->"],
  ["<{% for i in items %}({{ i }}){% empty %}-{% endfor %}>", [1, 2], "<(1)(2)>"],
  ["<{% for i in items reversed %}({{ forloop.counter }}{{ i }}){% endfor %}>", [1, 2], "<(12)(21)>"],
  [
    "<{% for i in items %}({% for j in i %}[{{ j }}]{% endfor %}){% endfor %}>",
    [[1, 2], [], [3]],
    "<([1][2])()([3])>",
  ],
  [
    "<{% for a, b in items %}({{ a }}{{ b }}){% endfor %}>",
    [
      [1, 2],
      [3, 4],
    ],
    "<(12)(34)>",
  ],
  ["<{% for i in items %}only{% endfor %}>", [1, 2], "<onlyonly>"],
  ["<{% for i in items %}({% if i == 2 %}{{ i }}{% endif %}){% endfor %}>", [1, 2], "<()(2)>"],
  ["{% for i in items %}({% filter upper %}a{{ i }}b{% endfilter %}){% endfor %}", [1, 2], "(A1B)(A2B)"],
];

for (const [source, items, page] of loops) {
  test(`${source} over ${JSON.stringify(items)}, at once, waiting and as it grows`, async () => {
    const template = new Engine().fromString(`${source}{{ end }}`);
    const streamed: string[] = [];

    const once = template.render({ items, end: "" });
    const waited = await template.render({ items, end: Promise.resolve("") });
    for await (const piece of template.stream({ items })) streamed.push(piece);

    assert.equal(once, page);
    assert.equal(waited, page);
    assert.equal(streamed.join(""), page);
  });
}

test("{{ block.super }} stands where it is printed, filtered or kept, and prints nothing where it fails to find", async () => {
  const page = (body: string) => ({
    base: "<{% block a %}base {{ x }}{% endblock %}>",
    page: `{% extends "base" %}{% block a %}${body}{% endblock %}`,
  });

  for (const x of ["&", Promise.resolve("&")]) {
    assert.equal(
      await renderPage(page("[{{ block.super }}|{{ block.super }}]"), { x }),
      "<[base &amp;|base &amp;]>",
    );
    assert.equal(await renderPage(page("{{ block.super|upper|safe }}"), { x }), "<BASE &AMP;>");
    assert.equal(
      await renderPage(page("{% with s=block.super %}{{ s }}{% endwith %}"), { x }),
      "<base &amp;>",
    );
  }
  const failing = {
    base: "<{% block a %}before {{ x|default:missing }} after{% endblock %}>",
    page: `{% extends "base" %}{% block a %}[{{ block.super }}]{% endblock %}`,
  };
  assert.equal(await renderPage(failing, { x: "" }), "<[]>");
});

test("a condition with one branch, two or many takes the one that holds", () => {
  const sources = {
    one: "{% if a %}a{% endif %}",
    two: "{% if a %}a{% else %}else{% endif %}",
    three: "{% if a %}a{% elif b > 1 %}b{% endif %}",
    four: "{% if a %}a{% elif b == 'x' or b in c %}b{% elif not b %}not{% else %}else{% endif %}",
  };
  const contexts = [{ a: 1 }, { b: 2 }, { b: "x" }, { b: "y", c: ["y"] }, {}, { b: "z", c: [] }];

  const pages = Object.values(sources).map((source) => contexts.map((context) => render(source, context)));

  assert.deepEqual(pages, [
    ["a", "", "", "", "", ""],
    ["a", "else", "else", "else", "else", "else"],
    ["a", "b", "", "", "", ""],
    ["a", "else", "b", "b", "not", "else"],
  ]);
});
