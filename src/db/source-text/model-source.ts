import { isCounted } from "../fields/automatic-key.ts";
import { lowerFirst } from "../models/names.ts";
import type { FieldState, ModelState } from "../schema/model-state.ts";
import { labelOf, type SchemaState } from "../schema/schema-state.ts";
import { Code } from "./print-code.ts";

/*
 * What the text of one file of models knows: which names it imports, what its classes are called, and what kinds of
 * fields it defines for itself.
 */

/** The other side of a relation, as a model declares it: `get books() { return hasMany(() => Book, "author"); }`. */
export interface InverseRelation {
  readonly name: string;
  readonly kind: "hasMany" | "hasOne";
  /** The label of the model that has the relation: `"shop.Book"`. */
  readonly target: string;
  readonly via: string;
}

/** The values that a field may hold. */
export interface FieldChoices {
  readonly values: readonly (string | number)[];
  /** Whether the field has the type of these texts alone: nothing in the model compares it with another one. */
  readonly isTyped: boolean;
}

/** What a state doesn't say about a model, and its text may. */
export interface ModelExtras {
  readonly inverses?: readonly InverseRelation[];
  /** The choices of fields, by name. */
  readonly choices?: Readonly<Record<string, FieldChoices>>;
  /** Lines of comment in front of fields, by name. */
  readonly fieldComments?: Readonly<Record<string, readonly string[]>>;
  /** Lines of comment in front of the class. */
  readonly comments?: readonly string[];
  /** The field that a row is shown by. */
  readonly shownBy?: string;
}

/** The names of one file, collected while it is written. */
export class ModelSource {
  readonly state: SchemaState;
  /** Names of `quintet/db` that the text uses. */
  readonly names = new Set<string>();
  /** Kinds of fields of the file's own, by the column types that they are for. */
  readonly kinds = new Map<
    string,
    { readonly name: string; readonly columnType: FieldState["columnType"] }
  >();
  /** What models of the text are called, by label. */
  readonly #classes: ReadonlyMap<string, string>;
  readonly #taken: ReadonlySet<string>;

  constructor(state: SchemaState, models: readonly ModelState[]) {
    this.state = state;
    this.#classes = classNames(models);
    this.#taken = new Set(this.#classes.values());
  }

  /** What the class of a model is called. */
  classOf(label: string): string {
    return this.#classes.get(label) ?? this.state.get(label).name;
  }

  /** A name of `quintet/db`, as it is called in the text: a class of the same name has it. */
  use(name: string): string {
    this.names.add(name);
    return this.localName(name);
  }

  localName(name: string): string {
    return this.#taken.has(name) ? `db${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
  }

  /** A name that every file can use, unless a class of the text has it: `Date`. */
  global(name: string): string {
    return this.#taken.has(name) ? `globalThis.${name}` : name;
  }

  /** Whether builders, or functions of conditions, may be called so. */
  isBuilder(name: string): boolean {
    return dbNames.has(name);
  }

  /** `() => Book` */
  classCode(label: string): Code {
    return new Code(`() => ${this.classOf(label)}`);
  }

