import { languageInfo } from "../../i18n/index.ts";
import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import { type Node, namesSet } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import { itemsOf } from "../runtime/iterate.ts";
import { type TemplateLanguage, templateLanguage } from "../runtime/language-info.ts";
import type { RenderState } from "../runtime/render-state.ts";
import type { Position } from "../source.ts";

/*
 * Tags that tell something about languages: each sets a variable.
 */

/** `{% get_current_language as code %}`: what a function says about the language of the page. */
class SettingNode implements Node {
  declare position?: Position;
  readonly read: (state: RenderState) => unknown;
  readonly name: string;
  /** What it gives, as TypeScript. */
  readonly type: string;

  constructor(read: (state: RenderState) => unknown, name: string, type: string) {
    this.read = read;
    this.name = name;
    this.type = type;
  }

  get sets(): readonly string[] {
    return namesSet(this.name);
  }

  emit(code: CodeWriter): void {
    code.assign(this.name, `${code.constant(this.read)}(S)`);
  }

  twin(twin: TwinWriter): void {
    twin.assign(this.name, valueOfType(this.type));
  }
}

/** TypeScript for a value of which only the type counts. */
function valueOfType(type: string): string {
  return `q.seen(null as unknown as ${type})`;
}

/** `{% tag as name %}` */
function settingTag(read: (state: RenderState) => unknown, type: string): TagParser {
  return (parser, token) => {
    const [tag, as, name, ...rest] = token.contents.split(/\s+/);
    if (as !== "as" || name === undefined || rest.length > 0) {
      throw parser.error(token, `{% ${tag} %} should read {% ${tag} as name %}.`);
    }
    return new SettingNode(read, name, type);
  };
}

/** `None` where there is none. */
export const getCurrentLanguage = settingTag(({ plain }) => plain.language || null, "string | null");

/** Whether it is written from right to left. */
export const getCurrentLanguageBidi = settingTag(({ plain }) => plain.locale.isRightToLeft, "boolean");

/** Pairs of tag and name, the name translated. */
export const getAvailableLanguages = settingTag(availableLanguages, "[string, string][]");

function availableLanguages({ engine, plain }: RenderState): [tag: string, name: string][] {
  const languages = Object.entries(engine.languages ?? ownLanguage(engine.language));
  return languages.map(([tag, name]) => [tag, plain.translator.translate(name)]);
}

function ownLanguage(language: string): Record<string, string> {
  return { [language]: languageInfo(language)?.name ?? language };
}

type ReadInfo = (state: RenderState, value: unknown) => unknown;

/** `{% get_language_info for "de" as language %}`, and the same for several. */
class LanguageInfoNode implements Node {
  declare position?: Position;
  readonly read: ReadInfo;
  readonly value: Expression;
  readonly name: string;
  readonly type: string;

  constructor(read: ReadInfo, value: Expression, name: string, type: string) {
    this.read = read;
    this.value = value;
    this.name = name;
    this.type = type;
  }

  get sets(): readonly string[] {
    return namesSet(this.name);
  }

  emit(code: CodeWriter): void {
    const info = `${code.constant(this.read)}(S, ${code.expression(this.value)})`;
    code.assign(this.name, code.awaited(info));
  }

  twin(twin: TwinWriter): void {
    twin.use(this.value);
    twin.assign(this.name, valueOfType(this.type));
  }
}

const infoType = "{ code: string; name: string; name_local: string; name_translated: string; bidi: boolean }";

function infoTag(read: ReadInfo, type: string, example: string): TagParser {
  return (parser, token) => {
    const [tag, word, value, as, name, ...rest] = parser.words(token);
    if (word !== "for" || value === undefined || as !== "as" || name === undefined || rest.length > 0) {
      throw parser.error(token, `{% ${tag} %} should read {% ${tag} for ${example} %}.`);
    }
    return new LanguageInfoNode(read, parser.expression(value, token), name, type);
  };
}

export const getLanguageInfo = infoTag(
  ({ plain }, value) => templateLanguage(value, plain.translator),
  infoType,
  '"de" as language',
);

/** Of tags, or of pairs of a tag and something else. */
export const getLanguageInfoList = infoTag(languageInfos, `${infoType}[]`, "languages as infos");

function languageInfos(state: RenderState, value: unknown): unknown {
  const items = itemsOf(state, value);
  return items instanceof Promise ? items.then((found) => listed(state, found)) : listed(state, items);
}

function listed({ plain }: RenderState, items: readonly unknown[]): TemplateLanguage[] {
  return items.map((item) => templateLanguage(Array.isArray(item) ? item[0] : item, plain.translator));
}
