import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConfigOptions, defineConfig, Secret } from "quintet";
import { createApp } from "quintet/app";
import { currentI18n, currentLocale, currentTimeZone, type I18nOptions, withLanguage } from "quintet/i18n";

const appWith = (i18n: unknown) => {
  const options: ConfigOptions = {
    modules: [],
    secretKey: new Secret("0123456789abcdefghijklmnopqrstuvwxyz"),
    logLevel: "silent",
    security: { allowedHosts: ["shop.example"] },
    databases: {},
    i18n: i18n as I18nOptions,
  };
  return createApp(defineConfig(options), { isDefault: false });
};

test("an app has a language, a time zone and formats of its own", async () => {
  await using app = await appWith({
    language: "pt_BR",
    timeZone: "America/Sao_Paulo",
    formats: { pt: { dateFormat: "d/m" } },
  });

  const inApp = app.run(() => [currentI18n().language, currentTimeZone(), currentLocale().dateFormat]);
  const inEnglish = app.run(() => withLanguage("en", () => currentLocale().dateFormat));

  assert.deepEqual(inApp, ["pt-br", "America/Sao_Paulo", "d/m"]);
  assert.equal(inEnglish, "N j, Y");
});

test("an app has its own language, or those that it names", async () => {
  const languagesOf = async (i18n: I18nOptions) => {
    await using app = await appWith(i18n);
    return app.config.i18n.languages;
  };

  assert.deepEqual(await languagesOf({}), { en: "English" });
  assert.deepEqual(await languagesOf({ language: "pt_BR" }), { "pt-br": "Brazilian Portuguese" });
  assert.deepEqual(await languagesOf({ languages: ["en", "de"] }), { en: "English", de: "German" });
  assert.deepEqual(
    await languagesOf({ language: "gsw", languages: { gsw: "Swiss German", en: "English" } }),
    {
      gsw: "Swiss German",
      en: "English",
    },
  );
});

test("languages without a name, and ones that aren't any, are told", async () => {
  await assert.rejects(appWith({ languages: ["en", "gsw"] }), /i18n\.languages\.gsw: .*knows no name/);
  await assert.rejects(
    appWith({ languages: ["en", "deutsch!"] }),
    /i18n\.languages\.deutsch!: is no language/,
  );
  await assert.rejects(
    appWith({ languages: ["de"] }),
    /does not have "en", which is the language of the app/,
  );
  await assert.rejects(appWith({ languages: "de" }), /must be a list of languages/);
});

test("everything that is wrong in the formats is told at once, with the place", async () => {
  const wrong = appWith({
    language: "deutsch!",
    timeZone: "Mars",
    formats: { de: { dateformat: "d", numberGrouping: "3" }, "?": {} },
    defaultFormats: { firstDayOfWeek: 7, dateInputFormats: "%d", decimalSeparator: 1 },
  });

  await assert.rejects(wrong, (error: Error) => {
    for (const part of [
      "i18n.language",
      "i18n.timeZone",
      "i18n.formats.de.dateformat",
      'Did you mean "dateFormat"?',
      "i18n.formats.de.numberGrouping",
      "i18n.formats.?",
      "i18n.defaultFormats.firstDayOfWeek",
      "i18n.defaultFormats.dateInputFormats",
      "i18n.defaultFormats.decimalSeparator",
    ]) {
      assert.ok(error.message.includes(part), `${part} is missing in ${error.message}`);
    }
    return true;
  });
});
