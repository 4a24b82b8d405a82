import assert from "node:assert/strict";
import { test } from "node:test";
import {
  blockTag,
  defineLibrary,
  Engine,
  inclusionTag,
  memoryLoader,
  safe,
  simpleTag,
  templateTrace,
} from "quintet/templates";
import { render, renderPage } from "./render.ts";

/** Something that is loaded when it is awaited, and can do more than that, like a query. */
class Query {
  loads = 0;
  readonly rows: readonly unknown[];

  constructor(rows: readonly unknown[]) {
    this.rows = rows;
  }

  // biome-ignore lint/suspicious/noThenProperty: a query is awaited, and this one stands for it
  then<Result>(resolve: (rows: readonly unknown[]) => Result): Promise<Result> {
    this.loads++;
    return Promise.resolve(this.rows).then(resolve);
  }

  count() {
    return Promise.resolve(this.rows.length);
  }
}

test("a page without promises is a string", () => {
  assert.equal(render("{{ a }}", { a: 1 }), "1");
});

test("promises are awaited wherever they stand", async () => {
  const context = {
    author: Promise.resolve({
      name: Promise.resolve("<Ada>"),
      books: Promise.resolve([{ t: Promise.resolve("x") }]),
    }),
  };
  const source =
    "{{ author.name }} {% for b in author.books %}{{ b.t|upper }}{{ forloop.counter }}{% endfor %}" +
    "{% if author.name == '<Ada>' %}!{% endif %}{% with n=author.name %}{{ n|lower|safe }}{% endwith %}";

  assert.equal(await render(source, context), "&lt;Ada&gt; X1!<ada>");
});

test("a query's own members come before its rows, which are not loaded for them", async () => {
  const query = new Query(["a", "b"]);

  assert.equal(await render("{{ q.count }}", { q: query }), "2");
  assert.equal(query.loads, 0);
  assert.equal(await render("{% for x in q %}{{ x }}{% endfor %}", { q: query }), "ab");
});

test("a path goes on behind a promise step by step: what is a query there is not loaded for its members", async () => {
  const query = new Query(["a", "b"]);
  const context = {
    author: Promise.resolve({ books: query, home: () => Promise.resolve({ city: { name: "Köln" } }) }),
    authors: [Promise.resolve({ books: query })],
  };
  const source =
    "{{ author.books.count }} {{ author.home.city.name }} {{ author.home.street.name }}[{{ author.pen.name }}]" +
    "{% for a in authors %}{{ a.books.count }}{% endfor %} {% if author.home.city.name == 'Köln' %}!{% endif %} " +
    "{{ author.home.city.name|upper }} {{ author.books.then }}";

  const page = await render(source, context);

  assert.equal(page, "2 Köln []2 ! KÖLN ");
  assert.equal(query.loads, 1); // for the last one: then() is no member for templates, and rows have none
});

test("an error behind a promise in a path is told with its place, or silent where it wants to be", async () => {
  const silent = Object.assign(new Error("silent"), { silentVariableFailure: true });
  const author = (error: Error) => ({ name: Promise.reject(error) });
  const engine = new Engine({ loaders: [memoryLoader({ page: "a\n{{ author.name.first }}!" })] });

  assert.equal(await engine.render("page", { author: author(silent) }), "a\n!");
  const loud = new RangeError("loud");
  await assert.rejects(async () => engine.render("page", { author: author(loud) }), loud);
  assert.deepEqual(
    templateTrace(loud).map(({ line, column }) => [line, column]),
    [[2, 1]],
  );
});

test("async iterables are looped over", async () => {
  async function* rows() {
    yield 1;
    yield 2;
  }

  assert.equal(
    await render("{% for x in rows %}{{ x }}{{ forloop.revcounter }} {% endfor %}", { rows: rows() }),
    "12 21 ",
  );
});

test("what was called before the first promise is not called again after it", async () => {
  let calls = 0;
  const context = { next: () => ++calls, later: Promise.resolve("x"), once: [1, 2].values() };

  const page = await render(
    "{{ next }}{{ next }}{% for i in once %}{{ i }}{% endfor %}{{ later }}{{ next }}",
    context,
  );

  assert.equal(page, "1212x3");
});

test("blocks, parents and includes wait, too", async () => {
  const page = renderPage(
    {
      base: "<{% block a %}{{ x }}{% endblock %}>",
      row: "[{{ x }}]",
      page: "{% extends 'base' %}{% block a %}{{ block.super }}{% include 'row' %}{% include name %}{% endblock %}",
    },
    { x: Promise.resolve("&"), name: Promise.resolve("row") },
  );

  assert.equal(await page, "<&amp;[&amp;][&amp;]>");
});

test("a promise that fails fails the page with its own error", async () => {
  const error = new Error("no database");

  await assert.rejects(async () => render("{{ x }}", { x: Promise.reject(error) }), error);
});

