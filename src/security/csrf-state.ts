import { currentApp } from "../core/index.ts";
import { currentRequest, defineRequestProperty, type Request, RequestSlot } from "../http/index.ts";
import { csrfSecretOf, maskCsrfSecret, newCsrfSecret } from "./csrf-token.ts";
import { CsrfTokenTooLateError } from "./errors.ts";
import { securityPolicyService } from "./security-policy.ts";

declare module "../http/request-properties.ts" {
  interface RequestProperties {
    /** A token for the forms of this answer. Reading it sets the cookie that the token is compared with. */
    readonly csrfToken: string;
  }
}

interface CsrfState {
  secret: string | undefined;
  /** A token was made, so the visitor must have the secret: it is sent, or sent again to live longer. */
  needsCookie: boolean;
}

const states = new RequestSlot<CsrfState>();

/** What is known of a visitor's secret. Nothing is made before a token is asked for. */
export function csrfState(request: Request): CsrfState {
  const known = states.get(request);
  if (known !== undefined) return known;
  const { cookies } = currentApp("csrf").service(securityPolicyService);
  const state = { secret: csrfSecretOf(request.cookies.get(cookies.name("csrftoken"))), needsCookie: false };
  states.set(request, state);
  return state;
}

/** Whether a token was made while the request was answered. */
export function needsCsrfCookie(request: Request): boolean {
  return states.get(request)?.needsCookie ?? false;
}

// Requests whose answer has its head while its body is still being made: a page that is streamed, for instance.
const begun = new RequestSlot<true>();

/** Notes that from here on no cookie can be set for a request. */
export function beginBody(request: Request): void {
  begun.set(request, true);
}

/**
 * A token for a form or a script of the page that answers `request`, by default the current one. Each call gives
 * another text that stands for the same secret.
 * @throws {@link CsrfTokenTooLateError} in a body that is streamed, where its cookie should have been set before.
 */
export function csrfToken(request: Request = currentRequest("csrfToken()")): string {
  const state = csrfState(request);
  if (state.secret === undefined && begun.get(request)) throw new CsrfTokenTooLateError();
  state.secret ??= newCsrfSecret();
  state.needsCookie = true;
  return maskCsrfSecret(state.secret);
}

/** Gives the visitor a new secret. At login, so that one that was planted before is worth nothing. */
export function rotateCsrfToken(request: Request): void {
  const state = csrfState(request);
  state.secret = newCsrfSecret();
  state.needsCookie = true;
}

defineRequestProperty("csrfToken", csrfToken);
