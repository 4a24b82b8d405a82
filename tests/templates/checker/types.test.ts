import { testFindings } from "./checked-project.ts";

testFindings({
  "types that contain themselves end": {
    context: "{ json: Json; tree: Tree }",
    page: "{{ json }}{{ tree.find.parent.children.0.find.nam }}{% for t in tree.children %}{{ t.parent.foo }}{% endfor %}",
    found: ['1:47 — Tree has no "nam".', '1:93 — Tree has no "foo".'],
  },

  "times, decimals, addresses and sets are what templates make of them": {
    context:
      "{ day: Temporal.PlainDate; at: Temporal.Instant; price: Decimal; query: URLSearchParams; tags: Set<string>; error: Error }",
    page: `{{ day|date:"Y" }}{{ day.year }}{{ day.yaer }}{{ at|date }}{{ at.hour }}{{ price|floatformat:2 }}{{ price.isZero }}
{{ tags|length }}{{ tags.size }}{{ tags|join:", " }}{% for tag in tags %}{{ tag.foo }}{% endfor %}{{ error.message }}{{ query.page }}
{% if price == 3 %}{% endif %}{% if price > 3 and day > day %}{% endif %}{{ price|add:1 }}{{ day|floatformat }}`,
    found: [
      '1:40 — PlainDate has no "yaer".',
      '2:81 — "tag" is a text, and has no "foo".',
      '3:94 — The filter "floatformat" takes a number, and "day" is PlainDate.',
    ],
  },

  "generic types, literals, tuples and functions of functions": {
    context:
      '{ page: Page<Book>; size: "s"; pair: readonly [Book, number]; make: () => () => Book; id: number & { readonly brand: unique symbol } }',
    page: `{% for b in page.items %}{{ b.titel }}{% endfor %}{{ page.itms }}{{ size.foo }}{% if size == "l" %}{% endif %}
{{ pair.0.titel }}{{ pair.1.foo }}{{ pair.2 }}{{ make.titel }}{{ id }}{{ id|floatformat }}`,
    found: [
      '1:31 — Book has no "titel". Did you mean "title"?',
      '1:59 — Page<Book> has no "itms". Did you mean "items"?',
      '1:74 — "size" is a text, and has no "foo".',
      '1:86 — size == "l" is never true: "s" is compared with "l".',
      '2:11 — Book has no "titel". Did you mean "title"?',
      '2:29 — "pair.1" is a number, and has no "foo".',
      '2:43 — "pair" has no item 2.',
      '2:55 — Book has no "titel". Did you mean "title"?',
    ],
  },

  "a text or a number beside an object may be asked for what the object has": {
    context: "{ author: string | Author; size: number | { readonly width: number } | null }",
    page: `{{ author.name }}{{ author.nme }}{% if author == "x" %}{{ author }}{% endif %}{{ author|upper }}
{{ size.width }}{{ size.height }}{% if size.width %}{{ size.width|floatformat }}{% endif %}{% if size == 3 %}{{ size }}{% endif %}`,
    found: ['1:28 — "author" has no "nme". Did you mean "name"?', '2:25 — "size" has no "height".'],
  },
});
