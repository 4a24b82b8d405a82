import { testFindings } from "./checked-project.ts";

testFindings({
  "messages and languages from variables are looked up": {
    context: "{ label: string; lang: string; book: Book }",
    page: `{% load i18n %}{% translate label %}{% translate labl %}{% translate "x" context book.titel as t %}{{ t.foo }}
{% language lng %}{{ book.titel }}{% endlanguage %}`,
    found: [
      '1:50 — There is no variable "labl". Did you mean "label"?',
      '1:87 — Book has no "titel". Did you mean "title"?',
      '1:105 — "t" is a text, and has no "foo".',
      '2:13 — There is no variable "lng". Did you mean "lang"?',
      '2:27 — Book has no "titel". Did you mean "title"?',
    ],
  },

  "text that is translated knows the names of its tag and those around": {
    context: "{ book: Book; n: number }",
    page: `{% load i18n %}{% blocktranslate with title=book.titel name=book.author.name %}{{ name }}{{ n }}{{ nam }}{% endblocktranslate %}
{% blocktranslate count count=n context book.contxt asvar text %}{{ count }}{% plural %}{{ counts }}{% endblocktranslate %}{{ text.foo }}
{% blocktranslate %}{{ book.title }}{% endblocktranslate %}`,
    found: [
      '1:50 — Book has no "titel". Did you mean "title"?',
      '1:100 — There is no variable "nam". Did you mean "name"?',
      '2:46 — Book has no "contxt".',
      '2:92 — There is no variable "counts". Did you mean "count"?',
      '2:132 — "text" is a text, and has no "foo".',
      "3:21 — Here only bare names are printed. Name the value in the tag, with name=book.title, and write {{ name }}.",
    ],
  },

  "what is asked about languages has types": {
    context: "{ tags: string[] }",
    page: `{% load i18n %}{% get_current_language as l %}{{ l.foo }}{% get_available_languages as all %}{% for tag, name in all %}{{ name.foo }}{% endfor %}
{% get_language_info for "de" as i %}{{ i.name_local }}{{ i.naem }}{% get_language_info_list for tgs as list %}{% for i in list %}{{ i.code.foo }}{% endfor %}
{{ tags|language_name }}{{ "de"|language_name_local|upper }}`,
    found: [
      '1:52 — "l" is a text, and has no "foo".',
      '1:128 — "name" is a text, and has no "foo".',
      '2:61 — "i" has no "naem".',
      '2:98 — There is no variable "tgs". Did you mean "tags"?',
      '2:141 — "i.code" is a text, and has no "foo".',
      '3:4 — The filter "language_name" takes a text, and "tags" is string[].',
    ],
  },
});
