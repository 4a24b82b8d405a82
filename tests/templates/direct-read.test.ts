import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine, memoryLoader, safe } from "quintet/templates";
import { render } from "./render.ts";

/*
 * Compiled templates read a member before they know whether it may be seen. These tests take objects for which that makes
 * a difference, and mix them, because each place in a template remembers what it saw last.
 */

class Book {
  title = "Tea";
  get upper() {
    return this.title.toUpperCase();
  }
  label() {
    return `<${this.title}>`;
  }
}

class Novel extends Book {
  override title = "Salt";
}

class Basket extends Array<number> {
  get total() {
    return this.reduce((sum, item) => sum + item, 0);
  }
}

class Index extends Map<string, string> {
  get title() {
    return "must not be seen: a map is looked up by its keys";
  }
}

class Failure extends Error {
  get title() {
    return `failed: ${this.message}`;
  }
}

const things = {
  plain: { title: "plain" },
  bare: Object.assign(Object.create(null), { title: "bare" }),
  class: new Book(),
  subclass: new Novel(),
  map: new Map([["title", "in a map"]]),
  index: new Index([["title", "in an index"]]),
  otherIndex: new Index(),
  parameters: new URLSearchParams("title=one&title=last"),
  failure: new Failure("boom"),
  list: ["item"],
  text: "text",
  html: safe("<b>"),
  number: 1,
  nothing: null,
  json: JSON.parse('{"__proto__": {"title": "must not be seen"}, "name": "x"}'),
  function: () => ({ title: "of what it gives" }),
  date: new Date(0),
  set: new Set(["title"]),
};

test("one place reads objects of every kind, each by its own rule, in any order", () => {
  const titles = {
    plain: "plain",
    bare: "bare",
    class: "Tea",
    subclass: "Salt",
    map: "in a map",
    index: "in an index",
    parameters: "last",
    failure: "failed: boom",
    function: "of what it gives",
  };
  const names = Object.keys(things) as (keyof typeof things)[];
  const twice = [...names, ...names.toReversed(), ...names];
  const template = new Engine().fromString("{% for thing in things %}{{ thing.title }}|{% endfor %}");

  const page = template.render({ things: twice.map((name) => things[name]) });

  const expected = twice.map((name) => `${(titles as Partial<Record<string, string>>)[name] ?? ""}|`);
  assert.equal(page, expected.join(""));
});

test("getters and methods of classes are reached behind plain objects, and the other way round", () => {
  const items = [{ upper: "own", label: "own" }, new Book(), { upper: 1 }, new Novel(), new Book()];

  assert.equal(
    render("{% for item in items %}{{ item.upper }} {{ item.label }}|{% endfor %}", { items }),
    "own own|TEA &lt;Tea&gt;|1 |SALT &lt;Salt&gt;|TEA &lt;Tea&gt;|",
  );
});

test("members that classes add to lists and errors are seen, those of the language are not", () => {
  const context = { basket: Basket.from([1, 2, 3]), failure: new Failure("boom") };

  assert.equal(
    render(
      "{{ basket.total }} {{ basket.1 }} {{ basket.map }}[{{ basket.at }}] {{ failure.title }}",
      context,
    ),
    "6 2 [] failed: boom",
  );
});

test("a getter runs once for each time that it is named, whatever it gives", () => {
  let runs = 0;
  const counted = (value: unknown) => ({
    get it() {
      runs++;
      return value;
    },
  });
  class Counted {
    get it() {
      runs++;
      return undefined;
    }
  }
  const values = [counted("a"), counted(undefined), counted(null), new Counted(), counted(() => "b")];

  const page = render("{% for value in values %}[{{ value.it }}]{% endfor %}", { values });

  assert.equal(page, "[a][][None][][b]");
  assert.equal(runs, values.length);
});

test("a getter of the page's own data runs once, and gives way to what the app shares where it gives nothing", () => {
  let runs = 0;
  const engine = new Engine({
    loaders: [memoryLoader({ page: "{{ who }}" })],
    sharedData: { who: () => "shared" },
  });
  const context = {
    get who() {
      runs++;
      return undefined;
    },
  };

  assert.equal(engine.render("page", context), "shared");
  assert.equal(runs, 1);
});

