import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AnyField,
  booleanField,
  checkboxesWidget,
  choiceField,
  dateField,
  datetimeField,
  decimalField,
  durationField,
  emailField,
  floatField,
  form,
  integerField,
  jsonField,
  multipleChoiceField,
  radioWidget,
  slugField,
  textField,
  timeField,
  urlField,
  uuidField,
} from "quintet/forms";

/** The value of a text, or the codes of what is wrong with it. */
async function clean(field: AnyField, entered: string | string[] | null): Promise<unknown> {
  const cleaned = await field.clean(entered);
  return "value" in cleaned ? cleaned.value : cleaned.problems.map(({ code }) => code);
}

test("whole numbers", async () => {
  assert.equal(await clean(integerField(), " 42 "), 42);
  assert.equal(await clean(integerField(), "1.0"), 1);
  assert.deepEqual(await clean(integerField(), "1.5"), ["invalid"]);
  assert.deepEqual(await clean(integerField(), "9007199254740993"), ["invalid"]);
  assert.deepEqual(await clean(integerField({ max: 5 }), "6"), ["max_value"]);
  assert.equal(await clean(integerField({ optional: true }), ""), null);
});

test("numbers with a fraction", async () => {
  assert.equal(await clean(floatField(), "1.5e3"), 1500);
  assert.deepEqual(await clean(floatField(), "Infinity"), ["invalid"]);
  assert.deepEqual(await clean(floatField(), "1,5"), ["invalid"]);
});

test("decimals count the digits that were written", async () => {
  const price = decimalField({ digits: 4, places: 2 });
  assert.equal(String(await clean(price, "12.30")), "12.3");
  assert.deepEqual(await clean(price, "0.123"), ["max_decimal_places"]);
  assert.deepEqual(await clean(price, "123.45"), ["max_digits"]);
  assert.deepEqual(await clean(price, "123.4"), ["max_whole_digits"]);
  assert.deepEqual(await clean(price, "1e4"), ["max_digits"]);
  assert.deepEqual(await clean(price, "NaN"), ["invalid"]);
});

test("true and false", async () => {
  assert.equal(await clean(booleanField(), "on"), true);
  assert.deepEqual(await clean(booleanField(), null), ["required"]);
  assert.equal(await clean(booleanField({ optional: true }), null), false);
  assert.equal(await clean(booleanField({ optional: true }), "False"), false);
});

test("choices", async () => {
  const status = choiceField(["draft", "published"]);
  assert.equal(await clean(status, "draft"), "draft");
  assert.deepEqual(await clean(status, "gone"), ["invalid_choice"]);
  assert.deepEqual(await clean(multipleChoiceField(["a", "b"]), ["a", "b"]), ["a", "b"]);
  assert.deepEqual(await clean(multipleChoiceField(["a", "b"]), ["a", "c"]), ["invalid_choice"]);
  assert.deepEqual(await clean(multipleChoiceField(["a"]), []), ["required"]);
});

test("days, times and moments", async () => {
  assert.equal(String(await clean(dateField(), "2024-02-29")), "2024-02-29");
  assert.deepEqual(await clean(dateField(), "2023-02-29"), ["invalid"]);
  assert.equal(String(await clean(timeField(), "14:30")), "14:30:00");
  assert.deepEqual(await clean(timeField(), "25:00"), ["invalid"]);
  const moment = (await clean(datetimeField({ timeZone: "Europe/Berlin" }), "2024-07-01T12:00")) as Date;
  assert.equal(moment.toISOString(), "2024-07-01T10:00:00.000Z");
  assert.equal(datetimeField({ timeZone: "Europe/Berlin" }).kind.show(moment), "2024-07-01T12:00:00");
  assert.deepEqual(await clean(datetimeField(), "2024-07-01T12:00 or so"), ["invalid"]);
  const told = (await clean(datetimeField({ timeZone: "Europe/Berlin" }), "2024-07-01T12:00+07:00")) as Date;
  assert.equal(told.toISOString(), "2024-07-01T05:00:00.000Z");
  const length = durationField();
  const cleaned = await length.clean("1 02:03:04.5");
  assert.ok("value" in cleaned);
  assert.equal(length.kind.show(cleaned.value), "1 02:03:04.500000");
  assert.equal(String(await clean(length, "P1DT2H")), "PT26H");
  assert.deepEqual(await clean(length, "1 month"), ["invalid"]);
  assert.deepEqual(await clean(length, "1000000000 days"), ["invalid"]);
});

test("texts of a form: e-mail, web address, slug, UUID, JSON", async () => {
  assert.equal(await clean(emailField(), "ann@example.com"), "ann@example.com");
  assert.deepEqual(await clean(emailField(), "ann@localhost@x"), ["invalid"]);
  assert.equal(await clean(urlField(), "example.com/a"), "https://example.com/a");
  assert.deepEqual(await clean(urlField(), "javascript:alert(1)"), ["invalid"]);
  assert.deepEqual(await clean(urlField(), "http://[::1"), ["invalid"]);
  assert.equal(await clean(urlField(), "http://[::1]/"), "http://[::1]/");
  assert.deepEqual(await clean(slugField(), "no slug"), ["invalid"]);
  assert.equal(
    await clean(uuidField(), "{550E8400-E29B-41D4-A716-446655440000}"),
    "550e8400-e29b-41d4-a716-446655440000",
  );
  assert.deepEqual(await clean(jsonField(), '{"a": [1]}'), { a: [1] });
  assert.deepEqual(await clean(jsonField(), "{a}"), ["invalid"]);
  assert.deepEqual(await clean(textField(), "a\0b"), ["null_characters_not_allowed"]);
});

test("characters are counted as people see code points, not as UTF-16", async () => {
  assert.equal(await clean(textField({ maxLength: 2 }), "😀😀"), "😀😀");
});

test("radio buttons and boxes are a named group", () => {
  const own = form({
    size: choiceField(["s", "l"], { widget: radioWidget() }),
    tags: multipleChoiceField({ a: "A" }, { widget: checkboxesWidget(), optional: true }),
  }).blank({ initial: { size: "l" } });
  assert.equal(
    String(own.fields.size.html),
    '<div class="field"><span class="field-label" id="id_size_label">Size</span>' +
      '<div id="id_size" role="radiogroup" aria-labelledby="id_size_label">' +
      '<label><input type="radio" name="size" value="s" id="id_size_0" required> S</label>' +
      '<label><input type="radio" name="size" value="l" id="id_size_1" required checked> L</label></div></div>',
  );
  assert.match(
    String(own.fields.tags.control),
    /<input type="checkbox" name="tags" value="a" id="id_tags_0">/,
  );
});
