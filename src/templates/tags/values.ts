import { formatMoment, getFormat, momentOf } from "../../i18n/index.ts";
import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError, TemplateValueError, VariableDoesNotExist } from "../errors.ts";
import type { TagParser } from "../library.ts";
import { type Node, namesSet } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import { GroupedResult } from "../runtime/grouped-result.ts";
import { toFloat, toInteger } from "../runtime/numbers.ts";
import type { RenderState } from "../runtime/render-state.ts";
import { equals } from "../runtime/truth.ts";
import type { Position } from "../source.ts";

/** `{% now "j F Y" as today %}` */
class NowNode implements Node {
  declare position?: Position;
  readonly format: string;
  readonly name: string | undefined;

  constructor(format: string, name: string | undefined) {
    this.format = format;
    this.name = name;
  }

  get sets(): readonly string[] {
    return namesSet(this.name);
  }

  emit(code: CodeWriter): void {
    const text = `${code.constant(nowText)}(S, ${JSON.stringify(this.format)})`;
    if (this.name === undefined) code.append(text);
    else code.assign(this.name, text);
  }

  twin(twin: TwinWriter): void {
    if (this.name !== undefined) twin.assign(this.name, "q.text");
  }
}

function nowText(state: RenderState, format: string): string {
  const { timeZone, locale } = state.plain;
  const moment = momentOf(state.engine.now(), { timeZone })!; // also inside of {% localtime off %}
  return formatMoment(moment, String(getFormat(format || "DATE_FORMAT", locale)), state.plain);
}

export const now: TagParser = (parser, token) => {
  const words = parser.words(token);
  const name = words.length === 4 && words[2] === "as" ? words[3] : undefined;
  if (name === undefined && words.length !== 2) {
    throw parser.error(token, `{% now %} takes one format: {% now "j F Y" %}.`);
  }
  return new NowNode(words[1]!.slice(1, -1), name);
};

/** `{% widthratio value max 100 as width %}` */
class WidthRatioNode implements Node {
  declare position?: Position;
  readonly numbers: readonly [Expression, Expression, Expression];
  readonly name: string | undefined;

  constructor(numbers: readonly [Expression, Expression, Expression], name: string | undefined) {
    this.numbers = numbers;
    this.name = name;
  }

  get sets(): readonly string[] {
    return namesSet(this.name);
  }

  emit(code: CodeWriter): void {
    const [value, max, width] = this.numbers.map((expression) => code.expression(expression));
    const text = code.declare("ratio");
    code.line("try {", `${text} = ${code.constant(widthRatio)}(${value}, ${max}, ${width});`);
    code.line(`} catch (error) { ${text} = ${code.constant(withoutRatio)}(error); }`);
    if (this.name === undefined) code.append(`orEmpty(${text})`);
    else code.line(`if (${text} !== undefined) {`);
    if (this.name !== undefined) {
      code.assign(this.name, text);
      code.line("}");
    }
  }

  twin(twin: TwinWriter): void {
    for (const value of this.numbers) {
      twin.line(`${twin.checked(value, "number", (code) => `q.ratio(${code})`)};`);
    }
    if (this.name !== undefined) twin.assign(this.name, "q.text");
  }
}

/** A variable that isn't there gives nothing; what can't be used at all is a mistake in the tag. */
function withoutRatio(error: unknown): undefined {
  if (error instanceof VariableDoesNotExist) return undefined;
  if (!(error instanceof TypeError || error instanceof TemplateValueError)) throw error;
  throw new TemplateSyntaxError(`{% widthratio %} needs numbers. ${error.message}`);
}

function widthRatio(value: unknown, max: unknown, width: unknown): string {
  const limit = toInteger(width);
  if (limit === undefined)
    throw new TemplateSyntaxError("The last argument of {% widthratio %} must be a number.");
  const part = toFloat(value);
  const whole = toFloat(max);
  if (part === undefined || whole === undefined) return "";
  if (whole === 0) return "0";
  const ratio = (part / whole) * Number(limit);
  return Number.isFinite(ratio) ? String(roundedHalfToEven(ratio)) : "";
}

/** As Python rounds: 2.5 gives 2, 3.5 gives 4. */
function roundedHalfToEven(number: number): number {
  const floor = Math.floor(number);
  const rest = number - floor;
  const rounded = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  return rounded === 0 ? 0 : rounded; // never -0
}

export const widthratio: TagParser = (parser, token) => {
  const [, value, max, width, as, name] = parser.words(token);
  const count = parser.words(token).length;
  if ((count !== 4 && count !== 6) || (count === 6 && as !== "as")) {
    throw parser.error(token, "{% widthratio %} takes three numbers: {% widthratio value max 100 %}.");
  }
  const numbers = [value, max, width].map((word) => parser.expression(word!, token));
  return new WidthRatioNode(numbers as [Expression, Expression, Expression], name);
};

/** `{% regroup books by author as groups %}` */
class RegroupNode implements Node {
  declare position?: Position;
  readonly items: Expression;
  readonly key: Expression;
  readonly name: string;

  constructor(items: Expression, key: Expression, name: string) {
    this.items = items;
    this.key = key;
    this.name = name;
  }

  get sets(): readonly string[] {
    return namesSet(this.name);
  }

  emit(code: CodeWriter): void {
    const groups = code.declare("groups");
    const items = code.name("items");
    const value = code.expression(this.items, { ignoreFailures: true });
    code.line(`${groups} = [];`, `var ${items} = ${code.awaited(`itemsOf(S, ${value})`)};`);
    const item = code.name("item");
    code.line(`for (var ${item} of ${items}) {`);
    code.scoped(() => {
      const js = code.name("grouped");
      code.line(`var ${js} = ${item};`);
      code.bind(this.name, js);
      const key = code.expression(this.key, { ignoreFailures: true });
      code.line(`${code.constant(addToGroup)}(${groups}, ${key}, ${item});`);
    });
    code.line("}");
    code.assign(this.name, groups);
  }

  twin(twin: TwinWriter): void {
    const items = twin.checked(this.items, "looped", (value) => `q.items(${value})`);
    const item = twin.constant("grouped", `q.item(${items})`);
    let key = "";
    twin.scoped(() => {
      twin.bind(this.name, item);
      key = twin.continued(this.name, this.key);
    });
    twin.assign(this.name, `q.groups(${item}, ${key})`);
  }
}

function addToGroup(groups: GroupedResult[], grouper: unknown, item: unknown): void {
  const last = groups.at(-1);
  if (last !== undefined && equals(last.grouper, grouper)) last.list.push(item);
  else groups.push(new GroupedResult(grouper, item));
}

export const regroup: TagParser = (parser, token) => {
  const [, items, by, key, as, name] = parser.words(token);
  if (parser.words(token).length !== 6 || by !== "by" || as !== "as") {
    throw parser.error(token, "{% regroup %} should read {% regroup books by author as groups %}.");
  }
  return new RegroupNode(parser.expression(items!, token), parser.expression(`${name}.${key}`, token), name!);
};
