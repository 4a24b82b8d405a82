import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Engine,
  type EngineOptions,
  memoryLoader,
  type TemplateStream,
  templateTrace,
} from "quintet/templates";

/** A page of a few templates, piece by piece. */
function stream(
  templates: string | Readonly<Record<string, string>>,
  context: object = {},
  options: EngineOptions = {},
): TemplateStream {
  const pages = typeof templates === "string" ? { page: templates } : templates;
  return new Engine({ loaders: [memoryLoader(pages)], ...options }).stream("page", context);
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  return (await Array.fromAsync(pieces)).join("");
}

test("what stands in front of something slow goes out before it is there", async () => {
  const slow = Promise.withResolvers<string>();
  const pieces = stream("<head>{{ slow }}<p>{{ fast }}", { slow: slow.promise, fast: Promise.resolve(1) })[
    Symbol.asyncIterator
  ]();

  assert.deepEqual(await pieces.next(), { done: false, value: "<head>" });
  slow.resolve("<");
  assert.deepEqual(await pieces.next(), { done: false, value: "&lt;<p>1" });
  assert.deepEqual(await pieces.next(), { done: true, value: undefined });
});

test("a query is asked when the reader has what stands in front of it", async () => {
  const events: string[] = [];
  const query = {
    // biome-ignore lint/suspicious/noThenProperty: it stands for a query
    then(resolve: (rows: unknown) => void) {
      events.push("asked");
      resolve(["row"]);
    },
  };

  for await (const piece of stream("<head>{% for row in query %}{{ row }}{% endfor %}", { query })) {
    events.push(piece);
  }

  assert.deepEqual(events, ["<head>", "asked", "row"]);
});

test("nothing happens before the first piece is asked for", async () => {
  let calls = 0;
  const pieces = stream("{{ count }}", { count: () => ++calls });

  assert.equal(calls, 0);
  assert.equal(await textOf(pieces), "1");
});

test("a page without promises comes in pieces of a bounded size", async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => index);

  const pieces = await Array.fromAsync(stream("{% for x in rows %}{{ x }},{% endfor %}", { rows }));

  assert.equal(pieces.join(""), `${rows.join(",")},`);
  assert.ok(pieces.length > 4);
  assert.ok(pieces.every((piece) => piece.length < 20_000));
});

test("a loop over a generator is never more than a piece ahead of its reader", async () => {
  const count = 50_000; // the test runner watches every promise, which takes its time
  let made = 0;
  async function* rows() {
    while (made < count) yield { id: made++ };
  }
  let read = 0;
  let furthest = 0;

  const source = "{% for row in rows %}{{ row.id }}{% if not forloop.first %} {% endif %}\n{% endfor %}";
  for await (const piece of stream(source, { rows })) {
    read += piece.split("\n").length - 1;
    furthest = Math.max(furthest, made - read);
  }

  assert.equal(read, count);
  assert.ok(furthest < 8_000, `${furthest} rows ahead`);
});

test("a loop that asks for its length, its end or its object gets it", async () => {
  async function* rows() {
    yield* ["a", "b"];
  }
  const cases: [source: string, output: string][] = [
    ["{% for x in rows %}{{ x }}{{ forloop.revcounter }}{% endfor %}", "a2b1"],
    ["{% for x in rows %}{{ x }}{% if not forloop.last %}, {% endif %}{% endfor %}", "a, b"],
    ["{% for x in rows reversed %}{{ x }}{% endfor %}", "ba"],
    ["{% for x in rows %}{% for y in 'z' %}{{ forloop.parentloop.length }}{% endfor %}{% endfor %}", "22"],
    ["{% for x in rows %}{% include inner %}{% endfor %}", "1/2 2/2 "],
    ["{% for x in rows %}{% empty %}none{% endfor %}{% for x in none %}{% empty %}none{% endfor %}", "none"],
  ];

  for (const [source, output] of cases) {
    const inner = new Engine().fromString("{{ forloop.counter }}/{{ forloop.length }} ");
    const none = (async function* () {})();
    assert.equal(await textOf(stream(source, { rows: rows(), none, inner })), output, source);
  }
});

