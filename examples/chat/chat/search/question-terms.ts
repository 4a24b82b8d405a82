/*
 * A question is a sentence, a search is a handful of words. Words that stand in any question say nothing about what is
 * asked. And people who come from Django ask in its words, which the documentation seldom uses: those are searched
 * under both names.
 */
const stopWords = new Set(
  `a about against all also am an and another any anything app application are as ask at be been being between but by can cannot could
  did do does doing don done each else ever every example examples explain find for from get give go going got
  had has have hello help hey hi how however i if in instead into is isn it its just know let like made make makes making many may me
  mean means might more most much must my need needs no not now of off ok on one only or other our out over please
  possible quintet same shall should show so some something such tell than thank thanks that the their them then
  there these they thing things this those to too try understand us use used using want was way ways we well were
  what whats when where whether which while who why will with without work working works would yes you your`.split(
    /\s+/,
  ),
);

const otherNames: ReadonlyMap<string, readonly string[]> = new Map([
  ["foreignkey", ["belongsTo"]],
  ["foreign", ["belongsTo", "relation"]],
  ["manytomanyfield", ["manyToMany"]],
  ["onetoonefield", ["hasOne"]],
  ["orm", ["model", "query"]],
  ["view", ["handler"]],
  ["views", ["handler"]],
  ["controller", ["handler"]],
  ["url", ["route", "urlFor"]],
  ["urls", ["route", "urlFor"]],
  ["settings", ["config"]],
  ["setting", ["config"]],
  ["configure", ["config"]],
  ["configuration", ["config"]],
  ["makemigrations", ["migrate"]],
  ["schema", ["migration"]],
  ["signal", ["event"]],
  ["signals", ["event"]],
  ["static", ["assets"]],
  ["message", ["flash"]],
  ["messages", ["flash"]],
  ["atomic", ["transaction"]],
  ["modeladmin", ["resource", "admin"]],
  ["queryset", ["query"]],
  ["login", ["auth"]],
  ["signin", ["auth"]],
  ["user", ["auth"]],
  ["users", ["auth"]],
  ["permission", ["auth"]],
  ["database", ["db"]],
  ["sql", ["query"]],
  ["install", ["start"]],
  ["begin", ["start"]],
  ["setup", ["start"]],
  ["server", ["http"]],
  ["deploy", ["production"]],
]);

// More words make a search slower and no better.
const maxTerms = 12;

/** The words of a question that are worth searching, in lower case, each with the names that it has in Quintet. */
export function questionTerms(question: string): string[][] {
  const words = question.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const wanted = [...new Set(words)].filter((word) => word.length > 1 && !stopWords.has(word));
  return wanted.slice(0, maxTerms).map((word) => [word, ...(otherNames.get(word) ?? [])]);
}
