import assert from "node:assert/strict";
import { test } from "node:test";
import { catalog, currentLanguage, Translations, withLanguage } from "quintet/i18n";
import { TemplateSyntaxError } from "quintet/templates";
import { render, renderPage } from "../render.ts";

const german = catalog({
  messages: {
    Save: "Sichern",
    "<b>Bold</b>": "<b>Fett</b>",
    "100%% sure": "100%% sicher",
    "yes,no": "ja,nein",
    "Hello %(name)s, 100%%": "Hallo %(name)s, 100%%",
    "Hello %(name)s": "Hallo %(nome)s",
    "%(n)s book": ["%(n)s Buch", "%(n)s Bücher"],
    "in one line": "in einer Zeile",
  },
  contexts: { month: { May: "Mai", "%(n)s day": ["%(n)s Tag", "%(n)s Tage"] }, verb: { May: "Darf" } },
});
const translations = new Translations({
  catalogs: { de: german, fr: catalog({ messages: { Save: "Enregistrer" } }) },
});

/** What a template prints in German. */
function inGerman(source: string, context: object = {}): unknown {
  return render(`{% load i18n %}${source}`, context, { language: "de", translations });
}

test("{% translate %} prints a message in the language of the page", () => {
  assert.equal(inGerman('{% translate "Save" %} {% trans "Gone" %}'), "Sichern Gone");
  assert.equal(inGerman("{% translate label %}", { label: "Save" }), "Sichern");
  assert.equal(inGerman('{% translate "Save"|upper %}'), "SICHERN");
  assert.equal(
    inGerman('{% translate "May" context "month" %} {% translate "May" context c %}', { c: "verb" }),
    "Mai Darf",
  );
  assert.equal(inGerman('{% translate "Save" noop %}'), "Save");
  assert.equal(inGerman('{% translate "May" as may context "month" %}[{{ may }}]'), "[Mai]");
  assert.equal(inGerman("{% translate missing %}"), "");
});

test("a message that is written in the template is HTML, and one from a variable is text", () => {
  assert.equal(inGerman('{% translate "<b>Bold</b>" %}'), "<b>Fett</b>");
  assert.equal(inGerman("{% translate bold %}", { bold: "<b>Bold</b>" }), "&lt;b&gt;Fett&lt;/b&gt;");
  assert.equal(
    inGerman("{% translate bold as b %}{{ b }}", { bold: "<b>Bold</b>" }),
    "&lt;b&gt;Fett&lt;/b&gt;",
  );
  assert.equal(
    inGerman("{% autoescape off %}{% translate bold as b %}{% endautoescape %}{{ b }}", {
      bold: "<b>Bold</b>",
    }),
    "&lt;b&gt;Fett&lt;/b&gt;",
  );
});

test("percent signs in a template are those of the text", () => {
  assert.equal(inGerman('{% translate "100% sure" %}'), "100% sicher");
  assert.equal(inGerman('{% translate "5% off" %}'), "5% off");
});

test("a message may wait for its variable", async () => {
  assert.equal(await inGerman("{% translate label %}", { label: Promise.resolve("Save") }), "Sichern");
});

test('_("…") translates in expressions and in arguments of filters', () => {
  assert.equal(
    inGerman('{{ _("Save") }} {{ ""|default:_("Save") }} {{ 0|yesno:_("yes,no") }}'),
    "Sichern Sichern nein",
  );
  assert.equal(inGerman('{% if label == _("Save") %}same{% endif %}', { label: "Sichern" }), "same");
});

test("{% blocktranslate %} translates text with variables in it", () => {
  const greeting = "{% blocktranslate %}Hello {{ name }}, 100%{% endblocktranslate %}";

  assert.equal(inGerman(greeting, { name: "<Ada>" }), "Hallo &lt;Ada&gt;, 100%");
  assert.equal(
    inGerman(`{% autoescape off %}${greeting}{% endautoescape %}`, { name: "<Ada>" }),
    "Hallo <Ada>, 100%",
  );
  assert.equal(
    inGerman(
      "{% blocktrans with name=user.name|upper %}Hello {{ name }}, 100%{% endblocktrans %}{{ name }}",
      {
        user: { name: "Ada" },
      },
    ),
    "Hallo ADA, 100%",
  );
  assert.equal(inGerman(`{% blocktranslate asvar text %}x{% endblocktranslate %}[{{ text }}]`), "[x]");
});

test("values of {% blocktranslate with %} are all looked up outside", () => {
  const source = "{% blocktranslate with a=b b=a %}{{ a }}{{ b }}{% endblocktranslate %}{{ a }}{{ b }}";

  assert.equal(inGerman(source, { a: 1, b: 2 }), "2112");
  assert.equal(
    inGerman("{% blocktranslate with x.y as a and 2 as b %}{{ a }}{{ b }}{% endblocktranslate %}", {
      x: { y: 1 },
    }),
    "12",
  );
});

