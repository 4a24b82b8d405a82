import { testFindings } from "./checked-project.ts";

testFindings({
  "parents are checked with the page's variables, block by block": {
    context: "{ book: Book }",
    page: `{% extends "./middle.html" %}{% block content %}{{ book.titel }}{{ block.super }}{% endblock %}`,
    others: {
      "middle.html": `{% extends "./base.html" %}{% block content %}{{ book.pags }}{% block aside %}{% endblock %}{% endblock %}`,
      "base.html":
        "{% block title %}{{ titel }}{% endblock %}{% block content %}{{ overridden.entirely }}{% endblock %}",
    },
    found: [
      'base.html:1:21 — There is no variable "titel". (with the variables of "page.html")',
      'middle.html:1:55 — Book has no "pags". Did you mean "pages"? (with the variables of "page.html")',
      '1:57 — Book has no "titel". Did you mean "title"?',
    ],
  },

  "a missing parent and a missing include are found where they are named": {
    context: "{ book: Book }",
    page: `{% extends "./bas.html" %}`,
    others: { "base.html": "" },
    found: ['1:1 — Template "bas.html" does not exist. Did you mean "base.html"?'],
  },

  "a missing include is found where it is named": {
    context: "{ book: Book }",
    page: `<p>{% include "./rwo.html" %}{% include book.title %}</p>`,
    others: { "row.html": "" },
    found: ['1:15 — Template "rwo.html" does not exist. Did you mean "row.html"?'],
  },

  "a block that overrides nothing is found; one inside of an overriding block is a new one": {
    context: "{ book: Book }",
    page: `{% extends "./base.html" %}
{% block contnet %}{{ book.titel }}{% endblock %}
{% block content %}{% block inner %}{% endblock %}{% endblock %}`,
    others: { "base.html": "{% block content %}{% endblock %}" },
    found: [
      '2:10 — The block "contnet" overrides nothing: "base.html" has no block of that name. Did you mean "content"?',
    ],
  },

  "an include sees the variables around it and those that it is given; with only, no others": {
    context: "{ book: Book; books: Book[] }",
    page: `{% include "./row.html" with item=book %}{% include "./alone.html" with item=book only %}`,
    others: {
      "row.html": "{{ item.titel }}{{ books.length }}",
      "alone.html": "{{ item.titel }}{{ books.length }}{{ itm }}",
    },
    found: [
      'alone.html:1:9 — Book has no "titel". Did you mean "title"? (with the variables of "page.html")',
      'alone.html:1:20 — There is no variable "books" here: page.html:1:53 includes the template with "only".',
      'alone.html:1:38 — There is no variable "itm" here: page.html:1:53 includes the template with "only". Did you mean "item"?',
      'row.html:1:9 — Book has no "titel". Did you mean "title"? (with the variables of "page.html")',
    ],
  },

  "a template that includes itself is checked with what it gives itself": {
    context: "{ nodes: Author[] }",
    page: `{% include "./tree.html" with nodes=nodes %}`,
    others: {
      "tree.html": `{% for node in nodes %}{{ node.name }}{% include "./tree.html" with nodes=node.books %}{% endfor %}`,
    },
    found: [
      'tree.html:1:32 — Book has no "name". (with the variables of "page.html")',
      'tree.html:1:80 — Book has no "books". (with the variables of "page.html")',
    ],
  },

  "a mistake of the language is found in whichever template it stands": {
    context: "{ book: Book }",
    page: `{% include "./broken.html" %}{{ book.titel }}`,
    others: { "broken.html": "<p>\n{{ book.title|uper }}\n{% if %}" },
    found: [
      'broken.html:2:15 — Unknown filter "uper". Did you mean "upper"?',
      '1:38 — Book has no "titel". Did you mean "title"?',
    ],
  },
});
