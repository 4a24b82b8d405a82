import assert from "node:assert/strict";
import { test } from "node:test";
import { altersData } from "quintet";
import { Engine } from "quintet/templates";
import { render } from "./render.ts";

class Book {
  title = "Tea";
  get upper() {
    return this.title.toUpperCase();
  }
  label() {
    return `<${this.title}>`;
  }
  rename(_title: string) {
    throw new Error("must not be called");
  }
}

test("lookups reach properties, getters, methods without parameters, indexes and map entries", () => {
  const context = { book: new Book(), list: [["a"]], map: new Map([["k", { v: 1 }]]), fn: () => ({ x: 2 }) };

  assert.equal(
    render(
      "{{ book.title }} {{ book.upper }} {{ book.label }} {{ list.0.0 }} {{ map.k.v }} {{ fn.x }}",
      context,
    ),
    "Tea TEA &lt;Tea&gt; a 1 2",
  );
});

test("a method that takes something is not called, and prints nothing", () => {
  assert.equal(render("[{{ book.rename }}]", { book: new Book() }), "[]");
});

test("functions marked with altersData are never called, those with doNotCallInTemplates are passed on", () => {
  const remove = Object.assign(() => assert.fail("called"), { altersData: true });
  const choices = Object.assign(() => assert.fail("called"), { doNotCallInTemplates: true, RED: "red" });

  assert.equal(render("[{{ remove }}{{ choices.RED }}]", { remove, choices }), "[red]");
});

class Account {
  closed = false;
  close() {
    this.closed = true;
    return "closed";
  }
}
altersData(Account.prototype, "close");

test("a method that overrides one marked with altersData isn't called either, unless it says otherwise", () => {
  class Savings extends Account {
    override close() {
      return super.close();
    }
  }
  class Preview extends Account {
    override close() {
      return "would close";
    }
  }
  altersData(Preview.prototype, "close");
  Object.assign(Preview.prototype.close, { altersData: false });
  const own = Object.assign(new Account(), { close: () => assert.fail("called") });
  const savings = new Savings();

  assert.equal(
    render("[{{ a.close }}{{ own.close }}{{ p.close }}]", { a: savings, own, p: new Preview() }),
    "[would close]",
  );
  assert.equal(savings.closed, false);
});

test("a class is neither called nor made, wherever it stands", () => {
  class Made {
    static all = () => assert.fail("called");
    constructor() {
      assert.fail("made");
    }
  }
  const context = { Made, list: [Made], o: { Made }, map: new Map([["Made", Made]]) };

  assert.equal(
    render(
      "[{{ Made }}{{ Made.all }}{{ list.0 }}{{ o.Made.all }}{{ map.Made.all }}{% for m in list %}{{ m }}{% endfor %}]",
      context,
    ),
    "[]",
  );
});

const ways = [
  "x.constructor",
  "x.constructor.constructor",
  "x.prototype",
  "x.toString",
  "x.valueOf",
  "x.hasOwnProperty",
  "list.map",
  "list.constructor",
  "text.constructor",
  "text.toUpperCase",
  "fn.call",
  "fn.bind",
  "Class.prototype",
  "Class.name",
  "promise.get",
  "number.toFixed",
];

test("a variable called like something of JavaScript is just not there", () => {
  const source =
    "[{{ toString }}{{ constructor }}{{ hasOwnProperty.call }}{{ arguments }}{{ scope }}{{ S }}{{ undefined }}]";

  assert.equal(render(source), "[]");
  assert.equal(
    render("{% with __proto__=x %}{{ a }}{% include t %}{% endwith %}", {
      x: { a: 1 },
      t: new Engine().fromString("{{ a }}"),
    }),
    "",
  );
});

for (const way of ways) {
  test(`{{ ${way} }} prints nothing: it comes with the language`, () => {
    const context = {
      x: { a: 1 },
      list: [1],
      text: "t",
      fn: () => "called",
      Class: class Own {},
      promise: new Map(),
      number: 1,
    };

    assert.equal(render(`[{{ ${way} }}]`, context), "[]");
  });
}

test("a name that begins with an underscore is refused when the template is read", () => {
  assert.throws(() => render("{{ x.__proto__ }}"), { code: "templates.syntax", message: /underscore/ });
});

test("what a page's own object holds under a forbidden name is not reached either", () => {
  const context = JSON.parse('{"x": {"constructor": "secret", "__proto__": {"y": 1}}}');

  assert.equal(render("[{{ x.constructor }}{{ x.y }}]", context), "[]");
});

test("polluting Object.prototype does not reach templates", () => {
  Object.defineProperty(Object.prototype, "polluted", { value: "yes", configurable: true });
  try {
    assert.equal(render("[{{ x.polluted }}{{ polluted }}]", { x: {} }), "[]");
  } finally {
    delete (Object.prototype as { polluted?: unknown }).polluted;
  }
});

test("an error with silentVariableFailure prints nothing, any other one passes through unchanged", () => {
  const silent = Object.assign(new Error("gone"), { silentVariableFailure: true });
  const loud = new Error("broken");
  const fail = (error: Error) => ({
    get x() {
      throw error;
    },
  });

  assert.equal(render("[{{ o.x }}]", { o: fail(silent) }), "[]");
  assert.throws(() => render("[{{ o.x }}]", { o: fail(loud) }), loud);
});

test("string_if_invalid is printed for what isn't there", () => {
  assert.equal(render("{{ a.b }}|{{ a|upper }}", {}, { stringIfInvalid: "(%s?)" }), "(a.b?)|(a?)");
});

test("the parameters of an address are looked up by name, the last value counts", () => {
  assert.equal(render("{{ q.page }}{{ q.none }}", { q: new URLSearchParams("page=1&page=2") }), "2");
});