test("the text of {% blocktranslate %} looks up bare names alone", () => {
  const source = "{% blocktranslate %}[{{ a.b }}{{ a|upper }}{{ none }}{{ missing }}]{% endblocktranslate %}";

  assert.equal(inGerman(source, { a: { b: 1 }, none: null }), "[None]");
  assert.equal(
    render(`{% load i18n %}${source}`, { a: { b: 1 }, none: 1 }, { stringIfInvalid: "<%s>" }),
    "[&lt;a.b&gt;&lt;a|upper&gt;1&lt;missing&gt;]",
  );
});

test("{% blocktranslate count %} takes the plural form of its number", () => {
  const source =
    "{% blocktranslate count n=books %}{{ n }} book{% plural %}{{ n }} books{% endblocktranslate %}";

  assert.deepEqual(
    [1, 0, 2, 2n, 1.0].map((books) => inGerman(source, { books })),
    ["1 Buch", "0 Bücher", "2 Bücher", "2 Bücher", "1 Buch"],
  );
  assert.equal(
    inGerman(
      '{% blocktranslate count n=3 context "month" %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}',
    ),
    "3 Tage",
  );
  assert.equal(inGerman("{% blocktranslate count n=2 %}one{% plural %}{% endblocktranslate %}"), "one");
  assert.throws(
    () => inGerman(source, { books: "2" }),
    /"count n=…" in {% blocktranslate %} needs a number, and got a string/,
  );
});

test("{% blocktranslate trimmed %} is one line for translators", () => {
  assert.equal(
    inGerman("{% blocktranslate trimmed %}\n  in one\n\n  line  \n{% endblocktranslate %}"),
    "in einer Zeile",
  );
});

test("a translation that can't be filled in gives the text of the template", () => {
  assert.equal(
    inGerman("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", { name: "Ada" }),
    "Hello Ada",
  );
});

test("{% blocktranslate %} may wait for its variables", async () => {
  const source =
    "{% blocktranslate count n=books.count %}{{ n }} book{% plural %}{{ n }} books{% endblocktranslate %}";
  const promised = { count: () => Promise.resolve(2) };

  assert.equal(await inGerman(source, { books: promised }), "2 Bücher");
});

