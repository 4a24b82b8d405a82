import assert from "node:assert/strict";
import { test } from "node:test";
import { builtinLibraries, loadableLibraries } from "../../../src/templates/builtin-libraries.ts";
import { check, testFindings } from "./checked-project.ts";

test("every built-in filter has a type, also for a value of which nothing is known", async () => {
  const libraries = [...builtinLibraries, ...loadableLibraries];
  const filters = libraries.flatMap(({ filters }) => Object.entries(filters));
  const lines = filters.map(([name, { argument }]) => {
    const given = argument === "required" ? ":value" : "";
    return `{% with result=value|${name}${given} %}{{ result.nothing }}{% endwith %}`;
  });
  const loads = loadableLibraries.map(({ name }) => `{% load ${name} %}`).join("");

  const { diagnostics } = await check({
    "pages.ts": `import { template } from "quintet/templates";\nexport const page = template<{ value: unknown }>("page.html");\n`,
    "templates/page.html": [loads, ...lines].join("\n"),
  });

  // In none of the results is there a member "nothing": each filter without a type, or of type any, would be silent.
  const found = diagnostics.map(({ line, code }) => [filters[line - 2]![0], code]);
  const unknown = found.filter(([, code]) => code === "templates.unknown-type").map(([name]) => name);
  assert.deepEqual(
    found.map(([name]) => name),
    filters.map(([name]) => name),
  );
  assert.deepEqual(unknown.sort(), [
    "add",
    "default",
    "default_if_none",
    "first",
    "last",
    "localtime",
    "random",
    "slice",
    "timezone",
    "utc",
  ]);
  assert.ok(
    found.every(([, code]) => code === "templates.unknown-type" || code === "templates.unknown-member"),
  );
});

testFindings({
  "a filter's value is compared with what it takes": {
    context: "{ book: Book; books: Book[] }",
    page: `{{ book.published|date:"Y" }}{{ book.title|date }}
{{ book|floatformat }}{{ book.pages|floatformat:2 }}{{ book.title|floatformat }}
{{ book.pages|length }}{{ books|length }}{{ book.pages|join:", " }}{{ book.pages|first }}
{{ book.author|date }}{{ book.pages|timesince }}`,
    found: [
      '1:33 — The filter "date" takes a date or time, and "book.title" is a text.',
      '2:4 — The filter "floatformat" takes a number, and "book" is Book.',
      '3:4 — The filter "length" takes a list, and "book.pages" is a number.',
      '3:45 — The filter "join" takes a list, and "book.pages" is a number.',
      '3:71 — The filter "first" takes a list, and "book.pages" is a number.',
      '4:4 — The filter "date" takes a date or time, and "book.author" is Author.',
      '4:26 — The filter "timesince" takes a date or time, and "book.pages" is a number.',
    ],
  },

  "a filter's argument is compared with what it takes": {
    context: "{ book: Book; books: Book[] }",
    page: `{{ book.title|truncatewords:"many" }}{{ book.title|truncatewords:"3" }}{{ book.title|truncatewords:3 }}
{{ book.title|truncatewords:book.title }}{{ book.title|ljust:book.author }}
{{ book.published|date:book.author }}{{ books|join:book }}{{ book.pages|divisibleby:"x" }}
{{ book.pages|add:"x" }}{{ book.pages|add:2 }}{{ book.title|add:"x" }}
{{ book.title|cut:book.titl }}`,
    found: [
      '1:29 — The filter "truncatewords" takes a whole number as its argument, and "many" was given.',
      '2:29 — The filter "truncatewords" takes a whole number as its argument, and "book.title" is a text.',
      '2:62 — The filter "ljust" takes a whole number as its argument, and "book.author" is Author.',
      '3:24 — The filter "date" takes a text as its argument, and "book.author" is Author.',
      '3:52 — The filter "join" takes a text as its argument, and "book" is Book.',
      '3:85 — The filter "divisibleby" takes a whole number as its argument, and "x" was given.',
      '4:19 — The filter "add" takes a whole number as its argument, and "x" was given.',
      '5:24 — Book has no "titl". Did you mean "title"?',
    ],
  },

  "a missing argument and one too many are mistakes of the language": {
    context: "{ book: Book }",
    page: `{{ book.title|upper }}\n{{ book.title|truncatewords }}`,
    found: ['2:15 — The filter "truncatewords" needs a value behind a colon. Write truncatewords:value.'],
  },

  "an argument too many is one": {
    context: "{ book: Book }",
    page: `{{ book.title|upper:3 }}`,
    found: ['1:21 — The filter "upper" takes no argument, and 3 was given.'],
  },

  "what a filter gives has a type": {
    context: "{ book: Book; books: Book[]; maybe?: Book }",
    page: `{% with b=books|first %}{{ b.titel }}{% endwith %}{% with b=books|slice:":3" %}{{ b.0.titel }}{% endwith %}
{% for b in books|dictsort:"title" %}{{ b.titel }}{% endfor %}{% with n=books|length %}{{ n.foo }}{% endwith %}
{% with b=maybe|default:book %}{{ b.titel }}{% endwith %}{{ book.title|upper|date }}{{ books|last|date }}`,
    found: [
      '1:30 — Book has no "titel". Did you mean "title"?',
      '1:87 — Book has no "titel". Did you mean "title"?',
      '2:43 — Book has no "titel". Did you mean "title"?',
      '2:93 — "n" is a number, and has no "foo".',
      '3:37 — Book has no "titel". Did you mean "title"?',
      '3:61 — The filter "date" takes a date or time, and "book.title|upper" is a text.',
      '3:88 — The filter "date" takes a date or time, and "books|last" is Book.',
    ],
  },

  "what may be null is filtered, too": {
    context: "{ book: Book; at: Date | null; price?: number }",
    page: `{{ book.subtitle|upper }}{{ at|date }}{{ price|floatformat:2 }}{{ book.author.email|truncatewords:3 }}`,
    found: [],
  },
});
