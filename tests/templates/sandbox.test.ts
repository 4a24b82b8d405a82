import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "decimal.js";
import {
  defineLibrary,
  Engine,
  html,
  memoryLoader,
  type SandboxOptions,
  safe,
  sandboxFilters,
  sandboxTags,
  simpleTag,
  toHtml,
} from "quintet/templates";
import { Temporal } from "../../src/dates/index.ts";

/** Renders a template whose author is not trusted. */
function render(
  source: string,
  context: object = {},
  sandbox: SandboxOptions = {},
): string | Promise<string> {
  return new Engine({ sandbox }).fromString(source).render(context);
}

class Author {
  name = "Ada";
  password = "hunter2";
}

class Book {
  title = "Tea";
  password = "hunter2";
  author = new Author();
  get upper() {
    return this.title.toUpperCase();
  }
  label() {
    return `<${this.title}>`;
  }
  toString() {
    return `Book ${this.title}`;
  }
}

test("plain data is seen: objects, lists, maps, sets, texts, dates and numbers", () => {
  const context = {
    o: { a: { b: 1 }, list: [{ c: "<" }] },
    map: new Map<unknown, unknown>([
      ["k", "v"],
      [1, "one"],
    ]),
    set: new Set([1]),
    date: new Date("2026-03-01T12:00:00Z"),
    day: Temporal.PlainDate.from("2026-03-01"),
    price: new Decimal("1.50"),
    html: safe("<b>"),
    bare: Object.assign(Object.create(null), { x: 1 }),
  };
  const source =
    "{{ o.a.b }} {{ o.list.0.c }} {{ map.k }} {{ map.1 }} {{ set.size }} {{ date.year }} {{ day.month }} {{ price }} {{ html }} " +
    "{{ bare.x }} {% for k, v in o.a.items %}{{ k }}{{ v }}{% endfor %} {{ o.list|length }} {{ date|date:'Y' }} {{ o.list.0.c.0 }}";

  assert.equal(render(source, context), "1 &lt; v one 1 2026 3 1.5 <b> 1 b1 1 2026 &lt;");
});

test("the rest of the language works: loops, conditions, groups, cycles, assignments", () => {
  const books = [
    { a: "x", t: 1 },
    { a: "x", t: 2 },
    { a: "y", t: 3 },
  ];
  const source =
    "{% regroup books by a as groups %}{% for g in groups %}{{ g.grouper }}:{% for b in g.list %}{{ b.t }}{{ forloop.parentloop.counter }}" +
    "{% cycle 'o' 'e' %}{% if not forloop.last %},{% endif %}{% endfor %};{% endfor %}{% with n=books|length %}{{ n|add:1 }}{% endwith %}" +
    "{% if 1 in list and 'a' in 'abc' %}in{% endif %}{% filter upper %}f{% endfilter %}{% firstof none 'z' %}{% widthratio 1 2 100 %}";

  assert.equal(render(source, { books, list: [1] }), "x:11o,21e;y:32o;4inFz50");
});

/** Nothing here is plain data: all of it runs code of the app, or may. */
const refused: Record<string, unknown> = {
  row: new Book(),
  fn: () => assert.fail("called"),
  bound: (() => assert.fail("called")).bind(null),
  Class: Book,
  proxy: new Proxy({ title: "t" }, { get: () => assert.fail("looked at") }),
  listProxy: new Proxy([1], { get: () => assert.fail("looked at") }),
  query: {
    // biome-ignore lint/suspicious/noThenProperty: it stands for a query
    then: () => assert.fail("loaded"),
  },
  generator: (function* () {
    yield assert.fail("run");
  })(),
  asyncGenerator: (async function* () {
    yield assert.fail("run");
  })(),
  subclass: new (class extends Map<string, string> {
    override get() {
      return assert.fail("called");
    }
  })([["title", "t"]]),
  symbol: Symbol("secret"),
  error: new Error("secret"),
  regexp: /secret/,
  buffer: Buffer.from("secret"),
  url: new URL("http://secret.example"),
  global: globalThis,
  process,
  intl: new Intl.NumberFormat(),
  weak: new WeakMap(),
};

