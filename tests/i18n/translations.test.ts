import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { test } from "node:test";
import { CatalogError, catalog, Translations } from "quintet/i18n";
import { TranslationsFolder } from "./translations-folder.ts";

const save = 'msgid "Save"\nmsgstr "Sichern"\n';

test("messages come from compiled catalogs and from those that translators write", () => {
  for (const write of ["writeMo", "writePo"] as const) {
    using folder = new TranslationsFolder();
    folder[write](
      "de",
      `${save}
msgctxt "month name"
msgid "May"
msgstr "Mai"

msgid "%(count)s book"
msgid_plural "%(count)s books"
msgstr[0] "%(count)s Buch"
msgstr[1] "%(count)s Bücher"
`,
    );

    const german = new Translations({ folders: [folder.path] }).for("de");

    assert.equal(german.translate("Save"), "Sichern");
    assert.equal(german.translate("May", "month name"), "Mai");
    assert.equal(german.translate("May"), "May");
    assert.equal(german.translatePlural("%(count)s book", "%(count)s books", 1), "%(count)s Buch");
    assert.equal(german.translatePlural("%(count)s book", "%(count)s books", 0), "%(count)s Bücher");
    assert.equal(german.translatePlural("%(count)s page", "%(count)s pages", 1), "%(count)s page");
  }
});

test("what is empty, marked as fuzzy or obsolete is no translation", () => {
  using folder = new TranslationsFolder();
  folder.writePo(
    "de",
    `msgid "Open"
msgstr ""

#: views.ts:3
#, fuzzy, python-format
msgid "Close"
msgstr "Schluss"

#~ msgid "Old"
#~ msgstr "Alt"

msgid "%(count)s book"
msgid_plural "%(count)s books"
msgstr[0] ""
msgstr[1] ""
`,
  );

  const german = new Translations({ folders: [folder.path] }).for("de");

  assert.deepEqual(
    ["Open", "Close", "Old"].map((message) => german.translate(message)),
    ["Open", "Close", "Old"],
  );
  assert.equal(german.translatePlural("%(count)s book", "%(count)s books", 2), "%(count)s books");
});

test("the empty message is not the header of a catalog", () => {
  using folder = new TranslationsFolder();
  folder.writeMo("de", save);

  assert.equal(new Translations({ folders: [folder.path] }).for("de").translate(""), "");
});

test("a language has what its base says, then the fallback language, then the source", () => {
  const translations = new Translations({
    catalogs: {
      "de-at": catalog({ messages: { January: "Jänner" } }),
      de: catalog({ messages: { January: "Januar", Save: "Sichern" } }),
      fr: catalog({ messages: { January: "janvier", Save: "Enregistrer", Open: "Ouvrir" } }),
    },
    fallback: "fr",
  });

  const austrian = translations.for("de_AT");
  const messages = ["January", "Save", "Open", "Close"].map((message) => austrian.translate(message));

  assert.deepEqual(messages, ["Jänner", "Sichern", "Ouvrir", "Close"]);
  assert.equal(translations.for("en").translate("Open"), "Open");
  assert.equal(translations.for("en-gb").translate("Open"), "Open");
  assert.equal(translations.for("it").translate("Open"), "Ouvrir");
});

test("English and the fallback language may have catalogs, too", () => {
  const translations = new Translations({ catalogs: { en: catalog({ messages: { greeting: "Hello" } }) } });

  assert.equal(translations.for("en-gb").translate("greeting"), "Hello");
  assert.equal(translations.for("de").translate("greeting"), "Hello");
});

test("of several folders, and of several files in one, the first that translates a message counts", () => {
  using project = new TranslationsFolder();
  using module = new TranslationsFolder();
  project.writePo("de", 'msgid "Open"\nmsgstr "Aufmachen"\n', "django");
  project.writePo("de", 'msgid "Save"\nmsgstr "Behalten"\n', "messages");
  module.writePo("de", `${save}\nmsgid "Open"\nmsgstr "Öffnen"\n\nmsgid "Close"\nmsgstr "Schließen"\n`);

  const german = new Translations({ folders: [project.path, module.path] }).for("de");

  assert.deepEqual(
    ["Save", "Open", "Close"].map((message) => german.translate(message)),
    ["Behalten", "Aufmachen", "Schließen"],
  );
});

