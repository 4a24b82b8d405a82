import assert from "node:assert/strict";
import { test } from "node:test";
import {
  blockTag,
  defineLibrary,
  Engine,
  engineService,
  html,
  inclusionTag,
  memoryLoader,
  safe,
  simpleTag,
  template,
  templateFunctionsService,
  templatesModule,
  textFilter,
} from "quintet/templates";
import {
  App,
  coreConfigSections,
  defineConfig,
  defineModule,
  resolveConfig,
  Secret,
} from "../../src/core/index.ts";

const library = defineLibrary({
  name: "shop",
  filters: {
    shout: (text: string, end = "!") => `${text.toUpperCase()}${end}`,
    bold: textFilter({ apply: (text) => html`<b>${text}</b>` }),
  },
  tags: {
    sum: simpleTag(({ args, named }) =>
      args.reduce<number>((a, b) => a + Number(b), Number(named.from ?? 0)),
    ),
    later: simpleTag(({ get }) => Promise.resolve(get("x"))),
    row: inclusionTag("row", ({ args: [item] }) => ({ item })),
    note: blockTag("note", ({ content, named }) => html`<p class="${named.kind}">${content}</p>`),
  },
});
const engine = new Engine({ loaders: [memoryLoader({ row: "({{ item }}{{ x }})" })], libraries: [library] });
const render = (source: string, context: object = {}) => engine.fromString(source).render(context);

test("filters of a library are plain functions, or decide about escaping themselves", () => {
  assert.equal(
    render("{% load shop %}{{ '<'|shout }}{{ 'a'|shout:'?' }}{{ '<'|bold }}", {}),
    "&lt;!A?<b>&lt;</b>",
  );
});

test("simple tags take values by place and name, print or keep what they give, and may wait", async () => {
  assert.equal(render("{% load shop %}{% sum 1 n from=3 %}{% sum 1 as s %}[{{ s }}]", { n: 2 }), "6[1]");
  assert.equal(await render("{% load shop %}{% with x=y %}{% later %}{% endwith %}", { y: "<" }), "&lt;");
});

test("inclusion tags render a template with their own variables only", () => {
  assert.equal(render("{% load shop %}{% row 'a' %}", { x: "hidden" }), "(a)");
});

test("block tags get what stands between their ends", () => {
  assert.equal(
    render("{% load shop %}{% note kind='\"x' %}{{ a }}{% endnote %}", { a: "<" }),
    '<p class="&quot;x">&lt;</p>',
  );
});

test("load … from takes single tags and filters", () => {
  assert.equal(render("{% load shout from shop %}{{ 'a'|shout }}"), "A!");
  assert.throws(() => render("{% load shuot from shop %}"), {
    message: /has no "shuot"\. Did you mean "shout"\?/,
  });
});

test("an unknown tag of a known library says what to load", () => {
  assert.throws(() => render("{% sum 1 %}"), { message: /in the library "shop": write \{% load shop %\}/ });
});

test("html escapes what is put in, joins lists and prints nothing for nothing", () => {
  const items = ["<", safe("<i>")].map((item) => html`<li>${item}</li>`);

  assert.equal(String(html`<ul>${items}${null}${false}${0}</ul>`), "<ul><li>&lt;</li><li><i></li>0</ul>");
});

test("an app's modules bring templates, libraries and shared data, which is computed when it is read", async () => {
  let computed = 0;
  const shop = defineModule({
    name: "shop",
    folder: import.meta.dirname + "/fixtures/shop",
    templateLibraries: [library],
    sharedData: {
      user: () => {
        computed++;
        return Promise.resolve({ name: "Ada" });
      },
      unread: () => assert.fail("nobody asked for it"),
    },
  });
  const sections = [...coreConfigSections, ...(templatesModule.configSections ?? [])];
  const file = defineConfig({
    modules: [shop],
    secretKey: new Secret("0123456789abcdefghijklmnopqrstuvwxyz"),
  });
  const app = new App(resolveConfig(file, sections), [templatesModule, shop]);
  app.provide(templateFunctionsService, { urlFor: (name) => `/${name}/` });
  await app.setUp();

  const page = template<{ title: string }>("shop/page.html");
  const rendered = await app.run(() => page({ title: "T&T" }).render());

  assert.equal(rendered.trim(), '<h1>T&amp;T!</h1> Ada Ada <a href="/home/">');
  assert.equal(computed, 1);
  assert.ok(app.service(engineService) instanceof Engine);
});
