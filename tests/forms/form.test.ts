import assert from "node:assert/strict";
import { test } from "node:test";
import {
  booleanField,
  choiceField,
  emailField,
  form,
  hiddenField,
  integerField,
  multipleChoiceField,
  passwordField,
  textareaField,
  textField,
} from "quintet/forms";

const signUp = form(
  {
    name: textField({ maxLength: 10, help: "As your friends call you." }),
    email: emailField(),
    age: integerField({ min: 18, optional: true }),
    password: passwordField({ minLength: 4 }),
    again: passwordField({ label: "Password again" }),
    terms: booleanField({ optional: true }),
  },
  {
    validate: ({ password, again }) =>
      password === again
        ? undefined
        : { field: "again", code: "mismatch", message: "The passwords aren't the same." },
  },
);

function data(values: Record<string, string | string[]>): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const one of [value].flat()) params.append(name, one);
  return params;
}

const right = {
  name: " Ann ",
  email: "a@b.example",
  age: "",
  password: " pass ",
  again: " pass ",
  terms: "on",
};

test("a form that is right gives typed values", async () => {
  const result = await signUp.bind(data(right));

  assert.ok(result.isValid);
  assert.deepEqual(result.values, {
    name: "Ann",
    email: "a@b.example",
    age: null,
    password: " pass ",
    again: " pass ",
    terms: true,
  });
});

test("keys that are no fields are ignored", async () => {
  const result = await signUp.bind(data({ ...right, isAdmin: "true", __proto__x: "1" }));
  assert.ok(result.isValid);
  assert.deepEqual(Object.keys(result.values), ["name", "email", "age", "password", "again", "terms"]);
});

test("what is wrong is data: a code, values and words", async () => {
  const result = await signUp.bind(
    data({ ...right, name: "much too long a name", age: "17", email: "nobody" }),
  );

  assert.equal(result.isValid, false);
  assert.deepEqual(result.problems, [
    {
      field: "name",
      code: "max_length",
      message: "Ensure this value has at most 10 characters (it has 20).",
      values: { limit: 10, length: 20 },
    },
    { field: "email", code: "invalid", message: "Enter a valid email address.", values: { value: "nobody" } },
    {
      field: "age",
      code: "min_value",
      message: "Ensure this value is greater than or equal to 18.",
      values: { limit: 18 },
    },
  ]);
  assert.deepEqual(result.errors.email, ["Enter a valid email address."]);
});

test("values are looked at together once each of them is right", async () => {
  const result = await signUp.bind(data({ ...right, again: "other" }));
  assert.deepEqual(result.problems, [
    { field: "again", code: "mismatch", message: "The passwords aren't the same." },
  ]);
  const wrong = await signUp.bind(data({ ...right, name: "", again: "other" }));
  assert.deepEqual(wrong.errors, { name: ["This field is required."] });
});

test("a form is shown again with what the visitor typed, but never with a password", async () => {
  const result = await signUp.bind(data({ ...right, name: '"><script>', age: "abc" }));
  assert.equal(
    String(result.fields.name.control),
    '<input type="text" name="name" value="&quot;&gt;&lt;script&gt;" maxlength="10" id="id_name" required aria-describedby="id_name_helptext">',
  );
  assert.match(String(result.fields.age.control), /value="abc"/);
  assert.equal(
    String(result.fields.password.control),
    '<input type="password" name="password" minlength="4" id="id_password" required>',
  );
});

test("a field names its help and its errors to screen readers", async () => {
  const result = await signUp.bind(data({ ...right, name: "" }));
  assert.equal(
    String(result.fields.name.html),
    '<div class="field field-invalid"><label class="field-label" for="id_name">Name</label>' +
      '<input type="text" name="name" value="" maxlength="10" id="id_name" required' +
      ' aria-describedby="id_name_helptext id_name_error" aria-invalid="true">' +
      '<ul class="field-errors" id="id_name_error"><li>This field is required.</li></ul>' +
      '<div class="field-help" id="id_name_helptext">As your friends call you.</div></div>',
  );
});

