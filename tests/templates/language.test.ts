import assert from "node:assert/strict";
import { test } from "node:test";
import { render, renderPage } from "./render.ts";

test("values are escaped, unless they are marked as safe or autoescape is off", () => {
  const source = "{{ x }} {{ x|safe }} {% autoescape off %}{{ x }}{% endautoescape %}";

  assert.equal(render(source, { x: "<b>'" }), "&lt;b&gt;&#x27; <b>' <b>'");
});

test("values print as Django prints them", () => {
  const context = { yes: true, no: null, half: 0.5, big: 2n ** 64n, list: ["a", 1, true] };

  assert.equal(
    render("{{ yes }} {{ no }} {{ half }} {{ big }} {{ 4.0 }} {{ missing }}|{{ list|safe }}", context),
    "True None 0.5 18446744073709551616 4.0 |['a', 1, True]",
  );
});

test("a loop gives its counters, its parent and the empty branch", () => {
  const source =
    "{% for row in rows %}{% for x in row %}{{ forloop.parentloop.counter }}.{{ forloop.counter }}={{ x }}" +
    "{% if not forloop.last %},{% endif %}{% empty %}none{% endfor %};{% endfor %}";

  assert.equal(render(source, { rows: [["a", "b"], [], ["c"]] }), "1.1=a,1.2=b;none;3.1=c;");
});

test("a loop unpacks the entries of objects and maps, and counts backwards", () => {
  const source = "{% for key, value in data.items reversed %}{{ key }}{{ value }} {% endfor %}";

  assert.equal(render(source, { data: { a: 1, b: 2 } }), "b2 a1 ");
  assert.equal(render(source, { data: new Map([["a", 1]]) }), "a1 ");
});

test("conditions know all operators, and what cannot be compared is false", () => {
  const decide = (condition: string, context: object) =>
    render(`{% if ${condition} %}yes{% else %}no{% endif %}`, context);

  assert.equal(decide("a == 1 and not b or c", { a: 1, b: true, c: "x" }), "yes");
  assert.equal(decide("a in list and 'z' not in text", { a: 2, list: [1, 2], text: "abc" }), "yes");
  assert.equal(decide("a < 'text'", { a: 1 }), "no");
  assert.equal(decide("missing is None", {}), "yes");
  assert.equal(decide("empty", { empty: {} }), "no");
});

test("a child puts its blocks into its parents, and block.super prints what it replaces", () => {
  const page = renderPage(
    {
      base: "<{% block a %}base{% endblock %}|{% block b %}{% endblock %}>",
      middle: "{% extends 'base' %}{% block a %}middle({{ block.super }}){% endblock %}",
      page: "{% extends 'middle' %}{% block a %}{{ block.super }}!{% endblock %}{% block b %}{{ x }}{% endblock %}",
    },
    { x: 1 },
  );

  assert.equal(page, "<middle(base)!|1>");
});

test("a parent may be chosen by a variable", () => {
  const templates = {
    one: "1{% block a %}{% endblock %}",
    two: "2{% block a %}{% endblock %}",
    page: "{% extends layout %}{% block a %}{{ x }}{% endblock %}",
  };

  assert.equal(renderPage(templates, { layout: "one", x: "a" }), "1a");
  assert.equal(renderPage(templates, { layout: "two", x: "b" }), "2b");
});

test("an include sees the variables around it, or with 'only' just its own", () => {
  const templates = {
    row: "[{{ a }}{{ b }}]",
    page: "{% with a=1 %}{% include 'row' with b=2 %}{% include 'row' with b=2 only %}{% include name %}{% endwith %}",
  };

  assert.equal(renderPage(templates, { name: "row" }), "[12][2][1]");
});

test("a template may include itself as long as that ends", () => {
  const templates = {
    page: "{{ node.name }}({% for node in node.children %}{% include 'page' %}{% endfor %})",
  };
  const node = { name: "a", children: [{ name: "b", children: [{ name: "c", children: [] }] }] };

  assert.equal(renderPage(templates, { node }), "a(b(c()))");
});

test("cycle, ifchanged, firstof, regroup, with and filter keep Django's meaning", () => {
  const source =
    "{% for x in list %}{% cycle 'odd' 'even' as kind %}{% ifchanged x.k %}[{{ x.k }}]{% endifchanged %}{% endfor %}" +
    "{% firstof missing '' 'last' %} {% regroup list by k as groups %}{% for k, items in groups %}{{ k }}{{ items|length }}{% endfor %}" +
    " {% filter upper %}a{{ kind }}{% endfilter %} {% spaceless %}<i> </i> <b></b>{% endspaceless %}";

  assert.equal(
    render(source, { list: [{ k: "x" }, { k: "x" }, { k: "y" }] }),
    "odd[x]evenodd[y]last x2y1 A <i></i><b></b>",
  );
});

