import { isPlainObject, printableText } from "../../core/index.ts";

/*
 * Prints data as TypeScript, laid out as Biome would (lines of 110, double quotes, trailing commas), so that a written
 * migration is not reformatted at the first save. A value stands on one line where it fits; otherwise an object or a list
 * is opened, one entry on each line.
 */

export const lineWidth = 110;
const step = "  ";

/** A function call, `createModel("Book", { … })`. */
export class Call {
  readonly name: string;
  readonly args: readonly unknown[];

  constructor(name: string, args: readonly unknown[]) {
    this.name = name;
    this.args = args;
  }
}

/** An expression that is TypeScript already, such as `row.price.gte(0)`. */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Code that stands as it is. */
export class Raw {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An object that stands open even where it would fit on one line. */
export class Open {
  readonly value: Readonly<Record<string, unknown>>;

  constructor(value: Readonly<Record<string, unknown>>) {
    this.value = value;
  }
}

/**
 * Prints a value.
 *
 * @param indent - The spaces in front of the line that the value ends on.
 * @param before - How many characters stand on the line already, and how many follow the value on its last line.
 */
export function printCode(value: unknown, indent: string, before: number): string {
  const flat = printFlat(value);
  if (flat !== undefined && before + flat.length <= lineWidth) return flat;
  if (value instanceof Call) return printCall(value, indent, before);
  if (value instanceof Open) return printOpenObject(value.value, indent);
  if (Array.isArray(value) && value.length > 0) return printOpenList(value, indent);
  if (isPlainObject(value) && Object.keys(value).length > 0) return printOpenObject(value, indent);
  return flat ?? "";
}

function printOpenObject(value: Readonly<Record<string, unknown>>, indent: string): string {
  const inner = indent + step;
  const lines = entriesOf(value).map(([key, item]) => {
    const start = `${inner}${printKey(key)}: `;
    return `${start}${printCode(item, inner, start.length + 1)},\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}

function printOpenList(values: readonly unknown[], indent: string): string {
  const inner = indent + step;
  const lines = values.map((item) => `${inner}${printCode(item, inner, inner.length + 1)},\n`);
  return `[\n${lines.join("")}${indent}]`;
}

/** A last argument that is an object stays on the line of the call and is opened; otherwise each argument gets a line. */
function printCall(call: Call, indent: string, before: number): string {
  const last = call.args.at(-1);
  const others = call.args.slice(0, -1).map(printFlat);
  if (canHug(last) && !others.includes(undefined) && !isObject(call.args.at(-2))) {
    const start = `${call.name}(${others.map((text) => `${text}, `).join("")}`;
    return `${start}${printCode(last, indent, before + start.length + 1)})`;
  }
  const inner = indent + step;
  const lines = call.args.map((item) => `${inner}${printCode(item, inner, inner.length + 1)},\n`);
  return `${call.name}(\n${lines.join("")}${indent})`;
}

function isObject(value: unknown): boolean {
  return value instanceof Open || isPlainObject(value);
}

function canHug(value: unknown): boolean {
  return isObject(value) || Array.isArray(value);
}

/** The value on one line, or `undefined` where it must not stand on one. */
function printFlat(value: unknown): string | undefined {
  if (value instanceof Open) return undefined;
  if (value instanceof Code) return value.text;
  if (value instanceof Call) return wrap(`${value.name}(`, value.args.map(printFlat), ")");
  if (Array.isArray(value)) return opensAlways(value) ? undefined : wrap("[", value.map(printFlat), "]");
  if (isPlainObject(value)) {
    const entries = entriesOf(value);
    if (entries.length === 0) return "{}";
    const printed = entries.map(([key, item]) => {
      const flat = printFlat(item);
      return flat === undefined ? undefined : `${printKey(key)}: ${flat}`;
    });
    return wrap("{ ", printed, " }");
  }
  return printScalar(value);
}

/** Biome opens a list of several objects, or of several lists, that each have more than one entry. */
function opensAlways(values: readonly unknown[]): boolean {
  if (values.length < 2) return false;
  const hasSeveral = (value: unknown) =>
    Array.isArray(value) ? value.length > 1 : isPlainObject(value) && entriesOf(value).length > 1;
  return values.every(hasSeveral) && new Set(values.map(Array.isArray)).size === 1;
}

function wrap(start: string, parts: readonly (string | undefined)[], end: string): string | undefined {
  return parts.includes(undefined) ? undefined : `${start}${parts.join(", ")}${end}`;
}

function entriesOf(value: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

function printKey(key: string): string {
  if (key === "__proto__") return `["__proto__"]`; // written plainly, it would be no key
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : printText(key);
}

function printScalar(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (typeof value === "string") return printText(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return String(value).replace("e+", "e"); // 1e300, as formatters write it
  if (typeof value === "boolean" || value === null || value === undefined) return String(value);
  throw new TypeError(`${typeof value} is no plain data: codeOfValue() makes calls of everything else.`);
}

/** In double quotes, or in single ones where that saves escapes. What can't be seen is written as `\\uXXXX`. */
export function printText(text: string): string {
  const doubles = text.split('"').length;
  const singles = text.split("'").length;
  const quoted = printableText(JSON.stringify(text));
  if (doubles <= singles) return quoted;
  return `'${quoted.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
