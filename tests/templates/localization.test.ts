import assert from "node:assert/strict";
import { test } from "node:test";
import { Temporal } from "quintet/dates";
import { currentTimeZone, withLanguage, withTimeZone } from "quintet/i18n";
import { Engine, type EngineOptions, memoryLoader } from "quintet/templates";

const load = "{% load l10n tz humanize %}";
const noon = new Date("2026-03-03T12:05:00Z");
const day = Temporal.PlainDate.from("2026-03-03");

function render(source: string, context: object = {}, options: EngineOptions = {}): unknown {
  return new Engine(options).fromString(load + source).render(context);
}

test("values, filters and tags write dates and numbers as the language does", () => {
  const source =
    "{{ day }}|{{ noon }}|{{ price }}|{{ day|date }}|{{ noon|time }}|{{ day|date:'SHORT_DATE_FORMAT' }}|" +
    "{{ price|floatformat:'1g' }}|{{ 1234567|intcomma }}|{{ 1536|filesizeformat }}|{% now 'j. F' %}";
  const context = { day, noon, price: 1234.5 };
  const now = () => noon;

  assert.equal(
    render(source, context, { language: "de", now }),
    "3. März 2026|3. März 2026 12:05|1234,5|3. März 2026|12:05|03.03.2026|1.234,5|1.234.567|1,5\u00a0kB|3. März",
  );
  assert.equal(
    render(source, context, { language: "en", now }),
    "March 3, 2026|March 3, 2026, 12:05 p.m.|1234.5|March 3, 2026|12:05 p.m.|03/03/2026|1,234.5|1,234,567|1.5\u00a0KB|3. March",
  );
});

test("the language and the time zone of the flow of work go before those of the engine", () => {
  const engine = new Engine({ language: "de", timeZone: "Europe/Berlin" });
  const template = engine.fromString("{{ noon }} {{ 0.5 }}");

  const shown = withLanguage("fr", () => withTimeZone("Asia/Tokyo", () => template.render({ noon })));

  assert.equal(shown, "3 mars 2026 21:05 0,5");
  assert.equal(template.render({ noon }), "3. März 2026 13:05 0,5");
});

test("digits are grouped where the app says so, in groups as large as the language's", () => {
  const context = { numbers: [999, -1000, 123456789, 1234567.25, 12345678901234567890n] };
  const grouped = (language: string) =>
    render("{% for number in numbers %}{{ number }} {% endfor %}", context, {
      language,
      localeOptions: {
        useThousandSeparator: true,
        formats: { "en-in": { numberGrouping: [3, 2, 0] }, "en-nz": { numberGrouping: 2 } },
      },
    });

  assert.equal(grouped("de"), "999 -1.000 123.456.789 1.234.567,25 12.345.678.901.234.567.890 ");
  assert.equal(grouped("en-in"), "999 -1,000 12,34,56,789 12,34,567.25 1,23,45,67,89,01,23,45,67,890 ");
  assert.equal(grouped("en-nz"), "9,99 -10,00 1,23,45,67,89 1,23,45,67.25 12,34,56,78,90,12,34,56,78,90 ");
});

test("formats of the app's own have names that templates may use", () => {
  const localeOptions = {
    formats: { de: { dateFormat: "d.m.y", named: { INVOICE: "Y/m" } } },
    defaultFormats: { dateFormat: "Y-m-d" },
  };
  const source = "{{ day }} {{ day|date:'INVOICE' }} {% localize off %}{{ day }}{% endlocalize %}";

  assert.equal(render(source, { day }, { language: "de", localeOptions }), "03.03.26 2026/03 2026-03-03");
});

test("an engine may write all values with the default formats, for machines", () => {
  const source = "{{ 0.5 }} {{ day }} {% localize on %}{{ 0.5 }}{% endlocalize %} {{ day|date }}";

  assert.equal(
    render(source, { day }, { language: "de", localize: false }),
    "0.5 März 3, 2026 0,5 3. März 2026",
  );
});

test("{% localize off %} holds for what it includes, and ends with the block", () => {
  const engine = new Engine({
    language: "de",
    loaders: [memoryLoader({ "price.html": "[{{ price }}]", "named.html": "{% include name %}" })],
  });
  const source =
    "{% load l10n %}{{ price }}{% localize off %}{{ price }}{% include 'price.html' %}{% include 'named.html' %}" +
    "{% localize on %}{{ price }}{% endlocalize %}{{ price|localize }}{% endlocalize %}{{ price|unlocalize }} {{ price }}";

  assert.equal(
    engine.fromString(source).render({ price: 0.5, name: "price.html" }),
    "0,50.5[0.5][0.5]0,50,50.5 0,5",
  );
});

