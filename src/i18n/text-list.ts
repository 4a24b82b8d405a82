import { translate } from "./current-translator.ts";
import type { Translator } from "./translator.ts";

export interface TextListOptions {
  /** What stands in front of the last text, translated already: "or" in the language, by default. */
  readonly lastWord?: string;
  /** What translates the comma and "or": by default into the current language. */
  readonly translator?: Pick<Translator, "translate">;
}

/**
 * Texts in a row, as a sentence has them.
 *
 * @example
 * textList(["tea", "milk", "sugar"]); // "tea, milk or sugar"
 */
export function textList(texts: readonly string[], options: TextListOptions = {}): string {
  const { translator = { translate } } = options;
  const last = texts.at(-1) ?? "";
  if (texts.length < 2) return last;
  const others = texts.slice(0, -1).join(translator.translate(", "));
  return `${others} ${options.lastWord ?? translator.translate("or")} ${last}`;
}
