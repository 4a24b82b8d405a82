import assert from "node:assert/strict";
import nodePath from "node:path";
import { test } from "node:test";
import { defineConfig, defineModule, Secret } from "quintet";
import { createApp } from "quintet/app";
import { translate, withLanguage } from "quintet/i18n";
import { defineRoutes, languagePrefix, mount, path, translated } from "quintet/routing";
import { engineService } from "quintet/templates";
import { runChecks } from "../../src/core/index.ts";
import { TranslationsFolder } from "./translations-folder.ts";

/** An app with the translations of a project and of a module. */
function appWith(project: TranslationsFolder, module: TranslationsFolder, routes = defineRoutes({})) {
  return createApp(
    defineConfig({
      modules: [defineModule({ name: "shop", folder: module.path })],
      secretKey: new Secret("0123456789abcdefghijklmnopqrstuvwxyz"),
      logLevel: "silent",
      security: { allowedHosts: ["shop.example"] },
      routes,
      databases: {},
      i18n: { languages: ["en", "de"], folders: [nodePath.join(project.path, "locale")] },
    }),
    { isDefault: false },
  );
}

test("an app has the translations of its modules, and its own before them", async () => {
  using project = new TranslationsFolder();
  using shop = new TranslationsFolder();
  project.writePo("locale/de", 'msgid "Open"\nmsgstr "Aufmachen"\n');
  shop.writePo("locale/de", 'msgid "Open"\nmsgstr "Öffnen"\n\nmsgid "Save"\nmsgstr "Sichern"\n');
  await using app = await appWith(project, shop);

  const texts = app.run(() =>
    withLanguage("de", () => [translate("Open"), translate("Save"), translate("Go")]),
  );

  assert.deepEqual(texts, ["Aufmachen", "Sichern", "Go"]);
});

test("templates know the app's translations and languages", async () => {
  using project = new TranslationsFolder();
  using shop = new TranslationsFolder();
  project.writePo("locale/de", 'msgid "Save"\nmsgstr "Sichern"\n');
  await using app = await appWith(project, shop);
  const source =
    '{% load i18n %}{% translate "Save" %} {{ LANGUAGE_CODE }} {{ LANGUAGE_BIDI }}{% for code, name in LANGUAGES %} {{ code }}:{{ name }}{% endfor %}';

  const render = () => app.service(engineService).fromString(source).render();

  assert.equal(
    app.run(() => withLanguage("de", render)),
    "Sichern de False en:English de:German",
  );
  assert.equal(app.run(render), "Save en False en:English de:German");
});

test("addresses are those of the language in which a template writes them", async () => {
  using project = new TranslationsFolder();
  using shop = new TranslationsFolder();
  const user = (): Response => new Response();
  const site = defineRoutes({
    user: path(translated({ en: "users/<int:id>/", de: "nutzer/<int:id>/" }), user),
  });
  const routes = defineRoutes({
    site: mount(languagePrefix({ unprefixed: "en" }), site, { namespace: false }),
  });
  await using app = await appWith(project, shop, routes);
  const source =
    '{% load i18n %}{% url "user" 1 %} {% language "de" %}{% url "user" 1 %}{% endlanguage %} {% url "user" 1 %}';

  const page = app.run(() => app.service(engineService).fromString(source).render());

  assert.equal(page, "/users/1/ /de/nutzer/1/ /users/1/");
});

test("a catalog that can't be read is found by the checks", async () => {
  using project = new TranslationsFolder();
  using shop = new TranslationsFolder();
  const file = shop.write("locale/de/LC_MESSAGES/django.mo", "nothing");
  await using app = await appWith(project, shop);

  const findings = (await runChecks(app)).filter(({ id }) => id.startsWith("i18n."));

  assert.equal(findings.length, 1);
  assert.match(findings[0]!.message, /does not begin as a "\.mo" file does/);
  assert.ok(findings[0]!.message.includes(file));
});
