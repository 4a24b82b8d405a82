/*
 * What to say about a piece of an expression that can't be read. Each of these is a way to write it in another language:
 * the message names the way of templates.
 */

interface Mistake {
  /** What the piece begins with. */
  readonly pattern: RegExp;
  /** What to do. `read` is what stands in front of the piece. */
  readonly advice: (match: RegExpExecArray, read: string) => string;
}

const conditionTags = "A condition stands in a tag: {% if a == b %}…{% endif %}.";

// The first that fits counts.
const mistakes: readonly Mistake[] = [
  {
    pattern: /^:\s+(\S.*)/s,
    advice: ([, rest], read) => `No space may stand behind the colon: ${lastFilter(read)}:${rest}.`,
  },
  {
    pattern: /^\s+:/,
    advice: (_, read) => `No space may stand in front of the colon: ${lastFilter(read)}:….`,
  },
  {
    pattern: /^:\s*$/,
    advice: (_, read) => `Something must stand behind the colon: ${lastFilter(read)}:"text".`,
  },
  {
    pattern: /^:?(["'])(?:(?!\1).)*$/s,
    advice: ([, quote]) => `The text that begins here never ends: a ${quote} is missing.`,
  },
  {
    pattern: /^\(\s*([^)]*)\)/,
    advice: ([, given], read) => {
      if (read.includes("|"))
        return `What a filter gets stands behind a colon: ${lastFilter(read)}:${given || '"text"'}.`;
      return given === ""
        ? `Templates call functions by themselves: write ${read} without brackets.`
        : "Templates call functions without arguments. Compute the value in the handler, or with a tag or filter of your own.";
    },
  },
  {
    pattern: /^\[\s*["']?([\w-]+)["']?\s*\]/,
    advice: ([, key], read) => `Items are reached by a dot: ${read}.${key}.`,
  },
  { pattern: /^\?\./, advice: () => "A dot is enough: what isn't there prints nothing." },
  {
    pattern: /^\s*(\?\?|\|\|)\s*(\S+)/,
    advice: ([, , other], read) => `For what isn't there write ${read}|default:${other}.`,
  },
  { pattern: /^\s*\|\s*$/, advice: () => `The name of a filter must stand behind "|".` },
  {
    pattern: /^\s*\|\s*["'\d]/,
    advice: () => `The name of a filter must stand behind "|", as in |default:"none".`,
  },
  {
    pattern: /^(===?|!==?|<=?|>=?)/,
    advice: () => "Operators stand between spaces, and in tags: {% if a == b %}…{% endif %}.",
  },
  { pattern: /^\s*(===?|!==?|<=?|>=?|&&|and |or |in |is )/, advice: () => conditionTags },
  { pattern: /^\s*\?/, advice: () => `One of two values is chosen by {% if %}, or by |yesno:"this,that".` },
  { pattern: /^\s*=[^=]/, advice: () => "A variable is set by {% with name=value %}…{% endwith %}." },
  {
    pattern: /^\s*\+\s*(\S+)/,
    advice: ([, other], read) => `Values are added by a filter: ${read}|add:${other}.`,
  },
  {
    pattern: /^-[\p{L}\d]/u,
    advice: () =>
      'A name has no "-" in it. Templates don\'t compute: subtract in the handler, or by a filter.',
  },
  {
    pattern: /^\s*[-*/%]\s/,
    advice: () => "Templates don't compute. Do it in the handler, or by a filter of your own.",
  },
  {
    pattern: /^\/|^\.html|^-[\w/-]+\.html/,
    advice: (match, read) => `Names of templates and files stand in quotes: "${read}${match.input}".`,
  },
  { pattern: /^,/, advice: () => "Values stand one behind the other, with spaces and without commas." },
  { pattern: /^\s+as\s/, advice: () => "A value is kept by {% with value as name %}…{% endwith %}." },
  { pattern: /^\s+\S/, advice: () => `Behind a value only filters may stand, each with "|" in front.` },
];

/** What to do about the piece of an expression behind `read`; empty where nothing is known. */
export function adviceFor(rest: string, read: string): string {
  if (read === "not") return `\n${conditionTags}`;
  // A format that is not in quotes: date:Y-m.
  const unquoted = /([\p{L}\p{N}_]+):([^"'|:]+)$/u.exec(read);
  if (unquoted !== null && /^[-/,]\S/.test(rest)) {
    const [text] = /^[^\s|]+/.exec(unquoted[2] + rest)!; // there is at least what was read
    return `\nA text behind a colon stands in quotes: ${unquoted[1]}:"${text}".`;
  }
  for (const { pattern, advice } of mistakes) {
    const match = pattern.exec(rest);
    if (match !== null) return `\n${advice(match, read)}`;
  }
  return "";
}

const beginnings: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  [/^!\s*(\S+)/, ([, operand]) => `"Not" is written as a word: {% if not ${operand} %}.`],
  [/^\(/, () => "Brackets are not known: nest {% if %}, or keep a part of the condition by {% with %}."],
  [/^\|/, () => 'A value must stand in front of "|".'],
  [/^(["'])/, ([, quote]) => `The text that begins here never ends: a ${quote} is missing.`],
  [/^[[{]/, () => "Lists and objects can't be written in templates. Give them to the context."],
  [/^[$@]/, ([sign]) => `Names have no "${sign}" in front of them.`],
];

/** What to do about an expression that begins with nothing known. */
export function adviceForBeginning(text: string): string {
  for (const [pattern, advice] of beginnings) {
    const match = pattern.exec(text);
    if (match !== null) return `\n${advice(match)}`;
  }
  return "";
}

function lastFilter(read: string): string {
  return /([\p{L}\p{N}_]+)(?::[^|]*)?$/u.exec(read)?.[1] ?? "filter";
}
