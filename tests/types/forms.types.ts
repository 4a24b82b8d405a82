import {
  booleanField,
  choiceField,
  dateField,
  form,
  integerField,
  multipleChoiceField,
  radioWidget,
  textField,
} from "quintet/forms";

function expectType<Expected>(_value: Expected): void {}

const signUp = form(
  {
    name: textField(),
    age: integerField({ optional: true }),
    height: integerField(),
    born: dateField({ optional: true }),
    terms: booleanField(),
    plan: choiceField(["free", "paid"], { widget: radioWidget() }),
    size: choiceField({ s: "Small", l: "Large" }, { optional: true }),
    tags: multipleChoiceField(["a", "b"]),
  },
  {
    validate: (values) =>
      values.plan === "paid" && values.age === null
        ? { field: "age", code: "needed", message: "Tell us your age." }
        : undefined,
  },
);

const result = await signUp.bind(new FormData(), { initial: { plan: "free" } });
// @ts-expect-error values are only complete once isValid was asked
expectType<string>(result.values.name);
if (result.isValid) {
  expectType<string>(result.values.name);
  expectType<number | null>(result.values.age);
  expectType<number>(result.values.height);
  expectType<boolean>(result.values.terms);
  expectType<"free" | "paid">(result.values.plan);
  expectType<"s" | "l" | "">(result.values.size);
  expectType<("a" | "b")[]>(result.values.tags);
  // @ts-expect-error the age may be left empty
  expectType<number>(result.values.age);
  // @ts-expect-error no such field
  result.values.nmae;
}
result.fields.name.control;
// @ts-expect-error no such field
result.fields.nmae;
result.refuse({ field: "name", code: "taken", message: "Taken." });
// @ts-expect-error no such field
result.refuse({ field: "nmae", code: "taken", message: "Taken." });
// @ts-expect-error not one of the choices
signUp.blank({ initial: { plan: "gold" } });
// @ts-expect-error not a field
form({ name: "text" });
form(
  { a: textField() },
  {
    // @ts-expect-error no such field
    validate: () => ({ field: "b", code: "x", message: "x" }),
  },
);
