import { attemptLogin, loginProblem, logout } from "../../auth/index.ts";
import { type BoundField, form, passwordField, textField } from "../../forms/index.ts";
import { html, type Request, type ResponseLike, redirect } from "../../http/index.ts";
import { safeRedirectTarget } from "../../security/index.ts";
import { bareShell } from "../shell.ts";
import { siteOf } from "../site.ts";
import { loginTemplate } from "../templates.ts";
import { indexUrl, loginUrl } from "../urls.ts";

const loginForm = form({
  username: textField({
    maxLength: 254,
    attributes: { autocomplete: "username", autofocus: true, autocapitalize: "none", spellcheck: "false" },
  }),
  password: passwordField({ attributes: { autocomplete: "current-password" } }),
});

/** Shows the login and takes it. Only staff gets in; who has come from a page goes back there. */
export async function loginPage(request: Request): Promise<ResponseLike> {
  return request.method === "POST" ? takeLogin(request) : showLogin(request);
}

/** Logs out. */
export async function logOutPage(request: Request): Promise<ResponseLike> {
  await logout(request);
  return redirect(loginUrl(), { status: 303 });
}

async function showLogin(request: Request): Promise<ResponseLike> {
  const next = request.query.get("next") ?? "";
  const user = await request.user;
  if (user.isAuthenticated && user.isStaff) return redirect(safeRedirectTarget(next, request, indexUrl()));
  const refused = user.isAuthenticated
    ? `You are signed in as ${user.username}, who may not see this. Sign in with another account.`
    : "";
  const shown = loginForm.blank();
  return page(request, { next, refused, errorSummary: "", fields: shown.allFields });
}

async function takeLogin(request: Request): Promise<ResponseLike> {
  const data = await request.form();
  const sent = data.get("next");
  const next = typeof sent === "string" ? sent : "";
  const filled = await loginForm.bind(data);
  if (!filled.isValid) {
    return page(request, { next, refused: "", errorSummary: "", fields: filled.allFields }, 422);
  }
  const result = await attemptLogin(request, filled.values, { allows: (user) => user.isStaff });
  if ("user" in result) return redirect(safeRedirectTarget(next, request, indexUrl()), { status: 303 });
  const status = result.problem === "wrong" ? 422 : 429;
  const errorSummary = loginProblem(result);
  return page(request, { next, refused: "", errorSummary, fields: filled.allFields }, status);
}

interface ShownLogin {
  readonly next: string;
  readonly refused: string;
  readonly errorSummary: string;
  readonly fields: readonly BoundField[];
}

function page(
  request: Request,
  { next, refused, errorSummary, fields }: ShownLogin,
  status = 200,
): ResponseLike {
  const site = siteOf();
  const shown = { action: loginUrl(), next, errorSummary, fields };
  return html(loginTemplate({ shell: bareShell(request, site, "Sign in"), form: shown, refused }), {
    status,
  });
}
