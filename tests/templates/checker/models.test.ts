import assert from "node:assert/strict";
import { test } from "node:test";
import { check, shown } from "./checked-project.ts";

test("rows, relations and queries are what templates make of them", async () => {
  const { diagnostics, ownMistakes } = await check({
    "models.ts": `import { belongsTo, datetime, decimal, hasMany, Model, string } from "quintet/db";
export class Author extends Model({
  name: string({ maxLength: 100 }),
  get books() { return hasMany(() => Book, "author"); },
}) {}
export class Book extends Model({
  title: string({ maxLength: 100 }),
  subtitle: string({ maxLength: 100, nullable: true }),
  price: decimal({ digits: 6, places: 2 }),
  published: datetime(),
  get author() { return belongsTo(() => Author, { onDelete: "cascade" }); },
}) {
  isCheap() { return this.price.lt(10); }
}
`,
    "pages.ts": `import type { Query } from "quintet/db";
import { template } from "quintet/templates";
import type { Author, Book } from "./models.ts";
export const page = template<{ book: Book; books: Query<Book, typeof Book>; author: Author | null }>("page.html");
`,
    "templates/page.html": `{{ book.id }}{{ book.title }}{{ book.titel }}{{ book.price|floatformat:2 }}{{ book.published|date:"Y" }}
{{ book.author.name }}{{ book.author.nam }}{{ book.authorId }}{{ book.author.id }}{{ book.isCheap }}{{ book.isCheep }}
{% for b in books %}{{ b.titel }}{{ b.author.nam }}{% endfor %}{{ books.count }}{{ books.count.foo }}{{ books|length }}
{% for b in author.books %}{{ b.titel }}{% endfor %}{% for b in author.books.all %}{{ b.titel }}{% endfor %}{{ author.books.count }}
{{ books.where }}{{ books.0.titel }}{{ books|first|date }}{{ book.subtitle|upper }}`,
  });

  assert.equal(ownMistakes, 0);
  assert.deepEqual(diagnostics.map(shown), [
    'page.html:1:38 — Book has no "titel". Did you mean "title"?',
    'page.html:2:38 — Author has no "nam". Did you mean "name"?',
    'page.html:2:109 — Book has no "isCheep". Did you mean "isCheap"?',
    'page.html:3:26 — Book has no "titel". Did you mean "title"?',
    'page.html:3:46 — Author has no "nam". Did you mean "name"?',
    'page.html:3:96 — "books.count" is a number, and has no "foo".',
    'page.html:4:33 — Book has no "titel". Did you mean "title"?',
    'page.html:4:89 — Book has no "titel". Did you mean "title"?',
    'page.html:5:4 — "books.where" is a function that needs arguments, and templates call without any.',
    'page.html:5:29 — Book has no "titel". Did you mean "title"?',
    'page.html:5:40 — The filter "date" takes a date or time, and "books|first" is Book.',
  ]);
});
