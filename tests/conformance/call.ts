import type { RenderEnvironment } from "quintet/templates";
import type { Settings } from "./templates.ts";
import type { RecordedLanguage } from "./translations.ts";

/** A recorded call of one of Django's functions. */
export interface CallRecord extends RecordedLanguage {
  readonly fn: string;
  readonly args: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly init?: readonly unknown[];
  readonly settings: Settings;
  readonly timezone?: string;
  readonly now?: string;
}

/** The same with its values decoded. */
export interface Call {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly environment: RenderEnvironment;
  /** What the object was made of whose method is called. */
  readonly init: readonly unknown[];
  readonly record: CallRecord;
}

/** Answers calls of Django's functions, by their dotted names. */
export type CallAnswerers = Readonly<Record<string, (call: Call) => unknown>>;

/** An argument by its place or its name. */
export function argument({ args, kwargs }: Call, place: number, name: string): unknown {
  return args.length > place ? args[place] : kwargs[name];
}

/** An argument that must be a text, as with Python, which fails for anything else. */
export function textArgument(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${JSON.stringify(value)} is no text`);
}
