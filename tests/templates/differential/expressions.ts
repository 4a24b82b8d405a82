import fc from "fast-check";

/* `a|truncatechars:5|escape`: variables and literals with up to three filters. */

const literal = fc.oneof(
  fc.constantFrom(`"<i>"`, `'"'`, `"a b"`, `""`, `"&"`, `";"`),
  fc.constantFrom("0", "1", "-3", "12.5", "7"),
);
/** Without a filter. */
export const operand: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(..."a b c d items row row.name items.0 items.1 n missing a.x".split(" ")),
  },
  { weight: 2, arbitrary: literal },
);

const anyArgument = fc.oneof(
  { weight: 3, arbitrary: literal },
  { weight: 2, arbitrary: fc.constantFrom("a", "b", "c", "d", "n", "items") },
);
/** A number, mostly; never one beyond 100,000, where widths end. */
export const width: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("1", "2", "3", "5", "8", "20", "0") },
  { weight: 1, arbitrary: literal },
  { weight: 1, arbitrary: fc.constantFrom("n", "d", "items") },
);

const requiredArguments: Readonly<Record<string, fc.Arbitrary<string>>> = {
  add: anyArgument,
  center: width,
  cut: fc.oneof(anyArgument, fc.constantFrom(`"&"`, `"a"`, `";"`, `"lt"`, `"<"`)),
  date: fc.constantFrom(
    `"Y-m-d"`,
    `"D j M, H:i"`,
    `"<b>\\\\o\\\\f"`,
    `"N jS, P"`,
    `"c"`,
    `"SHORT_DATE_FORMAT"`,
  ),
  default: anyArgument,
  default_if_none: anyArgument,
  dictsort: fc.constantFrom(`"name"`, `"n"`, "0", "1", `"tag"`),
  dictsortreversed: fc.constantFrom(`"n"`, "0"),
  divisibleby: width,
  get_digit: width,
  join: anyArgument,
  ljust: width,
  rjust: width,
  slice: fc.constantFrom(`":2"`, `"1:"`, `"-2:"`, `"::-1"`, `":-1"`, `"1:3"`, `"x"`, "1"),
  stringformat: fc.constantFrom(`"s"`, `"05d"`, `".2f"`, `"<b>%s"`, `"x"`, `"10s"`, `"e"`),
  time: fc.constantFrom(`"H:i"`, `"P"`),
  timesince: fc.constantFrom("a", "c"),
  timeuntil: fc.constantFrom("a", "c"),
  truncatechars: width,
  truncatechars_html: width,
  truncatewords: width,
  truncatewords_html: width,
  urlizetrunc: width,
  wordwrap: width,
};
const optionalArguments: Readonly<Record<string, fc.Arbitrary<string>>> = {
  floatformat: fc.constantFrom("0", "2", "-3", `"2g"`, `"-1u"`, "n", "items"),
  json_script: fc.constantFrom(`"id"`, `"a\\"b"`, "a", "c"),
  pluralize: fc.constantFrom(`"es"`, `"y,ies"`, "d", "c"),
  urlencode: fc.constantFrom(`""`, `"/<"`, "d"),
  yesno: fc.constantFrom(`"<y>,<n>"`, `"y,n,m"`, "d", "c", `"y"`),
};
const withoutArgument =
  "addslashes capfirst escape escapejs escapeseq filesizeformat first force_escape iriencode last length linebreaks " +
  "linebreaksbr linenumbers lower make_list phone2numeric safe safeseq slugify striptags title unordered_list upper " +
  "urlize wordcount apnumber intcomma ordinal";
const names = [
  ...withoutArgument.split(" "),
  ...Object.keys(requiredArguments),
  ...Object.keys(optionalArguments),
];

/** Filters that give a text: what `{% filter %}` must end with. */
export const textFilters: fc.Arbitrary<string> = fc.constantFrom(
  ..."upper lower title escape force_escape linebreaks linebreaksbr urlize striptags slugify addslashes escapejs".split(
    " ",
  ),
);

/** One filter with its argument, such as `cut:"&"`. */
export function filterCalls(without: readonly string[]): fc.Arbitrary<string> {
  return fc.constantFrom(...names.filter((name) => !without.includes(name))).chain((name) => {
    const required = requiredArguments[name];
    if (required !== undefined) return required.map((argument) => `${name}:${argument}`);
    const optional = optionalArguments[name];
    if (optional === undefined) return fc.constant(name);
    return fc.option(optional).map((argument) => (argument === null ? name : `${name}:${argument}`));
  });
}

/** An operand with filters. */
export function expressions(filterCall: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(operand, fc.array(filterCall, { maxLength: 3 }))
    .map(([start, calls]) => [start, ...calls].join("|"));
}
