import {
  attemptLogin,
  isUsername,
  login,
  loginProblem,
  logout,
  normalizeUsername,
  passwordProblems,
  targetAfterLogin,
  User,
} from "quintet/auth";
import { UniqueViolation } from "quintet/db";
import { html, type Request, type Response, redirect, TooManyRequestsError } from "quintet/http";
import { urlFor } from "quintet/routing";
import { addressKey } from "quintet/security";
import { currentChat } from "../chat-service.ts";
import { type FieldView, submittedText } from "../form-fields.ts";
import { signInPage, signUpPage } from "../pages.ts";
import { isScript } from "./replies.ts";

export async function showSignIn(request: Request): Promise<Response> {
  const user = await request.user;
  const next = request.query.get("next") ?? "";
  return user.isAuthenticated ? redirect(targetAfterLogin(request, next)) : signInForm(next, "");
}

export async function signIn(request: Request): Promise<Response> {
  const data = await request.form();
  const username = submittedText(data, "username");
  const next = submittedText(data, "next");
  const result = await attemptLogin(request, { username, password: passwordIn(data, "password") });
  if ("user" in result) return redirect(targetAfterLogin(request, next), { status: 303 });
  return signInForm(next, username, loginProblem(result));
}

export async function signOut(request: Request): Promise<Response> {
  await logout(request);
  return redirect(urlFor("home"), { status: 303 });
}

export async function showSignUp(request: Request): Promise<Response> {
  const user = await request.user;
  return user.isAuthenticated ? redirect(urlFor("home")) : signUpForm("", {});
}

/** Makes an account, and signs its owner in. */
export async function signUp(request: Request): Promise<Response> {
  const data = await request.form();
  const username = normalizeUsername(submittedText(data, "username"));
  const password = passwordIn(data, "password");
  const problems: SignUpProblems = {
    username: usernameProblems(username),
    password: (await passwordProblems(password, { username })).map(({ message }) => message),
    repeated: password === passwordIn(data, "repeated") ? [] : ["The two passwords are not the same."],
  };
  if (Object.values(problems).some((list) => list.length > 0)) return signUpForm(username, problems);
  const { allowed, waitSeconds } = await currentChat().signUps.take(addressKey(request.ip));
  if (!allowed) return tooManySignUps(request, username, waitSeconds);
  try {
    await login(request, await User.createUser({ username, password }));
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error;
    return signUpForm(username, { username: ["This user name is taken. Choose another."] });
  }
  return redirect(urlFor("home"), { status: 303 });
}

function tooManySignUps(request: Request, username: string, waitSeconds: number): Response {
  const minutes = Math.ceil(waitSeconds / 60);
  const message = `Too many accounts were made from your network. Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`;
  const refusal = new TooManyRequestsError(waitSeconds, message);
  if (isScript(request)) throw refusal;
  const page = signUpPage({ fields: signUpFields(username, {}), error: message });
  return html(page, { status: refusal.status, headers: { "retry-after": String(waitSeconds) } });
}

function usernameProblems(username: string): string[] {
  if (username === "") return ["Choose a user name."];
  return isUsername(username) ? [] : ["At most 150 letters, digits and @ . + - _"];
}

/** As it was typed: spaces may belong to a password. */
function passwordIn(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value : "";
}

function signInForm(next: string, username: string, error?: string): Response {
  const fields: FieldView[] = [
    { ...usernameField, value: username, hasFocus: username === "" },
    { ...passwordField, autocomplete: "current-password", hasFocus: username !== "" },
  ];
  return html(signInPage({ fields, next, error }), { status: error === undefined ? 200 : 422 });
}

type SignUpProblems = Partial<Record<"username" | "password" | "repeated", string[]>>;

function signUpForm(username: string, problems: SignUpProblems): Response {
  const isRefused = Object.keys(problems).length > 0;
  return html(signUpPage({ fields: signUpFields(username, problems) }), { status: isRefused ? 422 : 200 });
}

function signUpFields(username: string, problems: SignUpProblems): FieldView[] {
  return [
    { ...usernameField, value: username, hasFocus: true, errors: problems.username ?? [] },
    {
      ...passwordField,
      autocomplete: "new-password",
      help: "At least 8 characters, not only digits, and none that everybody uses.",
      errors: problems.password ?? [],
    },
    {
      ...passwordField,
      name: "repeated",
      label: "Password again",
      autocomplete: "new-password",
      errors: problems.repeated ?? [],
    },
  ];
}

const usernameField = {
  name: "username",
  label: "User name",
  type: "text",
  autocomplete: "username",
  isCode: true,
  isRequired: true,
  maxLength: 150,
} as const satisfies FieldView;

const passwordField = {
  name: "password",
  label: "Password",
  type: "password",
  isRequired: true,
} as const satisfies FieldView;
