import { belongsTo, choice, integer, Model, manyToMany, string } from "quintet/db";
import {
  booleanField,
  choiceField,
  dateField,
  form,
  integerField,
  modelChoiceField,
  modelForm,
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

class Author extends Model({ name: string() }) {}
class Tag extends Model({ slug: string() }) {}
class Book extends Model({
  title: string(),
  pages: integer({ nullable: true, optional: true }),
  status: choice("draft", "published"),
  get author() {
    return belongsTo(() => Author);
  },
  get tags() {
    return manyToMany(() => Tag);
  },
}) {}

const bookForm = modelForm(Book, {
  fields: ["title", "pages", "status", "author", "tags"],
  validate: ({ title, author }) =>
    title === author.name ? { code: "same", message: "Title and author are the same." } : undefined,
});
const bound = await bookForm.bind(new FormData(), { instance: new Book() });
expectType<Book>(bound.row);
// @ts-expect-error a form can only be saved once isValid was asked
bound.save();
if (bound.isValid) {
  expectType<string>(bound.values.title);
  expectType<number | null>(bound.values.pages);
  expectType<"draft" | "published">(bound.values.status);
  expectType<Author>(bound.values.author);
  expectType<readonly Tag[]>(bound.values.tags);
  const saved = await bound.save();
  if (saved.isValid) expectType<Book>(saved.row);
  else saved.fields.title.errors;
}
// @ts-expect-error no such field
modelForm(Book, { fields: ["titel"] });
// @ts-expect-error the fields must be listed
modelForm(Book, {});
// @ts-expect-error another model's row
bookForm.blank({ instance: new Tag() });

const rows = form({
  author: modelChoiceField(Author, { among: () => Author.where({ name: "A" }), optional: true }),
  editor: modelChoiceField(Author, { labelOf: (author) => author.name }), // a function of an Author, without saying so
});
const chosen = await rows.bind(new URLSearchParams());
if (chosen.isValid) expectType<Author | null>(chosen.values.author);