test("catalogs that are put together keep their own rules for plural forms", () => {
  using first = new TranslationsFolder();
  using second = new TranslationsFolder();
  const plural = (name: string, forms: readonly string[]): string =>
    `msgid "${name}"\nmsgid_plural "${name}s"\n${forms.map((form, index) => `msgstr[${index}] "${form}"\n`).join("")}`;
  first.writePo(
    "ru",
    `header:msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n\n${plural("day", ["день"])}`,
  );
  second.writePo("ru", `${plural("day", ["a", "b"])}\n${plural("hour", ["час", "часов"])}`);

  const russian = new Translations({ folders: [first.path, second.path] }).for("ru");

  assert.deepEqual(
    [1, 5].map((count) => russian.translatePlural("day", "days", count)),
    ["день", "день"],
  );
  assert.deepEqual(
    [1, 5].map((count) => russian.translatePlural("hour", "hours", count)),
    ["час", "часов"],
  );
});

test("a plural form that a catalog lacks comes from the next one", () => {
  const some = catalog({ messages: { day: ["Tag"] } });
  const all = catalog({ messages: { day: ["TAG", "TAGE"] } });
  const translations = new Translations({ catalogs: { "de-at": some, de: all } });

  const german = translations.for("de-at");

  assert.deepEqual(
    [german.translatePlural("day", "days", 1), german.translatePlural("day", "days", 2)],
    ["Tag", "TAGE"],
  );
});

test("a message with plural forms is translated alone by the form for one", () => {
  const translations = new Translations({
    catalogs: { de: catalog({ messages: { day: ["Tag", "Tage"] } }) },
  });

  assert.equal(translations.for("de").translate("day"), "Tag");
});

test("a plural message whose context isn't translated is translated without it; a plain one is not", () => {
  const german = catalog({
    messages: { May: "Mai", day: ["Tag", "Tage"] },
    contexts: { verb: { May: "Kann" } },
  });
  const translator = new Translations({ catalogs: { de: german } }).for("de");

  assert.equal(translator.translate("May", "verb"), "Kann");
  assert.equal(translator.translate("May", "girl"), "May");
  assert.equal(translator.translatePlural("day", "days", 3, "holiday"), "Tage");
});

test("numbers beyond 2^53 take the form of their last digits", () => {
  const pluralForms = "nplurals=2; plural=(n%10==1 ? 0 : 1);";
  const translations = new Translations({
    catalogs: { is: catalog({ messages: { day: ["1", "n"] }, pluralForms }) },
  });
  const icelandic = translations.for("is");

  const forms = [10n ** 20n + 1n, 10n ** 20n + 2n, -(10n ** 20n) - 1n].map((count) =>
    icelandic.translatePlural("day", "days", count),
  );

  assert.deepEqual(forms, ["1", "n", "n"]);
});

test("line ends of a message are those of Unix when it is looked up", () => {
  const translations = new Translations({ catalogs: { de: catalog({ messages: { "a\nb\nc": "x" } }) } });

  assert.equal(translations.for("de").translate("a\r\nb\rc"), "x");
});

test("messages called like members of objects are ordinary ones", () => {
  using folder = new TranslationsFolder();
  folder.writePo("de", 'msgid "__proto__"\nmsgstr "p"\n\nmsgid "constructor"\nmsgstr "c"\n');
  const german = new Translations({ folders: [folder.path] }).for("de");

  assert.deepEqual(
    ["__proto__", "constructor", "toString"].map((message) => german.translate(message)),
    ["p", "c", "toString"],
  );
});

