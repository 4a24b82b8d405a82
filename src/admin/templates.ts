import { template } from "../templates/index.ts";
import type { DeletionView } from "./deletion-view.ts";
import type { FieldView, FormPageView } from "./form/form-page-view.ts";
import type { ListView } from "./list/list-view.ts";
import type { EntryView } from "./log/entry-views.ts";
import type { Shell } from "./shell.ts";

/*
 * The admin's templates and what each of them is given. A project replaces one by a template of the same name in a
 * folder of its own.
 */

/** Models of a module on the first page. */
export interface ModelGroupView {
  readonly name: string;
  readonly label: string;
  readonly items: readonly ModelRowView[];
}

export interface ModelRowView {
  readonly label: string;
  readonly singular: string;
  readonly icon: string;
  readonly url: string;
  readonly count: string;
  /** Empty where the visitor may not add one. */
  readonly addUrl: string;
}

/** Something that could not be shown, and where to go instead. */
export interface ProblemView {
  readonly icon: string;
  readonly text: string;
  readonly url: string;
  readonly linkLabel: string;
}

/** The login form. */
export interface LoginView {
  readonly action: string;
  readonly next: string;
  /** What is wrong, as a sentence; empty where nothing is. */
  readonly errorSummary: string;
  readonly fields: readonly FieldView[];
}

interface HistoryContext {
  readonly shell: Shell;
  readonly subtitle: string;
  readonly entries: readonly EntryView[];
  readonly backUrl: string;
}

export const indexTemplate = template<{
  shell: Shell;
  groups: readonly ModelGroupView[];
  entries: readonly EntryView[];
}>("admin/index.html");
export const listTemplate = template<{ shell: Shell; list: ListView }>("admin/list.html");
export const formTemplate = template<{ shell: Shell; form: FormPageView }>("admin/form.html");
export const deleteTemplate = template<{ shell: Shell; deletion: DeletionView }>("admin/delete.html");
export const historyTemplate = template<HistoryContext>("admin/history.html");
export const problemTemplate = template<{ shell: Shell; problem: ProblemView }>("admin/problem.html");
export const loginTemplate = template<{ shell: Shell; form: LoginView; refused: string }>("admin/login.html");
