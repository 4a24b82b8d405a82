import { html, type Request, type ResponseLike, redirect } from "../../http/index.ts";
import { safeRedirectTarget } from "../../security/index.ts";
import { template } from "../../templates/index.ts";
import { attemptLogin, type LoginResult } from "../attempt-login.ts";
import { authSettings } from "../auth-settings.ts";
import { configuredAddress } from "../login-address.ts";
import { submittedText } from "./submitted-text.ts";

/** What the template `auth/login.html` is given. */
export interface LoginContext {
  readonly username: string;
  /** Where to go afterwards; empty for the configured place. */
  readonly next: string;
  /** What is wrong, as a sentence. */
  readonly problem?: string | undefined;
}

const page = template<LoginContext>("auth/login.html");

/** Shows the login form. Who is logged in already is sent on. */
export async function showLogin(request: Request): Promise<ResponseLike> {
  const next = request.query.get("next") ?? "";
  const user = await request.user;
  if (user.isAuthenticated) return redirect(targetAfterLogin(request, next));
  return html(page({ username: "", next }));
}

/** Logs in whoever sends the right name and password. */
export async function sendLogin(request: Request): Promise<ResponseLike> {
  const form = await request.form();
  const username = submittedText(form, "username").trim();
  const next = submittedText(form, "next");
  const result = await attemptLogin(request, { username, password: submittedText(form, "password") });
  if ("user" in result) return redirect(targetAfterLogin(request, next), { status: 303 });
  return loginProblemPage(result, { username, next });
}

/** Where a login leads to: `next` if it stays on this site, or the configured place. */
export function targetAfterLogin(request: Request, next: string): string {
  const fallback = configuredAddress(authSettings().loginRedirectUrl);
  return safeRedirectTarget(next, request, fallback);
}

function loginProblemPage(
  result: Exclude<LoginResult, { user: unknown }>,
  form: { username: string; next: string },
): ResponseLike {
  const problem = loginProblem(result);
  if (result.problem === "wrong") return html(page({ ...form, problem }), { status: 422 });
  const headers = { "retry-after": String(result.waitSeconds) };
  return html(page({ ...form, problem }), { status: 429, headers });
}

/** What to tell a visitor whose login failed. It doesn't say whether the name or the password was wrong. */
export function loginProblem(result: Exclude<LoginResult, { user: unknown }>): string {
  if (result.problem === "wrong") {
    return "That name and password don’t match. Note that both may be case-sensitive.";
  }
  const minutes = Math.max(1, Math.round(result.waitSeconds / 60));
  return `Too many failed logins. Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`;
}
