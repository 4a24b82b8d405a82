import { testFindings } from "./checked-project.ts";

testFindings({
  "an unknown variable is found where it stands, with the nearest name": {
    context: "{ books: Book[] }",
    page: "<ul>\n  <li>{{ boks }}</li>\n</ul>",
    found: ['2:10 — There is no variable "boks". Did you mean "books"?'],
  },

  "the nearest name may be one that the template has set": {
    context: "{ books: Book[] }",
    page: "{% for volume in books %}{{ volum.title }}{% endfor %}{% with total=3 %}{{ totl }}{% endwith %}",
    found: [
      '1:29 — There is no variable "volum". Did you mean "volume"?',
      '1:76 — There is no variable "totl". Did you mean "total"?',
    ],
  },

  "an unknown member is found where it stands, with its type's name": {
    context: "{ book: Book }",
    page: '<p>{{ book.titel|upper }}</p>\n{% if book.pags > 3 %}{% include "./row.html" with b=book.titl %}{% endif %}',
    others: { "row.html": "{{ b }}" },
    found: [
      '1:12 — Book has no "titel". Did you mean "title"?',
      '2:12 — Book has no "pags". Did you mean "pages"?',
      '2:59 — Book has no "titl". Did you mean "title"?',
    ],
  },

  "a misspelt member is found on what may be null; looking through null is no mistake": {
    context: "{ book: Book | null; missing?: Book }",
    page: "{{ book.author.nme }} {{ book.author.name }} {{ book.subtitle.length }} {{ missing.title }}",
    found: ['1:16 — Author has no "nme". Did you mean "name"?'],
  },

  "promises are awaited, and functions without parameters called": {
    context: "{ author: Promise<Author>; now: () => Date }",
    page: "{% for b in author.books %}{{ b.isLong }}{{ b.isLong.foo }}{{ b.titel }}{% endfor %}\n{{ now.yer }}",
    found: [
      '1:54 — "b.isLong" is true or false, and has no "foo".',
      '1:65 — Book has no "titel". Did you mean "title"?',
      '2:8 — Date has no "yer". Did you mean "year"?',
    ],
  },

  "a function that needs arguments can't be used": {
    context: "{ book: Book }",
    page: "{{ book.scaled }}{{ book.scaled.foo }}{{ book.title.toUpperCase }}",
    found: [
      '1:4 — "book.scaled" is a function that needs arguments, and templates call without any.',
      '1:33 — "book.scaled" is a function that needs arguments, and templates call without any.',
      '1:42 — "book.title.toUpperCase" is a function that needs arguments, and templates call without any.',
    ],
  },

  "maps, records and lists are looked up by key and number": {
    context: "{ prices: Record<string, number>; byName: Map<string, Book>; books: readonly Book[] }",
    page: `{{ prices.tea }}{{ prices.tea.foo }}{{ byName.emma.title }}{{ byName.emma.titl }}
{{ books.0.title }}{{ books.0.titl }}
{{ books.titl }}{{ books.length }}{{ byName.size }}`,
    found: [
      '1:31 — "prices.tea" is a number, and has no "foo".',
      '1:75 — Book has no "titl". Did you mean "title"?',
      '2:31 — Book has no "titl". Did you mean "title"?',
      '3:10 — "books" is a list (readonly Book[]), and has no "titl". Loop over it, or take one of its items: books.0.',
    ],
  },

  "of a union each member may be asked for what any of its objects has, and nothing else": {
    context: '{ entry: { kind: "question"; text: string } | { kind: "answer"; text: number; html: string } }',
    page: "{{ entry.text }}{{ entry.html }}{{ entry.htm }}",
    found: ['1:42 — "entry" has no "htm". Did you mean "html"?'],
  },

  "nothing can be looked up in what is of unknown type, any included; it can be printed and looped over": {
    context: "{ a: unknown; b: any }",
    page: "{{ a }}{{ a.foo }}{{ b.foo }}\n{% for x in b %}{{ x }}{{ x.foo }}{% endfor %}{{ a|upper }}",
    found: [
      '1:13 — The type of "a" is unknown, so "foo" can\'t be looked up in it.',
      '1:24 — The type of "b" is unknown, so "foo" can\'t be looked up in it.',
      '2:29 — The type of "x" is unknown, so "foo" can\'t be looked up in it.',
    ],
  },

  "private members and what leads to code are no members": {
    context: "{ book: Book }",
    page: "{{ book.secret }}{{ book.constructor.name }}",
    found: ['1:9 — Book has no "secret".', '1:26 — Templates can\'t look up "constructor" in anything.'],
  },

  "HTML, dates and the constants of the language are there": {
    context: "{ book: Book }",
    page: "{{ book.html }}{{ book.html.length }}{{ book.published.year }}{% if book.subtitle == None %}{{ True }}{% endif %}",
    found: [],
  },
});
