import { types } from "node:util";
import { isSecretName, mask, QuintetError } from "../core/index.ts";
import { bounded, readSafely, shownValue } from "./bounded.ts";
import { errorHint } from "./error-hint.ts";
import { type SourceFrame, sourceFrames } from "./source-frames.ts";
import { templateFrames } from "./template-frames.ts";

/** What there is to know about one error. */
export interface ErrorFacts {
  /** How it belongs to the one before. */
  readonly relation: "thrown" | "cause" | "one of several" | "suppressed";
  /** The class, such as `"TypeError"`. */
  readonly name: string;
  /** What programs tell it by: `"db.unknown-field"`, `"ENOENT"`. */
  readonly code: string | undefined;
  /** The first line of the message. */
  readonly headline: string;
  /** The further lines. */
  readonly details: string;
  /** What was probably meant, where that can be told. */
  readonly hint: string | undefined;
  /** Whether it is an `Error` at all. */
  readonly isError: boolean;
  /** Further properties, those with secret names masked. */
  readonly properties: readonly (readonly [name: string, value: string])[];
  /** The places in templates that it passed, the innermost first. */
  readonly templates: readonly SourceFrame[];
  /** The calls that led to it, the innermost first. */
  readonly frames: readonly SourceFrame[];
}

// A circle of causes ends where it meets itself; a long chain, or a crowd of errors in one, ends here.
const maxErrors = 12;

/** An error and all that it came from: causes, and the errors that an `AggregateError` or a `SuppressedError` holds. */
export function errorChain(error: unknown): ErrorFacts[] {
  const facts: ErrorFacts[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown, relation: ErrorFacts["relation"]): void => {
    if (facts.length >= maxErrors || seen.has(value)) return;
    if (typeof value === "object") seen.add(value);
    facts.push(factsOf(value, relation));
    if (!isError(value)) return;
    const { errors, error, suppressed } = value as {
      errors?: unknown;
      error?: unknown;
      suppressed?: unknown;
    };
    const several = readSafely(() => (Array.isArray(errors) ? errors.slice(0, maxErrors) : []), []);
    for (const one of several) visit(one, "one of several");
    if (value.name === "SuppressedError") {
      visit(error, "cause");
      visit(suppressed, "suppressed");
    }
    const cause = readSafely(() => value.cause, undefined);
    if (cause !== undefined) visit(cause, "cause");
  };
  visit(error, "thrown");
  return facts;
}

function factsOf(value: unknown, relation: ErrorFacts["relation"]): ErrorFacts {
  const [headline = "", ...details] = messageOf(value).split("\n");
  const known = isError(value);
  return {
    relation,
    name: known
      ? bounded(
          readSafely(() => String(value.name), "Error"),
          200,
        )
      : typeof value,
    code: known ? codeOf(value) : undefined,
    headline,
    details: details.join("\n"),
    hint: known ? readSafely(() => errorHint(value), undefined) : undefined,
    isError: known,
    properties: known ? propertiesOf(value) : [],
    templates: readSafely(() => templateFrames(value), []),
    frames: known ? sourceFrames(value) : [],
  };
}

/** Whether it is an error, of this realm or another, and not something that only looks like one and runs code when read. */
function isError(value: unknown): value is Error {
  return (types.isNativeError(value) || value instanceof Error) && !types.isProxy(value);
}

function messageOf(value: unknown): string {
  if (!isError(value)) return `${shownValue(value)} was thrown, which is not an Error`;
  const message = readSafely(() => String(value.message), "");
  return bounded(message) || readSafely(() => String(value.name), "Error");
}

function codeOf(error: Error): string | undefined {
  if (error instanceof QuintetError) return error.code;
  const code = readSafely(() => (error as { code?: unknown }).code, undefined);
  return typeof code === "string" || typeof code === "number" ? bounded(String(code), 200) : undefined;
}

const shownElsewhere = new Set([
  "name",
  "message",
  "stack",
  "cause",
  "code",
  "errors",
  "error",
  "suppressed",
]);
const maxProperties = 20;

/** What libraries put on their errors: `errno`, `path`, `detail`, … */
function propertiesOf(error: Error): [name: string, value: string][] {
  return Object.entries(Object.getOwnPropertyDescriptors(error))
    .filter(([name, { enumerable, value }]) => enumerable && value !== undefined && !shownElsewhere.has(name))
    .slice(0, maxProperties)
    .map(([name, { value }]) => [bounded(name, 100), isSecretName(name) ? mask : shownValue(value)]);
}
