import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { type FragmentCache, templateFragmentKey } from "../fragment-cache.ts";
import type { TagParser } from "../library.ts";
import type { Node } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import { describedValue } from "../runtime/described-value.ts";
import { toInteger } from "../runtime/numbers.ts";
import type { RenderState } from "../runtime/render-state.ts";
import { textOf } from "../runtime/text-of.ts";
import type { Position } from "../source.ts";

/** `{% cache 500 sidebar user.id using="pages" %}…{% endcache %}` */
class CacheNode implements Node {
  declare position?: Position;
  readonly seconds: Expression;
  readonly name: string;
  readonly varyOn: readonly Expression[];
  readonly using: Expression | undefined;
  readonly nodes: readonly Node[];
  readonly children: readonly (readonly Node[])[];

  constructor(options: Pick<CacheNode, "seconds" | "name" | "varyOn" | "using" | "nodes">) {
    this.seconds = options.seconds;
    this.name = options.name;
    this.varyOn = options.varyOn;
    this.using = options.using;
    this.nodes = options.nodes;
    this.children = [options.nodes];
  }

  emit(code: CodeWriter): void {
    const place = code.name("place");
    const html = code.declare("cached");
    const using = this.using === undefined ? "undefined" : code.expression(this.using);
    const varyOn = this.varyOn.map((value) => code.expression(value)).join(", ");
    const seconds = code.expression(this.seconds);
    const name = JSON.stringify(this.name);
    code.line(
      `var ${place} = ${code.constant(placeIn)}(S, ${using}, ${name}, ${seconds}, [${varyOn}]);`,
      `${html} = ${code.settled(`${place}.cache.get(${place}.key)`)};`,
      `if (${html} === undefined) {`,
    );
    code.line(`${html} = ${code.captured(() => code.nodes(this.nodes))};`);
    code.line(code.settled(`${place}.cache.set(${place}.key, ${html}, ${place}.seconds)`), "}");
    code.append(html);
  }

  twin(twin: TwinWriter): void {
    twin.use(this.seconds, ...this.varyOn, ...(this.using === undefined ? [] : [this.using]));
    twin.perhaps(() => twin.nodes(this.nodes));
  }
}

/** Where a piece is kept, and for how long. */
interface Place {
  readonly cache: FragmentCache;
  readonly key: string;
  readonly seconds: number | undefined;
}

function placeIn(
  state: RenderState,
  using: unknown,
  name: string,
  seconds: unknown,
  varyOn: readonly unknown[],
): Place {
  const cache = state.engine.fragmentCache(using === undefined ? undefined : textOf(using));
  const key = templateFragmentKey(name, varyOn);
  if (seconds === null) return { cache, key, seconds: undefined };
  const whole = toInteger(seconds);
  if (whole !== undefined) return { cache, key, seconds: Number(whole) };
  throw new TemplateSyntaxError(
    `{% cache %} needs a whole number of seconds, or None for ever, and got ${describedValue(seconds)}.`,
  );
}

export const cache: TagParser = (parser, token) => {
  const words = parser.words(token).slice(1);
  if (words.length < 2) {
    throw parser.error(token, "{% cache %} needs a number of seconds and a name: {% cache 500 sidebar %}.");
  }
  const hasUsing = words.length > 2 && words.at(-1)!.startsWith("using=");
  const using = hasUsing ? parser.expression(words.pop()!.slice("using=".length), token) : undefined;
  const [seconds, name, ...varyOn] = words as [string, string, ...string[]];
  const { nodes } = parser.parseBody("endcache");
  return new CacheNode({
    seconds: parser.expression(seconds, token),
    name,
    varyOn: varyOn.map((word) => parser.expression(word, token)),
    using,
    nodes,
  });
};
