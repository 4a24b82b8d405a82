import { isSecretName } from "../core/index.ts";
import type { MatchedRoute } from "./request-properties.ts";

interface Logged {
  readonly target: string;
  readonly route?: MatchedRoute | undefined;
}

/**
 * A request's path as it may stand in a log: without the query, and with `[secret]` for what a route calls a token or a
 * key, as in the links of mails: `"/reset/MQ/[secret]/"`.
 */
export function loggedPath(request: Logged): string {
  const path = request.target.split("?", 1)[0]!;
  return Object.entries(matchedRoute(request)?.params ?? {}).reduce(withoutSecret, path);
}

/** The route of a request; `undefined` also where its path can't be understood. */
export function matchedRoute(request: Logged): MatchedRoute | undefined {
  try {
    return request.route;
  } catch {
    return undefined;
  }
}

function withoutSecret(path: string, [name, value]: [string, unknown]): string {
  const text = String(value);
  if (!isSecretName(name) || text === "") return path;
  return path.replaceAll(text, "[secret]").replaceAll(encodeURIComponent(text), "[secret]");
}
