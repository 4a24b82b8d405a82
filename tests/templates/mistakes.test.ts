import assert from "node:assert/strict";
import { test } from "node:test";
import { blockTag, defineLibrary, Engine, memoryLoader, simpleTag, TemplateError } from "quintet/templates";

/*
 * What people write wrong, and what they are told. Each message was read as its reader would: does it say what happened,
 * with which value, where, and what to do?
 */

interface Mistake {
  readonly source: string;
  /** What stands above the mark. */
  readonly marked: string;
  /** The message without its place. */
  readonly message: string;
  /** The class of the error: that of mistakes in the language by default. */
  readonly name?: string;
  readonly context?: object;
  /** The template and the line: the first of the page by default. */
  readonly at?: string;
}

const library = defineLibrary({
  name: "shop",
  filters: { shout: (text: string) => text, money: (amount: number, currency: string) => amount + currency },
  tags: {
    total: simpleTag(() => 1, { parameters: ["basket", "currency?"], named: ["rounded?"] }),
    note: blockTag("note", ({ content }) => content, { parameters: ["kind"] }),
  },
});
const templates = {
  "base.html": "{% block content %}{% endblock %}",
  "shop/list.html": "",
  "shop/row.html": "{{ a|nosuch }}",
  "p.html": "{% partialdef row %}{% endpartialdef %}",
};
const engine = new Engine({ loaders: [memoryLoader(templates)], libraries: [library] });

