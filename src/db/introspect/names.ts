import { reservedFieldNames } from "../models/reserved-names.ts";
import { freeName } from "../source-text/model-source.ts";

/*
 * Names of TypeScript from names of a database: `order_items` is the model `OrderItem`, `author_id` the relation `author`.
 * What can't be a name there, or means something else, is changed as little as possible; the model then says the table or
 * the column.
 */

/** The words of a name, in small letters: `"UserID"` and `"user_id"` give `["user", "id"]`. */
export function wordsIn(name: string): readonly string[] {
  return name
    .replaceAll("ß", "ss")
    .replaceAll(/[æÆ]/g, "ae")
    .replaceAll(/[øØ]/g, "o")
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

// Names that every file knows, and those of quintet/db that a file of models is likely to import.
const takenClasses = new Set(
  "Object Function Array Date Model Error Map Set Promise Symbol String Number Boolean Query Database Expression Temporal Intl JSON Math Reflect Proxy RegExp Event Request Response URL Node Buffer File Blob Record Partial".split(
    " ",
  ),
);

/** The class of a table: without the module's name in front, in the singular. */
export function className(
  table: string,
  { module, isSingular }: { readonly module: string; readonly isSingular: boolean },
  isTaken: (name: string) => boolean,
): string {
  const prefix = `${module}_`;
  const own = table.toLowerCase().startsWith(prefix) && table.length > prefix.length;
  const words = [...wordsIn(own ? table.slice(prefix.length) : table)];
  const last = words.pop();
  const name = [...words, ...(last === undefined ? [] : [isSingular ? last : singular(last)])]
    .map(capitalized)
    .join("");
  const plain = name === "" ? "Table" : /^\d/.test(name) ? `Table${name}` : name;
  return freeName(takenClasses.has(plain) ? `${plain}Row` : plain, isTaken);
}

// Beside what models refuse: what reads like a call or a comparison in a condition.
const takenFields = new Set([...reservedFieldNames, ..."gt gte lt lte isNotNull count where".split(" ")]);

/** The field of a column. */
export function fieldName(column: string, isTaken: (name: string) => boolean): string {
  return allowed(camelCase(wordsIn(column)), isTaken);
}

/** The relation of a column: without `id` at the end. */
export function relationName(column: string, isTaken: (name: string) => boolean): string {
  const words = wordsIn(column);
  const isKey = words.length > 1 && words.at(-1) === "id";
  return allowed(camelCase(isKey ? words.slice(0, -1) : words), isTaken);
}

function allowed(name: string, isTaken: (name: string) => boolean): string {
  const plain = name === "" ? "field" : /^\d/.test(name) ? `field${name}` : name;
  return freeName(takenFields.has(plain) ? `${plain}Field` : plain, isTaken);
}

export function camelCase(words: readonly string[]): string {
  return words.map((word, place) => (place === 0 ? word : capitalized(word))).join("");
}

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const irregular: ReadonlyMap<string, string> = new Map([
  ["people", "person"],
  ["children", "child"],
  ["men", "man"],
  ["women", "woman"],
]);
const unchanged = /(?:ss|us|is|news|series|species|data|media|sms|gps|dns|https?|css|js)$/;

/** One of several, by the usual rules of English. */
export function singular(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (!word.endsWith("s") || word.length < 4 || unchanged.test(word)) return word;
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|zz|[^a]ch|sh|[bcdfghjklmnprtvwz]o|(?:stat|bon|vir|camp|cens|foc)us)es$/.test(word))
    return word.slice(0, -2);
  if (/lves$/.test(word)) return `${word.slice(0, -3)}f`;
  return word.slice(0, -1);
}

/** Several of one: of a name in camelCase its last word. */
export function plural(name: string): string {
  for (const [many, one] of irregular)
    if (name === one || name.endsWith(capitalized(one)))
      return `${name.slice(0, -one.length)}${name === one ? many : capitalized(many)}`;
  if (/(?:s|x|z|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}
