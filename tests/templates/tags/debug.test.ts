import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine } from "quintet/templates";

const source = "{% with local=1 %}{% debug %}{% endwith %}";

test("debug prints nothing unless the engine is in debug mode", () => {
  assert.equal(new Engine().fromString(source).render({ a: 1 }), "");
});

test("debug prints the variables that are seen, escaped, without what is secret or would run code", () => {
  class Book {
    title = "Tea";
    apiKey = "k-1";
    get reviews(): never {
      throw new Error("must not be read");
    }
  }
  const context = {
    text: "<b>",
    password: "hunter2",
    list: [1, { session: "s" }, new Book()],
    map: new Map([["csrftoken", "t"]]),
    get user(): never {
      throw new Error("must not be read");
    },
    total: () => 3,
  };
  const sharedData = {
    menu: () => {
      throw new Error("must not be computed");
    },
  };
  const engine = new Engine({ debug: true, sharedData });

  assert.deepEqual(String(engine.fromString(source).render(context)).split("\n"), [
    "local: 1",
    "text: &quot;&lt;b&gt;&quot;",
    "password: ••••••••",
    "list: [1, {session: ••••••••}, Book {title: &quot;Tea&quot;, apiKey: ••••••••}]",
    "map: Map {csrftoken: ••••••••}",
    "user: …",
    "total: total()",
    "shared by the app: menu",
  ]);
});

test("debug ends for what is endless", () => {
  const loop: Record<string, unknown> = { many: Array.from({ length: 30 }, () => 0) };
  loop.self = loop;
  const text = String(new Engine({ debug: true }).fromString("{% debug %}").render({ loop }));

  assert.match(text, /… 30 in all/);
  assert.match(text, /self: \{…\}/);
});
