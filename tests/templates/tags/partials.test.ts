import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine, memoryLoader } from "quintet/templates";
import { render, renderPage } from "../render.ts";

test("a partial is printed where it is asked for, also before it is defined, and inline where it stands", () => {
  const source =
    "[{% partial row-1 %}]{% partialdef row-1 %}<{{ x }}>{% endpartialdef row-1 %}" +
    "{% partialdef b inline %}({{ y }}){% endpartialdef %}{% partial b %}{% with x=3 %}{% partial row-1 %}{% endwith %}";

  assert.equal(render(source, { x: 1, y: 2 }), "[<1>](2)(2)<3>");
});

test("a part of a template is rendered, included and selected by its name", () => {
  const engine = new Engine({
    loaders: [
      memoryLoader({
        base: "<{% block main %}{% endblock %}>",
        list: "{% extends 'base' %}{% partialdef row %}-{{ x }}{% endpartialdef %}{% block main %}{% partial row %}{% endblock %}",
        page: "{% include 'list#row' %}{% include name with x=2 %}{% include './list#row' with x=3 only %}",
      }),
    ],
  });

  assert.equal(engine.render("list", { x: 1 }), "<-1>");
  assert.equal(engine.render("list#row", { x: 1 }), "-1");
  assert.equal(engine.template("list#row").name, "list#row");
  assert.equal(engine.render("page", { x: 1, name: "list#row" }), "-1-2-3");
  assert.equal(engine.select(["list#none", "none#row", "list#row"]).render({ x: 4 }), "-4");
  assert.equal(engine.render("list#", { x: 1 }), "<-1>");
});

test("a part that doesn't exist is told with those that do", () => {
  const engine = new Engine({ loaders: [memoryLoader({ list: "{% partialdef row %}{% endpartialdef %}" })] });

  assert.throws(() => engine.render("list#rwo"), {
    name: "TemplateDoesNotExist",
    message: 'The template "list" has no partial "rwo". Did you mean "row"?\nPartials: row.',
  });
  assert.throws(() => render("a\n{% partial x %}"), {
    name: "TemplateSyntaxError",
    message: /^The template "<text>" has no partial "x"\.\nPartials: none\.\n {2}in <text>:2:1/,
  });
  assert.equal(render("{% if no %}{% partial x %}{% endif %}"), "");
});

test("a partial may print itself", () => {
  const source =
    "{% partialdef tree %}<{{ node.name }}{% for child in node.children %}{% with node=child %}{% partial tree %}{% endwith %}{% endfor %}>{% endpartialdef %}{% partial tree %}";
  const node = { name: "a", children: [{ name: "b", children: [{ name: "c" }] }, { name: "d" }] };

  assert.equal(render(source, { node }), "<a<b<c>><d>>");
  assert.throws(() => render("{% partialdef a %}{% partial a %}{% endpartialdef %}{% partial a %}"), {
    code: "templates.recursion",
  });
});

test("a partial begins its cycles anew each time, and what it sets is seen behind it", () => {
  const source =
    "{% for x in list %}{% partial p %}{% endfor %}{% partialdef p %}{% cycle 'a' 'b' %}{% firstof 'set' as y %}{% endpartialdef %}";

  assert.equal(render(source, { list: [1, 2] }), "aa");
  assert.equal(render(`${source}{% partial p %}{{ y }}`, { list: [] }), "aset");
});

test("blocks in a partial that is rendered alone stand for themselves", () => {
  const templates = {
    page: "{% extends 'base' %}{% block a %}younger{% endblock %}",
    base: "{% partialdef p inline %}[{% block a %}older{% endblock %}]{% endpartialdef %}{% partial p %}",
  };

  assert.equal(renderPage(templates), "[younger][older]");
});

const mistakes: readonly (readonly [string, RegExp])[] = [
  ["{% partialdef %}{% endpartialdef %}", /needs a name/],
  ["{% partialdef a inlin %}{% endpartialdef %}", /takes only "inline", and "inlin" was given/],
  ["{% partialdef a %}{% endpartialdef b %}", /ends the partial "a"\. Write \{% endpartialdef a %\}/],
  ["{% partialdef a %}", /\{% partialdef %\} of line 1 is never closed/],
  ["{% partialdef a %}{% endpartialdef %}{% partialdef a %}{% endpartialdef %}", /two partials called "a"/],
  ["{% partial %}", /takes one name/],
  ["{% partial a b %}", /takes one name/],
];

for (const [source, message] of mistakes) {
  test(`${source} is refused`, () => {
    assert.throws(() => new Engine().fromString(source), { code: "templates.syntax", message });
  });
}

test("partials and blocks alone are streamed, too", async () => {
  const engine = new Engine({
    loaders: [
      memoryLoader({
        base: "<{% block main %}base {% endblock %}>",
        page: "{% extends 'base' %}{% partialdef tree %}({{ n.name }}{% for n in n.children %}{% partial tree %}{% endfor %}){% endpartialdef %}{% block main %}{{ block.super }}{% partial tree %}{% endblock %}",
      }),
    ],
  });
  const n = { name: "a", children: Promise.resolve([{ name: "b", children: [] }]) };
  const streamed = async (name: string, options = {}) =>
    (await Array.fromAsync(engine.template(name).stream({ n }, options))).join("");

  assert.equal(await streamed("page"), "<base (a(b))>");
  assert.equal(await streamed("page", { block: "main" }), "base (a(b))");
  assert.equal(await streamed("page#tree"), "(a(b))");
});