test("refuse() adds what was found out after the check", async () => {
  const result = await signUp.bind(data(right));
  const refused = result.refuse({ code: "login", message: "Wrong name or password." });
  assert.equal(refused.isValid, false);
  assert.deepEqual(refused.formErrors, ["Wrong name or password."]);
  assert.match(
    String(refused.html),
    /^<ul class="form-errors" role="alert"><li>Wrong name or password.<\/li><\/ul><div/,
  );
  assert.throws(() => result.refuse({ field: "nam" as "name", code: "x", message: "x" }), {
    code: "forms.unknown-field",
    message: /has no field "nam" .*Did you mean "name"\?/,
  });
});

test("a blank form shows initial values, and says which ones were changed", async () => {
  const settings = form({
    title: textField({ initial: "Tea" }),
    colours: multipleChoiceField(["red", "green"], { optional: true, initial: () => ["red"] }),
    size: choiceField({ s: "Small", l: "Large" }),
    secret: hiddenField({ initial: "7" }),
  });
  const blank = settings.blank({ initial: { size: "l" } });
  assert.equal(
    String(blank.html),
    '<div class="field"><label class="field-label" for="id_title">Title</label>' +
      '<input type="text" name="title" value="Tea" id="id_title" required></div>\n' +
      '<div class="field"><label class="field-label" for="id_colours">Colours <span class="field-optional">optional</span></label>' +
      '<select name="colours" multiple id="id_colours"><option value="red" selected>Red</option><option value="green">Green</option></select></div>\n' +
      '<div class="field"><label class="field-label" for="id_size">Size</label>' +
      '<select name="size" id="id_size" required><option value="s">Small</option><option value="l" selected>Large</option></select></div>\n' +
      '<input type="hidden" name="secret" value="7" id="id_secret">',
  );

  const result = await settings.bind(
    data({ title: "Tea", colours: ["red", "green"], size: "l", secret: "7" }),
    { initial: { size: "l" } },
  );
  assert.deepEqual(result.changed, ["colours"]);
});

test("a prefix keeps two forms of a page apart", async () => {
  const address = form({ street: textField() });
  const result = await address.bind(data({ "home-street": "A", "work-street": "B", street: "C" }), {
    prefix: "work",
  });
  assert.ok(result.isValid);
  assert.equal(result.values.street, "B");
  assert.equal(result.fields.street.id, "id_work-street");
});

test("a disabled field keeps its initial value, whatever is sent", async () => {
  const fixed = form({ role: textField({ disabled: true, initial: "user" }) });
  const result = await fixed.bind(data({ role: "admin" }));
  assert.ok(result.isValid);
  assert.equal(result.values.role, "user");
  assert.match(String(result.fields.role.control), / disabled/);
});

test("a field's own validators and messages count", async () => {
  const own = form({
    word: textField({
      maxLength: 5,
      messages: { required: "Say something.", max_length: "At most {limit} letters." },
      validators: [(value) => (value === "no" ? { code: "no", message: "Not that." } : undefined)],
    }),
  });
  assert.deepEqual((await own.bind(data({ word: " " }))).errors.word, ["Say something."]);
  assert.deepEqual((await own.bind(data({ word: "too long" }))).errors.word, ["At most 5 letters."]);
  assert.deepEqual((await own.bind(data({ word: "no" }))).errors.word, ["Not that."]);
});

test("a textarea keeps the line break that it begins with", () => {
  const note = form({ text: textareaField({ initial: "\n</textarea>" }) });
  assert.equal(
    String(note.blank().fields.text.control),
    '<textarea name="text" rows="4" id="id_text" required>\n\n&lt;/textarea&gt;</textarea>',
  );
});

test("the request may be handed over itself", async () => {
  const body = new FormData();
  body.set("street", "Main");
  const result = await form({ street: textField() }).bind({ form: async () => body });
  assert.ok(result.isValid);
});

test("a form takes fields only", () => {
  assert.throws(() => form({ name: "text" as never }), {
    code: "forms.invalid-form",
    message: /"name" is no field/,
  });
});
