import { type SafeString, toHtml } from "../templates/index.ts";
import { labelOf } from "./field-label.ts";
import type { AnyField } from "./form-fields.ts";
import type { Attributes } from "./html.ts";
import type { FieldProblem } from "./problem.ts";
import { fieldHtml } from "./render.ts";
import type { WidgetChoice, WidgetValue } from "./widget.ts";

/** What a field shows: what was entered, or the initial value. */
export interface ShownField {
  readonly key: string;
  readonly field: AnyField;
  readonly prefix: string | undefined;
  readonly value: WidgetValue;
  /** What the form began with. */
  readonly initial: unknown;
  readonly problems: readonly FieldProblem[];
}

/**
 * A field of a form that is shown: all that a page needs to draw it. `{{ field }}` in a template prints the control,
 * `{{ field.html }}` everything: label, control, errors and help.
 */
export class BoundField {
  /** The key in the form's definition. */
  readonly key: string;
  /** The name under which the browser sends it: the key, with the form's prefix. */
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly help: string;
  /** What the visitor entered, or the initial value; never a password. */
  readonly value: WidgetValue;
  /** What is wrong, as data. */
  readonly problems: readonly FieldProblem[];
  readonly field: AnyField;
  /** The value that the form began with, if it had one. */
  readonly initial: unknown;

  constructor({ key, field, prefix, value, initial, problems }: ShownField) {
    this.key = key;
    this.name = prefix === undefined ? key : `${prefix}-${key}`;
    this.id = `id_${this.name}`;
    this.label = field.options.label ?? labelOf(key);
    this.help = field.options.help ?? "";
    this.value = field.widget.forgetsValue ? null : value;
    this.problems = problems;
    this.field = field;
    this.initial = initial;
  }

  /** What is wrong, in words. */
  get errors(): readonly string[] {
    return this.problems.map(({ message }) => message);
  }

  get isRequired(): boolean {
    return this.field.isRequired;
  }

  get isOptional(): boolean {
    return !this.field.isRequired;
  }

  /** One box to tick, which stands in front of its label. */
  get isCheck(): boolean {
    return this.field.widget.isCheck ?? false;
  }

  /** Several elements under one legend. */
  get isGroup(): boolean {
    return this.field.widget.isGroup ?? false;
  }

  get isHidden(): boolean {
    return this.field.widget.isHidden ?? false;
  }

  /** What there is to choose from; a promise where it comes from the database. */
  get choices(): readonly WidgetChoice[] | Promise<readonly WidgetChoice[]> {
    // Without a blank choice a select would begin with its first one, and nobody would notice.
    const isOpen = this.value === null || this.value.length === 0;
    return this.field.kind.choices?.(this.isOptional || (isOpen && !this.isGroup)) ?? [];
  }

  /** The element to enter the value with; a promise where it shows what must be waited for, such as choices of the database. */
  get control(): SafeString | Promise<SafeString> {
    const { choices } = this;
    return choices instanceof Promise ? choices.then((list) => this.#render(list)) : this.#render(choices);
  }

  /** Label, control, errors and help. */
  get html(): SafeString | Promise<SafeString> {
    const { control } = this;
    return control instanceof Promise
      ? control.then((known) => fieldHtml(this, known))
      : fieldHtml(this, control);
  }

  /** The ids of the texts that describe the control, for `aria-describedby`. */
  get describedBy(): string | undefined {
    const ids = [];
    if (this.help !== "") ids.push(`${this.id}_helptext`);
    if (this.problems.length > 0) ids.push(`${this.id}_error`);
    return ids.length === 0 ? undefined : ids.join(" ");
  }

  #render(choices: readonly WidgetChoice[]): SafeString | Promise<SafeString> {
    const { name, id, value, initial } = this;
    return this.field.widget.render({ name, id, value, choices, initial, attributes: this.#attributes() });
  }

  #attributes(): Attributes {
    const { kind, options } = this.field;
    if (this.isHidden) return { id: this.id, ...options.attributes };
    return {
      ...kind.attributes,
      id: this.id,
      // What is there already needn't be entered again.
      required: this.isRequired && !(kind.keepsInitial && this.field.hasInitial(this.initial)),
      disabled: options.disabled,
      "aria-describedby": this.describedBy,
      "aria-invalid": this.problems.length > 0 ? "true" : undefined,
      ...options.attributes,
    };
  }

  [toHtml](): SafeString | Promise<SafeString> {
    return this.control;
  }
}