test("verbatim, comment and templatetag leave braces to the page", () => {
  const source =
    "{% verbatim %}{{ a }}{% endverbatim %}{% comment %}{{ b }}{% nothing %}{% endcomment %}{# c #}{% templatetag openblock %}";

  assert.equal(render(source), "{{ a }}{%");
});

test("a relative name is seen from the template that it stands in", () => {
  const templates = {
    "shop/row": "row",
    "shop/page": "{% include './row' %}{% include '../page2' %}",
    page2: "2",
    page: "{% include 'shop/page' %}",
  };

  assert.equal(renderPage(templates), "row2");
});

test("a name that a variable gives is the folder of relative names in its template, too", () => {
  const templates = {
    page: "{% extends parent %}",
    "./two": "{% extends './three' %}",
    three: "three",
  };

  assert.equal(renderPage(templates, { parent: "./two" }), "three");
});

test("dates are written in the zone of the engine and in Django's formats", () => {
  const context = { at: new Date("2026-03-01T23:30:00Z") };
  const options = { timeZone: "Europe/Berlin", now: () => new Date("2026-03-03T23:30:00Z") };

  assert.equal(render("{{ at }}", context, options), "March 2, 2026, 12:30 a.m.");
  assert.equal(render("{{ at|date:'D d.m.Y H:i T' }}", context, options), "Mon 02.03.2026 00:30 CET");
  assert.equal(render("{{ at|timesince }} {{ at.year }}", context, options), "2\u00a0days 2026");
  assert.equal(render("{% now 'Y-m-d' %}", {}, options), "2026-03-04");
});

test("what a tag sets in a loop is seen in the next round, also further up", () => {
  const source = "{% for x in list %}[{{ c }}]{% cycle 'a' 'b' as c silent %}{% endfor %}";

  assert.equal(render(source, { list: [1, 2, 3] }), "[][a][b]");
  assert.equal(
    render("{% for x in list %}{{ y }}{% with z=1 %}{% firstof x as y %}{% endwith %}{% endfor %}", {
      list: [1, 2],
    }),
    "",
  );
});

test("a named cycle goes on where it was set, if it was set at all", () => {
  const source =
    "{% if first %}{% cycle 1 2 as c silent %}{% endif %}{% with a=1 %}{% cycle 3 4 as c silent %}{% endwith %}[{{ c }}]";

  assert.equal(render(source, { first: true }), "[3]");
  assert.equal(render(source, { first: false }), "[]");
});

test("tags may take the names of forloop, block and what an include gets", () => {
  assert.equal(
    render(
      "{% for x in list %}{{ forloop.counter }}{% firstof 'own' as forloop %}{{ forloop }}{% endfor %}",
      {
        list: [1],
      },
    ),
    "1own",
  );
  assert.equal(
    render("{% block a %}{{ block.name }}{% firstof 'own' as block %}{{ block }}{% endblock %}"),
    "aown",
  );
  assert.equal(
    renderPage({ page: "{% include 'row' with x=1 %}", row: "{{ x }}{% firstof 'own' as x %}{{ x }}" }),
    "1own",
  );
});

test("ifchanged in an isolated include begins anew each time", () => {
  const templates = {
    page: "{% for x in list %}{% include 'row' only %}{% endfor %}",
    row: "{% ifchanged %}z{% endifchanged %}",
  };

  assert.equal(renderPage(templates, { list: [1, 2] }), "zz");
});

test("a group is a pair, too", () => {
  const source =
    "{% regroup list by k as groups %}{% for g in groups %}{{ g.0 }}{{ g.1|length }}{{ g|length }}{{ g }}{% endfor %}";

  assert.equal(
    render(source, { list: [{ k: 1 }] }, { unsafeAutoescapeOff: true }),
    "112GroupedResult(grouper=1, list=[{'k': 1}])",
  );
});

test("sets are compared by what they hold, days are no moments, and lists are in no dictionary", () => {
  const decide = (condition: string, context: object) =>
    render(`{% if ${condition} %}yes{% else %}no{% endif %}`, context);
  const sets = { a: new Set([1]), b: new Set([1, 2]), c: new Set([3]) };

  assert.equal(decide("a < b and b >= a and not a < c and not c < a", sets), "yes");
  assert.equal(decide("list not in data", { list: ["k"], data: { k: 1 } }), "no");
  assert.equal(decide("'null' in data and not nothing in data", { nothing: null, data: { null: 1 } }), "yes");
  assert.equal(decide("1_000 == n and ١ == 1", { n: 1000 }), "yes");
});

test("what a variable is, it is itself: a text of the template is never the same", () => {
  assert.equal(
    render("{% if a is b %}yes{% endif %}{% if a is 'x' %}no{% endif %}", { a: "x", b: "x" }),
    "yes",
  );
});
