import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine, templateTrace, toHtml } from "quintet/templates";

/*
 * What a page does with data that throws, lies about itself, or has no end: it ends with an error that knows its place in
 * the template, or prints what there is; never anything else, and the next render of the same template works.
 */

function boom(): never {
  throw new Error("boom");
}

function revoked<Target extends object>(target: Target): Target {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function nested(levels: number, around: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = around(value);
  return value;
}

const throwing = (thrown: unknown) => ({
  get a() {
    throw thrown;
  },
});

const cycle: Record<string, unknown> = { a: 1 };
cycle.self = cycle;
cycle.list = [cycle, new Map([["m", cycle]]), new Set([cycle])];

const allTraps = new Proxy({}, { get: () => boom });

const hostile: Record<string, unknown> = {
  "a getter that throws": throwing(new Error("boom")),
  "a getter that throws nothing": throwing(undefined),
  "a getter that throws a text": throwing("text"),
  "a getter that throws a symbol": throwing(Symbol("s")),
  "a getter that throws a revoked proxy": throwing(revoked({})),
  "a getter that throws a frozen error": throwing(Object.freeze(new Error("frozen"))),
  "a getter that throws what looks like an error of ours": throwing(
    Object.freeze(Object.assign(new Error("m"), { code: "templates.x", position: undefined })),
  ),
  "a proxy that throws": new Proxy({}, allTraps),
  "a function behind a proxy that throws": new Proxy(() => 1, allTraps),
  "a list behind a proxy that throws": new Proxy([], { get: boom }),
  "a revoked proxy": revoked({}),
  "a revoked list": revoked([]),
  "a revoked function": revoked(() => 1),
  "data that stands in itself": cycle,
  "lists that are nested deep": nested(100_000, (inner) => [inner]),
  "objects that are nested deep": nested(100_000, (inner) => ({ a: inner })),
  "maps that are nested deep": nested(100_000, (inner) => new Map([["a", inner]])),
  "toString() that throws": { toString: boom },
  "toString() that gives no text": { toString: () => ({}) },
  "toJSON() that throws": { toJSON: boom },
  "toJSON() that gives itself": {
    toJSON() {
      return this;
    },
  },
  "toHtml that throws": { [toHtml]: boom },
  "toHtml that gives a symbol": { [toHtml]: () => Symbol("s") },
  "equals() that throws": { equals: boom },
  "a tag that throws": {
    get [Symbol.toStringTag]() {
      return boom();
    },
  },
  "a getter called then that throws": {
    // biome-ignore lint/suspicious/noThenProperty: that is what is tried
    get then() {
      return boom();
    },
  },
  // biome-ignore lint/suspicious/noThenProperty: that is what is tried
  "then() that throws": { then: boom },
  "a promise that fails": {
    // biome-ignore lint/suspicious/noThenProperty: one for each use
    then: (_: unknown, fail: (error: Error) => void) => fail(new Error("boom")),
  },
  "an iterator that throws": { [Symbol.iterator]: boom },
  "an iterator that is none": { [Symbol.iterator]: () => 5 },
  "an asynchronous iterator that throws": { [Symbol.asyncIterator]: () => ({ next: boom }) },
  "a length that lies": { length: 1e15 },
  "a list with holes": Object.assign([], { length: 3 }),
  "a number of 5,000 digits": 10n ** 5_000n,
  "an infinite number": Number.NEGATIVE_INFINITY,
  "no number": Number.NaN,
  "the largest number": Number.MAX_VALUE,
  "half a character": "\ud800",
  "an invalid date": new Date(Number.NaN),
  "a symbol": Symbol("s"),
  "an empty object of no class": Object.create(null),
  "something that only looks like a date": Object.create(Date.prototype),
  "something that only looks like a map": Object.create(Map.prototype),
  "something that only looks like a promise": Object.create(Promise.prototype),
  "JSON with the names of JavaScript": JSON.parse(
    '{"__proto__": {"a": 1}, "constructor": {"name": {}}, "toString": 1, "valueOf": 2, "then": 3, "toJSON": 4, "hasOwnProperty": 5, "length": "x"}',
  ),
};

const filters =
  "add:x add:1 capfirst center:x cut:x date:x default:x dictsort:x dictsort:'a' divisibleby:x escapejs escapeseq filesizeformat first " +
  "floatformat:x get_digit:1 join:x json_script last length linebreaks linenumbers ljust:x make_list pluralize:x random slice:x slugify " +
  "stringformat:x stringformat:'d' striptags time:x timesince:x title truncatechars:x truncatewords_html:x unordered_list upper urlencode:x " +
  "urlize wordcount wordwrap:x yesno:x";

const sources = [
  "{{ x }}",
  "{{ x.a }}",
  "{{ x.a.a.b }}",
  "{{ x.items }}",
  "{{ x.length }}",
  "{% for i in x %}{{ i }}{% endfor %}",
  "{% for i, j in x reversed %}{{ i.a }}{% endfor %}",
  "{% if x %}{% endif %}",
  "{% if x == y and x in y or x < y %}{% endif %}",
  "{% ifchanged x %}{% endifchanged %}{% ifchanged y %}{% endifchanged %}",
  "{% with z=x %}{{ z|safe }}{% endwith %}",
  "{% include x %}",
  "{% extends x %}",
  "{% regroup x by a as g %}{{ g }}",
  "{% firstof x 'a' %}{% cycle x 'b' %}{% widthratio x 1 2 %}",
  "{% filter upper %}{{ x }}{% endfilter %}",
  ...filters.split(" ").map((filter) => `{{ x|${filter} }}{{ 'abc'|${filter} }}`),
];

const engine = new Engine();
const templates = sources.map((source) => engine.fromString(`secret before ${source}`));

for (const [name, x] of Object.entries(hostile)) {
  test(`${name}: every tag and filter prints something, or fails with its place in the template`, async () => {
    for (const template of templates) {
      const { text } = template.parsed.source;
      try {
        const page = await template.render({ x, y: x });

        assert.equal(typeof page, "string", text);
      } catch (error) {
        assert.ok(error instanceof Error, `${text} failed with what is no error`);
        assert.ok(templateTrace(error).length > 0, `${text}: ${error.message}`);
        assert.ok(error.message.length < 2_000, text);
        assert.doesNotMatch(error.message, /^secret before/);
      }
    }

    assert.equal(await engine.fromString("{{ x.a }}").render({ x: { a: 1 } }), "1");
  });
}

test("after data that throws, the same template renders the next data", async () => {
  for (const template of templates) {
    try {
      await template.render({ x: hostile["a proxy that throws"], y: 1 });
    } catch {}
  }

  const page = engine.fromString("{% for i in x %}{{ i.a|upper }}{% endfor %}");
  assert.throws(() => page.render({ x: [throwing(new Error("boom"))] }), { message: "boom" });
  assert.equal(page.render({ x: [{ a: "a" }] }), "A");
  await assert.rejects(async () => page.render({ x: Promise.reject(new Error("late")) }), {
    message: "late",
  });
  assert.equal(page.render({ x: [{ a: "b" }] }) instanceof Promise, true); // it has met promises once
  assert.equal(await page.render({ x: [{ a: "b" }] }), "B");
});

test("what is thrown and is no error becomes the cause of one", () => {
  for (const thrown of [undefined, null, "text", 5, Symbol("s"), revoked({})]) {
    assert.throws(
      () => engine.fromString("\n{{ x.a }}").render({ x: throwing(thrown) }),
      (error: Error) => {
        assert.equal(error.name, "TemplateValueError");
        assert.match(error.message, /^The data of the page threw .*, which is no error\.\n {2}in <text>:2:1/);
        assert.equal(error.cause, thrown);
        return true;
      },
    );
  }
});

test("what stands in itself is printed once, and refused where it would have no end", () => {
  const render = (source: string) => engine.fromString(source).render({ x: cycle });

  assert.match(String(render("{{ x|safe }}")), /^\{'a': 1, 'self': \{\.\.\.\}, 'list': \[\{\.\.\.\}/);
  assert.throws(() => render("{{ x|json_script }}"), {
    code: "templates.value",
    message: /stands in itself/,
  });
});

test("what is nested too deep to be written out is refused with its place, in a page that waits as well", async () => {
  const x = hostile["lists that are nested deep"];
  const tree = nested(100_000, (inner) => ["a", inner]);
  const late = Promise.resolve(1);

  for (const source of [
    "{{ x }}",
    "{{ x|json_script }}",
    "{{ x|join:'' }}",
    "{{ x|unordered_list }}",
    "{{ tree|unordered_list }}",
  ]) {
    const expected = { code: "templates.value", message: /500 deep[\s\S]*<text>:1:/ };
    assert.throws(() => engine.fromString(source).render({ x, tree }), expected, source);
    await assert.rejects(
      async () => engine.fromString(`{{ late }}${source}`).render({ x, tree, late }),
      expected,
    );
  }
});

test("objects of classes that don't say what they are as JSON are not written out with all that stands in them", () => {
  class User {
    name = "Ada";
    password = "hunter2";
  }
  class Public extends User {
    toJSON() {
      return { name: this.name };
    }
  }

  assert.throws(() => engine.fromString("{{ x|json_script }}").render({ x: { users: [new User()] } }), {
    name: "TypeError",
  });
  assert.match(
    String(engine.fromString("{{ x|json_script }}").render({ x: [new Public()] })),
    />\[\{"name": "Ada"\}\]</,
  );
});
