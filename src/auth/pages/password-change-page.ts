import { html, type Request, type ResponseLike, redirect } from "../../http/index.ts";
import { template } from "../../templates/index.ts";
import { confirmPassword, type LoginProblem } from "../attempt-login.ts";
import { authSettings } from "../auth-settings.ts";
import { keepLoggedIn } from "../login.ts";
import type { User } from "../models.ts";
import { passwordProblems } from "../passwords/password-validators.ts";
import { loginProblem } from "./login-page.ts";
import { submittedText } from "./submitted-text.ts";

/** What the template `auth/password-change.html` is given. */
export interface PasswordChangeContext {
  /** The rules for passwords, a sentence each. */
  readonly rules: readonly string[];
  /** What is wrong with each field. */
  readonly problems: Readonly<Record<"old" | "new" | "repeat", readonly string[]>>;
}

const form = template<PasswordChangeContext>("auth/password-change.html");
const done = template("auth/password-change-done.html");

const noProblems: PasswordChangeContext["problems"] = { old: [], new: [], repeat: [] };

export function showPasswordChange(_request: Request): ResponseLike {
  return html(form({ rules: passwordRules(), problems: noProblems }));
}

/** Sets a new password for a user who knows the present one. All other sessions of the user end. */
export async function sendPasswordChange(
  request: Request,
  _params: unknown,
  user: User,
): Promise<ResponseLike> {
  const data = await request.form();
  const password = submittedText(data, "new_password1");
  const confirmed = await confirmPassword(request, user, submittedText(data, "old_password"));
  const problems = {
    old: oldPasswordProblems(confirmed),
    new: await newPasswordProblems(password, user),
    repeat:
      password === submittedText(data, "new_password2") ? [] : ["The two password fields didn’t match."],
  };
  const isRight = Object.values(problems).every((sentences) => sentences.length === 0);
  if (!isRight) return html(form({ rules: passwordRules(), problems }), { status: 422 });

  await user.setPassword(password);
  await user.save({ only: ["password"] });
  await keepLoggedIn(request, user);
  return redirect("done/", { status: 303 });
}

export function showPasswordChanged(): ResponseLike {
  return html(done({}));
}

function oldPasswordProblems(confirmed: "right" | LoginProblem): readonly string[] {
  if (confirmed === "right") return [];
  if (confirmed.problem === "throttled") return [loginProblem(confirmed)];
  return ["Your old password was entered incorrectly. Please enter it again."];
}

async function newPasswordProblems(password: string, user: User): Promise<readonly string[]> {
  if (password === "") return ["This field is required."];
  const problems = await passwordProblems(password, user);
  return problems.map(({ message }) => message);
}

function passwordRules(): readonly string[] {
  return authSettings().passwordValidators.map(({ help }) => help);
}
