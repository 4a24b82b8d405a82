import { testFindings } from "./checked-project.ts";

testFindings({
  "what stands inside of zones, locales and caches is checked, and a count must be a number": {
    context: "{ book: Book }",
    page: `{% load tz l10n cache i18n %}
{% timezone book.c %}{{ book.d }}{% endtimezone %}{% localize off %}{{ book.e }}{% endlocalize %}{% get_current_timezone as zone %}{{ zone.foo }}
{% cache 500 sidebar book.f %}{{ book.g }}{% endcache %}{% lorem book.h %}{{ book.published|localtime|date }}{{ book.title|utc }}
{% blocktranslate count n=book.title %}{{ n }}{% plural %}{{ n }}{% endblocktranslate %}`,
    found: [
      '2:18 — Book has no "c".',
      '2:30 — Book has no "d".',
      '2:77 — Book has no "e".',
      '2:140 — "zone" is a text, and has no "foo".',
      '3:27 — Book has no "f".',
      '3:39 — Book has no "g".',
      '3:71 — Book has no "h".',
      '3:113 — The filter "utc" takes a date or time, and "book.title" is a text.',
      '4:27 — "book.title" is a text, and a number is needed here.',
    ],
  },

  "partials are checked where they are rendered": {
    context: "{ books: Book[] }",
    page: `{% partialdef row %}{{ book.titel }}{% endpartialdef %}{% partialdef head inline %}{{ books.foo }}{% endpartialdef %}
{% for book in books %}{% partial row %}{% endfor %}{% partial rwo %}`,
    found: [
      '1:29 — Book has no "titel". Did you mean "title"?',
      '1:93 — "books" is a list (Book[]), and has no "foo". Loop over it, or take one of its items: books.0.',
      '2:64 — The template "page.html" has no partial "rwo". Did you mean "row"?\nPartials: head, row.',
    ],
  },
});
