import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "decimal.js";
import { Temporal } from "quintet/dates";
import { safe, toHtml } from "quintet/templates";
import { cpuMilliseconds } from "../cpu-time.ts";
import { render } from "./render.ts";

/*
 * What filters do in detail is checked by the corpus (tests/conformance). Here stands what must hold without it.
 */

const cases: readonly (readonly [expression: string, value: unknown, output: string])[] = [
  ["x|default:'none'|upper", "", "NONE"],
  ["x|truncatewords:2", "one two three", "one two …"],
  ["x|truncatechars:5|safe", "<b>abc", "<b>a…"],
  ["x|truncatewords_html:2|safe", "<p>one <b>two three</b></p>", "<p>one <b>two …</b></p>"],
  ["x|linebreaks", "a<b\n\nc\nd", "<p>a&lt;b</p>\n\n<p>c<br>d</p>"],
  [
    "x|urlize",
    "see www.example.com.",
    'see <a href="http://www.example.com" rel="nofollow">www.example.com</a>.',
  ],
  ["x|striptags", "<b>a</b> &amp; <i>c", "a &amp;amp; c"],
  ["x|join:', '", ["<", "b"], "&lt;, b"],
  ["x|dictsort:'n'|last", [{ n: 2 }, { n: 1 }], "{&#x27;n&#x27;: 2}"],
  ["x|slice:'-2:'|join:''", [1, 2, 3], "23"],
  ["x|floatformat:2", 2.675, "2.68"],
  ["x|floatformat:'2g'", 1234567.891, "1,234,567.89"],
  ["x|filesizeformat", 1_572_864, "1.5\u00a0MB"],
  ["x|pluralize:'y,ies'", 2, "ies"],
  ["x|yesno:'on,off,unset'", null, "unset"],
  ["x|stringformat:'05.1f'", 2.55001, "002.6"],
  [
    "x|json_script:'data'",
    { a: "</script>" },
    '<script id="data" type="application/json">{"a": "\\u003C/script\\u003E"}</script>',
  ],
  [
    "x|json_script",
    [Temporal.Duration.from("PT26H"), Temporal.Duration.from("-PT0.5S")],
    '<script type="application/json">["P1DT02H00M00S", "-P0DT00H00M00.500000S"]</script>',
  ],
  ["x|slugify", "Crème Brûlée!", "creme-brulee"],
  ["x|add:'5'", "3", "8"],
  ["x|length", new Map([[1, 2]]), "1"],
];

for (const [expression, value, output] of cases) {
  test(`{{ ${expression} }} prints ${output}`, () => {
    assert.equal(render(`{{ ${expression} }}`, { x: value }), output);
  });
}

test("the humanize library says numbers and times in words", () => {
  const now = () => new Date("2026-03-01T12:00:00Z");
  const context = { at: new Date("2026-03-01T09:00:00Z"), yesterday: new Date("2026-02-28T12:00:00Z") };
  const source =
    "{% load humanize %}{{ 1234567|intcomma }} {{ 1200000|intword }} {{ 3|apnumber }} {{ 22|ordinal }} " +
    "{{ at|naturaltime }} {{ yesterday|naturalday }}";

  assert.equal(
    render(source, context, { now }),
    "1,234,567 1.2 million three 22nd 3\u00a0hours ago yesterday",
  );
});

test("striptags takes time in proportion to the text, whatever is left open in it", async () => {
  for (const piece of ["<!", "<?", "</", "</a ", "<!--", "</!"]) {
    const used = await cpuMilliseconds(() =>
      render("{{ x|striptags }}", { x: `<b>${piece.repeat(100_000)}` }),
    );
    assert.ok(used < 1_000, `${piece}: ${used} ms`);
  }
  // As Python 3.11 reads them: a comment that doesn't end is text.
  assert.equal(render("{{ x|striptags }}", { x: "<b>a</b> <!-- b <i>" }), "a &lt;!-- b &lt;i&gt;");
  assert.equal(render("{{ x|striptags }}", { x: "<b>a</b> <!-- b" }), "a &lt;!-- b");
});

test("truncating HTML takes time in proportion to the text, whatever is left open in it", async () => {
  for (const piece of [
    "<!",
    "<?",
    "</",
    "</a ",
    "<!--",
    "<a b='",
    "<a b ",
    "<a/ ",
    "&",
    "&#",
    "<script>",
    "<![cdata[",
  ]) {
    const used = await cpuMilliseconds(() =>
      render("{{ x|truncatewords_html:3 }}", { x: `<b>${piece.repeat(100_000)}` }),
    );
    assert.ok(used < 1_000, `${piece}: ${used} ms`);
  }
});

test("hostile texts for striptags are refused", () => {
  assert.throws(() => render("{{ x|striptags }}", { x: `${"<a".repeat(1000)}>` }), {
    code: "templates.suspicious-text",
  });
});

