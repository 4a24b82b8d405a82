import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";
import { Engine, folderLoader, memoryLoader, TemplateSyntaxError, templateTrace } from "quintet/templates";
import { cpuMilliseconds } from "../cpu-time.ts";
import { render, renderPage } from "./render.ts";

test("an unknown filter is told with its place and the name that was perhaps meant", () => {
  assert.throws(
    () => render("a\n {{ b|trunctewords:3 }}"),
    (error: Error) => {
      assert.ok(error instanceof TemplateSyntaxError);
      assert.match(error.message, /Unknown filter "trunctewords"\. Did you mean "truncatewords"\?/);
      assert.match(error.message, /<text>:2:7/);
      assert.match(error.message, / 2 \| {2}\{\{ b\|trunctewords:3 \}\}\n {4}\| {7}\^{12}$/);
      return true;
    },
  );
});

test("what a log shows of an error is its place, and not the whole template", () => {
  const source = `{{ a|nope }}${"x".repeat(1000)} the end`;

  assert.throws(
    () => render(source),
    (error: TemplateSyntaxError) => {
      assert.deepEqual(Object.keys(error), ["code"]);
      assert.equal(error.position?.start, 5);
      assert.doesNotMatch(inspect(error), /the end/);
      return true;
    },
  );
});

test("a missing template is told with the places where it was looked for and a near name", () => {
  const engine = new Engine({ loaders: [memoryLoader({ "shop/list.html": "" })] });

  assert.throws(() => engine.render("shop/lst.html"), {
    code: "templates.does-not-exist",
    message: /Did you mean "shop\/list\.html"\?\nTried:\n {2}<memory>:shop\/lst\.html/,
  });
});

test("templates that extend each other in a circle are told with the circle", () => {
  const templates = { page: "{% extends 'b' %}", b: "{% extends 'page' %}" };

  assert.throws(() => renderPage(templates), { message: /in a circle: page → b → page/ });
});

test("templates that include each other without an end are stopped", () => {
  const templates = { page: "{% include 'b' %}", b: "{% include 'page' %}" };

  assert.throws(() => renderPage(templates), { code: "templates.recursion", message: /more than 100 deep/ });
});

test("block.super that doubles on every level is refused instead of filling the memory", () => {
  const templates: Record<string, string> = { t0: "{% block a %}x{% endblock %}" };
  for (let level = 1; level <= 30; level++) {
    const name = level === 30 ? "page" : `t${level}`;
    templates[name] =
      `{% extends 't${level - 1}' %}{% block a %}{{ block.super }}{{ block.super }}{% endblock %}`;
  }

  assert.throws(() => renderPage(templates), { code: "templates.recursion" });
});

test("an error from the context keeps its class and message, and knows where in which template it was", () => {
  const error = new RangeError("no price");
  const price = () => {
    throw error;
  };

  assert.throws(
    () => renderPage({ row: "\n{{ price }}", page: "<p>\n{% include 'row' %}" }, { price }),
    error,
  );
  assert.equal(error.message, "no price");
  assert.deepEqual(
    templateTrace(error).map(({ template, line }) => `${template}:${line}`),
    ["row:2", "page:2"],
  );
});

test("a filter's own error says the line of the template", () => {
  assert.throws(() => renderPage({ page: "a\n{% for a, b in list %}{% endfor %}" }, { list: [1] }), {
    code: "templates.value",
    message: /takes items of 2 values[\s\S]*in page:2:1/,
  });
});

test("after an error the next render works", () => {
  const engine = new Engine();
  const template = engine.fromString("{% for a, b in list %}{{ a }}{{ b }}{% endfor %}");

  assert.throws(() => template.render({ list: [1] }));
  assert.equal(template.render({ list: [[1, 2]] }), "12");
});

test("a tag that needs something of the app says so where it is absent", () => {
  assert.throws(() => render("{% url 'home' %}"), {
    code: "templates.missing-function",
    message: /"urlFor"/,
  });
});

test("a million braces and nested tags take no time", async () => {
  const used = await cpuMilliseconds(() => {
    new Engine().fromString("{{".repeat(500_000));
    new Engine().fromString("{%".repeat(500_000));
    assert.throws(() => new Engine().fromString("{% if a %}".repeat(100_000)), { message: /150 deep/ });
  });

  assert.ok(used < 3_000, `${used} ms`);
});

/** Sources of about a megabyte that want to keep a server busy. */
const hostileSources: Record<string, string> = {
  "quotes that are never closed": `{% if ${"'\"".repeat(500_000)} %}`,
  "texts with escaped quotes": `{{ x|default:"${'\\"'.repeat(500_000)} }}`,
  "steps of a path": `{{ ${"a.".repeat(500_000)} }}`,
  filters: `{{ x${"|upper".repeat(160_000)} }}`,
  digits: `{{ ${"9".repeat(1_000_000)} }}`,
  spaces: `{{ x|upper${" ".repeat(1_000_000)}y }}`,
  "words of a condition": `{% if ${"x and ".repeat(160_000)}x %}{% endif %}`,
  "values of {% with %}": `{% with ${"a=b ".repeat(250_000)}%}{% endwith %}`,
  "values of {% with %} in the older form": `{% with ${"a as b and ".repeat(90_000)}a as c %}{% endwith %}`,
  "names of {% for %}": `{% for ${"a,".repeat(500_000)}b in x %}{% endfor %}`,
  "names of variables": Array.from({ length: 60_000 }, (_, at) => `{{ a${at} }}`).join(""),
  loops: "{% for a in b %}{{ a }}{% endfor %}".repeat(28_000),
  groups: "{% regroup a by b as c %}".repeat(40_000),
  "values to choose from": "{% firstof a b c %}".repeat(50_000),
  branches: `{% if a %}${"{% elif b %}".repeat(80_000)}{% endif %}`,
  "comments that are never closed": "{% comment %}".repeat(70_000),
  "an unknown name": `{{ x|${"x".repeat(1_000_000)} }}`,
};

for (const [name, source] of Object.entries(hostileSources)) {
  test(`a megabyte of ${name} is compiled or refused in little time, and is not quoted whole`, async () => {
    const used = await cpuMilliseconds(() => {
      try {
        render(source, { a: 1, b: [1] });
      } catch (error) {
        assert.match((error as { code?: string }).code ?? "", /^templates\./, String(error).slice(0, 200));
        assert.ok((error as Error).message.length < 3_000);
      }
    });

    assert.ok(used < 5_000, `${used} ms`);
  });
}

test("files: invalid UTF-8 is told, changes are seen in debug, and names never leave the folder", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "quintet-templates-"));
  try {
    const engine = new Engine({ loaders: [folderLoader([folder])], debug: true });
    writeFileSync(path.join(folder, "bad.html"), Buffer.from([0x61, 0xff]));
    writeFileSync(path.join(folder, "base.html"), "1{% block a %}{% endblock %}");
    writeFileSync(path.join(folder, "page.html"), "{% extends 'base.html' %}");

    assert.throws(() => engine.render("bad.html"), {
      code: "templates.syntax",
      message:
        /"bad\.html" is not valid UTF-8: the byte 0xff at offset 1, in line 1, .*\n.*bad\.html as UTF-8/,
    });
    assert.throws(() => engine.render("../../../etc/passwd"), { code: "templates.does-not-exist" });
    assert.equal(engine.render("page.html"), "1");
    writeFileSync(path.join(folder, "base.html"), "22{% block a %}{% endblock %}");
    assert.equal(engine.render("page.html"), "22");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
