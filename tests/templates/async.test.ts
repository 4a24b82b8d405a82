import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine, memoryLoader } from "quintet/templates";
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

test("renders of one template at the same time don't touch each other", async () => {
  const engine = new Engine({
    loaders: [memoryLoader({ page: "{% for x in xs %}{% cycle 'a' 'b' %}{{ x }}{% endfor %}" })],
  });
  const pages = [1, 2, 3].map((n) => engine.render("page", { xs: [Promise.resolve(n), Promise.resolve(n)] }));

  assert.deepEqual(await Promise.all(pages), ["a1b1", "a2b2", "a3b3"]);
});
