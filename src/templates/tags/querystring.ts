import { TemplateValueError } from "../errors.ts";
import { isDictionary } from "../runtime/intrinsics.ts";
import { listOf } from "../runtime/iterate.ts";
import { textOf } from "../runtime/text-of.ts";
import { SafeString } from "../safe-string.ts";
import { simpleTag } from "../simple-tags.ts";

/**
 * `{% querystring page=2 sort=None %}`: the query of the current address with some parameters changed; `None` removes
 * one, a list sets it several times. A first value (`{% querystring filters page=2 %}`) takes the place of the request's.
 */
export const querystring = simpleTag(({ args: [given], named, get }) => {
  const current = parametersOf(given ?? requestQuery(get("request")));
  const parameters = new URLSearchParams(current);
  for (const [name, value] of Object.entries(named)) setParameter(parameters, name, value);
  if (parameters.size === 0 && current.length === 0) return "";
  return `?${parameters}`;
});

function requestQuery(request: unknown): unknown {
  const query = (request as { query?: unknown } | undefined)?.query;
  if (query !== undefined) return query;
  throw new TemplateValueError(
    'There is no "request" in the context whose query {% querystring %} could change. Give it one: {% querystring parameters page=2 %}.',
  );
}

function parametersOf(given: unknown): [string, string][] {
  if (given instanceof URLSearchParams) return [...given];
  const entries = given instanceof Map ? [...given] : isDictionary(given) ? Object.entries(given) : undefined;
  if (entries !== undefined) return entries.map(([name, value]) => [textOf(name), textOf(value)]);
  throw new TemplateValueError(`{% querystring %} needs parameters, and got ${textOf(given)}.`);
}

function setParameter(parameters: URLSearchParams, name: string, value: unknown): void {
  const isText = typeof value === "string" || value instanceof SafeString;
  const list = isText || value === null ? undefined : listOf(value);
  if (value === null) parameters.delete(name);
  else if (list === undefined) parameters.set(name, textOf(value));
  else {
    parameters.delete(name);
    for (const item of list) parameters.append(name, textOf(item));
  }
}
