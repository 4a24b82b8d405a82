import assert from "node:assert/strict";
import { test } from "node:test";
import { english, localeFor } from "quintet/i18n";

test("a language has formats, separators and words of its own", () => {
  const german = localeFor("de");

  assert.equal(german.dateFormat, "j. F Y");
  assert.equal(german.decimalSeparator, ",");
  assert.equal(german.months[2], "März");
  assert.equal(german.shortWeekdays[6], "So");
  assert.equal(german.clock.midnight, "Mitternacht");
  assert.equal(localeFor("ar").isRightToLeft, true);
});

test("a region has what it does not say itself from its language", () => {
  const swiss = localeFor("de_CH");

  assert.deepEqual(
    [swiss.language, swiss.thousandSeparator, swiss.dateFormat, swiss.months[0]],
    ["de-ch", "\u00a0", "j. F Y", "Januar"],
  );
  assert.equal(localeFor("es-cu").months[0], "enero");
  assert.equal(localeFor("es-mx").months[0], "Enero");
});

test("a language that nothing is known of has English words and the plain formats, which group no digits", () => {
  const unknown = localeFor("tlh");

  assert.deepEqual([unknown.months[0], unknown.dateFormat, unknown.numberGrouping], ["January", "N j, Y", 0]);
  assert.equal(localeFor("en"), english);
  assert.equal(english.numberGrouping, 3);
});

test("names that are no languages reach no file", () => {
  for (const name of ["../languages", "../../package", "de/../de", "", "constructor", "__proto__"]) {
    assert.equal(localeFor(name).months[0], "January", name);
  }
});

test("an app's formats go before those of the language and hold for its regions", () => {
  const options = {
    useThousandSeparator: true,
    formats: { de: { dateFormat: "d.m.Y", named: { INVOICE: "Y/m" } }, "pt-BR": { timeFormat: "H" } },
    defaultFormats: { dateFormat: "Y-m-d", decimalSeparator: "·" },
  };

  const swiss = localeFor("de-ch", options);
  const brazilian = localeFor("pt-br", options);
  const unknown = localeFor("tlh", options);

  assert.deepEqual([swiss.dateFormat, swiss.named.INVOICE, swiss.timeFormat], ["d.m.Y", "Y/m", "H:i"]);
  assert.deepEqual([swiss.usesThousandSeparator, swiss.plain.dateFormat], [true, "Y-m-d"]);
  assert.deepEqual([brazilian.timeFormat, brazilian.decimalSeparator], ["H", ","]);
  assert.deepEqual([unknown.dateFormat, unknown.decimalSeparator], ["Y-m-d", "·"]);
  assert.equal(localeFor("de-ch", options), swiss);
});
