import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine, memoryLoader, type SandboxOptions, sandboxTags } from "quintet/templates";
import { cpuMilliseconds } from "../cpu-time.ts";

function render(
  source: string,
  context: object = {},
  sandbox: SandboxOptions = {},
): string | Promise<string> {
  return new Engine({ sandbox }).fromString(source).render(context);
}

const list = Array.from({ length: 1_000 }, (_, index) => index);
const text = "a b\n".repeat(25_000);

/** Templates that want to keep a server busy, each in its way. */
const hostile: Record<string, string> = {
  "nested loops":
    "{% for a in list %}{% for b in list %}{% for c in list %}{% endfor %}{% endfor %}{% endfor %}",
  "nested loops that write":
    "{% for a in list %}{% for b in list %}{% for c in list %}x{% endfor %}{% endfor %}{% endfor %}",
  "a loop over the letters of a text, in a loop":
    "{% for a in list %}{% for c in text %}{% endfor %}{% endfor %}",
  "a text that doubles": `{% with a="abcdefghij" %}${"{% with a=a|add:a %}".repeat(60)}{{ a }}${"{% endwith %}".repeat(61)}`,
  "a list that doubles": `{% with a=list %}${"{% with a=a|add:a %}".repeat(60)}{{ a|length }}${"{% endwith %}".repeat(61)}`,
  "a group that doubles": `{% with a=list %}${"{% with a=a|add:a %}".repeat(30)}{% regroup a by x as g %}${"{% endwith %}".repeat(31)}`,
  "a wide text, ljust": '{{ text|ljust:"999999999" }}',
  "a wide text, rjust": "{{ text|rjust:999999999 }}",
  "a wide text, center": "{{ text|center:1000001 }}",
  "a wide number": '{{ 1|stringformat:"999999999d" }}',
  "a precise number": '{{ 1|stringformat:".999999999f" }}',
  "a number with many places": "{{ 1|floatformat:999999999 }}",
  "a long separator": `{% with s=text|add:text %}{{ list|join:s }}{% endwith %}`,
  "a long format": `{{ date|date:format }}`,
  "many texts out of one":
    "{% for a in list %}{{ text|upper|linebreaks|urlize|wordwrap:1|striptags }}{% endfor %}",
  "a search in a long list, in a loop":
    "{% for a in list %}{% for b in list %}{% if 'x' in list %}{% endif %}{% endfor %}{% endfor %}",
  "a comparison of long lists, in a loop":
    "{% for a in list %}{% for b in list %}{% if list == other %}{% endif %}{% endfor %}{% endfor %}",
  "a search in a long text, in a loop":
    "{% for a in list %}{% for b in list %}{% if 'zzz' in text %}{% endif %}{% endfor %}{% endfor %}",
  "sorting in a loop":
    "{% for a in list %}{% for b in list %}{{ rows|dictsort:'n'|length }}{% endfor %}{% endfor %}",
  "counting a text in a loop":
    "{% for a in list %}{% for b in list %}{{ text|wordcount }}{% endfor %}{% endfor %}",
  "writing out a nested list": "{% for a in list %}{{ nested }}{% endfor %}",
  "data that stands in itself a thousand times": "{{ laughs }}",
  "data that stands in itself a thousand times, as JSON": "{{ laughs|json_script }}",
  "data that stands in itself a thousand times, compared":
    "{% if laughs == laughs2 %}{% endif %}{% for a in list %}{% for b in list %}{% endfor %}{% endfor %}",
  "many letters, cut into a list":
    "{% for a in list %}{% for b in list %}{{ text|make_list|length }}{% endfor %}{% endfor %}",
  "captured text": `{% for a in list %}{% filter upper %}{{ text }}{% endfilter %}{% endfor %}`,
  "a list with more holes than items": "{{ holes }}",
  "a list with more holes than items, as a loop": "{% for hole in holes %}{% endfor %}",
  "a list with more holes than items, compared": "{% if holes == holes2 %}{% endif %}",
  "a number with many digits, in a loop": `{% for a in list %}{% for b in list %}{{ "${"9".repeat(4_000)}"|add:1 }}{% endfor %}{% endfor %}`,
};

/** Nine lists, each of which holds the next one ten times. */
function laughs(): unknown[] {
  let inner: unknown[] = ["ha"];
  for (let level = 0; level < 9; level++) inner = Array(10).fill(inner);
  return inner;
}

