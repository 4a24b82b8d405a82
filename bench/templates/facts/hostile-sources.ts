/** Sources that somebody might write to keep a compiler busy, by what they are made of; each of the asked length. */
export const hostileSources: Readonly<Record<string, (length: number) => string>> = {
  "opening braces": (length) => "{".repeat(length),
  "opened variables": (length) => "{{".repeat(length / 2),
  "opened tags": (length) => "{% ".repeat(length / 3),
  "unclosed comments": (length) => "{# ".repeat(length / 3),
  "empty lines and openings": (length) => "{{\n".repeat(length / 3),
  "unclosed quotes": (length) => `{% if "${'a" "'.repeat(length / 4)} %}`,
  "one unclosed quote": (length) => `{{ "${"a".repeat(length)} }}`,
  backslashes: (length) => `{{ "${"\\".repeat(length)} }}`,
  "quotes in tags": (length) => "{% if \" ' %}".repeat(length / 12),
  variables: (length) => "{{ a }}".repeat(length / 7),
  "variables of many names": (length) => repeated(length, (index) => `{{ v${index} }}`),
  "long paths": (length) => `{{ a${".b".repeat(length / 2)} }}`,
  "many paths": (length) => repeated(length, (index) => `{{ a.b.c${index}.d.e }}`),
  "a long chain of filters": (length) => `{{ a${"|upper".repeat(length / 6)} }}`,
  "chains of filters": (length) => `{{ a${"|upper".repeat(100)} }}`.repeat(length / 608),
  "one long text": (length) => "a".repeat(length),
  "nested loops": (length) => "{% for a in b %}".repeat(length / 16),
  "nested conditions, closed": (length) =>
    "{% if a %}".repeat(length / 20) + "{% endif %}".repeat(length / 20),
  "conditions side by side": (length) => "{% if a %}b{% endif %}".repeat(length / 22),
  "one condition of many words": (length) => `{% if a ${"and a ".repeat(length / 6)}%}{% endif %}`,
  "branches of one condition": (length) => `{% if a %}${"{% elif a %}".repeat(length / 12)}{% endif %}`,
  negations: (length) => `{% if ${"not ".repeat(length / 4)}a %}{% endif %}`,
  blocks: (length) => repeated(length, (index) => `{% block b${index} %}{% endblock %}`),
  "nested blocks": (length) => repeated(length, (index) => `{% block b${index} %}`),
  "values of with": (length) => `{% with ${repeated(length, (index) => `a${index}=b `)}%}{% endwith %}`,
  "nested with": (length) => "{% with a=b %}".repeat(length / 14),
  cycles: (length) => `{% cycle ${'"a" '.repeat(length / 4)}%}`,
  "cycles side by side": (length) => '{% cycle "a" "b" %}'.repeat(length / 19),
  "includes of what isn't there": (length) => '{% include "nowhere" %}'.repeat(length / 23),
  loads: (length) => "{% load static %}".repeat(length / 17),
  "unknown tags": (length) => "{% nothing %}".repeat(length / 13),
  "verbatim, never closed": (length) => `{% verbatim %}${"{% verbatim %}".repeat(length / 14)}`,
  "comments, never closed": (length) => "{% comment %}".repeat(length / 13),
  "spaces in a tag": (length) => `{% if${" ".repeat(length)}a %}{% endif %}`,
  "spaces before a filter": (length) => `{{ a${" ".repeat(length)}|upper }}`,
  digits: (length) => `{{ ${"1".repeat(length)} }}`,
  "points and digits": (length) => `{{ ${"1.".repeat(length / 2)} }}`,
  "variables within 149 loops": (length) => deep("{% for a in b %}", "{{ abcde }}", "{% endfor %}", length),
  "variables within 149 with": (length) => deep("{% with a=b %}", "{{ abcde }}", "{% endwith %}", length),
  "names, and includes that see them": (length) =>
    repeated(length / 2, (index) => `{% now "Y" as n${index} %}`) + "{% include a %}".repeat(length / 30),
  "long conditions": (length) => `{% if a ${"and a ".repeat(400)}%}{% endif %}`.repeat(length / 2430),
  "translated text of many names": (length) =>
    `{% load i18n %}{% blocktranslate %}${repeated(length, (index) => `{{ n${index} }}`)}{% endblocktranslate %}`,
  "percent signs": (length) => "{%%".repeat(length / 3),
};

function repeated(length: number, piece: (index: number) => string): string {
  const pieces: string[] = [];
  for (let index = 0, total = 0; total < length; index++) {
    const next = piece(index);
    pieces.push(next);
    total += next.length;
  }
  return pieces.join("");
}

/** Many of one thing, as deep inside of others as the parser takes it. */
function deep(start: string, inside: string, end: string, length: number): string {
  const depth = 149;
  const rest = length - depth * (start.length + end.length);
  return start.repeat(depth) + inside.repeat(rest / inside.length) + end.repeat(depth);
}
