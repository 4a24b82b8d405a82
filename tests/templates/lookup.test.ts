import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { Server, Socket } from "node:net";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { Script } from "node:vm";
import { altersData } from "quintet";
import { Engine, memoryLoader } from "quintet/templates";
import { Temporal } from "../../src/dates/index.ts";
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

/** Methods that take nothing, of what comes with the language, the web's platform and Node. None of them is called. */
const builtinMethods: Record<string, [of: () => object, methods: string]> = {
  "a request of the platform": [
    () => new Request("http://localhost/"),
    "text json blob clone arrayBuffer formData bytes",
  ],
  "a response of the platform": [() => new Response("x"), "text json blob clone arrayBuffer"],
  "an address": [() => new URL("http://localhost/"), "toString toJSON"],
  headers: [() => new Headers(), "keys entries values getSetCookie"],
  "a blob": [() => new Blob(["x"]), "text stream arrayBuffer slice"],
  "a stream of the platform": [() => new ReadableStream(), "getReader cancel tee values"],
  "an abort signal": [() => AbortSignal.abort(), "throwIfAborted"],
  "a buffer": [() => Buffer.from("ab"), "toString swap16 toJSON readUInt8"],
  "an emitter": [() => new EventEmitter(), "eventNames getMaxListeners removeAllListeners"],
  "a stream of Node": [() => new PassThrough(), "resume pause destroy end unpipe"],
  "a socket": [() => new Socket(), "resetAndDestroy ref unref end destroy address"],
  "a server": [() => new Server(), "listen close address ref unref"],
  "an iterator": [() => [1].values(), "next toArray map"],
  "an iterator of a map": [() => new Map().entries(), "next"],
  "a generator": [() => (function* () {})(), "next return throw"],
  "a date of Temporal": [
    () => Temporal.PlainDate.from("2026-03-01"),
    "toString toJSON valueOf toPlainDateTime",
  ],
  "a format of Intl": [() => new Intl.NumberFormat(), "resolvedOptions format"],
  "an expression": [() => /x/, "exec test toString source flags"],
  "a weak reference": [() => new WeakRef({}), "deref"],
  "a script": [() => new Script("1"), "runInThisContext createCachedData"],
  "the process": [() => process, "abort exit uptime kill"],
  "a symbol": [() => Object(Symbol("x")) as object, "toString valueOf description"],
};

for (const [name, [of, methods]] of Object.entries(builtinMethods)) {
  test(`methods of ${name} are not called`, () => {
    for (const method of methods.split(" ")) {
      assert.equal(
        render(`[{{ x.${method} }}{{ o.x.${method} }}]`, { x: of(), o: { x: of() } }),
        "[]",
        method,
      );
    }
  });
}

test("what those classes tell of themselves is data, and methods of classes that stand on them are called", () => {
  class Feed extends EventEmitter {
    unread() {
      return 3;
    }
  }
  const context = {
    url: new URL("http://localhost/a?b"),
    day: Temporal.PlainDate.from("2026-03-01"),
    feed: new Feed(),
  };

  assert.equal(render("{{ url.pathname }} {{ day.month }} {{ feed.unread }}", context), "/a 3 3");
});

test("functions and classes of the language are not called, where they are a variable either", () => {
  const context = {
    Map,
    Symbol,
    Function,
    // biome-ignore lint/security/noGlobalEval: it must not be called
    eval: globalThis.eval,
    Date,
    Proxy,
    now: Date.now,
    bound: (() => "called").bind(null),
  };

  assert.equal(
    render("[{{ Map }}{{ Symbol }}{{ Function }}{{ eval }}{{ Date }}{{ Proxy }}{{ Map.groupBy }}]", context),
    "[]",
  );
  assert.match(String(render("{{ now }} {{ bound }}", context)), /^\d+ called$/);
});

test("of a function that is passed on, only what the program gave it is seen", () => {
  const choices = Object.assign(() => 1, { doNotCallInTemplates: true, RED: "red" });

  assert.equal(
    render(
      "{{ c.RED }}[{{ c.name }}{{ c.length }}{{ c.caller }}{{ c.arguments }}{{ c.prototype }}{{ c.call }}{{ c.bind }}]",
      { c: choices },
    ),
    "red[]",
  );
});

test("names that mean something to JavaScript are names like any other", () => {
  const names =
    "class return this new delete void typeof await yield let static enum super out at t u p S R K P scope render error".split(
      " ",
    );

  for (const name of names) {
    const source = `{{ ${name} }}{% with ${name}=1 %}{{ ${name} }}{% endwith %}{% for ${name} in list %}{{ ${name} }}{% endfor %}{{ o.${name} }}`;
    assert.equal(render(source, { [name]: 0, list: [2], o: { [name]: 3 } }), "0123", name);
  }
});

test("whatever stands in texts, names of templates and names of variables stays text in the code", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it must not become one
  const nasty = "`${process.exit(7)}` \u2028 \u2029 */ // <!-- --> </script> \0 \ud800 ' ${''}";
  const worse = `${nasty} \n \\ "`;
  const engine = new Engine({ loaders: [memoryLoader({ [worse]: "{{ x }}", [nasty]: "!" })] });

  assert.equal(engine.render(worse, { x: 1 }), "1");
  assert.equal(engine.fromString(worse).render(), worse);
  assert.equal(
    engine.fromString(`{{ "${nasty}"|safe }}{% include "${nasty}" %}`, worse).render(),
    `${nasty}!`,
  );
  assert.equal(engine.fromString(`{{ x|default:"${nasty}"|safe }}`).render(), nasty);
  assert.equal(engine.fromString("{{ ünïcödé }}{{ o.名前 }}").render({ ünïcödé: 1, o: { 名前: 2 } }), "12");
});

test("names such as __proto__ and constructor are set and passed on as names, and change nothing", () => {
  const source =
    "{% with constructor=x toString=x prototype=x %}[{{ constructor }}{{ constructor.a }}{{ prototype }}]{{ toString.a }}{% include t %}{% endwith %}" +
    "{% for __proto__ in list %}{% include t %}{% endfor %}{% cycle 'a' 'b' as __proto__ %}{% include t %}";
  const t = new Engine().fromString("({{ a }}{{ polluted }})");

  render(source, { x: { a: 1 }, list: [{ polluted: "yes" }], t });

  assert.equal(({} as { a?: unknown }).a, undefined);
  assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
  assert.equal(render("{% with constructor=x %}{% include t %}{% endwith %}", { x: { a: 1 }, t }), "()");
});

test("filters that read by name reach what look-ups reach, and call nothing", () => {
  class Row {
    n = 1;
    save() {
      assert.fail("called");
    }
  }
  const rows = [new Row(), new Row()];

  for (const key of [
    "__proto__",
    "constructor",
    "constructor.name",
    "save",
    "toString",
    "n.constructor",
    "n.0",
    "_x",
  ])
    assert.equal(render("[{{ rows|dictsort:key|length }}]", { rows, key }), "[0]", key);
  assert.equal(render("[{% regroup rows by constructor as g %}{{ g.0.grouper }}]", { rows }), "[None]");
  assert.throws(() => render("{% regroup rows by __proto__ as g %}", { rows }), { code: "templates.syntax" });
});

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
