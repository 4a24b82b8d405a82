import {
  forbiddenScheme,
  forbiddenSchemeInList,
  forbiddenSchemeInRefresh,
  forbiddenSchemeInSteps,
} from "./url-check.ts";

/*
 * What an attribute's value means, by its name. HTML has no rule for that, only lists; names that no list has are taken for
 * an address where they sound like one.
 */

/** How a value is written into an attribute. */
export type AttributeRule =
  /** Text. `null`, `undefined` and `false` leave the attribute out. */
  | { readonly kind: "text" }
  /** There or not there, whatever its value. */
  | { readonly kind: "boolean" }
  /** `true` and `false` are written as words. */
  | { readonly kind: "words" }
  /** Names with spaces in between. */
  | { readonly kind: "class" }
  | { readonly kind: "style" }
  /** A page of its own as text. */
  | { readonly kind: "page" }
  /** One or more addresses; `check` finds a forbidden scheme in the whole value. */
  | { readonly kind: "url"; readonly check: (value: string) => string | undefined }
  /** A program: no value may get in. */
  | { readonly kind: "code" };

const text: AttributeRule = { kind: "text" };
const boolean: AttributeRule = { kind: "boolean" };
const words: AttributeRule = { kind: "words" };
const code: AttributeRule = { kind: "code" };
const url: AttributeRule = { kind: "url", check: forbiddenScheme };
const urlList: AttributeRule = { kind: "url", check: forbiddenSchemeInList };
const steps: AttributeRule = { kind: "url", check: forbiddenSchemeInSteps };
const refresh: AttributeRule = { kind: "url", check: forbiddenSchemeInRefresh };
/** Values that htmx takes for a program where they say so. */
const perhapsCode: AttributeRule = {
  kind: "url",
  check: (value) => forbiddenScheme(value) ?? (/^\s*js:/i.test(value) ? "js" : undefined),
};

function byName(names: string, rule: AttributeRule): [string, AttributeRule][] {
  return names.split(" ").map((name) => [name, rule]);
}

const rules: ReadonlyMap<string, AttributeRule> = new Map<string, AttributeRule>([
  ["class", { kind: "class" }],
  ["style", { kind: "style" }],
  ["srcdoc", { kind: "page" }],
  ...byName(
    "href xlink:href src action formaction poster data cite background longdesc manifest codebase classid lowsrc dynsrc " +
      "icon profile usemap xml:base hx-get hx-post hx-put hx-patch hx-delete hx-push-url hx-replace-url",
    url,
  ),
  ...byName("srcset imagesrcset ping archive attributionsrc", urlList),
  ...byName("hx-vals hx-headers hx-request", perhapsCode),
  ...byName("hx-vars hx-trigger _ fscommand seeksegmenttime", code),
  ...byName(
    "allowfullscreen async autofocus autoplay checked controls default defer disabled formnovalidate inert ismap " +
      "itemscope loop multiple muted nomodule novalidate open playsinline readonly required reversed selected " +
      "shadowrootclonable shadowrootdelegatesfocus shadowrootserializable",
    boolean,
  ),
  ...byName("contenteditable draggable spellcheck writingsuggestions", words),
]);

const animations = new Set(["animate", "animatecolor", "animatemotion", "animatetransform", "set"]);

/**
 * The rule for an attribute.
 * @param element - The element's name, in small letters like the attribute's.
 */
export function attributeRule(element: string, name: string): AttributeRule {
  if (holdsCode(name)) return code;
  if (element === "meta" && name === "content") return refresh;
  // <animate attributeName="href" values="…"> sets the address of the link around it.
  if (animations.has(element) && /^(?:to|from|by|values)$/.test(name)) return steps;
  const known = rules.get(name) ?? rules.get(name.replace(/^data-(?=hx-)/, ""));
  if (known !== undefined) return known;
  // Scripts that load pictures late keep their addresses in data-src, data-url and the like.
  if (/src|url|uri|href/.test(name)) return url;
  return /^(?:aria|data)-/.test(name) ? words : text;
}

/** Event handlers, and what the scripts of others (Alpine, Vue, htmx) take for a program. */
function holdsCode(name: string): boolean {
  return /^(?:on|(?:data-)?(?:hx-on|ng-|x-|v-)|[@:*#[(.])/.test(name);
}
