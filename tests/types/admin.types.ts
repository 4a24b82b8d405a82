import { resource } from "quintet/admin";
import { belongsTo, choice, date, hasMany, integer, Model, manyToMany, string, text } from "quintet/db";

class Country extends Model({ code: string({ maxLength: 2 }), name: string({ maxLength: 100 }) }) {}

class Author extends Model({
  name: string({ maxLength: 100 }),
  bornOn: date({ nullable: true }),
  get country() {
    return belongsTo(() => Country, { nullable: true });
  },
  get books() {
    return hasMany(() => Book, "author");
  },
}) {}

class Tag extends Model({ slug: string({ maxLength: 50 }) }) {}

class Book extends Model({
  title: string({ maxLength: 200 }),
  blurb: text({ optional: true }),
  pages: integer({ default: 0 }),
  status: choice("draft", "published"),
  get author() {
    return belongsTo(() => Author);
  },
  get tags() {
    return manyToMany(() => Tag);
  },
}) {
  get isLong() {
    return this.pages > 500;
  }
}

export const fine = [
  resource(Country),
  resource(Author, {
    columns: ["name", { count: "books", label: "Books" }],
    search: ["name", "books.title", "country.name"],
  }),
  resource(Book, {
    columns: [
      "id",
      "title",
      "author",
      "author.name",
      { field: "pages", label: "Length" },
      { label: "Long", value: (book) => book.isLong },
      { label: "Country", value: async (book) => (await (await book.author).country)?.name },
      { count: "tags" },
    ],
    filters: ["status", "author", "tags"],
    search: ["title", "author.name", "tags.slug"],
    orderBy: ["-pages", "author.name", "id"],
    fields: ["title", "author", "tags"],
    readonly: ["pages", "id", { label: "Long", value: (book) => book.isLong }],
    without: ["add"],
    perPage: 20,
    icon: "book-open",
  }),
  resource(Book, { fieldsets: [{ title: "Text", fields: ["title", "blurb"] }] }),
];

export const wrong = [
  // @ts-expect-error no such field
  resource(Book, { columns: ["titel"] }),
  // @ts-expect-error no such field behind the relation
  resource(Book, { columns: ["author.nam"] }),
  // @ts-expect-error many rows can't stand in one cell: { count: "books" }
  resource(Author, { columns: ["books"] }),
  // @ts-expect-error no such relation
  resource(Author, { columns: [{ count: "boks" }] }),
  // @ts-expect-error a field is not a relation to many rows
  resource(Author, { columns: [{ count: "name" }] }),
  // @ts-expect-error no such property on a row
  resource(Book, { columns: [{ label: "Long", value: (book) => book.isLongg }] }),
  // @ts-expect-error a number is not searched in
  resource(Book, { search: ["pages"] }),
  // @ts-expect-error no such field
  resource(Book, { filters: ["statu"] }),
  // @ts-expect-error no such field
  resource(Book, { orderBy: ["-title", "sice"] }),
  // @ts-expect-error the key is not edited
  resource(Book, { fields: ["id"] }),
  // @ts-expect-error rows of another model are not edited here
  resource(Author, { fields: ["name", "books"] }),
  // @ts-expect-error no such option
  resource(Book, { colums: ["title"] }),
  // @ts-expect-error nobody can be kept from looking this way
  resource(Book, { without: ["view"] }),
];
