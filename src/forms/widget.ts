import type { SafeString } from "../templates/index.ts";
import type { Attributes } from "./html.ts";

/** What a form was sent with. */
export type SubmittedData = FormData | URLSearchParams;

/** What a widget is drawn from. */
export interface WidgetView {
  /** The name under which the browser sends the value. */
  readonly name: string;
  readonly id: string;
  /** What the visitor typed, or the text of the initial value. */
  readonly value: WidgetValue;
  /** `id`, `required`, `disabled`, `aria-…`, and what the field adds. */
  readonly attributes: Attributes;
  readonly choices: readonly WidgetChoice[];
  /** The value that the form began with, for widgets that show more of it than its text. */
  readonly initial: unknown;
}

/** Texts as a browser would send them; `null` where there is none. */
export type WidgetValue = string | readonly string[] | null;

/** One of the values to choose from. */
export interface WidgetChoice {
  readonly value: string;
  readonly label: string;
  /** The heading that the choice stands under. */
  readonly group?: string;
}

/** The element that a value is entered with. */
export interface Widget {
  /** What the browser sent for the field; `null` where it sent nothing. */
  read(data: SubmittedData, name: string): WidgetValue | File;
  render(view: WidgetView): SafeString | Promise<SafeString>;
  /** The widget is a group of elements: it has a legend rather than a label. */
  readonly isGroup?: boolean;
  /** The widget is one box to tick, which stands in front of its label. */
  readonly isCheck?: boolean;
  /** The widget isn't seen. */
  readonly isHidden?: boolean;
  /** The browser sends nothing for an empty field, so that it can't be told from a missing one. */
  readonly sendsNothing?: boolean;
  /** What was entered isn't shown again, such as a password. */
  readonly forgetsValue?: boolean;
  /** The widget sends a file, so that its form must be sent as `multipart/form-data`. */
  readonly isFile?: boolean;
}

/** The one text under a name. */
export function readText(data: SubmittedData, name: string): string | null {
  const values = data.getAll(name);
  const last = values.at(-1); // as Django: of several the last counts
  return typeof last === "string" ? last : null;
}

/** All texts under a name. */
export function readTexts(data: SubmittedData, name: string): readonly string[] {
  return data.getAll(name).filter((value) => typeof value === "string");
}
