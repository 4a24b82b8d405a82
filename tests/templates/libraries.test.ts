import assert from "node:assert/strict";
import { test } from "node:test";
import { i18nModule } from "quintet/i18n";
import {
  blockTag,
  bodyTag,
  defineLibrary,
  Engine,
  engineService,
  filter,
  html,
  inclusionTag,
  memoryLoader,
  safe,
  simpleTag,
  type TagParser,
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

test("a signature names the values, and refuses what doesn't fit it when the template is read", () => {
  const price = simpleTag(
    ({ values: { amount, currency = "EUR", short = false } }) => `${amount} ${short ? "" : currency}`,
    { parameters: ["amount", "currency?"], named: ["short?"] },
  );
  const level = simpleTag(({ values: { of } }) => of, { parameters: [], named: ["of"] });
  const rest = simpleTag(({ args, named }) => [...args, ...Object.keys(named)].join(), {
    parameters: ["first"],
    takesMore: true,
    takesMoreNamed: true,
  });
  const engine = new Engine({ builtins: [defineLibrary({ name: "t", tags: { price, level, rest } })] });
  const render = (tag: string) => engine.fromString(`{% ${tag} %}`).render();

  assert.equal(render("price 3"), "3 EUR");
  assert.equal(render("price 3 'USD'"), "3 USD");
  assert.equal(render("price currency='USD' amount=3 short=True"), "3 ");
  assert.equal(render("rest 1 2 a=3"), "1,2,a");
  assert.throws(
    () => render("price 1 'USD' 3"),
    /at most 2 values without a name \(amount, currency\), and 3 is one too many/,
  );
  assert.throws(() => render("level 1"), /takes no values without a name, and 1 is one too many/);
  assert.throws(() => render("price"), /needs "amount": write \{% price amount %\}/);
  assert.throws(() => render("level"), /needs "of": write \{% level of=… %\}/);
  assert.throws(
    () => render("price 1 currenzy='USD'"),
    /no parameter "currenzy"\. Did you mean "currency"\?\nParameters: amount, currency, short/,
  );
  assert.throws(
    () => render("price 1 amount=2"),
    /"amount" of \{% price %\} is given twice: as 1, and by name/,
  );
  assert.throws(() => render("price amount=2 amount=3"), /"amount" is given twice/);
  assert.throws(() => render("price amount=2 3"), /"3" stands behind a value with a name/);
});

test("a block tag may end with a name of its own", () => {
  const shown = blockTag("show", ({ content }) => content, { end: "done" });
  const engine = new Engine({ builtins: [defineLibrary({ name: "t", tags: { show: shown } })] });

  assert.equal(engine.fromString("{% show %}{{ x }}{% done %}").render({ x: "<" }), "&lt;");
  assert.throws(
    () => engine.fromString("{% show %}{% endshow %}"),
    /doesn't end \{% show %\} of line 1\. Write \{% done %\}/,
  );
});

test("an inclusion tag takes a template, or names of which the first that exists counts", () => {
  const own = engine.fromString("own {{ x }}");
  const tags = {
    first: inclusionTag(["missing", "row"], () => ({ item: 1 })),
    given: inclusionTag(own, () => ({ x: 2 })),
    wrong: inclusionTag("row", () => undefined),
  };
  const other = new Engine({
    loaders: [memoryLoader({ row: "({{ item }})" })],
    builtins: [defineLibrary({ name: "t", tags })],
  });

  assert.equal(other.fromString("{% first %}{% given %}").render(), "(1)own 2");
  assert.throws(() => other.fromString("{% wrong %}").render(), /must return an object .* returned None/);
});

test("a form that an inclusion tag prints gets the token of the page", () => {
  const tags = { form: inclusionTag("form", () => ({})) };
  const loaders = [memoryLoader({ form: "{% csrf_token %}" })];
  const other = new Engine({ loaders, builtins: [defineLibrary({ name: "t", tags })] });

  assert.match(String(other.fromString("{% form %}").render({ csrf_token: "t1" })), /value="t1"/);
});

test("a filter may ask for instants in the zone of the page", () => {
  const hour = filter({ expectsLocalTime: true, apply: (value) => (value as { hour: number }).hour });
  const other = new Engine({
    timeZone: "Asia/Tokyo",
    builtins: [defineLibrary({ name: "t", filters: { hour } })],
  });

  assert.equal(other.fromString("{{ at|hour }}").render({ at: new Date("2026-01-01T20:00Z") }), "5");
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
  const builtIn = [i18nModule, templatesModule];
  const sections = [...coreConfigSections, ...builtIn.flatMap(({ configSections = [] }) => configSections)];
  const file = defineConfig({
    modules: [shop],
    secretKey: new Secret("0123456789abcdefghijklmnopqrstuvwxyz"),
  });
  const app = new App(resolveConfig(file, sections), [...builtIn, shop]);
  app.provide(templateFunctionsService, { urlFor: (name) => `/${name}/` });
  await app.setUp();

  const page = template<{ title: string }>("shop/page.html");
  const rendered = await app.run(() => page({ title: "T&T" }).render());

  assert.equal(rendered.trim(), '<h1>T&amp;T!</h1> Ada Ada <a href="/home/">');
  assert.equal(computed, 1);
  assert.equal(await app.run(() => page.block("foot", { title: "" }).render()), "");
  assert.ok(app.service(engineService) instanceof Engine);
});

test("a full tag renders one of its parts, by a function that may give a promise", async () => {
  const isOn = async (name: unknown) => name === "search";
  // As in docs/templates.md.
  const feature: TagParser = (parser, token) => {
    const [, name, ...others] = parser.words(token);
    if (name === undefined || others.length > 0) throw parser.error(token, "{% feature %} takes one name.");
    const expression = parser.expression(name, token);
    const { nodes, end } = parser.parseBody("else", "endfeature");
    const otherwise = end.contents === "else" ? parser.parseBody("endfeature").nodes : [];
    return {
      children: [nodes, otherwise],
      emit(code) {
        const value = code.expression(expression);
        code.line(`if (${code.awaited(`${code.constant(isOn)}(${value})`)}) {`);
        code.nodes(nodes);
        code.line("} else {");
        code.nodes(otherwise);
        code.line("}");
      },
    };
  };
  const engine = new Engine({ builtins: [defineLibrary({ name: "features", tags: { feature } })] });
  const source = "{% for f in all %}{% feature f %}<{{ f }}>{% else %}-{% endfeature %}{% endfor %}";

  const page = await engine.fromString(source).render({ all: ["search", "cart", Promise.resolve("search")] });

  assert.equal(page, "<search>-<search>");
  assert.throws(() => engine.fromString("{% feature %}"), { message: /takes one name\.\n {2}in <text>:1:1/ });
});

test("a body tag decides whether, how often and with which variables its content is rendered", async () => {
  const rendered: unknown[] = [];
  const tags = {
    feature: bodyTag("feature", ({ args: [name], render }) => (name === "on" ? render() : "")),
    repeat: bodyTag(
      "repeat",
      async ({ values: { times }, render }) => {
        let page = "";
        for (let index = 1; index <= Number(times); index++) page += await render({ index });
        return safe(page);
      },
      { parameters: ["times"], gives: ["index"], end: "done" },
    ),
    noted: simpleTag(({ args }) => void rendered.push(...args)),
  };
  const engine = new Engine({ builtins: [defineLibrary({ name: "t", tags })] });
  const render = (source: string, context: object = {}) => engine.fromString(source).render(context);

  assert.equal(
    render("{% feature 'on' %}<{{ x }}>{% endfeature %}{% feature 'off' %}{% noted 1 %}{% endfeature %}", {
      x: "&",
    }),
    "<&amp;>",
  );
  assert.deepEqual(rendered, []);
  assert.equal(
    await render(
      "{% for x in list %}{% repeat x %}{{ x }}.{{ index }}{% cycle 'a' 'b' %}{% firstof 'z' as index %}{{ index }} {% done %}{% endfor %}[{{ index }}]",
      { list: [2, Promise.resolve(1)], index: "own" },
    ),
    "2.1az 2.2bz 1.1az [own]",
  );
  assert.equal(
    await render("{% repeat 2 as kept %}{{ later }}{% done %}{{ kept }}", { later: Promise.resolve("<") }),
    "&lt;&lt;",
  );
  assert.throws(() => render("{% repeat %}{% done %}"), /needs "times"/);
});