test("a text that is no language reads no file", () => {
  using folder = new TranslationsFolder();
  folder.writePo("de", save);
  const translations = new Translations({ folders: [`${folder.path}/none`] });

  for (const language of ["../de", "..", "/etc", "de/../de", "a".repeat(5_000), "de\0"]) {
    assert.equal(translations.for(language).translate("Save"), "Save");
  }
  assert.equal(translations.for("").translate("Save"), "Save");
});

test("a .po that was changed after it was compiled counts, an older one doesn't", () => {
  using folder = new TranslationsFolder();
  const compiled = folder.writeMo("de", 'msgid "Save"\nmsgstr "compiled"\n');
  const written = folder.writePo("de", 'msgid "Save"\nmsgstr "written"\n');
  const translated = (): string => new Translations({ folders: [folder.path] }).for("de").translate("Save");

  utimesSync(compiled, 2_000, 2_000);
  utimesSync(written, 1_000, 1_000);
  assert.equal(translated(), "compiled");
  utimesSync(written, 3_000, 3_000);
  assert.equal(translated(), "written");
});

test("with debug, catalogs are read again when they change, appear or go", () => {
  using folder = new TranslationsFolder();
  const translations = new Translations({ folders: [folder.path], debug: true });
  const translated = (): string => translations.for("de").translate("Save");

  const before = translated();
  const file = folder.writePo("de", save);
  utimesSync(file, 1_000, 1_000);
  const appeared = translated();
  folder.writePo("de", 'msgid "Save"\nmsgstr "Behalten"\n');
  utimesSync(file, 2_000, 2_000);

  assert.deepEqual([before, appeared, translated()], ["Save", "Sichern", "Behalten"]);
});

test("without debug, catalogs are read once", () => {
  using folder = new TranslationsFolder();
  const file = folder.writePo("de", save);
  const translations = new Translations({ folders: [folder.path] });
  const first = translations.for("de");
  folder.writePo("de", 'msgid "Save"\nmsgstr "Behalten"\n');
  utimesSync(file, 2_000, 2_000);

  assert.equal(translations.for("de"), first);
  assert.equal(first.translate("Save"), "Sichern");
});

test("a catalog knows its encoding", () => {
  using folder = new TranslationsFolder();
  const latin =
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n\nmsgid "Open"\nmsgstr "Öffnen"\n';
  folder.write("de/LC_MESSAGES/django.po", Buffer.from(latin, "latin1"));

  assert.equal(new Translations({ folders: [folder.path] }).for("de").translate("Open"), "Öffnen");
});

for (const [what, name, content, reason] of [
  ["a file that is none", "django.mo", "PK\u0003\u0004 something", /does not begin as a "\.mo" file does/],
  ["a file that ends too early", "django.mo", Buffer.from("de12049500000000", "hex"), /outside|range/i],
  ["a file with a stray quote", "django.po", 'msgid "a"b"\nmsgstr "c"\n', /Invalid key name/],
  [
    "wrong plural forms",
    "django.po",
    'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=alert(1);\\n"\n',
    /Plural-Forms: nplurals=2; plural=alert\(1\);" can't be used/,
  ],
] as const) {
  test(`an error names the file of a catalog that can't be read: ${what}`, () => {
    using folder = new TranslationsFolder();
    const file = folder.write(`de/LC_MESSAGES/${name}`, content);
    const translations = new Translations({ folders: [folder.path] });

    assert.throws(
      () => translations.for("de"),
      (error: Error) =>
        error instanceof CatalogError && reason.test(error.message) && error.message.includes(file),
    );
  });
}

test("it is known which languages have a catalog", () => {
  using folder = new TranslationsFolder();
  folder.writePo("pt_BR", save);
  const translations = new Translations({ folders: [folder.path], catalogs: { de: catalog({}) } });

  assert.deepEqual(
    ["pt-br", "pt", "de", "de-at", "../pt_BR"].map((language) => translations.has(language)),
    [true, false, true, false, false],
  );
});
