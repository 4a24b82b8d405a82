import { percentEncode } from "../../core/index.ts";
import { TemplateSyntaxError, TemplateValueError } from "../errors.ts";
import { describedValue } from "../runtime/described-value.ts";
import { isDictionary } from "../runtime/intrinsics.ts";
import { listOf } from "../runtime/iterate.ts";
import { textOf } from "../runtime/text-of.ts";
import { SafeString } from "../safe-string.ts";
import { simpleTag } from "../simple-tags.ts";

/**
 * `{% querystring page=2 sort=None %}`: the query of the current address with some parameters changed; `None` removes
 * one, a list sets it several times. Values without a name (`{% querystring filters page=2 %}`) are dictionaries of
 * parameters, the later ones over the earlier ones, which take the place of the request's; `None` there means the
 * request's own.
 */
export const querystring = simpleTag(({ args, named, get }) => {
  const sources = args.length > 0 ? args : [null];
  const given = sources.flatMap((source) => entriesOf(source ?? requestQuery(get("request"))));
  const parameters = new Map<string, string[]>();
  for (const [name, value] of [...given, ...Object.entries(named)]) setParameter(parameters, name, value);
  // Where there was nothing and is nothing, the address stays as it is; where the last one was removed, "?" removes it.
  if (parameters.size === 0 && given.length === 0) return "";
  const pairs = [...parameters].flatMap(([name, values]) =>
    values.map((value) => `${encoded(name)}=${encoded(value)}`),
  );
  return `?${pairs.join("&")}`;
});

function encoded(text: string): string {
  return percentEncode(text).replaceAll("%20", "+");
}

function requestQuery(request: unknown): unknown {
  const query = (request as { query?: unknown } | undefined)?.query;
  if (query !== undefined) return query;
  throw new TemplateValueError(
    'There is no "request" in the context whose query {% querystring %} could change. Give it one: {% querystring parameters page=2 %}.',
  );
}

function entriesOf(given: unknown): [name: unknown, value: unknown][] {
  if (given instanceof URLSearchParams) {
    return [...new Set(given.keys())].map((name) => [name, given.getAll(name)]);
  }
  if (given instanceof Map) return [...given];
  if (isDictionary(given)) return Object.entries(given);
  throw new TemplateSyntaxError(
    `{% querystring %} needs dictionaries of parameters in front of its named values, and got ${describedValue(given)}.`,
  );
}

function setParameter(parameters: Map<string, string[]>, name: unknown, value: unknown): void {
  if (typeof name !== "string") {
    throw new TemplateSyntaxError(
      `{% querystring %} needs texts as names of parameters, and got ${describedValue(name)}.`,
    );
  }
  const isText = typeof value === "string" || value instanceof SafeString;
  const list = isText ? undefined : listOf(value);
  const values = (list ?? [value]).filter((item) => item !== null);
  if (values.length === 0) parameters.delete(name);
  else parameters.set(name, values.map(textOf));
}
