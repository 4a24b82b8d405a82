import fc from "fast-check";
import { expressions, filterCalls, operand, textFilters, width } from "./expressions.ts";
import { contexts, type EncodedContext, hostileTexts } from "./values.ts";

/** A small template with its context. */
export interface Case {
  readonly source: string;
  readonly context: EncodedContext;
  readonly autoescape: boolean;
}

export interface CaseOptions {
  readonly seed: number;
  readonly count: number;
  /** What the texts of a context are taken from; by default some are marked as HTML. */
  readonly texts?: readonly string[];
  /** Filters that don't occur. */
  readonly withoutFilters?: readonly string[];
  /** Whether escaping is on everywhere; by default it is so here and there. */
  readonly alwaysEscapes?: boolean;
}

/** Templates by chance: chains of filters in nested tags, over hostile values. The same for the same seed. */
export function generateCases(options: CaseOptions): Case[] {
  const { seed, count, texts, withoutFilters = [], alwaysEscapes = false } = options;
  const arbitrary = fc.record({
    source: templates(filterCalls(withoutFilters), alwaysEscapes).map(
      (body) => `{% load i18n humanize %}${body}`,
    ),
    context: contexts(texts ?? hostileTexts, { marksSafe: texts === undefined }),
    autoescape: alwaysEscapes ? fc.constant(true) : fc.boolean(),
  });
  return fc.sample(arbitrary, { seed, numRuns: count });
}

function templates(filterCall: fc.Arbitrary<string>, alwaysEscapes: boolean): fc.Arbitrary<string> {
  const expression = expressions(filterCall);
  const { nodes } = fc.letrec<{ nodes: string; node: string }>((tie) => ({
    nodes: fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")),
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      ...leaves(expression),
      ...blocks(expression, filterCall, tie("nodes")),
      ...(alwaysEscapes ? [] : [escapeSwitch(tie("nodes"))]),
    ),
  }));
  return nodes;
}

type Weighted = { readonly weight: number; readonly arbitrary: fc.Arbitrary<string> };

/** Writes what a tuple holds into a template: `$0` is its first part. */
function filled(weight: number, pattern: string, ...parts: readonly fc.Arbitrary<string>[]): Weighted {
  const arbitrary = fc
    .tuple(...parts)
    .map((texts) => pattern.replaceAll(/\$(\d)/g, (_, index: string) => texts[Number(index)]!));
  return { weight, arbitrary };
}

function list(item: fc.Arbitrary<string>, minLength: number): fc.Arbitrary<string> {
  return fc.array(item, { minLength, maxLength: 3 }).map((items) => items.join(" "));
}

function leaves(expression: fc.Arbitrary<string>): Weighted[] {
  const text = [" <b>&amp;</b> ", "\n", "{{ x }}", "{{ y }}", "{# c #}", "{{ forloop.counter }}"];
  const as = fc.constantFrom("", " as x", " as y");
  return [
    filled(14, "{{ $0 }}", expression),
    { weight: 2, arbitrary: fc.constantFrom(...text) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("{% templatetag openbrace %}", "{% verbatim %}{{ a }}{% endverbatim %}"),
    },
    filled(2, "{% firstof $0$1 %}", list(expression, 1), as),
    filled(2, "{% cycle $0$1 %}", list(expression, 2), fc.constantFrom("", " as x", " as y silent")),
    filled(1, "{% widthratio $0 $1 $2 %}", operand, operand, width),
    filled(1, "{% translate $0$1 %}", fc.constantFrom("d", "d|upper", `"<b>"`, "missing"), as),
    filled(1, '{% include "row" with item=$0 %}', expression),
    filled(
      1,
      "{% blocktranslate with x=$0 y=$1 %}<i>{{ x }} & {{ y }} {{ c }}</i>{% endblocktranslate %}",
      expression,
      expression,
    ),
  ];
}

function blocks(
  expression: fc.Arbitrary<string>,
  filterCall: fc.Arbitrary<string>,
  nodes: fc.Arbitrary<string>,
): Weighted[] {
  const loop = fc.constantFrom("x in a", "x in items", "x, y in row.items", "x in b reversed");
  const operator = fc.constantFrom(..."== != < >= in and or".split(" "));
  const condition = fc.oneof(
    expression,
    fc.tuple(expression, operator, expression).map((parts) => parts.join(" ")),
    expression.map((inner) => `not ${inner}`),
  );
  const calls = fc
    .tuple(fc.array(filterCall, { maxLength: 1 }), textFilters)
    .map(([first, last]) => [...first, last].join("|"));
  const by = fc.constantFrom("n", "name", "tag", "0", "name|upper");
  return [
    filled(2, "{% filter $0 %}$1{% endfilter %}", calls, nodes),
    filled(2, "{% with $0=$1 %}$2{% endwith %}", fc.constantFrom("x", "y", "a"), expression, nodes),
    filled(3, "{% for $0 %}$1{% empty %}$2{% endfor %}", loop, nodes, nodes),
    filled(2, "{% if $0 %}$1{% else %}$2{% endif %}", condition, nodes, nodes),
    filled(
      1,
      "{% for x in items %}{% ifchanged $0 %}$1{% else %}-{% endifchanged %}{% endfor %}",
      expression,
      nodes,
    ),
    filled(
      1,
      "{% regroup items by $0 as groups %}{% for g in groups %}{{ g.grouper }}:{% for x in g.list %}$1{% endfor %}{% endfor %}",
      by,
      nodes,
    ),
    filled(1, "{% spaceless %} <b> $0 </b> <i> </i>{% endspaceless %}", nodes),
  ];
}

function escapeSwitch(nodes: fc.Arbitrary<string>): Weighted {
  return filled(2, "{% autoescape $0 %}$1{% endautoescape %}", fc.constantFrom("on", "off"), nodes);
}
