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
