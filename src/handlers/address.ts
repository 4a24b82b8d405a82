import type { LazyString } from "../core/index.ts";
import { Response, type ResponseLike, redirect } from "../http/index.ts";

/** An address to go to. */
export type Address = string | URL | LazyString;

/** A response as it is, an address as a redirect: with GET, whatever was sent here. */
export function answerOf(answer: Address | ResponseLike): ResponseLike {
  if (answer instanceof Response || answer instanceof globalThis.Response) return answer;
  return redirect(answer, { status: 303 });
}