for (const [name, value] of Object.entries(refused)) {
  test(`nothing is seen of a ${name}, and none of its code runs`, () => {
    const context = { x: value, list: [value], o: { x: value }, map: new Map([["x", value]]) };
    const source =
      "[{{ x }}{{ x.title }}{{ x.constructor }}{{ x.password }}{{ x.length }}{{ list.0 }}{{ o.x }}{{ map.x }}{{ list|first }}" +
      "{% for i in list %}{{ i }}{{ i.title }}{% endfor %}{% for i in x %}{{ i }}{% endfor %}" +
      "{% if x %}yes{% endif %}{% if x == 1 %}yes{% endif %}{% with y=x %}{{ y }}{% endwith %}{{ x|default:'' }}]";

    const page = render(source, context);

    assert.equal(page, "[]");
  });

  test(`a list that holds a ${name} is not written out`, () => {
    for (const source of [
      "{{ list }}",
      "{{ list|join:',' }}",
      "{{ list|json_script }}",
      "{{ list|unordered_list }}",
      "{{ o|upper }}",
    ]) {
      const context = { list: [value], o: { value } };
      assert.throws(() => render(source, context), { code: "templates.value", message: /don't see/ }, source);
    }
  });
}

test("an object with functions in it is not written out, and none of them is called", () => {
  const getter = {
    get title() {
      return assert.fail("computed");
    },
  };
  const method = { title: () => assert.fail("called"), toString: () => assert.fail("called") };

  for (const x of [getter, method]) {
    const source = "[{{ x.title }}{% if x %}yes{% endif %}{% if x == y %}equal{% endif %}]";
    assert.equal(render(source, { x, y: { title: 1 } }), "[yes]");
    for (const source of ["{{ x }}", "{{ x|json_script }}", "{{ x|upper }}"])
      assert.throws(() => render(source, { x }), { code: "templates.value" }, source);
  }
});

test("properties that are computed are not there, nor among the items of their object", () => {
  const o = {
    a: 1,
    get b() {
      return assert.fail("computed");
    },
  };

  assert.equal(
    render("{{ o.a }}[{{ o.b }}]{% for k, v in o.items %}{{ k }}{{ v }}{% endfor %}{{ o.values|join:'' }}", {
      o,
    }),
    "1[]a11",
  );
});

test("classes that are named are seen as far as their named members", () => {
  const members = new Map([[Book, ["title", "upper", "label", "author"]]]);
  const context = { book: new Book(), books: [new Book()] };
  const source =
    "{{ book.title }} {{ book.upper }} {{ book.label }} [{{ book.password }}{{ book.author }}{{ book.author.name }}{{ book.toString }}] {{ book }} {{ books|join:'' }}";

  assert.equal(render(source, context, { members }), "Tea TEA &lt;Tea&gt; [] Book Tea Book Tea");
});

test("what is not among the named members can't be written out or sorted by either", () => {
  const members = new Map([[Book, ["title"]]]);
  const books = [
    Object.assign(new Book(), { password: "b", title: "1" }),
    Object.assign(new Book(), { password: "a", title: "2" }),
  ];

  assert.throws(() => render("{{ books|json_script }}", { books }, { members }), { code: "templates.value" });
  assert.equal(render("[{{ books|dictsort:'password'|length }}]", { books }, { members }), "[0]");
  assert.equal(
    render("{% for b in books|dictsortreversed:'title' %}{{ b.title }}{% endfor %}", { books }, { members }),
    "21",
  );
});

test("a class that stands on a named one is seen as far as that one", () => {
  class Novel extends Book {
    secret = "s";
  }

  assert.equal(
    render("{{ n.title }}[{{ n.secret }}]", { n: new Novel() }, { members: new Map([[Book, ["title"]]]) }),
    "Tea[]",
  );
});

test("promises are waited for; what they give is looked at like anything else", async () => {
  const context = { a: Promise.resolve({ b: Promise.resolve("x") }), row: Promise.resolve(new Book()) };

  assert.equal(
    await render("{{ a.b }}[{{ row }}{{ row.title }}]{% for x in row %}{{ x }}{% endfor %}", context),
    "x[]",
  );
});

test("queries are loaded where the sandbox says so, without their own members", async () => {
  const query = {
    // biome-ignore lint/suspicious/noThenProperty: it stands for a query
    then: (resolve: (rows: unknown) => void) => resolve([{ t: 1 }, { t: 2 }]),
    count: () => assert.fail("called"),
  };
  async function* rows() {
    yield* [1, 2];
  }
  const source =
    "{% for b in query %}{{ b.t }}{% endfor %}[{{ query.count }}]{% for r in rows %}{{ r }}{% endfor %}";

  assert.equal(await render(source, { query, rows: rows() }, { queries: true }), "12[]12");
});

for (const source of [
  "{% include 'x' %}",
  "{% extends 'x' %}",
  "{% block a %}{% endblock %}",
  "{% load static %}",
  "{% debug %}",
  "{% csrf_token %}",
  "{% url 'x' %}",
  "{% static 'x' %}",
  "{% autoescape off %}{% endautoescape %}",
  "{% lorem 5 %}",
  "{% querystring a=1 %}",
  "{% partialdef a %}{% endpartialdef %}",
]) {
  test(`${source} is not allowed unless it is named`, () => {
    const engine = new Engine({ sandbox: {}, loaders: [memoryLoader({ x: "" })] });

    assert.throws(() => engine.fromString(source), {
      code: "templates.syntax",
      message: /is not allowed in templates of this sandbox[\s\S]*<text>:1:1/,
    });
  });
}

test("filters that turn escaping off are not allowed unless they are named", () => {
  assert.throws(() => render("{{ x|safe }}"), { message: /The filter "safe" is not allowed/ });
  assert.throws(() => render("{{ x|upper|safeseq }}"), { message: /The filter "safeseq" is not allowed/ });
  assert.equal(render("{{ x|safe }}", { x: "<" }, { filters: [...sandboxFilters, "safe"] }), "<");
});

test("an app's own tags and filters are there when they are named, and see what they are given", () => {
  const shop = defineLibrary({
    name: "shop",
    filters: { shout: (text: string) => `${text}!`, row: () => new Book() },
    tags: { twice: simpleTag(({ args: [x] }) => `${x}${x}`), other: simpleTag(() => "other") },
  });
  const sandbox = { tags: [...sandboxTags, "twice"], filters: [...sandboxFilters, "shout", "row"] };
  const engine = new Engine({ builtins: [shop], sandbox });

  assert.equal(engine.fromString("{% twice 'a' %}{{ 'b'|shout }}[{{ 'c'|row }}]").render(), "aab![]");
  assert.throws(() => engine.fromString("{% other %}"), { message: /not allowed/ });
  assert.throws(() => new Engine({ sandbox: { tags: ["fro"] } }), {
    code: "templates.library",
    message: /allows the tag "fro", which no library of the engine has\. Did you mean "for"\?/,
  });
});

test("templates that may include see only those of their engine, with the same rules", () => {
  const engine = new Engine({
    loaders: [
      memoryLoader({
        page: "{% include 'row' with b=book %}",
        row: "[{{ b.title }}{{ c.a }}]",
        self: "{% include 'self' %}",
      }),
    ],
    sandbox: { tags: [...sandboxTags, "include"] },
  });

  assert.equal(engine.render("page", { book: new Book(), c: { a: 1 } }), "[1]");
  assert.throws(() => engine.render("self"), { code: "templates.recursion", message: /more than 10 deep/ });
  assert.throws(() => engine.fromString("{% include t %}").render({ t: new Engine().fromString("x") }));
});

test("variables of the app are seen by the same rules", () => {
  const engine = new Engine({
    sandbox: {},
    sharedData: { user: () => new Author(), site: () => ({ name: "Shop" }) },
  });

  assert.equal(engine.fromString("[{{ user }}{{ user.name }}]{{ site.name }}").render(), "[]Shop");
});

test("what renders itself is printed, and cannot be looked into", () => {
  class Badge {
    secret = "s";
    [toHtml]() {
      return html`<b>new</b>`;
    }
  }

  assert.equal(render("{{ badge }}[{{ badge.secret }}]", { badge: new Badge() }), "<b>new</b>[]");
});

test("a sandboxed page can be streamed", async () => {
  const engine = new Engine({ sandbox: { maxOutputLength: 10 } });
  const page = engine.fromString("{{ a }}{% for x in list %}{{ x }}{% endfor %}");

  assert.deepEqual(await Array.fromAsync(page.stream({ a: Promise.resolve(1), list: [1, 2] })), ["112"]);
  await assert.rejects(Array.fromAsync(page.stream({ list: "12345678901" })), {
    code: "templates.sandbox-limit",
  });
});

test("a trusted engine beside it is not touched", () => {
  const source = "{{ book.title }}{% include t %}";
  const trusted = new Engine();

  assert.throws(() => new Engine({ sandbox: {} }).fromString(source));
  assert.equal(trusted.fromString(source).render({ book: new Book(), t: trusted.fromString("!") }), "Tea!");
});
