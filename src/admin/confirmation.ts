import {
  confirmPassword,
  Group,
  isRecentlyConfirmed,
  loginProblem,
  Permission,
  User,
} from "../auth/index.ts";
import { currentApp } from "../core/index.ts";
import { isUsablePassword } from "../crypto/index.ts";
import { type ModelMeta, modelMeta } from "../db/index.ts";
import { type FormView, form, passwordField } from "../forms/index.ts";
import type { FieldsetView } from "./form/form-page-view.ts";
import type { Visit } from "./visit.ts";

/*
 * Who changes users, groups or permissions has entered their password a short while ago: an open browser, or a session
 * that was stolen, is no way to an account of one's own. Where it was too long ago, the page that asks for the change
 * asks for the password as well, so that nothing that was entered is lost.
 */

/** Rows of these models say who may do what. */
const accountModels = [User, Group, Permission];

/** Whether changing a row of the model takes a password; so do models that inherit from such a one. */
function needsConfirmation(meta: ModelMeta): boolean {
  const { root } = meta;
  return (
    accountModels.some((model) => root === modelMeta(model)) ||
    root.parents.some(({ target }) => needsConfirmation(target))
  );
}

/** Of one visit: whether the password was entered, and the field that asks for it. */
export class Confirmation {
  readonly #visit: Visit;
  readonly #minutes: number;
  #isGiven: boolean;
  #problem: string | undefined;
  #isThrottled = false;

  private constructor(visit: Visit, seconds: number, isGiven: boolean) {
    this.#visit = visit;
    this.#minutes = Math.ceil(seconds / 60);
    this.#isGiven = isGiven;
  }

  /** For a page about these models. */
  static async of(visit: Visit, ...metas: readonly ModelMeta[]): Promise<Confirmation> {
    const { confirmAgainSeconds } = currentApp("The admin").config.admin;
    const isGiven =
      !metas.some(needsConfirmation) || (await isRecentlyConfirmed(visit.request, confirmAgainSeconds));
    return new Confirmation(visit, confirmAgainSeconds, isGiven);
  }

  /** Whether the change may be made. */
  get isGiven(): boolean {
    return this.#isGiven;
  }

  /** For the answer to what was refused. */
  get status(): 422 | 429 {
    return this.#isThrottled ? 429 : 422;
  }

  /** Above the page; empty where nothing was refused. */
  get summary(): string {
    return this.#problem === undefined ? "" : "Nothing was changed: your password is needed.";
  }

  /** Looks at the password that was sent along, where one is needed. */
  async take(data: FormData): Promise<boolean> {
    if (this.#isGiven) return true;
    const { request, user } = this.#visit;
    const sent = data.get(fieldName);
    if (typeof sent !== "string" || sent === "") {
      this.#problem = "Enter your password.";
      return false;
    }
    const confirmed = await confirmPassword(request, user, sent);
    if (confirmed === "right") this.#isGiven = true;
    else {
      this.#isThrottled = confirmed.problem === "throttled";
      this.#problem = this.#isThrottled ? loginProblem(confirmed) : "This is not your password.";
    }
    return this.#isGiven;
  }

  /** The card that asks for the password; none where it isn't needed. */
  async fieldsets(): Promise<readonly FieldsetView[]> {
    if (this.#isGiven) return [];
    return [
      { title: "Confirm that it is you", description: this.#reason, fields: (await this.#form()).allFields },
    ];
  }

  /** The field alone, for a page that has something else around it. */
  async fields(): Promise<FormView["allFields"]> {
    return this.#isGiven ? [] : (await this.#form()).allFields;
  }

  async #form(): Promise<FormView> {
    if (this.#problem === undefined) return confirmationForm.blank();
    const sent = new FormData();
    sent.set(fieldName, "-"); // what was entered is never shown again
    const filled = await confirmationForm.bind(sent);
    return filled.refuse({ field: fieldName, code: "password_incorrect", message: this.#problem });
  }

  get #reason(): string {
    const time = this.#minutes === 1 ? "minute" : `${this.#minutes} minutes`;
    return isUsablePassword(this.#visit.user.password)
      ? `Users and permissions are changed by people who have entered their password within the last ${time}.`
      : "Your account has no password here. Log out and in again, and come back to this page.";
  }
}

const fieldName = "_password";
const confirmationForm = form({
  [fieldName]: passwordField({
    label: "Your password",
    attributes: { autocomplete: "current-password" },
  }),
});
