import assert from "node:assert/strict";
import { test } from "node:test";
import {
  catalog,
  interpolate,
  lazyTranslate,
  lazyTranslatePlural,
  MessageFormatError,
  Translations,
  translatable,
  translate,
  translatePlural,
  translationsService,
  withLanguage,
} from "quintet/i18n";
import { App } from "../../src/core/index.ts";

const catalogs = {
  de: catalog({
    messages: { Save: "Sichern", "%(count)s book": ["%(count)s Buch", "%(count)s Bücher"] },
    contexts: { month: { May: "Mai" } },
  }),
  fr: catalog({ messages: { Save: "Enregistrer" } }),
};

/** An app that has translations and nothing else. */
function appWith(translations: Translations): App {
  const app = new App({} as never, []);
  app.provide(translationsService, translations);
  return app;
}

test("messages are translated into the current language", () => {
  const app = appWith(new Translations({ catalogs }));

  app.run(() =>
    withLanguage("de", () => {
      assert.equal(translate("Save"), "Sichern");
      assert.equal(translate("May", "month"), "Mai");
      assert.equal(translatePlural("%(count)s book", "%(count)s books", 2), "%(count)s Bücher");
      assert.equal(
        withLanguage("fr", () => translate("Save")),
        "Enregistrer",
      );
      assert.equal(
        withLanguage(null, () => translate("Save")),
        "Save",
      );
    }),
  );
});

test("where no language was chosen, the app's counts; outside of an app, messages stay as they are", () => {
  const app = appWith(new Translations({ catalogs, fallback: "fr" }));

  assert.equal(
    app.run(() => translate("Save")),
    "Enregistrer",
  );
  assert.equal(
    withLanguage("de", () => translate("Save")),
    "Save",
  );
  assert.equal(translatePlural("book", "books", 2), "books");
});

test("lazy messages are translated each time they are shown", () => {
  const app = appWith(new Translations({ catalogs }));
  const label = lazyTranslate("Save");
  const books = lazyTranslatePlural("%(count)s book", "%(count)s books");

  app.run(() => {
    assert.deepEqual(
      ["de", "fr", "en"].map((language) => withLanguage(language, () => `${label}`)),
      ["Sichern", "Enregistrer", "Save"],
    );
    assert.equal(
      withLanguage("de", () => JSON.stringify({ label })),
      '{"label":"Sichern"}',
    );
    assert.equal(
      withLanguage("de", () => interpolate(books.for(1), { count: 1 })),
      "1 Buch",
    );
  });
});

test("a message that is only marked stays as it is", () => {
  assert.equal(translatable("Save"), "Save");
});

test("values are put into messages by their names", () => {
  assert.equal(interpolate("%(a)s and %(b)d: 100%%", { a: "x", b: 2 }), "x and 2: 100%");
  assert.equal(interpolate("nothing to do", {}), "nothing to do");
  assert.equal(interpolate('%(name|default:_("no"))s!', { 'name|default:_("no")': "y" }), "y!");
  assert.equal(interpolate("%%(a)s", { a: "x" }), "%(a)s");
});

for (const message of ["%(gone)s", "100%", "100 % x", "%s", "%(a)x", "%(a", "%(toString)s", "%("]) {
  test(`a message that can't be filled in is told: ${message}`, () => {
    assert.throws(() => interpolate(message, { a: "x" }), MessageFormatError);
  });
}
