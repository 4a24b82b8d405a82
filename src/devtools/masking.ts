import { isSecretName, mask } from "../core/index.ts";
import type { Request } from "../http/index.ts";

/** The value, or the mask where its name says that it is a secret. */
export function masked(name: string, value: string): string {
  return isSecretName(name) ? mask : value;
}

/** Path and query as they were sent, without the secrets in the route's parameters and the query: `"/reset/3/••••••••/"`. */
export function maskedTarget(target: string, params: Readonly<Record<string, unknown>>): string {
  const [path = "", query] = splitQuery(target);
  const shown = maskedPath(path, params);
  return query === undefined ? shown : `${shown}?${maskedQuery(query)}`;
}

/** The headers of a request; also a referring page's address is masked. */
export function maskedHeaders(request: Request): [name: string, value: string][] {
  return [...request.headers].map(([name, value]) => {
    if (name !== "referer") return [name, masked(name, value)];
    const [page = "", query] = splitQuery(value);
    return [name, query === undefined ? page : `${page}?${maskedQuery(query)}`];
  });
}

function splitQuery(target: string): [path: string, query?: string] {
  const mark = target.indexOf("?");
  return mark === -1 ? [target] : [target.slice(0, mark), target.slice(mark + 1)];
}

/** A segment of the path is a secret where the route gives it a secret's name: `"reset/<uid>/<token>/"`. */
function maskedPath(path: string, params: Readonly<Record<string, unknown>>): string {
  let shown = path;
  for (const [name, value] of Object.entries(params)) {
    if (isSecretName(name) && String(value) !== "") shown = shown.replaceAll(String(value), mask);
  }
  return shown;
}

function maskedQuery(query: string): string {
  return [...new URLSearchParams(query)].map(([name, value]) => `${name}=${masked(name, value)}`).join("&");
}
