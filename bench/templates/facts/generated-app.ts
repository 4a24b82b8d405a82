/*
 * The templates of an app of some size: a base, sections with a layout and seven pieces, and pages of some 4 KB that
 * extend the layout and include pieces.
 */

const pieceCount = 7;

/** As many templates, by name. */
export function generatedApp(count: number): Record<string, string> {
  const templates: Record<string, string> = { "base.html": base() };
  for (let section = 0; section < 10; section++) Object.assign(templates, sectionTemplates(section));
  for (let number = 0; Object.keys(templates).length < count; number++) {
    templates[`section${number % 10}/page${number}.html`] = page(number % 10, [number % 7, (number + 3) % 7]);
  }
  return templates;
}

/** A page that is made of ten templates: itself, two parents and seven pieces. */
export const pageOfTen = {
  name: "page.html",
  templates: {
    "base.html": base(),
    ...sectionTemplates(0),
    "page.html": page(0, [0, 1, 2, 3, 4, 5, 6]),
  } as Readonly<Record<string, string>>,
};

/** What those pages print. */
export const appContext = {
  site: "Leaf & Page",
  user: { name: "Zoë", isStaff: true },
  items: Array.from({ length: 10 }, (_, index) => ({
    name: `Item ${index} <new>`,
    url: `/items/${index}/`,
    price: index * 1.5,
    count: index,
    note: index % 2 === 0 ? "" : "Some words about this & that.",
    changed: new Date(Date.UTC(2024, 1, 1 + index)),
  })),
};

function sectionTemplates(section: number): Record<string, string> {
  const templates: Record<string, string> = { [`section${section}/layout.html`]: layout(section) };
  for (let number = 0; number < pieceCount; number++) {
    templates[`section${section}/piece${number}.html`] = piece(number);
  }
  return templates;
}

function base(): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{% block title %}{{ site }}{% endblock %}</title></head>
<body class="{% block class %}page{% endblock %}">
<header>{% if user %}Hello {{ user.name }}{% if user.isStaff %} <a href="/admin/">Admin</a>{% endif %}{% endif %}</header>
{% block body %}{% endblock %}
<footer>{% block footer %}© {% now "Y" %} {{ site|upper }}{% endblock %}</footer>
</body>
</html>
`;
}

function layout(section: number): string {
  return `{% extends "base.html" %}
{% block title %}Section ${section} – {{ block.super }}{% endblock %}
{% block body %}<nav>{% for item in items %}<a href="{{ item.url }}">{{ item.name }}</a>{% endfor %}</nav>
<main>{% block main %}{% endblock %}</main>{% endblock %}
`;
}

function piece(number: number): string {
  return `<section id="piece${number}">
<h2>{{ heading|default:"Piece ${number}" }}</h2>
{% for item in items %}<article class="{% cycle "odd" "even" %}">
<h3><a href="{{ item.url }}">{{ item.name|title }}</a></h3>
<p>{{ item.note|default:"Nothing to tell."|linebreaksbr }}</p>
{% if item.count > ${number} and item.price %}<p>{{ item.price|floatformat:2 }} × {{ item.count }}</p>{% endif %}
</article>{% empty %}<p>None.</p>{% endfor %}
</section>
`;
}

function page(section: number, pieces: readonly number[]): string {
  const columns = Array.from(
    { length: 12 },
    (
      _,
      column,
    ) => `<td class="c${column}">{{ item.name }}{% if item.count == ${column} %}, {{ item.note|truncatewords:5 }}{% endif %}</td>
<td>{{ item.changed|date:"j M Y" }}</td>
<td>{{ item.price|floatformat:2 }}</td>`,
  );
  const includes = pieces.map(
    (number) => `{% include "section${section}/piece${number}.html" with heading="Piece ${number}" %}`,
  );
  return `{% extends "section${section}/layout.html" %}
{% block main %}<h1>{{ items|length }} items</h1>
<table>
{% for item in items %}<tr id="row{{ forloop.counter }}">
${columns.join("\n")}
</tr>
{% endfor %}</table>
${includes.join("\n")}
{% endblock %}
`;
}