test("the function of a tag is called once in a page, also where something behind it must be awaited", async () => {
  const calls: string[] = [];
  const library = defineLibrary({
    name: "l",
    tags: {
      count: simpleTag(({ args }) => calls.push(`count ${args[0]}`)),
      later: simpleTag(async () => calls.push("later")),
      row: inclusionTag("row", () => ({ n: calls.push("row") })),
      note: blockTag("note", ({ content }) => `${content}${calls.push("note")}`),
    },
  });
  const page = renderPage(
    {
      page: "{% count 'a' %}{% row %}{% note %}x{% endnote %}{% later %}{% count 'b' %}{{ late }}",
      row: "[{{ n }}]",
    },
    { late: Promise.resolve("!") },
    { builtins: [library] },
  );

  assert.equal(await page, "1[2]x345!");
  assert.deepEqual(calls, ["count a", "row", "note", "later", "count b"]);
});

test("a query that a page names several times is asked once", async () => {
  const query = new Query(["a", "b"]);

  assert.equal(
    await render("{% if q %}{{ q|length }}{% for x in q %}{{ x }}{% endfor %}{% endif %}{{ q|join:'' }}", {
      q: query,
    }),
    "2abab",
  );
  assert.equal(query.loads, 1);
});

const later = (value: unknown) => Promise.resolve(value);
async function* rows() {
  yield* [{ n: 2 }, { n: 1 }];
}

/** Where something to wait for may stand, and what comes of it. */
const places: readonly (readonly [source: string, output: string])[] = [
  ["{{ x|default:y }}", "Y"],
  ["{{ 'abc'|cut:b }}{{ 'abc'|slice:range }}", "acab"],
  ["{{ list|join:', ' }}{{ list|length }}{{ list|first }}{{ list.1 }}", "a, b2ab"],
  ["{{ deep|dictsort:'of.n'|length }}{% for d in deep|dictsort:'of.n' %}{{ d.of.n }}{% endfor %}", "212"],
  ["{{ list|unordered_list }}", "\t<li>a</li>\n\t<li>b</li>"],
  ["{{ rows|length }}", "2"],
  ["{{ rows|dictsort:'n'|first }}", "{&#x27;n&#x27;: 1}"],
  ["{% for r in rows|slice:':1' %}{{ r.n }}{% endfor %}", "2"],
  ["{% for r in lateRows %}{{ r.n }}{{ forloop.last }}{% endfor %}", "2False1True"],
  [
    "{% if rows %}yes{% endif %}{% if none|length == 0 and y == 'Y' and b in 'abc' %}yes{% endif %}",
    "yesyes",
  ],
  ["{% with r=rows %}{{ r|length }}{% for x in r %}{{ x.n }}{% endfor %}{% endwith %}", "221"],
  ["{% regroup rows by n as groups %}{% for g in groups %}{{ g.grouper }}{% endfor %}", "21"],
  ["{% regroup deep by of.n as groups %}{{ groups.0.grouper }}", "2"],
  ["{% for a, c in pairs %}{{ a }}{{ c }}{% endfor %}", "12"],
  ["{% firstof none.0 y 'z' %}{% cycle y 'z' %}{% widthratio one 2 hundred %}", "YY50"],
  ["{% ifchanged y %}1{% endifchanged %}{% filter upper %}{{ b }}{% endfilter %}", "1B"],
  ["{% include row with v=y only %}{% include names %}", "[Y][]"],
  ["{{ object.method }}{{ object.getter }}{{ map.k }}", "mgk"],
  ["{{ text }}", "&lt;b&gt;"],
  ["{{ html }}{{ nested }}", "<i>N"],
];

for (const [source, output] of places) {
  test(`${source} waits for what it needs, whole or streamed`, async () => {
    const context = () => ({
      x: later(""),
      y: later("Y"),
      b: later("b"),
      range: later(":2"),
      list: [later("a"), later("b")],
      deep: [{ of: later({ n: 2 }) }, { of: later({ n: 1 }) }],
      rows: rows(),
      lateRows: later(rows()),
      none: later([]),
      pairs: later([[later(1), later(2)]]),
      one: later(1),
      hundred: later(100),
      row: later("row"),
      names: later(["missing", "row"]),
      object: {
        method: async () => "m",
        get getter() {
          return later("g");
        },
      },
      map: new Map([["k", later("k")]]),
      text: later("<b>"),
      html: later(safe("<i>")),
      nested: later(later("N")),
    });
    const engine = new Engine({ loaders: [memoryLoader({ page: source, row: "[{{ v }}]" })] });

    assert.equal(await engine.render("page", context()), output);
    assert.equal((await Array.fromAsync(engine.stream("page", context()))).join(""), output);
  });
}

test("renders of one template at the same time don't touch each other", async () => {
  const engine = new Engine({
    loaders: [memoryLoader({ page: "{% for x in xs %}{% cycle 'a' 'b' %}{{ x }}{% endfor %}" })],
  });
  const pages = [1, 2, 3].map((n) => engine.render("page", { xs: [Promise.resolve(n), Promise.resolve(n)] }));

  assert.deepEqual(await Promise.all(pages), ["a1b1", "a2b2", "a3b3"]);
});
