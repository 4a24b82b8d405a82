import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Engine,
  type FragmentCache,
  MemoryFragmentCache,
  TemplateSyntaxError,
  templateFragmentKey,
} from "quintet/templates";

/** An engine with a clock that a test sets. */
function engineAt(clock: { ms: number }): Engine {
  return new Engine({ now: () => new Date(clock.ms) });
}

test("a piece of a page is rendered again only when its time is over", () => {
  const clock = { ms: 0 };
  const template = engineAt(clock).fromString("{% load cache %}{% cache 60 box %}{{ n }}{% endcache %}");

  const first = template.render({ n: 1 });
  clock.ms = 59_999;
  const second = template.render({ n: 2 });
  clock.ms = 60_000;
  const third = template.render({ n: 3 });

  assert.deepEqual([first, second, third], ["1", "1", "3"]);
});

test("a piece is kept for each of the values behind its name; None keeps it for ever, 0 not at all", () => {
  const clock = { ms: 0 };
  const template = engineAt(clock).fromString(
    "{% load cache %}{% cache time box user lang|upper %}{{ n }}{% endcache %}",
  );
  const show = (context: object) => template.render({ time: null, lang: "en", ...context });

  assert.equal(show({ user: 1, n: 1 }), "1");
  assert.equal(show({ user: 2, n: 2 }), "2");
  clock.ms = 1e12;
  assert.equal(show({ user: 1, n: 3 }), "1");
  assert.equal(show({ user: 3, time: 0, n: 4 }), "4");
  assert.equal(show({ user: 3, time: 0, n: 5 }), "5");
});

test("template_fragments comes before default, and using names another cache", () => {
  const caches = { template_fragments: new MemoryFragmentCache(), pages: new MemoryFragmentCache() };
  const engine = new Engine({ fragmentCaches: caches });

  engine.fromString("{% load cache %}{% cache 9 box 'x' %}a{% endcache %}").render();
  engine.fromString("{% load cache %}{% cache 9 box 'x' using='pages' %}b{% endcache %}").render();

  const key = templateFragmentKey("box", ["x"]);
  assert.equal(caches.template_fragments.get(key), "a");
  assert.equal(caches.pages.get(key), "b");
});

test("keys are those of Django, so that both find the same piece", () => {
  assert.equal(templateFragmentKey("box"), "template.cache.box.d41d8cd98f00b204e9800998ecf8427e");
  assert.equal(templateFragmentKey("box", ["foo"]), "template.cache.box.d06ae22aee8cc2abd5abd5a87cd784be");
  assert.equal(templateFragmentKey("box", [1, null]), "template.cache.box.310282060a2922c82f5e690e4ad737e2");
});

test("a cache may be asynchronous", async () => {
  const kept = new Map<string, string>();
  const slow: FragmentCache = {
    get: async (key) => kept.get(key),
    set: async (key, html) => void kept.set(key, html),
    delete: async (key) => void kept.delete(key),
  };
  const template = new Engine({ fragmentCaches: { default: slow } }).fromString(
    "{% load cache %}<{% cache 9 box %}{{ n }}{% endcache %}>",
  );

  assert.equal(await template.render({ n: Promise.resolve(1) }), "<1>");
  assert.equal(await template.render({ n: 2 }), "<1>");
});

test("a memory keeps the pieces that were used last", () => {
  const cache = new MemoryFragmentCache({ maxEntries: 2 });
  cache.set("a", "A", undefined);
  cache.set("b", "B", undefined);
  cache.get("a");
  cache.set("c", "C", undefined);

  assert.deepEqual(
    ["a", "b", "c"].map((key) => cache.get(key)),
    ["A", undefined, "C"],
  );
});

test("a time that is no number and a cache that doesn't exist are refused", () => {
  const engine = new Engine({ fragmentCaches: { pages: new MemoryFragmentCache() } });
  const render = (tag: string) => engine.fromString(`{% load cache %}${tag}{% endcache %}`).render();

  assert.throws(() => render("{% cache 'x' box %}"), /needs a whole number of seconds, .* got x/);
  assert.throws(() => render("{% cache 1 box using='page' %}"), {
    name: TemplateSyntaxError.name,
    message: /There is no cache "page" for \{% cache %\}\. Did you mean "pages"\?/,
  });
  assert.throws(() => render("{% cache 1 %}"), /needs a number of seconds and a name/);
});