for (const [source, message] of [
  ["{% translate %}", /needs a message/],
  ['{% translate "a" noop noop %}', /has "noop" twice/],
  ['{% translate "a" context %}', /Nothing stands behind "context"/],
  ['{% translate "a" context noop %}', /"context" in {% translate %} needs a value in front of "noop"/],
  ['{% translate "a" as %}', /Nothing stands behind "as"/],
  ['{% translate "a" b %}', /doesn't understand "b"/],
  ["{% blocktranslate with %}a{% endblocktranslate %}", /"with" in {% blocktranslate %} needs a value/],
  [
    "{% blocktranslate count a=1 b=2 %}a{% plural %}b{% endblocktranslate %}",
    /"count" in {% blocktranslate %} needs one value/,
  ],
  ["{% blocktranslate count a=1 %}a{% endblocktranslate %}", /{% plural %} was expected here/],
  ["{% blocktranslate trimmed trimmed %}a{% endblocktranslate %}", /has "trimmed" twice/],
  ["{% blocktranslate asvar %}a{% endblocktranslate %}", /Nothing stands behind "asvar"/],
  ["{% blocktranslate nonsense %}a{% endblocktranslate %}", /doesn't understand "nonsense"/],
  ["{% blocktranslate %}a{% plural %}b{% endblocktranslate %}", /{% endblocktranslate %} was expected here/],
  ["{% blocktranslate %}a{% if x %}b{% endif %}{% endblocktranslate %}", /may only stand text and variables/],
  ["{% blocktranslate %}a{# why #}{% endblocktranslate %}", /may only stand text and variables/],
  ["{% blocktranslate %}a{% endblocktrans %}", /{% endblocktranslate %} was expected here/],
  ["{% blocktranslate %}a", /is never closed/],
] as const) {
  test(`a mistake in a template is told: ${source}`, () => {
    assert.throws(
      () => inGerman(source),
      (error: Error) => error instanceof TemplateSyntaxError && message.test(error.message),
    );
  });
}

test("{% language %} holds up to its end, in included templates and in functions that are called", () => {
  const templates = {
    page: '{% load i18n %}{% include "part" %}|{% language "fr" %}{% include "part" %}{% include name %}{% endlanguage %}|{% include "part" %}',
    part: '{% load i18n %}{% translate "Save" %}{{ label }}',
  };
  const options = { language: "de", translations };

  const page = renderPage(templates, { name: "part", label: () => currentLanguage() ?? "-" }, options);

  assert.equal(page, "Sichern-|EnregistrerfrEnregistrerfr|Sichern-");
});

test("what the app shares is computed in the language of the page, wherever it is read", () => {
  const source = '{% load i18n %}{% language "fr" %}{{ shared }}{% endlanguage %}{{ shared }}';
  const sharedData = { shared: () => currentLanguage() ?? "unchosen" };

  assert.equal(render(source, {}, { language: "de", sharedData }), "dede");
});

test("{% language %} ends also where the block fails", () => {
  const templates = {
    page: '{% load i18n %}{% for x in "ab" %}{% language "fr" %}{% translate "Save" %}{% endlanguage %}{% endfor %}{% translate "Save" %}',
    broken: '{% load i18n %}{% language "fr" %}{{ fail }}{% endlanguage %}',
  };
  const options = { language: "de", translations };
  const fail = (): never => {
    throw new Error("no");
  };

  assert.throws(() => renderPage({ ...templates, page: templates.broken }, { fail }, options), /no/);
  assert.equal(renderPage(templates, {}, options), "EnregistrerEnregistrerSichern");
});

test("{% language %} holds where the block waits", async () => {
  const source =
    '{% language "fr" %}{% translate "Save" %}{{ later }}{% translate "Save" %}{% endlanguage %}{% translate "Save" %}';

  assert.equal(await inGerman(source, { later: Promise.resolve("-") }), "Enregistrer-EnregistrerSichern");
});

test("variables that are set in {% language %} are seen behind it", () => {
  assert.equal(
    inGerman('{% language "fr" %}{% translate "Save" as s %}{% endlanguage %}{{ s }}'),
    "Enregistrer",
  );
});

test("{% language None %} leaves messages as they are, and an empty one changes nothing", () => {
  const source =
    '{% language lang %}{% get_current_language as l %}{{ l }} {% translate "Save" %}{% endlanguage %}';

  assert.equal(inGerman(source, { lang: null }), "None Save");
  assert.equal(inGerman(source, { lang: "" }), "de Sichern");
  assert.equal(inGerman(source, { lang: "xx" }), "xx Save");
  assert.throws(() => inGerman("{% language %}{% endlanguage %}"), /takes one language/);
});

test("the page's language is the one of the flow of work", () => {
  const source = '{% load i18n %}{% translate "Save" %}';

  assert.equal(
    withLanguage("fr", () => inGerman('{% translate "Save" %}')),
    "Enregistrer",
  );
  assert.equal(render(source, {}, { translations }), "Save");
});

test("templates ask what the current language is, and which there are", () => {
  const source =
    "{% get_current_language as l %}{% get_current_language_bidi as b %}{{ l }} {{ b }}{% get_available_languages as all %}{% for code, name in all %} {{ code }}:{{ name }}{% endfor %}";
  const he = catalog({ messages: { German: "גרמנית" } });
  const names = new Translations({ catalogs: { he }, usesRuntimeWords: false });
  const options = { language: "he", translations: names, languages: { de: "German", "pt-br": "Portuguese" } };

  assert.equal(render(`{% load i18n %}${source}`, {}, options), "he True de:גרמנית pt-br:Portuguese");
  assert.equal(render(`{% load i18n %}${source}`), "en False en:English");
});

test("templates ask what is known of a language", () => {
  const names = new Translations({ catalogs: { de: catalog({ messages: { Polish: "Polnisch" } }) } });
  const show = (source: string, context: object = {}) =>
    render(`{% load i18n %}${source}`, context, { language: "de", translations: names });

  assert.equal(
    show(
      '{% get_language_info for "pl" as l %}{{ l.code }} {{ l.name }} {{ l.name_local }} {{ l.name_translated }} {{ l.bidi }}',
    ),
    "pl Polish polski Polnisch False",
  );
  assert.equal(
    show("{% get_language_info_list for all as infos %}{% for l in infos %}{{ l.name_local }} {% endfor %}", {
      all: ["pl", ["de-at", "Austrian"]],
    }),
    "polski Deutsch ",
  );
  assert.equal(
    show(
      '{{ "pl"|language_name }} {{ "pl"|language_name_translated }} {{ "pl"|language_name_local }} {{ "he"|language_bidi }}',
    ),
    "Polish Polnisch polski True",
  );
  assert.throws(() => show('{{ "klingon"|language_name }}'), /Nothing is known of the language "klingon"/);
  assert.throws(
    () => show("{% get_language_info for x %}"),
    /should read {% get_language_info for "de" as language %}/,
  );
  assert.throws(() => show("{% get_current_language %}"), /should read {% get_current_language as name %}/);
});