test("an error of a getter is told with its place, and one that wants to be silent is nothing", () => {
  const silent = Object.assign(new Error("silent"), { silentVariableFailure: true });
  const loud = new Error("loud");
  const failing = (error: Error) => ({
    get it() {
      throw error;
    },
  });
  const engine = new Engine({ loaders: [memoryLoader({ page: "a\n{{ x.it }}" })] });

  assert.equal(engine.render("page", { x: failing(silent) }), "a\n");
  assert.throws(() => engine.render("page", { x: failing(loud) }), loud);
  assert.equal(engine.render("page", { x: { it: "b" } }), "a\nb");
});

test("what somebody has put into Object.prototype or Array.prototype is not seen, own members of that name are", (t) => {
  const template = new Engine().fromString(
    "{{ leak }}[{% for x in xs %}{{ x.leak }},{% endfor %}]{{ list.leak }}",
  );
  const context = { xs: [{}, { leak: "own" }, new Book(), Object.create(null), new Map()], list: [] };
  const before = template.render(context);
  for (const prototype of [Object.prototype, Array.prototype]) {
    Object.defineProperty(prototype, "leak", { value: "leaked", configurable: true });
    t.after(() => Reflect.deleteProperty(prototype, "leak"));
  }

  const after = template.render(context);

  assert.equal(before, "[,own,,,,]");
  assert.equal(after, before);
});

test("a proxy that fails, lies or answers to everything leaks nothing, and the next page works", () => {
  const refuse = () => {
    throw new Error("no");
  };
  const traps = ["get", "has", "getPrototypeOf", "getOwnPropertyDescriptor", "ownKeys"] as const;
  const template = new Engine().fromString("{{ x.title }}{{ x.constructor }}{{ x.toString }}{{ title }}");

  for (const trap of traps) {
    const proxy = new Proxy({ title: "a" }, { [trap]: refuse });
    try {
      const page = template.render({ x: proxy });
      assert.equal(page, "a", `${trap} was not asked`);
    } catch (error) {
      assert.match(String(error), /no/);
    }
    assert.equal(template.render({ x: { title: "b" }, title: "c" }), "bc");
  }
  const liar = new Proxy({ title: "a" }, { getPrototypeOf: () => Book.prototype });
  assert.equal(template.render({ x: liar }), "a");
});

test("numbers print the same, however they come: -0, NaN, large and small ones, bigints", () => {
  const numbers = [
    0,
    -0,
    1,
    -1,
    1.5,
    -0.25,
    1e-7,
    0.0001,
    123456789,
    1e15,
    1e21,
    2 ** 53,
    10n,
    -5n,
    Number.NaN,
  ];
  const infinite = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const expected =
    "0|0|1|-1|1.5|-0.25|1e-07|0.0001|123456789|1000000000000000|1000000000000000000000|9007199254740992|10|-5|nan|inf|-inf|";

  const values = [...numbers, ...infinite];
  const page = render("{% for n in values %}{{ n }}|{% endfor %}", { values });
  const withFilter = render("{% for n in values %}{{ n|stringformat:'s' }}|{% endfor %}", { values });
  const off = render("{% autoescape off %}{% for n in values %}{{ n }}|{% endfor %}{% endautoescape %}", {
    values,
  });

  assert.equal(page, expected.replace("1e-07", "0.0000001"));
  assert.equal(off, page);
  assert.equal(withFilter, expected);
});

test("names that objects have from the language, or that are no names in JavaScript, are read by the same rules", () => {
  const item = {
    toString: "own",
    valueOf: () => "called",
    "data-x": 1,
    0: "zero",
    été: "summer",
    class: "c",
  };

  assert.equal(
    render("{{ item.toString }} {{ item.valueOf }} {{ item.0 }} {{ item.été }} {{ item.class }}", { item }),
    "own called zero summer c",
  );
  assert.equal(render("[{{ item.toString }}{{ item.valueOf }}]", { item: {} }), "[]");
});