test("a generator cannot be read twice, and says so instead of printing nothing", async () => {
  const rows = [1, 2].values();
  const source = "{% for x in rows %}{{ x }}{% endfor %}{% for x in rows %}{{ x }}{% endfor %}";

  await assert.rejects(textOf(stream(source, { rows })), {
    code: "templates.value",
    message: /read for the second time[\s\S]*page:1:39/,
  });
});

test("blocks, parents, includes and what is captured are in order", async () => {
  const later = (text: string) => new Promise((resolve) => setImmediate(resolve, text));
  const templates = {
    base: "<{{ a }}{% block main %}[{{ b }}]{% endblock %}>",
    row: "({{ c }})",
    page:
      "{% extends parent %}{% block main %}{% filter upper %}x{{ d }}{% include 'row' %}{% endfilter %}" +
      "{{ block.super }}{% include name with c=b %}{% spaceless %} <i>{{ a }} </i> {% endspaceless %}" +
      "{% firstof nothing a %}{% ifchanged %}{{ a }}{% endifchanged %}{% endblock %}",
  };
  const context = {
    parent: later("base"),
    name: later("row"),
    a: later("1"),
    b: later("2"),
    c: later("c"),
    d: "d",
  };

  assert.equal(await textOf(stream(templates, context)), "<1XD(C)[2](2)<i>1 </i>11>");
});

test("a reader that leaves stops the page at once, and ends the generators that it reads", async () => {
  let isEnded = false;
  async function* rows() {
    try {
      for (;;) yield "x".repeat(20_000);
    } finally {
      isEnded = true;
    }
  }
  const never = new Promise(() => {});

  for await (const _ of stream("{% for x in rows %}{{ x }}{% endfor %}", { rows: rows() })) break;
  assert.equal(isEnded, true);
  // A break waits until the page has ended, so this ends only where the page doesn't go on waiting.
  for await (const _ of stream("a{{ never }}", { never })) break;
  for await (const _ of stream("a{% if never == 1 or 2 %}b{% endif %}", { never })) break;
});

test("an error in the middle ends the stream with the place in the template, and the next one works", async () => {
  const engine = new Engine({ loaders: [memoryLoader({ page: "<p>\n{{ x }}{{ rows.y }} secret" })] });
  const error = new RangeError("no connection");
  const pieces: string[] = [];
  const rows = Promise.withResolvers();
  const read = async () => {
    for await (const piece of engine.stream("page", { x: "a", rows: rows.promise })) {
      pieces.push(piece);
      rows.reject(error);
    }
  };

  await assert.rejects(read, error);

  assert.deepEqual(pieces, ["<p>\na"]);
  assert.deepEqual(
    templateTrace(error).map(({ template, line, column }) => `${template}:${line}:${column}`),
    ["page:2:8"],
  );
  assert.equal(await textOf(engine.stream("page", { rows: { y: 1 } })), "<p>\n1 secret");
});

test("begin() fails with what fails before the first piece, and keeps the piece otherwise", async () => {
  const gone = new Error("gone");
  await assert.rejects(stream("<p>{{ x }}", { x: Promise.reject(gone) }).begin(), gone);

  const page = stream("<p>{{ x }}", { x: Promise.resolve(1) });
  await page.begin();

  assert.equal(await textOf(page), "<p>1");
});

test("variables of the app that the page names are read before its first piece", async () => {
  const events: string[] = [];
  const sharedData = {
    user: () => new Promise((resolve) => setTimeout(() => resolve(events.push("user")), 2)),
    broken: () => Promise.reject(new Error("broken")),
    unnamed: () => events.push("unnamed"),
    hidden: () => events.push("hidden"),
  };
  const source = "<head>{% if no %}{{ user }}{{ broken }}{% endif %}{{ hidden }}";

  for await (const piece of stream(source, { hidden: "mine" }, { sharedData })) events.push(piece);

  assert.deepEqual(events, ["user", "<head>mine"]);
});

test("pieces that are asked for at once come one after the other", async () => {
  const x = Promise.withResolvers();
  const pieces = stream("a{{ x }}b", { x: x.promise })[Symbol.asyncIterator]();

  const reads = [pieces.next(), pieces.next(), pieces.next()];
  await reads[0];
  x.resolve("x");

  assert.deepEqual(
    (await Promise.all(reads)).map(({ value }) => value),
    ["a", "xb", undefined],
  );
});
