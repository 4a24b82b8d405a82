import { Decimal } from "decimal.js";
import { isPlainObject } from "../../../core/index.ts";
import { Temporal } from "../../../dates/index.ts";
import { Call, Raw } from "../../source-text/print-code.ts";
import { MigrationValueError } from "../errors.ts";
import type { FileImports } from "./file-imports.ts";

/*
 * Values of any kind as the code that makes them again. What a migration file holds is plain data nearly always; operations
 * of an app's own may be called with more. A class of an app's own says itself how it is made again, as Django's
 * `deconstruct()` does; for a class of somebody else's, an app says it (`writeInMigrations()`).
 */

/** The call that makes a value again. */
export interface MigrationValueCode {
  /** What is called: `"Money"`, `"Money.of"`, or `"new Money"`. */
  readonly call: string;
  readonly args: readonly unknown[];
  /** The module that exports it: `"decimal.js"`, or the `import.meta.url` of its file. */
  readonly from: string;
}

/** A value that says how it is made again in a migration file. */
export interface WritableInMigrations {
  toMigrationCode(): MigrationValueCode;
}

/** A class; its constructor may be private. */
interface ClassOf<Value> {
  readonly prototype: Value;
  [Symbol.hasInstance](value: unknown): boolean;
}

const writers = new Map<ClassOf<unknown>, (value: never) => MigrationValueCode>();

/**
 * Says how values of a class that one can't change are written into migration files.
 *
 * @example
 * writeInMigrations(Money, (money) => ({ call: "new Money", args: [money.cents], from: "money-library" }));
 */
export function writeInMigrations<Value>(
  of: ClassOf<Value>,
  write: (value: Value) => MigrationValueCode,
): void {
  writers.set(of, write);
}

/**
 * What `printCode()` prints for a value, and in `imports` what that needs.
 * @throws {@link MigrationValueError} where nothing says how the value is made again.
 */
export function codeOfValue(value: unknown, imports: FileImports, within: readonly object[] = []): unknown {
  if (typeof value === "function") throw functionError(value);
  if (typeof value === "symbol") throw kindError("symbol");
  if (Object.is(value, -0)) return new Raw("-0");
  if (typeof value !== "object" || value === null) return value;
  if (within.includes(value))
    throw new MigrationValueError(
      "A value that contains itself can't be written into a migration file.\nPass what the operation needs of it.",
    );
  const inner = (item: unknown) => codeOfValue(item, imports, [...within, value]);
  if (value instanceof Call || value instanceof Raw) return value;
  if (Array.isArray(value)) return value.map(inner);
  if (isPlainObject(value) && !isWritable(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item)]));
  }
  const { call, args, from } = codeOfObject(value);
  return new Call(imports.call(call, from), args.map(inner));
}

/** Where `from` is missing, the language itself has it. */
interface ObjectCode extends Omit<MigrationValueCode, "from"> {
  readonly from?: string;
}

function codeOfObject(value: object): ObjectCode {
  if (isWritable(value)) return value.toMigrationCode();
  for (const [type, write] of writers) if (value instanceof type) return write(value as never); // its own class's writer
  if (value instanceof Decimal) return { call: "new Decimal", args: [value.toString()], from: "decimal.js" };
  if (value instanceof Date) return { call: "new Date", args: [dateText(value)] };
  if (value instanceof RegExp)
    return { call: "new RegExp", args: [value.source, ...(value.flags ? [value.flags] : [])] };
  if (value instanceof URL) return { call: "new URL", args: [value.href] };
  if (value instanceof Set) return { call: "new Set", args: value.size > 0 ? [[...value]] : [] };
  if (value instanceof Map) return { call: "new Map", args: value.size > 0 ? [[...value]] : [] };
  if (value instanceof Uint8Array) return bytesCode(value);
  for (const name of temporalTypes) {
    if (value instanceof Temporal[name])
      return { call: `Temporal.${name}.from`, args: [value.toString()], from: "quintet/db" };
  }
  throw kindError(value.constructor?.name || "object");
}

const temporalTypes = [
  "PlainDate",
  "PlainTime",
  "PlainDateTime",
  "ZonedDateTime",
  "Instant",
  "Duration",
] as const;

// A few bytes are read best as numbers; more would fill the file.
const readableBytes = 16;

function bytesCode(value: Uint8Array): ObjectCode {
  if (value.length <= readableBytes) return { call: "new Uint8Array", args: [[...value]] };
  const text = Buffer.from(value).toString("base64");
  return { call: "Uint8Array.from", args: [new Call("Buffer.from", [text, "base64"])] };
}

function dateText(value: Date): string {
  if (Number.isNaN(value.getTime()))
    throw new MigrationValueError(
      "An invalid date can't be written into a migration file.\nPass a valid one.",
    );
  return value.toISOString();
}

function isWritable(value: object): value is WritableInMigrations {
  return typeof (value as Partial<WritableInMigrations>).toMigrationCode === "function";
}

function functionError(value: { readonly name: string }): MigrationValueError {
  const name = value.name === "" ? "A function" : `The function ${value.name}()`;
  return new MigrationValueError(
    `${name} can't be written into a migration file: nothing tells which file exports it.\nWrite the migration by hand (quintet migrate make <module> --empty) and import the function there, or give the operation data instead.`,
  );
}

function kindError(kind: string): MigrationValueError {
  return new MigrationValueError(
    `A value of the kind ${kind} can't be written into a migration file: nothing tells how it is made again.\nGive its class a method toMigrationCode(), or say it with writeInMigrations(${/^[A-Z]/.test(kind) ? kind : "Class"}, …). runCode() takes any value, in a migration that you write by hand.`,
  );
}