const mistakes: Readonly<Record<string, readonly Mistake[]>> = {
  "values and filters": [
    {
      source: "{{ a|trunctewords:3 }}",
      marked: "trunctewords",
      message: 'Unknown filter "trunctewords". Did you mean "truncatewords"?',
    },
    {
      source: "{{ a|shout }}",
      marked: "shout",
      message: 'Unknown filter "shout". It is in the library "shop": write {% load shop %}.',
    },
    {
      source: "{{ a|upper:3 }}",
      marked: "3",
      message: 'The filter "upper" takes no argument, and 3 was given.',
    },
    {
      source: "{{ a|cut }}",
      marked: "cut",
      message: 'The filter "cut" needs a value behind a colon. Write cut:value.',
    },
    {
      source: "{{ a|default: 'x' }}",
      marked: "default",
      message:
        "The filter \"default\" needs a value behind a colon.\nNo space may stand behind the colon: default:'x'.",
    },
    {
      source: "{{ a|default :'x' }}",
      marked: "default",
      message:
        'The filter "default" needs a value behind a colon.\nNo space may stand in front of the colon: default:….',
    },
    {
      source: "{{ a|default: }}",
      marked: "default",
      message:
        'The filter "default" needs a value behind a colon.\nSomething must stand behind the colon: default:"text".',
    },
    {
      source: "{{ a |upper }} {{ a| uppper }}",
      marked: "uppper",
      message: 'Unknown filter "uppper". Did you mean "upper"?',
    },
    {
      source: "{{ a b }}",
      marked: "b",
      message:
        'Could not parse the remainder: " b" of "a b".\nBehind a value only filters may stand, each with "|" in front.',
    },
    {
      source: "{{ a.b c.d }}",
      marked: "c.d",
      message:
        'Could not parse the remainder: " c.d" of "a.b c.d".\nBehind a value only filters may stand, each with "|" in front.',
    },
    {
      source: "{{ a + 1 }}",
      marked: "+ 1",
      message: 'Could not parse the remainder: " + 1" of "a + 1".\nValues are added by a filter: a|add:1.',
    },
    {
      source: "{{ a - 1 }}",
      marked: "- 1",
      message:
        'Could not parse the remainder: " - 1" of "a - 1".\nTemplates don\'t compute. Do it in the handler, or by a filter of your own.',
    },
    {
      source: "{{ a * b }}",
      marked: "* b",
      message:
        'Could not parse the remainder: " * b" of "a * b".\nTemplates don\'t compute. Do it in the handler, or by a filter of your own.',
    },
    {
      source: "{{ a == 1 }}",
      marked: "== 1",
      message:
        'Could not parse the remainder: " == 1" of "a == 1".\nA condition stands in a tag: {% if a == b %}…{% endif %}.',
    },
    {
      source: "{{ a ? b : c }}",
      marked: "? b : c",
      message:
        'Could not parse the remainder: " ? b : c" of "a ? b : c".\nOne of two values is chosen by {% if %}, or by |yesno:"this,that".',
    },
    {
      source: "{{ a ?? 'x' }}",
      marked: "?? 'x'",
      message:
        "Could not parse the remainder: \" ?? 'x'\" of \"a ?? 'x'\".\nFor what isn't there write a|default:'x'.",
    },
    {
      source: "{{ a || 'x' }}",
      marked: "|| 'x'",
      message:
        "Could not parse the remainder: \" || 'x'\" of \"a || 'x'\".\nFor what isn't there write a|default:'x'.",
    },
    {
      source: "{{ a?.b }}",
      marked: "?.b",
      message:
        'Could not parse the remainder: "?.b" of "a?.b".\nA dot is enough: what isn\'t there prints nothing.',
    },
    {
      source: "{{ a[0] }}",
      marked: "[0]",
      message: 'Could not parse the remainder: "[0]" of "a[0]".\nItems are reached by a dot: a.0.',
    },
    {
      source: "{{ a['k'] }}",
      marked: "['k']",
      message: "Could not parse the remainder: \"['k']\" of \"a['k']\".\nItems are reached by a dot: a.k.",
    },
    {
      source: "{{ a() }}",
      marked: "()",
      message:
        'Could not parse the remainder: "()" of "a()".\nTemplates call functions by themselves: write a without brackets.',
    },
    {
      source: "{{ a.b() }}",
      marked: "()",
      message:
        'Could not parse the remainder: "()" of "a.b()".\nTemplates call functions by themselves: write a.b without brackets.',
    },
    {
      source: "{{ a.b(1) }}",
      marked: "(1)",
      message:
        'Could not parse the remainder: "(1)" of "a.b(1)".\nTemplates call functions without arguments. Compute the value in the handler, or with a tag or filter of your own.',
    },
    {
      source: "{{ !a }}",
      marked: "!a",
      message:
        'There is no variable or text at the start of "!a".\n"Not" is written as a word: {% if not a %}.',
    },
    {
      source: "{{ not a }}",
      marked: "a",
      message:
        'Could not parse the remainder: " a" of "not a".\nA condition stands in a tag: {% if a == b %}…{% endif %}.',
    },
    {
      source: "{{ a|date('Y') }}",
      marked: "('Y')",
      message:
        "Could not parse the remainder: \"('Y')\" of \"a|date('Y')\".\nWhat a filter gets stands behind a colon: date:'Y'.",
    },
    {
      source: "{{ a|date:Y-m }}",
      marked: "-m",
      message:
        'Could not parse the remainder: "-m" of "a|date:Y-m".\nA text behind a colon stands in quotes: date:"Y-m".',
    },
    {
      source: "{{ a|date:'Y }}",
      marked: ":'Y",
      message:
        'Could not parse the remainder: ":\'Y" of "a|date:\'Y".\nThe text that begins here never ends: a \' is missing.',
    },
    {
      source: "{{ 'Y }}",
      marked: "'Y",
      message:
        "There is no variable or text at the start of \"'Y\".\nThe text that begins here never ends: a ' is missing.",
    },
    {
      source: "{{ [1, 2] }}",
      marked: "[1, 2]",
      message:
        'There is no variable or text at the start of "[1, 2]".\nLists and objects can\'t be written in templates. Give them to the context.',
    },
    {
      source: "{{ $a }}",
      marked: "$a",
      message: 'There is no variable or text at the start of "$a".\nNames have no "$" in front of them.',
    },
    {
      source: "{{ _a }}",
      marked: "_a",
      message: 'Variables and attributes may not begin with underscores, and "_a" in "_a" does.',
    },
    {
      source: "{{ a._b }}",
      marked: "a._b",
      message: 'Variables and attributes may not begin with underscores, and "_b" in "a._b" does.',
    },
    {
      source: "{{ a.__class__ }}",
      marked: "a.__class__",
      message:
        'Variables and attributes may not begin with underscores, and "__class__" in "a.__class__" does.',
    },
    {
      source: "{{ a-b }}",
      marked: "-b",
      message:
        'Could not parse the remainder: "-b" of "a-b".\nA name has no "-" in it. Templates don\'t compute: subtract in the handler, or by a filter.',
    },
    {
      source: "{{ a = 1 }}",
      marked: "= 1",
      message:
        'Could not parse the remainder: " = 1" of "a = 1".\nA variable is set by {% with name=value %}…{% endwith %}.',
    },
    {
      source: "{{ a as b }}",
      marked: "as b",
      message:
        'Could not parse the remainder: " as b" of "a as b".\nA value is kept by {% with value as name %}…{% endwith %}.',
    },
    { source: "{{ }}", marked: "{{ }}", message: "There is nothing between {{ and }}." },
    {
      source: "{{ a|default:b.c.d }}",
      marked: "{{ a|default:b.c.d }}",
      message:
        'The template has no variable "b.c.d", and a tag or filter needs it.\nAdd it to the context, or guard the place with {% if b.c.d %}.',
      name: "VariableDoesNotExist",
    },
    {
      source: "{{ a|'x' }}",
      marked: "|'x'",
      message:
        'Could not parse the remainder: "|\'x\'" of "a|\'x\'".\nThe name of a filter must stand behind "|", as in |default:"none".',
    },
    {
      source: "{{ a| }}",
      marked: "|",
      message: 'Could not parse the remainder: "|" of "a|".\nThe name of a filter must stand behind "|".',
    },
    {
      source: "{{ |upper }}",
      marked: "|upper",
      message: 'There is no variable or text at the start of "|upper".\nA value must stand in front of "|".',
    },
    {
      source: "{{ a||b }}",
      marked: "||b",
      message: 'Could not parse the remainder: "||b" of "a||b".\nFor what isn\'t there write a|default:b.',
    },
    {
      source: "{{ a|center:'x' }}",
      marked: "{{ a|center:'x' }}",
      message: "center needs a whole number behind its colon, and got x.",
      name: "TemplateValueError",
    },
    {
      source: "{{ a|divisibleby:0 }}",
      marked: "{{ a|divisibleby:0 }}",
      message: "divisibleby:0 divides by zero.",
      name: "TemplateValueError",
      context: { a: 1 },
    },
    {
      source: "{{ a|first }}",
      marked: "{{ a|first }}",
      message: "first, last and random need a list or a text, and got 5.",
      name: "TemplateValueError",
      context: { a: 5 },
    },
    {
      source: "{{ a|join:b }}",
      marked: "{{ a|join:b }}",
      message:
        'The template has no variable "b", and a tag or filter needs it.\nAdd it to the context, or guard the place with {% if b %}.',
      name: "VariableDoesNotExist",
      context: { a: [1] },
    },
  ],
  conditions: [
    {
      source: "{% for x in y %}\n {% if x %}\n{% endfor %}",
      marked: "{% endfor %}",
      message:
        "{% endfor %} comes too early: {% if x %} of line 2 is still open. {% endif %} is missing in front of it.",
      at: "page.html:3",
    },
    {
      source: "{% if %}{% endif %}",
      marked: "{% if %}",
      message: "The condition ends too early: {% if %}. A value must stand there.",
    },
    { source: "{% if a = b %}{% endif %}", marked: "=", message: '"=" is no operator. Did you mean "=="?' },
    {
      source: "{% if a && b %}{% endif %}",
      marked: "&&",
      message: '"&&" is no operator. Did you mean "and"?',
    },
    {
      source: "{% if a || b %}{% endif %}",
      marked: "||",
      message: '"||" is no operator. Did you mean "or"?',
    },
    {
      source: "{% if !a %}{% endif %}",
      marked: "!a",
      message:
        'There is no variable or text at the start of "!a".\n"Not" is written as a word: {% if not a %}.',
    },
    {
      source: "{% if a === b %}{% endif %}",
      marked: "===",
      message: '"===" is no operator. Did you mean "=="?',
    },
    {
      source: "{% if a <> b %}{% endif %}",
      marked: "<>",
      message: '"<>" is no operator. Did you mean "!="?',
    },
    {
      source: "{% if a adn b %}{% endif %}",
      marked: "adn",
      message: '"adn" is no operator. Did you mean "and"?',
    },
    {
      source: "{% if (a or b) and c %}{% endif %}",
      marked: "(a",
      message:
        'There is no variable or text at the start of "(a".\nBrackets are not known: nest {% if %}, or keep a part of the condition by {% with %}.',
    },
    {
      source: "{% if a==b %}{% endif %}",
      marked: "==b",
      message:
        'Could not parse the remainder: "==b" of "a==b".\nOperators stand between spaces, and in tags: {% if a == b %}…{% endif %}.',
    },
    {
      source: "{% if a b %}{% endif %}",
      marked: "b",
      message: '"a" and "b" stand side by side: an operator such as "and" or "==" is missing between them.',
    },
    {
      source: "{% if a and %}{% endif %}",
      marked: "{% if a and %}",
      message: 'The condition ends too early: {% if a and %}. A value must follow "and".',
    },
    {
      source: "{% if and a %}{% endif %}",
      marked: "{% if and a %}",
      message: '"and" needs a value on its left: {% if and a %}.',
    },
    {
      source: "{% if a not b %}{% endif %}",
      marked: "{% if a not b %}",
      message: '"not" stands where an operator such as "and" or "not in" is expected.',
    },
    {
      source: "{% if a is nt b %}{% endif %}",
      marked: "b",
      message: '"nt" and "b" stand side by side: an operator such as "and" or "==" is missing between them.',
    },
    {
      source: "{% if a %}{% elseif b %}{% endif %}",
      marked: "{% elseif b %}",
      message:
        'Unknown tag "elseif". Did you mean "elif"?\nOpen is {% if a %} of line 1. It goes on with {% elif %}, {% else %}, {% endif %}.',
    },
    {
      source: "{% if a %}{% else if b %}{% endif %}",
      marked: "{% else if b %}",
      message: "{% else if b %}: {% else %} takes no condition. Write {% elif … %}.",
    },
    {
      source: "{% if a %}{% else %}{% elif b %}{% endif %}",
      marked: "{% elif b %}",
      message: "{% elif b %} can't stand here any more: {% if a %} of line 1 ends with {% endif %}.",
    },
    {
      source: "{% if a %}{% end %}",
      marked: "{% end %}",
      message:
        'Unknown tag "end". Write {% endif %}.\nOpen is {% if a %} of line 1. It goes on with {% elif %}, {% else %}, {% endif %}.',
    },
    {
      source: "{% if a %}\n text \n{{ x }}",
      marked: "{% if a %}",
      message:
        "{% if %} of line 1 is never closed: {% endif %} is missing. It goes on with {% elif %}, {% else %}, {% endif %}.",
    },
    {
      source: "{% endif %}",
      marked: "{% endif %}",
      message: "{% endif %} stands outside of {% if %}: no {% if %} is open here.",
    },
    {
      source: "{% else %}",
      marked: "{% else %}",
      message: "{% else %} stands outside of {% if %}: no {% if %} is open here.",
    },
    {
      source: "{% if a %}{% endif x %}",
      marked: "{% endif x %}",
      message: '{% endif x %}: nothing may stand behind "endif". Write {% endif %}.',
    },
    {
      source: "{% empty %}",
      marked: "{% empty %}",
      message: "{% empty %} stands outside of {% for %}: no {% for %} is open here.",
    },
    {
      source: "{% block a %}{% if x %}{% endblock %}",
      marked: "{% endblock %}",
      message:
        "{% endblock %} comes too early: {% if x %} of line 1 is still open. {% endif %} is missing in front of it.",
    },
  ],
  loops: [
    {
      source: "{% fore x in y %}{% endfore %}",
      marked: "{% fore x in y %}",
      message: 'Unknown tag "fore". Did you mean "for"?',
    },
    {
      source: "{% for x of y %}{% endfor %}",
      marked: "{% for x of y %}",
      message: "{% for x of y %} should read {% for item in items %}.",
    },
    {
      source: "{% for x y %}{% endfor %}",
      marked: "{% for x y %}",
      message: "{% for x y %} should read {% for item in items %}.",
    },
    {
      source: "{% for x in %}{% endfor %}",
      marked: "{% for x in %}",
      message: "{% for x in %} should read {% for item in items %}.",
    },
    {
      source: "{% for x in y %}{% else %}{% endfor %}",
      marked: "{% else %}",
      message:
        "{% else %} stands where no {% if %} is open. For a loop over nothing write {% empty %}.\nOpen is {% for x in y %} of line 1. It goes on with {% empty %}, {% endfor %}.",
    },
    {
      source: "{% for x in y %}{% endif %}",
      marked: "{% endif %}",
      message:
        "{% endif %} stands where no {% if %} is open.\nOpen is {% for x in y %} of line 1. It goes on with {% empty %}, {% endfor %}.",
    },
    {
      source: "{% for x, y in z %}{% endfor %}",
      marked: "{% for x, y in z %}",
      message: "{% for x, y … %} takes items of 2 values, and one is 1.",
      name: "TemplateValueError",
      context: { z: [1] },
    },
    {
      source: "{% for x, y in z %}{% endfor %}",
      marked: "{% for x, y in z %}",
      message: "{% for x, y … %} takes items of 2 values, and one is [1, 2, 3], which has 3.",
      name: "TemplateValueError",
      context: { z: [[1, 2, 3]] },
    },
    {
      source: "{% for x in 5 %}{% endfor %}",
      marked: "{% for x in 5 %}",
      message: "{% for %} can't go through 5.",
      name: "TemplateValueError",
    },
    {
      source: "{% cycle %}",
      marked: "{% cycle %}",
      message: '{% cycle %} needs values: {% cycle "odd" "even" %}.',
    },
    {
      source: "{% cycle x %}",
      marked: "{% cycle x %}",
      message: 'There is no cycle "x" further up. Name one: {% cycle "odd" "even" as x %}.',
    },
    {
      source: "{% cycle 'a' 'b' as x slient %}",
      marked: "{% cycle 'a' 'b' as x slient %}",
      message: 'Behind its name {% cycle %} takes only "silent", and "slient" was given.',
    },
    {
      source: "{% resetcycle %}",
      marked: "{% resetcycle %}",
      message: "There is no cycle further up that could begin anew.",
    },
    {
      source: "{% regroup a by b %}",
      marked: "{% regroup a by b %}",
      message: "{% regroup %} should read {% regroup books by author as groups %}.",
    },
  ],
  "parents, blocks and includes": [
    {
      source: "{% endblock %}",
      marked: "{% endblock %}",
      message: "{% endblock %} stands outside of {% block %}: no {% block %} is open here.",
    },
    {
      source: "{% block %}{% endblock %}",
      marked: "{% block %}",
      message: "{% block %} takes one name: {% block content %}.",
    },
    {
      source: "{% block a b %}{% endblock %}",
      marked: "{% block a b %}",
      message: "{% block %} takes one name: {% block content %}.",
    },
    {
      source: "{% block a %}{% endblock b %}",
      marked: "{% endblock b %}",
      message: '{% endblock b %} ends the block "a". Write {% endblock a %}.',
    },
    {
      source: "{% block a %}{% block a %}{% endblock %}{% endblock %}",
      marked: "a",
      message: 'There are two blocks called "a" in this template.',
    },
    {
      source: "{% block a %}",
      marked: "{% block a %}",
      message: "{% block %} of line 1 is never closed: {% endblock %} is missing.",
    },
    {
      source: "{% extends base.html %}",
      marked: "{% extends base.html %}",
      message:
        '{% extends base.html %} needs the name of a template, and base.html is empty.\nA name stands in quotes: {% extends "base.html" %}.',
    },
    {
      source: "{% extends 'bas.html' %}",
      marked: "{% extends 'bas.html' %}",
      message: 'Template "bas.html" does not exist. Did you mean "base.html"?\nTried:\n  <memory>:bas.html',
      name: "TemplateDoesNotExist",
    },
    {
      source: "{% extends missing %}",
      marked: "{% extends missing %}",
      message: "{% extends missing %} needs the name of a template, and missing is empty.",
    },
    {
      source: "{% extends '' %}",
      marked: "{% extends '' %}",
      message: '{% extends %} needs the name of a template, and "" is none.',
    },
    {
      source: "{% extends 'base.html' 'x' %}",
      marked: "{% extends 'base.html' 'x' %}",
      message: '{% extends %} takes one name: {% extends "base.html" %}.',
    },
    {
      source: "x {{ y }} {% extends 'base.html' %}",
      marked: "{% extends 'base.html' %}",
      message: "{% extends 'base.html' %} must be the first tag of its template.",
    },
    {
      source: "{% extends 'base.html' %}\n{% extends 'base.html' %}",
      marked: "{% extends 'base.html' %}",
      message: "{% extends %} stands more than once in this template. A template has one parent.",
      at: "page.html:2",
    },
    {
      source: "{% block a %}{{ block.super }}{% endblock %}",
      marked: "{{ block.super }}",
      message:
        '{{ block.super }} stands in the block "a" of a template that extends nothing, so there is no parent\'s block.',
    },
    {
      source: "{% include shop/list.html %}",
      marked: "/list.html",
      message:
        'Could not parse the remainder: "/list.html" of "shop/list.html".\nNames of templates and files stand in quotes: "shop/list.html".',
    },
    {
      source: "{% include list.html %}",
      marked: "{% include list.html %}",
      message:
        '{% include list.html %} needs the name of a template, and list.html is empty.\nA name stands in quotes: {% include "list.html" %}.',
      name: "TemplateDoesNotExist",
    },
    {
      source: "{% include 'shop/lst.html' %}",
      marked: "{% include 'shop/lst.html' %}",
      message:
        'Template "shop/lst.html" does not exist. Did you mean "shop/list.html"?\nTried:\n  <memory>:shop/lst.html',
      name: "TemplateDoesNotExist",
    },
    {
      source: "{% include %}",
      marked: "{% include %}",
      message: '{% include %} needs the name of a template: {% include "row.html" %}.',
    },
    {
      source: "{% include 'shop/list.html' with %}",
      marked: "{% include 'shop/list.html' with %}",
      message:
        'Behind "with" {% include %} needs at least one value, without spaces around "=": with item=book.',
    },
    {
      source: "{% include 'shop/list.html' a=1 %}",
      marked: "a=1",
      message: '{% include %} doesn\'t know "a=1". It takes "with name=value" and "only".',
    },
    {
      source: "{% include 'shop/list.html' with a = 1 %}",
      marked: "{% include 'shop/list.html' with a = 1 %}",
      message:
        'Behind "with" {% include %} needs at least one value, without spaces around "=": with item=book.',
    },
    {
      source: "{% include 'shop/list.html' onyl %}",
      marked: "onyl",
      message:
        '{% include %} doesn\'t know "onyl". Did you mean "only"? It takes "with name=value" and "only".',
    },
    {
      source: "{% include 'shop/row.html' %}",
      marked: "nosuch",
      message: 'Unknown filter "nosuch".',
      at: "shop/row.html:1",
    },
    {
      source: "{% include missing %}",
      marked: "{% include missing %}",
      message: "{% include missing %} needs the name of a template, and missing is empty.",
      name: "TemplateDoesNotExist",
    },
    {
      source: "{% include n %}",
      marked: "{% include n %}",
      message: "{% include n %} needs the name of a template, and n is 5.",
      name: "TemplateDoesNotExist",
      context: { n: 5 },
    },
    {
      source: "{% include '../x.html' %}",
      marked: "{% include '../x.html' %}",
      message: 'The relative name "../x.html" leads out of the templates, as seen from "page.html".',
    },
    {
      source: "{% include 'p.html#rwo' %}",
      marked: "{% include 'p.html#rwo' %}",
      message: 'The template "p.html" has no partial "rwo". Did you mean "row"?\nPartials: row.',
      name: "TemplateDoesNotExist",
    },
    {
      source: "{% partial row %}",
      marked: "{% partial row %}",
      message: 'The template "page.html" has no partial "row".\nPartials: none.',
    },
  ],
  "libraries and tags of one's own": [
    {
      source: "{% load shopp %}",
      marked: "shopp",
      message:
        'There is no template library "shopp". Did you mean "shop"?\nLibraries: cache, humanize, i18n, l10n, shop, static, tz.',
    },
    {
      source: "{% load totl from shop %}",
      marked: "totl",
      message: 'The template library "shop" has no "totl". Did you mean "total"?',
    },
    {
      source: "{% load total form shop %}",
      marked: "total",
      message:
        'There is no template library "total". In the library "shop" is a tag or filter of that name: write {% load shop %}, or {% load total from shop %}.\nLibraries: cache, humanize, i18n, l10n, shop, static, tz.',
    },
    {
      source: "{% total 1 %}",
      marked: "{% total 1 %}",
      message: 'Unknown tag "total". It is in the library "shop": write {% load shop %}.',
    },
    {
      source: "{% load shop %}{% total %}",
      marked: "{% total %}",
      message: '{% total %} needs "basket": write {% total basket %}.',
    },
    {
      source: "{% load shop %}{% total 1 2 3 %}",
      marked: "{% total 1 2 3 %}",
      message: "{% total %} takes at most 2 values without a name (basket, currency), and 3 is one too many.",
    },
    {
      source: "{% load shop %}{% total basket=1 currrency=2 %}",
      marked: "{% total basket=1 currrency=2 %}",
      message:
        '{% total %} has no parameter "currrency". Did you mean "currency"?\nParameters: basket, currency, rounded.',
    },
    {
      source: "{% load shop %}{% note 'x' %}",
      marked: "{% note 'x' %}",
      message: "{% note %} of line 1 is never closed: {% endnote %} is missing.",
    },
    {
      source: "{% load shop %}{% note %}{% endnote %}",
      marked: "{% note %}",
      message: '{% note %} needs "kind": write {% note kind %}.',
    },
    {
      source: "{% load shop %}{% totl 1 %}",
      marked: "{% totl 1 %}",
      message: 'Unknown tag "totl". Did you mean "total"?',
    },
    {
      source: "{% load shop %}{{ 1|mony:'x' }}",
      marked: "mony",
      message: 'Unknown filter "mony". Did you mean "money"?',
    },
    {
      source: "{% load shop %}{{ 1|money }}",
      marked: "money",
      message: 'The filter "money" needs a value behind a colon. Write money:value.',
    },
    {
      source: "{% load i8n %}",
      marked: "i8n",
      message:
        'There is no template library "i8n". Did you mean "i18n"?\nLibraries: cache, humanize, i18n, l10n, shop, static, tz.',
    },
    {
      source: "{% trans 'x' %}",
      marked: "{% trans 'x' %}",
      message: 'Unknown tag "trans". It is in the library "i18n": write {% load i18n %}.',
    },
    {
      source: "{% load 'shop' %}",
      marked: "'shop'",
      message:
        "There is no template library 'shop'. Names of libraries stand without quotes and commas: {% load shop %}.",
    },
    {
      source: "{% load shop, i18n %}",
      marked: "shop,",
      message:
        "There is no template library shop,. Names of libraries stand without quotes and commas: {% load shop %}.",
    },
    {
      source: "{% load cache %}{% cache 'x' y %}{% endcache %}",
      marked: "{% cache 'x' y %}",
      message: "{% cache %} needs a whole number of seconds, or None for ever, and got x.",
    },
  ],
  "other tags": [
    { source: "{% %}", marked: "{% %}", message: "There is nothing between {% and %}." },
    {
      source: "{% with a 1 %}{% endwith %}",
      marked: "{% with a 1 %}",
      message:
        '{% with %} needs at least one value, without spaces around "=": {% with total=basket.total %}.',
    },
    {
      source: "{% with a= 1 %}{% endwith %}",
      marked: "{% with a= 1 %}",
      message:
        '{% with %} needs at least one value, without spaces around "=": {% with total=basket.total %}.',
    },
    {
      source: "{% with a=1 %}",
      marked: "{% with a=1 %}",
      message: "{% with %} of line 1 is never closed: {% endwith %} is missing.",
    },
    {
      source: "{% with %}{% endwith %}",
      marked: "{% with %}",
      message: "{% with %} needs at least one value: {% with total=basket.total %}.",
    },
    {
      source: "{% with a=1 b %}{% endwith %}",
      marked: "b",
      message: '{% with %} doesn\'t understand "b". Its values read name=value.',
    },
    {
      source: "{% url %}",
      marked: "{% url %}",
      message: '{% url %} needs the name of a route: {% url "home" %}.',
    },
    {
      source: "{% static %}",
      marked: "{% static %}",
      message: '{% static %} needs a path: {% static "site.css" %}.',
    },
    { source: "{% now %}", marked: "{% now %}", message: '{% now %} takes one format: {% now "j F Y" %}.' },
    { source: "{% firstof %}", marked: "{% firstof %}", message: "{% firstof %} needs at least one value." },
    {
      source: "{% widthratio 1 2 %}",
      marked: "{% widthratio 1 2 %}",
      message: "{% widthratio %} takes three numbers: {% widthratio value max 100 %}.",
    },
    {
      source: "{% widthratio 1 2 'x' %}",
      marked: "{% widthratio 1 2 'x' %}",
      message: "The last argument of {% widthratio %} must be a number.",
    },
    {
      source: "{% autoescape no %}{% endautoescape %}",
      marked: "{% autoescape no %}",
      message: "{% autoescape %} takes on or off: {% autoescape off %}.",
    },
    {
      source: "{% filter %}{% endfilter %}",
      marked: "{% filter %}",
      message: "{% filter %} needs a filter: {% filter upper %}.",
    },
    {
      source: "{% filter escape %}{% endfilter %}",
      marked: "{% filter escape %}",
      message: "{% filter escape %} is not possible. Write {% autoescape %} instead.",
    },
    {
      source: "{% templatetag openblok %}",
      marked: "{% templatetag openblok %}",
      message:
        '{% templatetag %} takes one of openblock, closeblock, openvariable, closevariable, openbrace, closebrace, opencomment, closecomment. Did you mean "openblock"?',
    },
    {
      source: "{% verbatim %}",
      marked: "{% verbatim %}",
      message: "{% verbatim %} of line 1 is never closed: {% endverbatim %} is missing.",
    },
    {
      source: "{% comment %}",
      marked: "{% comment %}",
      message: "{% comment %} of line 1 is never closed: {% endcomment %} is missing.",
    },
    {
      source: "{% lorem x y %}",
      marked: "{% lorem x y %}",
      message:
        '{% lorem %} takes a number, then w, p or b, then random: {% lorem 2 p random %}. It doesn\'t understand "x".',
    },
    {
      source: "{% querystring 5 %}",
      marked: "{% querystring 5 %}",
      message: "{% querystring %} needs dictionaries of parameters in front of its named values, and got 5.",
    },
  ],
};

for (const [about, cases] of Object.entries(mistakes)) {
  test(`mistakes in ${about} are told so that they can be mended`, () => {
    for (const { source, context = {}, name = "TemplateSyntaxError", ...expected } of cases) {
      const error = errorOf(source, context);
      const { marked, message, at = "page.html:1" } = expected;

      assert.deepEqual({ name: error.name, ...partsOf(error) }, { name, message, at, marked }, source);
    }
  });
}

function errorOf(source: string, context: object): TemplateError {
  try {
    engine.fromString(source, "page.html").render(context);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error(`No mistake was found in ${source}.`);
}

/** `message\n  in page.html:1:4\n  1 | source\n    |    ^^^`, taken apart. */
function partsOf({ message }: Error): object {
  const lines = message.split("\n");
  const [place, source, mark] = lines.slice(-3) as [string, string, string];
  return {
    message: lines.slice(0, -3).join("\n"),
    at: /^ {2}in (.+:\d+):\d+$/.exec(place)?.[1],
    marked: source.slice(mark.indexOf("^"), mark.lastIndexOf("^") + 1),
  };
}
