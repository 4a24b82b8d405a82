import { type PasswordOwner, passwordProblems } from "../../auth/index.ts";
import { currentApp } from "../../core/index.ts";
import { type FieldProblem, passwordField } from "../../forms/index.ts";

const attributes = { autocomplete: "new-password" };

/** A new password, twice. The rules stand beside the first one. */
export function newPasswordFields() {
  const rules = validators().map(({ help }) => help);
  return {
    password: passwordField({ label: "Password", help: rules.join(" "), attributes }),
    repeat: passwordField({ label: "Password again", attributes }),
  };
}

/** What is wrong with a new password: it breaks a rule, or was typed differently the second time. */
export async function newPasswordProblems(
  values: { readonly password: string; readonly repeat: string },
  owner: PasswordOwner,
): Promise<(FieldProblem & { readonly field: "password" | "repeat" })[]> {
  if (values.password !== values.repeat) {
    return [{ field: "repeat", code: "password_mismatch", message: "The two passwords are not the same." }];
  }
  const problems = await passwordProblems(values.password, owner, validators());
  return problems.map((problem) => ({ ...problem, field: "password" }));
}

function validators() {
  return currentApp("Setting a password").config.auth.passwordValidators;
}
