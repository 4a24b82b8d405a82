import { QuintetError } from "../../core/index.ts";
import { writeUrl } from "../checker/twin-url.ts";
import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import { type Node, namesSet } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import type { RenderState } from "../runtime/render-state.ts";
import { textOf } from "../runtime/text-of.ts";
import { escapeHtml, SafeString } from "../safe-string.ts";
import type { Position } from "../source.ts";

/** `{% url "shop:detail" book.id tab="info" as link %}` */
class UrlNode implements Node {
  declare position?: Position;
  readonly target: Expression;
  readonly positional: readonly Expression[];
  readonly named: ReadonlyMap<string, Expression>;
  readonly name: string | undefined;

  constructor(options: Pick<UrlNode, "target" | "positional" | "named" | "name">) {
    this.target = options.target;
    this.positional = options.positional;
    this.named = options.named;
    this.name = options.name;
  }

  get sets(): readonly string[] {
    return namesSet(this.name);
  }

  emit(code: CodeWriter): void {
    const target = code.expression(this.target);
    const positional = this.positional.map((value) => code.expression(value)).join(", ");
    const named = [...this.named].map(
      ([name, value]) => `[${JSON.stringify(name)}]: ${code.expression(value)}`,
    );
    const find = code.constant(this.name === undefined ? urlFor : urlOrNothing);
    const written = JSON.stringify(this.target.text);
    const url = `${find}(S, ${target}, [${positional}], { ${named.join(", ")} }, ${written})`;
    if (this.name !== undefined) code.assign(this.name, url);
    else code.append(code.escapedText(url));
  }

  twin(twin: TwinWriter): void {
    writeUrl(twin, this);
    if (this.name !== undefined) twin.assign(this.name, "q.text");
  }
}

function urlFor(
  state: RenderState,
  name: unknown,
  positional: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
  written: string,
): string {
  const values = Object.fromEntries(Object.entries(named).map(([key, value]) => [key, unwrapped(value)]));
  const find = state.function("urlFor", "{% url %}");
  try {
    return find(textOf(name), positional.map(unwrapped), values);
  } catch (error) {
    if (error instanceof QuintetError && textOf(name) === "") {
      error.message += `\n${written} is empty. The name of a route stands in quotes: {% url "${written}" %}.`;
    }
    throw error;
  }
}

/** With `as`, a name that leads nowhere gives the empty text. */
function urlOrNothing(...given: Parameters<typeof urlFor>): string {
  try {
    return urlFor(...given);
  } catch (error) {
    if (error instanceof QuintetError && error.code.startsWith("routing.")) return "";
    throw error;
  }
}

function unwrapped(value: unknown): unknown {
  return value instanceof SafeString ? value.text : value;
}

export const url: TagParser = (parser, token) => {
  const words = parser.words(token).slice(1);
  if (words.length === 0) throw parser.error(token, `{% url %} needs the name of a route: {% url "home" %}.`);
  const name = words.length >= 3 && words.at(-2) === "as" ? words.at(-1) : undefined;
  const target = parser.expression(words[0]!, token);
  const positional: Expression[] = [];
  const named = new Map<string, Expression>();
  for (const word of name === undefined ? words.slice(1) : words.slice(1, -2)) {
    const [, key, value] = /^(?:([\p{L}\p{N}_]+)=)?(.+)$/su.exec(word)!;
    const expression = parser.expression(value!, token);
    if (key === undefined) positional.push(expression);
    else named.set(key, expression);
  }
  return new UrlNode({ target, positional, named, name });
};

/** `{% static "site.css" as link %}` */
class StaticNode implements Node {
  declare position?: Position;
  readonly path: Expression;
  readonly name: string | undefined;

  constructor(path: Expression, name: string | undefined) {
    this.path = path;
    this.name = name;
  }

  get sets(): readonly string[] {
    return namesSet(this.name);
  }

  emit(code: CodeWriter): void {
    const url = code.escapedText(`${code.constant(assetUrl)}(S, ${code.expression(this.path)})`);
    if (this.name === undefined) code.append(url);
    else code.assign(this.name, code.autoescape ? `new SafeString(${url})` : url);
  }

  twin(twin: TwinWriter): void {
    twin.use(this.path);
    if (this.name !== undefined) twin.assign(this.name, "q.text");
  }
}

function assetUrl(state: RenderState, path: unknown): string {
  return state.function("assetUrl", "{% static %}")(textOf(path));
}

export const staticTag: TagParser = (parser, token) => {
  const words = parser.words(token);
  if (words.length < 2) throw parser.error(token, `{% static %} needs a path: {% static "site.css" %}.`);
  const name = words.length >= 4 && words.at(-2) === "as" ? words.at(-1) : undefined;
  return new StaticNode(parser.expression(words[1]!, token), name);
};

/** `{% get_static_prefix %}`, `{% get_media_prefix as media %}` */
class PrefixNode implements Node {
  declare position?: Position;
  readonly prefix: (state: RenderState) => string;
  readonly name: string | undefined;

  constructor(prefix: (state: RenderState) => string, name: string | undefined) {
    this.prefix = prefix;
    this.name = name;
  }

  get sets(): readonly string[] {
    return namesSet(this.name);
  }

  emit(code: CodeWriter): void {
    const prefix = `${code.constant(this.prefix)}(S)`;
    if (this.name === undefined) code.append(prefix);
    else code.assign(this.name, prefix);
  }

  twin(twin: TwinWriter): void {
    if (this.name !== undefined) twin.assign(this.name, "q.text");
  }
}

function prefixTag(prefix: (state: RenderState) => string): TagParser {
  return (parser, token) => {
    const [tag, as, name, ...rest] = parser.words(token);
    if (as !== undefined && (as !== "as" || name === undefined || rest.length > 0)) {
      throw parser.error(token, `{% ${tag} %} takes only a name for what it gives: {% ${tag} as prefix %}.`);
    }
    return new PrefixNode(prefix, name);
  };
}

/** What stands in front of all assets. */
export const staticPrefix = prefixTag((state) => state.function("staticPrefix", "{% get_static_prefix %}")());

/** What stands in front of all uploaded files. */
export const mediaPrefix = prefixTag((state) => state.function("mediaPrefix", "{% get_media_prefix %}")());

/** `{% csrf_token %}` */
class CsrfTokenNode implements Node {
  declare position?: Position;

  emit(code: CodeWriter): void {
    const given = code.settled(code.variable("csrf_token"));
    const token = code.settled(`${code.constant(csrfToken)}(S, ${given})`);
    code.append(`${code.constant(csrfField)}(${token})`);
  }
}

function csrfToken(state: RenderState, given: unknown): unknown {
  return given === undefined ? state.function("csrfToken", "{% csrf_token %}")() : given;
}

function csrfField(token: unknown): string {
  const text = token === null ? "" : textOf(token);
  if (text === "") return "";
  return `<input type="hidden" name="csrfmiddlewaretoken" value="${escapeHtml(text)}">`;
}

export const csrfTokenTag: TagParser = () => new CsrfTokenNode();
