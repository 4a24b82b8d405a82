import { testFindings } from "./checked-project.ts";

testFindings({
  "a loop's variables and forloop have types, with the loops around": {
    context: "{ authors: Author[]; pairs: [string, Book][]; text: string }",
    page: `{% for a in authors %}{% for b in a.books %}{{ b.titel }}{{ forloop.parentloop.countr }}{{ forloop.counter }}{% endfor %}
{{ forloop.parentloop.counter }}{% empty %}{{ authors.lenght }}{% endfor %}
{% for key, b in pairs %}{{ key.foo }}{{ b.titel }}{% endfor %}
{% for c in text %}{{ c.foo }}{% endfor %}`,
    found: [
      '1:50 — Book has no "titel". Did you mean "title"?',
      '1:80 — "forloop.parentloop" has no "countr". Did you mean "counter"?',
      '2:23 — There is no loop around this one, so "forloop.parentloop" has no "counter".',
      '2:55 — "authors" is a list (Author[]), and has no "lenght". Did you mean "length"?',
      '3:33 — "key" is a text, and has no "foo".',
      '3:44 — Book has no "titel". Did you mean "title"?',
      '4:25 — "c" is a text, and has no "foo".',
    ],
  },

  "maps, records, sets, iterables and async iterables are looped over": {
    context:
      "{ m: Map<string, Book>; r: Record<string, Book>; s: Set<Book>; g: () => Generator<Book>; a: AsyncIterable<Book> }",
    page: `{% for k, b in m.items %}{{ b.titel }}{% endfor %}{% for k in m %}{{ k.foo }}{% endfor %}
{% for k, b in r.items %}{{ b.titel }}{% endfor %}{% for b in r.values %}{{ b.titel }}{% endfor %}
{% for b in s %}{{ b.titel }}{% endfor %}
{% for b in g %}{{ b.titel }}{% endfor %}
{% for b in a %}{{ b.titel }}{% endfor %}`,
    found: [
      '1:31 — Book has no "titel". Did you mean "title"?',
      '1:72 — "k" is a text, and has no "foo".',
      '2:31 — Book has no "titel". Did you mean "title"?',
      '2:79 — Book has no "titel". Did you mean "title"?',
      '3:22 — Book has no "titel". Did you mean "title"?',
      '4:22 — Book has no "titel". Did you mean "title"?',
      '5:22 — Book has no "titel". Did you mean "title"?',
    ],
  },

  "what can't be looped over or unpacked is found": {
    context: "{ book: Book; pairs: [string, number][]; m: Map<string, Book>; books?: Book[] }",
    page: `{% for x in book.pages %}{% endfor %}
{% for a, b, c in pairs %}{% endfor %}
{% for k, v in m %}{% endfor %}
{% for b in books %}{% endfor %}
{% for x in book.scaled %}{% endfor %}`,
    found: [
      '1:13 — "book.pages" is a number, and can\'t be looped over.',
      "2:8 — {% for a, b, c in pairs %} needs items of 3 parts, and they are [string, number].",
      "3:8 — {% for k, v in m %} needs items of 2 parts, and they are texts. For keys with their values loop over m.items.",
      '5:13 — "book.scaled" is a function that needs arguments, and templates call without any.',
    ],
  },

  "conditions narrow: by what is true, by comparing, by and, or and not": {
    context:
      '{ e: { kind: "a"; value: number } | { kind: "b"; value: Date } | { kind: "c"; value: string }; r: { ok: true; value: Date } | { ok: false; value: number }; n: number }',
    page: `{% if e.kind == "a" %}{{ e.value|date }}{% elif e.kind == "b" %}{{ e.value|date }}{% else %}{{ e.value|date }}{% endif %}
{% if r.ok %}{{ r.value|date }}{% endif %}{% if not r.ok %}{{ r.value|floatformat }}{% endif %}
{% if e.kind == "a" or e.kind == "b" %}{{ e.value|date }}{% endif %}
{% if e.kind != "a" and e.kind != "c" %}{{ e.value|date }}{% endif %}
{% if e.kind == "d" %}{% endif %}
{% if r.ok and not n == "3" %}{% endif %}`,
    found: [
      '1:26 — The filter "date" takes a date or time, and "e.value" is a number.',
      '1:96 — The filter "date" takes a date or time, and "e.value" is a text.',
      '2:63 — The filter "floatformat" takes a number, and "r.value" is a number or Date.',
      '3:43 — The filter "date" takes a date or time, and "e.value" is a number or Date.',
      '5:7 — e.kind == "d" is never true: "a" or "b" or "c" is compared with "d".',
      '6:20 — n == "3" is never true: a number is compared with a text.',
    ],
  },

  "an empty list is false and may still be looked at": {
    context: "{ books: Book[] }",
    page: "{% if books %}{{ books.0.titel }}{% else %}{{ books.length }}{{ books.lenght }}{% endif %}",
    found: [
      '1:26 — Book has no "titel". Did you mean "title"?',
      '1:71 — "books" is a list (Book[]), and has no "lenght". Did you mean "length"?',
    ],
  },

  "names that tags set have types, and hold as far as they do in the page": {
    context: "{ books: Book[] }",
    page: `{% with first=books.0 n=3 %}{{ first.titel }}{{ n.foo }}{% endwith %}
{% now "Y" as year %}{{ year.foo }}{% firstof books "none" as some %}{{ some.foo }}
{% for b in books %}{% cycle "odd" "even" as row %}{{ row.foo }}{% endfor %}
{% regroup books by author.nam as groups %}{% for g in groups %}{{ g.grouper.foo }}{{ g.list.0.titel }}{% endfor %}
{% regroup books by pages as groups %}{% for pages, list in groups %}{{ pages.foo }}{{ list.0.titel }}{% endfor %}
{% if books %}{% now "Y" as later %}{% endif %}{{ later.foo }}{{ first }}`,
    found: [
      '1:38 — Book has no "titel". Did you mean "title"?',
      '1:51 — "n" is a number, and has no "foo".',
      '2:30 — "year" is a text, and has no "foo".',
      '2:78 — "some" is a text, and has no "foo".',
      '3:59 — "row" is a text, and has no "foo".',
      '4:28 — Author has no "nam". Did you mean "name"?',
      '4:96 — Book has no "titel". Did you mean "title"?',
      '5:79 — "pages" is a number, and has no "foo".',
      '5:95 — Book has no "titel". Did you mean "title"?',
      '6:57 — "later" is a text, and has no "foo".',
      '6:66 — There is no variable "first".',
    ],
  },

  "what stands inside of other tags is checked": {
    context: "{ book: Book }",
    page: `{% autoescape off %}{{ book.a }}{% endautoescape %}{% spaceless %}{{ book.b }}{% endspaceless %}
{% filter upper|truncatewords:"x" %}{{ book.c }}{% endfilter %}{% ifchanged book.d %}{{ book.e }}{% else %}{{ book.f }}{% endifchanged %}
{% widthratio book.author 3 book.g %}{% comment %}{{ book.h }}{% endcomment %}{% verbatim %}{{ book.i }}{% endverbatim %}`,
    found: [
      '1:29 — Book has no "a".',
      '1:75 — Book has no "b".',
      '2:31 — The filter "truncatewords" takes a whole number as its argument, and "x" was given.',
      '2:45 — Book has no "c".',
      '2:82 — Book has no "d".',
      '2:94 — Book has no "e".',
      '2:116 — Book has no "f".',
      '3:15 — "book.author" is Author or null, and a number is needed here.',
      '3:34 — Book has no "g".',
    ],
  },

  "a partial is checked where it is printed, and pieces for a cache as what they are": {
    context: "{ books: Book[]; time: number }",
    page: `{% partialdef row %}{{ b.titel }}{{ b.title }}{% endpartialdef %}{% for b in books %}{% partial row %}{% endfor %}
{% partial rwo %}
{% partialdef all inline %}{{ books.lenght }}{% endpartialdef %}
{% load cache %}{% cache tme sidebar books.lenght %}{{ books.siz }}{% endcache %}
{% lorem tme w %}<script {% csp_nonce_attr books.scripts %}>`,
    found: [
      '1:26 — Book has no "titel". Did you mean "title"?',
      '2:12 — The template "page.html" has no partial "rwo". Did you mean "row"?\nPartials: all, row.',
      '3:37 — "books" is a list (Book[]), and has no "lenght". Did you mean "length"?',
      '4:26 — There is no variable "tme". Did you mean "time"?',
      '4:44 — "books" is a list (Book[]), and has no "lenght". Did you mean "length"?',
      '4:62 — "books" is a list (Book[]), and has no "siz". Loop over it, or take one of its items: books.0.',
      '5:10 — There is no variable "tme". Did you mean "time"?',
      '5:50 — "books" is a list (Book[]), and has no "scripts". Loop over it, or take one of its items: books.0.',
    ],
  },
});
