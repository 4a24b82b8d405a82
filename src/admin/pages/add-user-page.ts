import { User } from "../../auth/index.ts";
import { transaction, UniqueViolation } from "../../db/index.ts";
import { flash } from "../../flash/index.ts";
import { type FormView, form, textField } from "../../forms/index.ts";
import { html, type ResponseLike, redirect } from "../../http/index.ts";
import { usernameField } from "../auth-resources.ts";
import { Confirmation } from "../confirmation.ts";
import { newPasswordFields, newPasswordProblems } from "../form/new-password.ts";
import { plainFormView } from "../form/plain-form-view.ts";
import { addedMessage } from "../log/change-message.ts";
import { recordChange } from "../log/record.ts";
import type { RegisteredResource } from "../resource/registered-resource.ts";
import type { AnyRow } from "../rows.ts";
import { shellFor } from "../shell.ts";
import { formTemplate } from "../templates.ts";
import { indexUrl, rowUrl } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { crumbsTo } from "./row-page.ts";

const taken = {
  field: "username",
  code: "unique",
  message: "A user with that username already exists.",
} as const;

/** Adds a user: first the name and the password, then the rest on the user's own page. */
export async function addUserPage(visit: Visit, resource: RegisteredResource): Promise<ResponseLike> {
  const addForm = userForm();
  const confirmation = await Confirmation.of(visit, resource.meta);
  const shown: ShownForm = { confirmation, filled: addForm.blank() };
  if (visit.request.method !== "POST") return page(visit, resource, shown);
  const data = await visit.request.form();
  const filled = await addForm.bind(data);
  if (!(await confirmation.take(data)))
    return page(visit, resource, { confirmation, filled }, confirmation.status);
  if (!filled.isValid) return page(visit, resource, { confirmation, filled }, 422);
  const { username, password } = filled.values;
  const problems = await newPasswordProblems(filled.values, { username });
  if (problems.length > 0)
    return page(visit, resource, { confirmation, filled: filled.refuse(...problems) }, 422);
  const refused = { confirmation, filled: filled.refuse(taken) };
  if ((await User.find({ username })) !== null) return page(visit, resource, refused, 422);

  const user = await makeUser(visit, resource, { username, password });
  if (user === null) return page(visit, resource, refused, 422);
  flash(visit.request, "success", `The user “${user.username}” was added. You may fill in the rest below.`);
  const isVisible = visit.can("view", resource);
  return redirect(isVisible ? rowUrl(resource, user.id) : indexUrl(), { status: 303 });
}

function userForm() {
  const username = usernameField(textField({ maxLength: 150, help: "Letters, digits and @ . + - _ only." }));
  return form({ username: username as ReturnType<typeof textField>, ...newPasswordFields() });
}

/** The user, stored; `null` where somebody else took the name a moment ago. */
async function makeUser(
  visit: Visit,
  resource: RegisteredResource,
  values: { username: string; password: string },
): Promise<User | null> {
  try {
    return await transaction(async () => {
      const user = await User.createUser(values);
      const rows = [user as unknown as AnyRow];
      await recordChange(visit, resource, { action: "added", rows, message: addedMessage() });
      return user;
    });
  } catch (error) {
    if (error instanceof UniqueViolation) return null;
    throw error;
  }
}

interface ShownForm {
  readonly filled: FormView;
  readonly confirmation: Confirmation;
}

async function page(
  visit: Visit,
  resource: RegisteredResource,
  { filled, confirmation }: ShownForm,
  status = 200,
): Promise<ResponseLike> {
  const shell = shellFor(visit, "Add user", [...crumbsTo(visit, resource), { label: "Add" }], resource);
  const texts = {
    subtitle: "A name and a password first; permissions come next.",
    saveLabel: "Add user",
  };
  const view = await plainFormView(visit, filled, texts, confirmation);
  return html(formTemplate({ shell, form: view }), { status });
}