test("a Temporal.Instant is shown as a Date is", () => {
  const at = Temporal.Instant.from("2026-03-01T10:05:06.123456Z");
  const context = { at, date: new Date("2026-03-01T10:05:06.123Z") };
  const shown = (source: string) => render(source, context, { timeZone: "Europe/Berlin" });

  assert.equal(
    shown('{{ at|date:"Y-m-d H:i:s.u e" }}'),
    shown('{{ at|date:"Y-m-d" }}') + " 11:05:06.123456 CET",
  );
  assert.equal(shown('{{ at|time:"H:i" }} {{ at.year }} {{ at.hour }}'), "11:05 2026 11");
  assert.equal(shown("{{ at }}"), shown("{{ date }}").toString().replace(".123", ".123456"));
  assert.equal(
    shown("{% if at > date %}later{% endif %}{% if date < at %}, so it is{% endif %}"),
    "later, so it is",
  );
  assert.equal(shown("{{ at|timesince:at }}"), shown("{{ date|timesince:date }}"));
});

test("the time since a moment is told where both name a zone, or neither does", () => {
  const zoned = Temporal.ZonedDateTime.from("2026-03-01T10:00[Europe/Berlin]");
  const plain = Temporal.PlainDateTime.from("2026-03-03T10:00");
  const day = Temporal.PlainDate.from("2026-03-04");
  const context = { zoned, plain, day };

  assert.equal(
    render("{{ zoned|timesince:plain }}{{ plain|timesince:zoned }}{{ zoned|timesince:day }}", context),
    "",
  );
  assert.equal(render("{{ plain|timesince:day }}", context), "14\u00a0hours");
});

test("a time without date writes what there is of it", () => {
  const context = { time: Temporal.PlainTime.from("12:30") };

  assert.equal(render('{{ time|date:"c T e O Z I" }}', context), "12:30:00     ");
  assert.equal(render('{{ time|date:"H:i Y" }}{{ time|time:"H:i I" }}', context), "");
});

test("stringformat writes whole numbers only in other bases, and a percent sign for what has names", () => {
  const context = { fraction: 1.5, whole: 255, yes: true, list: ["a"], price: new Decimal("255") };

  assert.equal(
    render(
      "{{ whole|stringformat:'#06x' }} {{ yes|stringformat:'o' }} {{ price|stringformat:'d' }}",
      context,
    ),
    "0x00ff 1 255",
  );
  assert.equal(render("{{ fraction|stringformat:'x' }}{{ price|stringformat:'x' }}", context), "");
  assert.equal(render("{{ list|stringformat:'%' }}{{ whole|stringformat:'%' }}", context), "%");
});

test("a size between two tenths goes to the even one, however large it is", () => {
  assert.equal(render("{{ size|filesizeformat }}", { size: 1e30 }), "888178419700125.2\u00a0PB");
});

test("what has HTML and no text of its own is HTML for filters of texts, too", async () => {
  const badge = { [toHtml]: () => safe("<b>you &gt; me</b>") };
  const late = { [toHtml]: async () => safe("<i>late</i>") };
  const named = new (class {
    [toHtml]() {
      return safe("<b>html</b>");
    }
    toString() {
      return "a <text>";
    }
  })();

  assert.equal(render("{{ badge|lower }}", { badge }), "<b>you &gt; me</b>");
  assert.equal(render("{{ badge|upper }}", { badge }), "&lt;B&gt;YOU &amp;GT; ME&lt;/B&gt;");
  assert.equal(await render("{{ late|lower }}", { late }), "<i>late</i>");
  assert.equal(render("{{ named|lower }}", { named }), "a &lt;text&gt;");
});

test("floatformat rounds the digits that a number shows, not the bits that it has", () => {
  const cases: readonly [number: number, places: number, written: string][] = [
    [2.675, 2, "2.68"],
    [1.005, 2, "1.01"],
    [0.045, 2, "0.05"],
    [0.1 + 0.2, 3, "0.300"],
    [0.5, 0, "1"],
    [-0.5, 0, "-1"],
    [2.5, 0, "3"],
    [9.995, 2, "10.00"],
    [99999.995, 2, "100000.00"],
    [12, 2, "12.00"],
    [12, -2, "12"],
    [12.5, -2, "12.50"],
    [-0.004, 2, "0.00"],
    [-0, 1, "0.0"],
    [1e-7, 2, "0.00"],
    [999999999999999, 2, "999999999999999.00"],
    [1e21, 1, "1000000000000000000000.0"],
  ];

  for (const [number, places, written] of cases) {
    assert.equal(render(`{{ n|floatformat:${places} }}`, { n: number }), written, `${number} to ${places}`);
    assert.equal(
      render(`{{ n|floatformat:${places} }}`, { n: String(number) }),
      written,
      `"${number}" to ${places}`,
    );
  }
  assert.equal(render("{{ n|floatformat }}{{ m|floatformat }}", { n: Number.NaN, m: 34.26 }), "nan34.3");
});
