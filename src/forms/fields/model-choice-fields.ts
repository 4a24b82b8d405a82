import { type AnyModel, type FieldInfo, modelMeta, type Query } from "../../db/index.ts";
import { Field, type FieldOptions } from "../field.ts";
import { type Cleaned, refused } from "../problem.ts";
import type { WidgetChoice } from "../widget.ts";
import { selectMultipleWidget, selectWidget } from "../widgets/choices.ts";

// biome-ignore lint/suspicious/noExplicitAny: any model class, whatever its constructor takes
type ModelOf<Row> = abstract new (...values: any) => Row;
// biome-ignore lint/suspicious/noExplicitAny: a query's fields don't matter to what it gives
type AnyQuery<Row> = Query<Row, any>;

/** Which rows there are to choose from, and how they are shown. */
export interface RowChoice<Row> {
  /** The rows to choose from, as a query that is made anew for each use; all rows by default. */
  readonly among?: () => AnyQuery<Row>;
  /** How a row is shown; its `toString()` by default. */
  readonly labelOf?: (row: Row) => string;
}

export interface ModelChoiceOptions<Row, Value> extends FieldOptions<Value>, RowChoice<Row> {}

/**
 * A row of the database, by its key. Only rows that there are to choose from are accepted. Empty is `null`.
 *
 * @example
 * author: modelChoiceField(Author),
 * editor: modelChoiceField(User, { among: () => User.where({ isActive: true }), optional: true }),
 */
export function modelChoiceField<Row, const Options extends ModelChoiceOptions<Row, Row> = object>(
  model: ModelOf<Row>,
  options?: Options & RowChoice<Row>, // said again, since functions in Options get their parameters' types from here
): Field<Row | OrNone<Options>> {
  const given: ModelChoiceOptions<Row, Row> = options ?? {};
  const rows = new ChoiceRows<Row>(model, given);
  const kind = {
    widget: selectWidget(),
    empty: null as never, // only reached where the field is optional, and then null is of its type
    show: (value: unknown) => rows.keyText(value),
    choices: async (needsBlank: boolean) => {
      const list = await rows.choices();
      return needsBlank ? [{ value: "", label: "---------" }, ...list] : list;
    },
    parse: (entered: unknown) => rows.parseOne(entered),
  };
  return new Field<Row>(kind, given) as Field<Row | OrNone<Options>>;
}

type OrNone<Options> = Options extends { readonly optional: true } ? null : never;

/** Several rows of the database, by their keys. Empty is `[]`. */
export function modelMultipleChoiceField<Row>(
  model: ModelOf<Row>,
  options: ModelChoiceOptions<Row, Row[]> = {},
): Field<Row[]> {
  const rows = new ChoiceRows<Row>(model, options);
  const kind = {
    widget: selectMultipleWidget(),
    empty: [],
    show: (value: readonly unknown[]) => value.map((item) => rows.keyText(item)),
    choices: () => rows.choices(),
    parse: (entered: unknown) => rows.parseMany(entered),
  };
  return new Field<Row[]>(kind, options);
}

const notAvailable = "Select a valid choice. That choice is not one of the available choices.";

/** The rows that there are to choose from. Each use makes a query of its own. */
class ChoiceRows<Row> {
  readonly #model: AnyModel;
  readonly #among: (() => AnyQuery<Row>) | undefined;
  readonly #labelOf: (row: Row) => string;

  constructor(model: ModelOf<Row>, options: RowChoice<Row>) {
    this.#model = model as unknown as AnyModel;
    this.#among = options.among;
    this.#labelOf = options.labelOf ?? String;
  }

  async choices(): Promise<WidgetChoice[]> {
    const rows = await this.#query();
    return rows.map((row) => ({ value: this.keyText(row), label: this.#labelOf(row) }));
  }

  /** The text of a row's key; a key itself is taken as it is. */
  keyText(value: unknown): string {
    if (typeof value !== "object" || value === null) return String(value);
    return String((value as Record<string, unknown>)[this.#key.attribute]);
  }

  async parseOne(entered: unknown): Promise<Cleaned<Row>> {
    const [row] = await this.#find([String(entered)]);
    return row === undefined ? refused("invalid_choice", notAvailable, { value: entered }) : { value: row };
  }

  async parseMany(entered: unknown): Promise<Cleaned<Row[]>> {
    if (!Array.isArray(entered)) return refused("invalid_list", "Enter a list of values.");
    const wanted = [...new Set(entered.map(String))];
    const rows = await this.#find(wanted);
    const found = new Set(rows.map((row) => this.keyText(row)));
    const missing = wanted.find((text) => !found.has(text));
    if (missing === undefined) return { value: rows };
    const message = `Select a valid choice. ${missing} is not one of the available choices.`;
    return refused("invalid_choice", message, { value: missing });
  }

  /** The rows with these keys; texts that can't be keys find nothing. */
  async #find(texts: readonly string[]): Promise<Row[]> {
    const key = this.#key;
    const keys = texts.map((text) => parseKey(key, text)).filter((value) => value !== undefined);
    if (keys.length === 0) return [];
    return this.#query().where({ [key.name]: { in: keys } });
  }

  // Models may refer to each other in any order, so that the model is asked when it is needed.
  get #key(): FieldInfo {
    return modelMeta(this.#model).primaryKey;
  }

  #query(): AnyQuery<Row> {
    return this.#among?.() ?? (this.#model as unknown as { all(): AnyQuery<Row> }).all(); // every model has it
  }
}

/** A key from its text; `undefined` for a text that no key has. */
function parseKey(key: FieldInfo, text: string): unknown {
  switch (key.type) {
    case "smallAuto":
    case "auto":
    case "bigAuto":
    case "integer":
    case "smallInteger":
    case "bigInteger": {
      if (!/^-?\d{1,19}$/.test(text)) return undefined;
      if (key.asBigint) return BigInt(text);
      return Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
    }
    case "uuid":
      return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : undefined;
    default:
      return text;
  }
}
