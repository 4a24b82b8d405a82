import { didYouMean } from "../../core/index.ts";
import type { Expression } from "../parser/expression.ts";
import { SafeString } from "../safe-string.ts";
import { textLiteral } from "./marked-text.ts";
import type { RouteParameters } from "./twin-vocabulary.ts";
import type { TwinWriter } from "./twin-writer.ts";

/** What `{% url "shop:detail" book.id tab="info" %}` is made of. */
export interface UrlParts {
  readonly target: Expression;
  readonly positional: readonly Expression[];
  readonly named: ReadonlyMap<string, Expression>;
  /** Behind `as`: then a URL that can't be made is an empty text, and may be meant to be. */
  readonly name: string | undefined;
}

/**
 * Writes a URL. The router says whether there is such a route and which parameters it takes, in which order; the
 * compiler compares the values with their types.
 */
export function writeUrl(twin: TwinWriter, parts: UrlParts): void {
  const name = constantText(parts.target);
  const { routes } = twin.vocabulary;
  const { position } = twin.part(parts.target);
  const values = [...parts.positional, ...parts.named.values()];
  if (name === undefined || routes === undefined) {
    twin.use(parts.target, ...values);
    return;
  }
  const severity = parts.name === undefined ? "error" : "warning";
  const known = routes.parametersOf(name);
  if ("mistake" in known) {
    twin.report(position, { code: "templates.unknown-route", message: known.mistake, severity });
    twin.use(...values);
    return;
  }
  const fitting = known.find((parameters) => fits(parameters, parts));
  if (fitting === undefined) {
    const message = mistakeIn(name, known, parts);
    twin.report(position, { code: "templates.route-parameters", message, severity });
    twin.use(...values);
    return;
  }
  writeCall(twin, name, namesFor(fitting, parts));
}

/** The text that an expression is; `undefined` where it is something else. */
function constantText({ operand, filters }: Expression): string | undefined {
  if (operand.kind !== "literal" || filters.length > 0) return undefined;
  return operand.value instanceof SafeString ? operand.value.text : undefined;
}

function fits({ names, extra }: RouteParameters, { positional, named }: UrlParts): boolean {
  if (positional.length > 0) return named.size === 0 && positional.length === names.length;
  return (
    names.every((name) => named.has(name)) &&
    [...named.keys()].every((name) => names.includes(name) || extra.includes(name))
  );
}

function namesFor({ names }: RouteParameters, { positional, named }: UrlParts): [string, Expression][] {
  return positional.length > 0 ? positional.map((value, index) => [names[index]!, value]) : [...named];
}

function writeCall(twin: TwinWriter, route: string, values: readonly [string, Expression][]): void {
  const properties = values.map(([name, value]) => {
    const { position } = twin.part(value);
    const code = `${textLiteral(name)}: q.parameter(${twin.expression(value)})`;
    return twin.mark(code, { kind: "parameter", position, text: name, of: route });
  });
  twin.line(`url(${textLiteral(route)}, { ${properties.join(", ")} });`);
}

/** Which parameters are wrong, and what the route takes. */
function mistakeIn(route: string, known: readonly RouteParameters[], parts: UrlParts): string {
  const { positional, named } = parts;
  const lists = known.map(({ names }) => (names.length === 0 ? "no parameters" : names.join(", ")));
  const takes = `The route "${route}" takes ${lists.join(" or ")}`;
  if (positional.length > 0 && named.size > 0) {
    return `${takes}. Give its parameters all by name or all by their order.`;
  }
  if (positional.length > 0) return `${takes}, and ${counted(positional.length)} given.`;
  const all = known.flatMap(({ names, extra }) => [...names, ...extra]);
  const unknown = [...named.keys()].find((name) => !all.includes(name));
  if (unknown !== undefined) return `${takes}, and not "${unknown}".${didYouMean(unknown, all)}`;
  const missing = known[0]!.names.filter((name) => !named.has(name));
  return `${takes}. Missing here: ${missing.join(", ")}.`;
}

function counted(count: number): string {
  return count === 1 ? "one was" : `${count} were`;
}
