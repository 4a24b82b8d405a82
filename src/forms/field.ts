import type { Attributes } from "./html.ts";
import { type Cleaned, type FieldProblem, refused, type Validator } from "./problem.ts";
import type { SubmittedData, Widget, WidgetChoice, WidgetValue } from "./widget.ts";

/** What every field can be told. */
export interface FieldOptions<Value> {
  /** Above the input; made of the field's name by default. */
  readonly label?: string;
  /** A sentence beside the input. */
  readonly help?: string;
  /** May be left empty. */
  readonly optional?: boolean;
  /** Shown before anything was entered. */
  readonly initial?: Value | (() => Value);
  /** Shown and not changed: what the browser sends for it is ignored, and the initial value counts. */
  readonly disabled?: boolean;
  /** Called with the value once it is one of its kind; not for an empty one. */
  readonly validators?: readonly Validator<NonNullable<Value>>[];
  readonly widget?: Widget;
  /** More attributes for the widget: `{ autocomplete: "email", placeholder: "…" }`. */
  readonly attributes?: Attributes;
  /** Messages of one's own, by code: `{ required: "Tell us your name.", max_length: "At most {limit} letters." }`. */
  readonly messages?: Readonly<Record<string, string>>;
}

/** How a kind of field reads, checks and shows its values. */
export interface FieldKind<Value> {
  readonly widget: Widget;
  /** What an empty field stands for: `""`, `null`, `[]` or `false`. */
  readonly empty: Value;
  /** The value of what was entered, which isn't empty. */
  parse(entered: string | readonly string[] | File): Cleaned<Value> | Promise<Cleaned<Value>>;
  /** The text that shows a value. */
  show(value: Value): WidgetValue;
  /** Whether that text may leave out some of the value: an unchanged text then means the initial value. */
  readonly shortens?: boolean;
  /** Nothing entered means the initial value, where there is one: nobody chooses a file again that is there. */
  readonly keepsInitial?: boolean;
  /** Attributes that tell the browser of the limits: `{ maxlength: 100 }`. */
  readonly attributes?: Attributes;
  /** What there is to choose from; `needsBlank` where nothing is chosen yet, or may be. */
  choices?(needsBlank: boolean): readonly WidgetChoice[] | Promise<readonly WidgetChoice[]>;
  /** What was entered, tidied before it is looked at; for texts, without the spaces around. */
  tidy?(entered: string): string;
}

/**
 * A field of a form: `Value` is what it gives. Made by `textField()`, `integerField()` and the like; `defineField`-like
 * kinds of one's own are `new Field(kind, options)`.
 */
export class Field<Value> {
  /** Never there: carries the type. */
  declare readonly "~value": Value;
  readonly kind: FieldKind<Value>;
  readonly options: FieldOptions<Value>;

  constructor(kind: FieldKind<Value>, options: FieldOptions<Value> = {}) {
    this.kind = kind;
    this.options = options;
  }

  get widget(): Widget {
    return this.options.widget ?? this.kind.widget;
  }

  get isRequired(): boolean {
    return !this.options.optional;
  }

  /** The value to show before anything was entered, if the field has one. */
  get initial(): Value | undefined {
    const { initial } = this.options;
    return typeof initial === "function" ? (initial as () => Value)() : initial;
  }

  /** The same field with other options. */
  with(options: FieldOptions<Value>): Field<Value> {
    return new Field(this.kind, { ...this.options, ...options });
  }

  /** What the browser sent for the field. */
  read(data: SubmittedData, name: string): WidgetValue | File {
    return this.widget.read(data, name);
  }

  /** The value of what was entered, or what is wrong with it. */
  async clean(entered: WidgetValue | File, initial?: Value | null): Promise<Cleaned<Value>> {
    if (entered === null && this.kind.keepsInitial && this.hasInitial(initial)) return { value: initial };
    const cleaned = await this.#clean(entered);
    return "problems" in cleaned ? { problems: cleaned.problems.map((item) => this.#worded(item)) } : cleaned;
  }

  /** Whether there is an initial value that shows as something. */
  hasInitial(initial: Value | null | undefined): initial is Value {
    return initial !== undefined && initial !== null && !isEmpty(this.kind.show(initial));
  }

  async #clean(entered: WidgetValue | File): Promise<Cleaned<Value>> {
    const { tidy } = this.kind;
    const tidied = typeof entered === "string" && tidy !== undefined ? tidy(entered) : entered;
    if (isEmpty(tidied)) {
      return this.isRequired ? refused("required", "This field is required.") : { value: this.kind.empty };
    }
    const parsed = await this.kind.parse(tidied);
    if ("problems" in parsed) return parsed;
    const problems = await this.#validate(parsed.value);
    return problems.length > 0 ? { problems } : parsed;
  }

  async #validate(value: Value): Promise<FieldProblem[]> {
    const problems: FieldProblem[] = [];
    for (const validator of this.options.validators ?? []) {
      const found = await validator(value as NonNullable<Value>); // parse() makes no null: that is `empty`
      if (found !== undefined) problems.push(found);
    }
    return problems;
  }

  #worded(item: FieldProblem): FieldProblem {
    const message = this.options.messages?.[item.code];
    if (message === undefined) return item;
    const filled = message.replace(/\{(\w+)\}/g, (gap, name: string) => String(item.values?.[name] ?? gap));
    return { ...item, message: filled };
  }
}

function isEmpty(entered: WidgetValue | File): entered is null {
  if (entered instanceof File) return entered.size === 0 && entered.name === "";
  return entered === null || entered.length === 0;
}
