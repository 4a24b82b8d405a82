import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine, type Loader, memoryLoader } from "quintet/templates";

const templates = {
  base: "<{% block head %}H{% endblock %}|{% block main %}M{% endblock %}>",
  page: "{% extends 'base' %}{% block main %}[{{ block.super }}{{ x }}{% block inner %}{{ y }}{% endblock %}]{% endblock %}",
  late: "{% extends parent %}{% block main %}late {{ block.super }}{% endblock %}",
};
const engine = new Engine({ loaders: [memoryLoader(templates)] });

test("a block is rendered alone, as the whole inheritance fills it", async () => {
  const page = engine.template("page");

  assert.equal(page.renderBlock("main", { x: 1, y: 2 }), "[M12]");
  assert.equal(page.renderBlock("inner", { y: "<" }), "&lt;");
  assert.equal(page.renderBlock("head"), "H");
  assert.equal(engine.template("base").renderBlock("main"), "M");
  assert.equal(await page.renderBlock("main", { x: Promise.resolve(1) }), "[M1]");
  assert.equal(await page.render({ x: 1 }), "<H|[M1]>");
});

test("a block is rendered alone also where the parent is only known then", () => {
  const page = engine.template("late");

  assert.equal(page.renderBlock("main", { parent: "page", x: 1 }), "late [M1]");
  assert.equal(page.renderBlock("head", { parent: "base" }), "H");
  assert.throws(() => page.renderBlock("foot", { parent: "base" }), { code: "templates.unknown-block" });
});

test("a block that doesn't exist is told with those that do", () => {
  assert.throws(() => engine.template("page").renderBlock("mian"), {
    code: "templates.unknown-block",
    message: 'The template "page" has no block "mian". Did you mean "main"?\nBlocks: head, inner, main.',
  });
});

test("engines stand side by side without touching", () => {
  const other = new Engine({ loaders: [memoryLoader({ base: "other" })], unsafeAutoescapeOff: true });

  assert.equal(other.render("base"), "other");
  assert.equal(engine.render("base"), "<H|M>");
});

test("a loader of one's own needs no more than to find templates by name", () => {
  const loader: Loader = {
    *find(name) {
      if (name.startsWith("hello-")) {
        yield { origin: `greetings:${name}`, read: () => `Hello ${name.slice(6)}{{ x }}` };
      }
    },
  };
  const own = new Engine({ loaders: [loader], debug: true });

  assert.equal(own.render("hello-Ada", { x: "!" }), "Hello Ada!");
  assert.equal(own.template("hello-Ada").origin, "greetings:hello-Ada");
  assert.throws(() => own.render("bye"), { message: 'Template "bye" does not exist.' });
});

test("loaders may have templates of the same name, and the first extends the second", () => {
  const own = new Engine({
    loaders: [
      memoryLoader({ a: "{% extends 'a' %}{% block x %}1{{ block.super }}{% endblock %}" }),
      memoryLoader({ a: "{% block x %}2{% endblock %}" }),
    ],
  });

  assert.equal(own.render("a"), "12");
});

test("shared data is computed when it is asked for, once in a render, and sees the page's variables", () => {
  let computed = 0;
  const own = new Engine({
    sharedData: {
      request: () => ({ path: "/p" }),
      greeting: ({ get }) => `${++computed} ${get("name")} ${(get("request") as { path: string }).path}`,
      loop: ({ get }) => [get("loop")],
    },
  });
  const template = own.fromString("{% if show %}{{ greeting }},{{ greeting }}{% endif %}");

  assert.equal(template.render({ name: "Ada" }), "");
  assert.equal(template.render({ name: "Ada", show: true }), "1 Ada /p,1 Ada /p");
  assert.equal(template.render({ show: true, greeting: "own" }), "own,own");
  assert.equal(own.fromString("{{ loop|length }}").render(), "1");
});