  /** The name of the kind of field that holds what a column of that type holds. */
  kindOf(columnType: FieldState["columnType"]): string {
    const key = JSON.stringify(columnType);
    const known = this.kinds.get(key);
    if (known !== undefined) return known.name;
    const type =
      (typeof columnType === "object"
        ? (columnType.postgres ?? columnType.mysql ?? columnType.sqlite)
        : columnType) ?? "text";
    const used = new Set([...[...this.kinds.values()].map(({ name }) => name), ...this.#taken]);
    const name = freeName(kindName(type), (candidate) => used.has(candidate));
    this.kinds.set(key, { name, columnType });
    return name;
  }
}

// What the classes of a file call: a parameter of the same name would stand in front of it.
const dbNames: ReadonlySet<string> = new Set([
  ..."check unique index sql now value not and or xor caseWhen coalesce greatest least nullIf concat".split(
    " ",
  ),
  ..."lower upper trim ltrim rtrim reverse length ord chr left right substr lpad rpad repeat replace".split(
    " ",
  ),
  ..."strIndex collate abs ceil floor sign round sqrt exp ln log mod power sin cos tan cot asin acos".split(
    " ",
  ),
  ..."atan atan2 degrees radians pi random part trunc md5 sha1 sha224 sha256 sha384 sha512 uuidV4".split(" "),
  ..."uuidV7 jsonArray jsonObject string text integer decimal boolean float date time datetime".split(" "),
  ..."duration json uuid binary id choice".split(" "),
]);

/** `"timestamp(3) without time zone"` gives `timestampField`, `"integer[]"` gives `integerArrayField`. */
function kindName(columnType: string): string {
  const words = columnType
    .replaceAll("[]", " array")
    .replaceAll(/\(.*\)/g, "")
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  const [first = "other", ...others] = words.map((word) => word.toLowerCase());
  const name = first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return `${/^\d/.test(name) ? "of" : ""}${name}Field`;
}

/** The name, or the first one with a number behind that is free. */
export function freeName(name: string, isTaken: (candidate: string) => boolean): string {
  if (!isTaken(name)) return name;
  for (let number = 2; ; number++) if (!isTaken(`${name}${number}`)) return `${name}${number}`;
}

/** Classes are called as their models are; with the module in front where two models have one name. */
function classNames(models: readonly ModelState[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    models.map((model) => {
      const { module, name } = model;
      const whole = `${module.charAt(0).toUpperCase()}${module.slice(1)}${name}`;
      const own = freeName(taken.has(name) ? whole : name, (candidate) => taken.has(candidate));
      taken.add(own);
      return [labelOf(model), own];
    }),
  );
}

/** What a relation is stored as: the kind of value of the field that it refers to in the end. */
export function storedField(state: SchemaState, field: FieldState): FieldState {
  if (field.type !== "belongsTo" || field.to === undefined) return field;
  const target = state.find(field.to);
  const [wanted] = field.toFields ?? [];
  const key = Object.entries(target?.fields ?? {}).find(([name, { primaryKey }]) =>
    wanted === undefined ? primaryKey : name === wanted,
  )?.[1];
  if (key === undefined || key === field) return { type: "integer" };
  const stored = storedField(state, key);
  return isCounted(stored.type) ? { type: "integer" } : stored;
}

/** The link of a model to the one whose rows its own extend: a key that is called as `inherit()`, and Django, call it. */
export function parentLink(
  state: SchemaState,
  model: ModelState,
): { readonly name: string; readonly parent: ModelState } | undefined {
  const keys = Object.entries(model.fields).filter(([, { primaryKey }]) => primaryKey);
  const [name, field] = keys[0] ?? [];
  if (keys.length !== 1 || name === undefined || field?.type !== "belongsTo") return undefined;
  const parent = state.find(field.to ?? "");
  if (parent === undefined || parent === model || field.toFields !== undefined) return undefined;
  const { type, to, column, primaryKey, unique, onDelete, ...more } = field;
  const isLink =
    column === `${parent.name.toLowerCase()}_ptr_id` && onDelete === "cascade" && unique === true;
  const isUsual = isLink && name === lowerFirst(parent.name) && Object.keys(more).length === 0;
  return isUsual && !sharesFields(state, model, name, parent) ? { name, parent } : undefined;
}

/** A field of a parent can't be declared again. */
function sharesFields(state: SchemaState, model: ModelState, link: string, parent: ModelState): boolean {
  const inherited = new Set(Object.keys(parent.fields));
  const further = parentLink(state, parent);
  if (further !== undefined) for (const name of Object.keys(further.parent.fields)) inherited.add(name);
  return (
    Object.keys(model.fields).some((name) => name !== link && inherited.has(name)) || inherited.has(link)
  );
}