test("{% timezone %} holds for what it includes and for functions that it calls", () => {
  const engine = new Engine({
    timeZone: "Europe/Berlin",
    loaders: [memoryLoader({ "time.html": "{{ noon|time:'H:i' }}" })],
  });
  const source =
    "{% load tz %}{% timezone 'Asia/Tokyo' %}{% include 'time.html' %} {% include name %} {{ zone }} " +
    "{% get_current_timezone as here %}{{ here }} {% timezone None %}{{ noon|time:'H:i' }}{% endtimezone %}" +
    "{% endtimezone %} {{ noon|time:'H:i' }} {{ here }}";

  const page = engine.fromString(source).render({ noon, name: "time.html", zone: currentTimeZone });

  assert.equal(page, "21:05 21:05 Asia/Tokyo Asia/Tokyo 13:05 13:05 Asia/Tokyo");
});

test("blocks of another zone or format work where the template waits, side by side", async () => {
  const engine = new Engine({ language: "de", timeZone: "UTC" });
  const source =
    "{% load tz l10n %}{% timezone zone %}{{ later }}{{ noon|time:'H' }}{% localize off %}{{ later }}{{ half }}" +
    "{% endlocalize %}{{ later }}{{ half }}{% endtimezone %}{{ noon|time:'H' }}";
  const template = engine.fromString(source);
  const later = () => new Promise((done) => setTimeout(() => done("·"), 1));

  const pages = await Promise.all(
    ["Asia/Tokyo", "America/New_York"].map((zone) => template.render({ zone, noon, half: 0.5, later })),
  );

  assert.deepEqual(pages, ["·21·0.5·0,512", "·07·0.5·0,512"]);
  assert.equal(await render("{% localtime off %}{{ p }}{% endlocaltime %}", { p: Promise.resolve(1) }), "1");
});

test("a streamed page keeps the zone of a block while it waits for a reader", async () => {
  const engine = new Engine({ timeZone: "UTC" });
  const source =
    "{% load tz %}{% timezone 'Asia/Tokyo' %}{{ later }}{{ noon|time:'H' }}{% endtimezone %}{{ later }}{{ noon|time:'H' }}";

  const pieces = engine.fromString(source).stream({ noon, later: () => Promise.resolve("·") });

  assert.equal((await Array.fromAsync(pieces)).join(""), "·21·12");
});

test("a page that fails inside of such a block leaves the next one as it was", () => {
  const engine = new Engine({ language: "de" });
  const source =
    "{% load l10n tz %}{% timezone 'Asia/Tokyo' %}{% localize off %}{{ value }}{% endlocalize %}{% endtimezone %}";
  const broken = { toString: () => assert.fail("no text") };
  const template = engine.fromString(`{{ 0.5 }}${source}{{ 0.5 }}`);

  assert.throws(() => template.render({ value: broken }), /no text/);
  assert.equal(template.render({ value: 0.25 }), "0,50.250,5");
});

test("{% localtime off %} shows instants in the zone that they have, and Dates in UTC", () => {
  const zoned = Temporal.ZonedDateTime.from("2026-03-03T08:00:00[America/New_York]");
  const source =
    "{% for value in values %}{{ value|time:'H:i' }} {% localtime off %}{{ value|time:'H:i' }} " +
    "{% localtime on %}{{ value|time:'H:i' }}{% endlocaltime %}{% endlocaltime %},{% endfor %}";

  assert.equal(
    render(source, { values: [zoned, noon] }, { timeZone: "Europe/Berlin" }),
    "14:00 08:00 14:00,13:05 12:05 13:05,",
  );
});

test("an instant that was moved to a zone stays there", () => {
  const context = { noon, local: Temporal.PlainDateTime.from("2026-03-03T12:05"), day, text: "noon" };
  const source =
    "{{ noon|utc }}|{{ noon|timezone:'Asia/Tokyo'|date:'H:i T' }}|{{ noon|localtime|time }}|{{ local|utc|time }}|" +
    "{{ day|utc }}|{{ text|utc }}|{{ noon|timezone:'Mars' }}|{{ noon|timezone:5 }}|{{ noon }}";

  assert.equal(
    render(source, context, { language: "de", timeZone: "Europe/Berlin" }),
    "3. März 2026 12:05|21:05 JST|13:05|11:05|||||3. März 2026 13:05",
  );
});

for (const [source, message] of [
  ["{% localize maybe %}{% endlocalize %}", /{% localize %} takes on or off/],
  ["{% localtime on off %}{% endlocaltime %}", /{% localtime %} takes on or off/],
  ["{% timezone %}{% endtimezone %}", /{% timezone %} takes one time zone/],
  ["{% get_current_timezone zone %}", /get_current_timezone as variable/],
  ["{% timezone 'Mars' %}{% endtimezone %}", /"Mars" is no time zone/],
  ["{% timezone 5 %}{% endtimezone %}", /5 is no time zone/],
] as const) {
  test(`${source} is refused`, () => {
    assert.throws(() => render(source), message);
  });
}
