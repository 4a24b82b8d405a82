import { confirmPassword, keepLoggedIn, loginProblem, type User } from "../../auth/index.ts";
import { transaction } from "../../db/index.ts";
import { flash } from "../../flash/index.ts";
import { type FormView, form, passwordField } from "../../forms/index.ts";
import { ForbiddenError, html, NotFoundError, type ResponseLike, redirect } from "../../http/index.ts";
import { isUserModel, outranks } from "../auth-resources.ts";
import { Confirmation } from "../confirmation.ts";
import { newPasswordFields, newPasswordProblems } from "../form/new-password.ts";
import { plainFormView } from "../form/plain-form-view.ts";
import { passwordMessage } from "../log/change-message.ts";
import { recordChange } from "../log/record.ts";
import { keyOf } from "../rows.ts";
import { type Shell, shellFor } from "../shell.ts";
import { formTemplate } from "../templates.ts";
import { indexUrl, ownPasswordUrl, rowUrl } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { crumbsBelow, type RowParams, rowOfPage } from "./row-page.ts";

/** Changes the visitor's own password, which takes the present one. */
export async function ownPasswordPage(visit: Visit): Promise<ResponseLike> {
  const { request, user } = visit;
  const shell = shellFor(visit, "Change password", [{ label: "Change password" }]);
  const old = passwordField({ label: "Current password", attributes: { autocomplete: "current-password" } });
  const own = form({ old, ...newPasswordFields() });
  if (request.method !== "POST") return page(visit, shell, own.blank());
  const filled = await own.bind(request);
  if (!filled.isValid) return page(visit, shell, filled, 422);
  const confirmed = await confirmPassword(request, user, filled.values.old);
  if (confirmed !== "right") {
    const wrong = {
      field: "old",
      code: "password_incorrect",
      message: confirmed.problem === "wrong" ? "This is not your current password." : loginProblem(confirmed),
    } as const;
    return page(visit, shell, filled.refuse(wrong), 422);
  }
  const problems = await newPasswordProblems(filled.values, user);
  if (problems.length > 0) return page(visit, shell, filled.refuse(...problems), 422);

  await storePassword(user, filled.values.password);
  await keepLoggedIn(request, user);
  flash(request, "success", "Your password was changed. You are logged out everywhere else.");
  return redirect(indexUrl(), { status: 303 });
}

/** Sets another user's password. One's own takes the present one: whoever finds an open browser must not have it. */
export async function setPasswordPage(visit: Visit, params: RowParams): Promise<ResponseLike> {
  const found = await rowOfPage(visit, params);
  const { resource, row } = found;
  if (!isUserModel(resource.meta)) throw new NotFoundError(`A ${resource.label} has no password.`);
  if (row.id === visit.user.id) return redirect(ownPasswordUrl(), { status: 303 });
  visit.mustBeAble("change", resource);
  if (await outranks(visit.user, resource.meta, row)) {
    throw new ForbiddenError("You may not set the password of a user who may do more than you.");
  }
  const user = row as unknown as User; // isUserModel() said so
  const shell = shellFor(visit, "Set password", crumbsBelow(visit, found, "Set password"), resource);
  const setForm = form(newPasswordFields());
  const confirmation = await Confirmation.of(visit, resource.meta);
  const { username } = user;
  const asked = { username, confirmation };
  if (visit.request.method !== "POST") return page(visit, shell, setForm.blank(), 200, asked);
  const data = await visit.request.form();
  const filled = await setForm.bind(data);
  if (!(await confirmation.take(data))) return page(visit, shell, filled, confirmation.status, asked);
  if (!filled.isValid) return page(visit, shell, filled, 422, asked);
  const problems = await newPasswordProblems(filled.values, user);
  if (problems.length > 0) return page(visit, shell, filled.refuse(...problems), 422, asked);

  await transaction(async () => {
    await storePassword(user, filled.values.password);
    await recordChange(visit, resource, { action: "changed", rows: [row], message: passwordMessage() });
  });
  flash(visit.request, "success", `The password of “${user.username}” was set.`);
  return redirect(rowUrl(resource, keyOf(resource.meta, row)), { status: 303 });
}

async function storePassword(user: User, password: string): Promise<void> {
  await user.setPassword(password);
  await user.save({ only: ["password"] });
}

interface AskedAbout {
  /** Whose password is set; the visitor's own by default. */
  readonly username: string;
  readonly confirmation: Confirmation;
}

async function page(
  visit: Visit,
  shell: Shell,
  filled: FormView,
  status = 200,
  asked?: AskedAbout,
): Promise<ResponseLike> {
  const texts = {
    subtitle: asked?.username ?? "",
    saveLabel: shell.title,
    username: asked?.username ?? visit.user.username,
  };
  const form = await plainFormView(visit, filled, texts, asked?.confirmation);
  return html(formTemplate({ shell, form }), { status });
}