const context = {
  list,
  other: [...list],
  text,
  rows: list.map((n) => ({ n })),
  nested: list.map((n) => [n, [n, [n]]]),
  date: new Date("2026-03-01T00:00:00Z"),
  format: "l F ".repeat(10_000),
  holes: new Array(4_000_000_000),
  holes2: new Array(4_000_000_000),
  laughs: laughs(),
  laughs2: laughs(),
};

for (const [name, source] of Object.entries(hostile)) {
  test(`${name}: stopped before it takes long or grows large`, async () => {
    const before = process.memoryUsage().heapUsed;

    const used = await cpuMilliseconds(() => {
      assert.throws(() => render(source, context), {
        code: "templates.sandbox-limit",
        message: /in <text>:1:\d+/,
      });
    });

    assert.ok(used < 2_000, `${used} ms`);
    assert.ok(process.memoryUsage().heapUsed - before < 200 * 1_048_576);
  });
}

test("the same template with the same data ends at the same step, whichever machine it runs on", () => {
  const source = "{% for a in list %}{{ a }}{% endfor %}";
  const takes = (maxSteps: number) => render(source, { list: [1, 2, 3] }, { maxSteps });
  let steps = 1;
  for (; ; steps++) {
    try {
      takes(steps);
      break;
    } catch {}
  }

  assert.equal(takes(steps), "123");
  assert.throws(() => takes(steps - 1), { code: "templates.sandbox-limit", message: /more than \d+ steps/ });
  assert.ok(steps < 25, `${steps} steps`);
});

test("steps that a page takes before a promise are not counted twice", async () => {
  const source = `{% for a in list %}{{ a }}{% endfor %}{{ late }}`;
  const used = (late: unknown) => {
    const engine = new Engine({ sandbox: { maxSteps: 20 } });
    return engine.fromString(source).render({ list: [1, 2, 3], late });
  };

  assert.equal(used("x"), "123x");
  assert.equal(await used(Promise.resolve("x")), "123x");
});

test("output is counted in characters, over the whole page", () => {
  assert.equal(render("abc{{ x }}", { x: "de" }, { maxOutputLength: 5 }), "abcde");
  assert.throws(() => render("abc{{ x }}", { x: "def" }, { maxOutputLength: 5 }), {
    code: "templates.sandbox-limit",
    message: /more than 5 characters[\s\S]*<text>:1:4/,
  });
});

test("a template that is too long is not even read", () => {
  assert.throws(() => render("x".repeat(11), {}, { maxSourceLength: 10 }), {
    code: "templates.sandbox-limit",
    message: /longer than 10 characters/,
  });
  const engine = new Engine({
    loaders: [memoryLoader({ page: "{% include 'long' %}", long: "x".repeat(100) })],
    sandbox: { tags: [...sandboxTags, "include"], maxSourceLength: 50 },
  });
  assert.throws(() => engine.render("page"), { code: "templates.sandbox-limit" });
});

test("a limit that is reached in a condition ends the page, and does not just make it false", () => {
  const source = "{% if text|ljust:9999999 == 'x' or not text|ljust:9999999 %}{% endif %}";

  assert.throws(() => render(source, { text: "x" }), { code: "templates.sandbox-limit" });
});

test("after a limit the next render begins from the start", () => {
  const template = new Engine({ sandbox: { maxSteps: 50 } }).fromString(
    "{% for x in list %}{{ x }}{% endfor %}",
  );

  assert.throws(() => template.render({ list: Array(100).fill(1) }), { code: "templates.sandbox-limit" });
  for (let round = 0; round < 5; round++) assert.equal(template.render({ list: [1, 2] }), "12");
});

test("ordinary work fits: a table of 1,000 rows, a long text with filters", () => {
  const rows = list.map((n) => ({ name: `row ${n}`, price: n / 3, tags: ["a", "b"] }));
  const source =
    "{% for row in rows %}<tr><td>{{ row.name|title }}</td><td>{{ row.price|floatformat:2 }}</td><td>{{ row.tags|join:', ' }}</td></tr>\n{% endfor %}" +
    "{{ text|linebreaks|truncatewords_html:200 }}{{ text|wordcount }}";

  assert.match(
    String(render(source, { rows, text })),
    /^<tr><td>Row 0<\/td><td>0\.00<\/td><td>a, b<\/td><\/tr>/,
  );
});

test("limits must be whole numbers above zero", () => {
  for (const value of [0, -1, 1.5, Number.NaN, "10" as never])
    assert.throws(() => new Engine({ sandbox: { maxSteps: value } }), {
      message: /maxSteps must be a whole number/,
    });
});
