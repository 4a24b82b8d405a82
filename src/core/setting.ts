import { inspect } from "node:util";
import { EnvironmentError } from "./errors.ts";

/**
 * A value of the configuration that comes from outside, such as an environment variable. It is read when the app is
 * created, so that everything that is missing is told at once. Make one with {@link env} or {@link secret}.
 */
export class Setting<Value> {
  /** Where the value comes from, for messages: `"environment variable PORT"`. */
  readonly origin: string;
  readonly #read: () => SettingResult<Value>;

  constructor(origin: string, read: () => SettingResult<Value>) {
    this.origin = origin;
    this.#read = read;
  }

  /** Reads the value, or says what is wrong with it. */
  read(): SettingResult<Value> {
    return this.#read();
  }

  /**
   * The value, at once. For use outside the configuration; inside it, hand over the setting itself.
   * @throws {@link EnvironmentError} if it is not set or not of its kind.
   */
  get value(): Value {
    const result = this.#read();
    if ("value" in result) return result.value;
    throw new EnvironmentError(`${result.message}${result.hint ? `\n${result.hint}` : ""}`);
  }
}

/** What reading a setting gives: a value, or a sentence about what is wrong and one about what to do. */
export type SettingResult<Value> =
  | { readonly value: Value }
  | { readonly message: string; readonly hint?: string };

/** What a key of the configuration takes: the value itself, or a setting that will hold it. */
export type Configurable<Value> = Value | Setting<Value>;

/** A text that does not print: not in logs, not in error messages, not as JSON. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Don't log what this returns. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

type Parser<Value> = (text: string) => Value | undefined;

function fromEnvironment<Value>(
  name: string,
  kind: string,
  parse: Parser<Value>,
  fallback: Value | undefined,
): Setting<Value> {
  const read = (): SettingResult<Value> => {
    const text = process.env[name];
    if (text === undefined || text === "") {
      if (fallback !== undefined) return { value: fallback };
      return {
        message: `the environment variable ${name} is not set.`,
        hint: `Set it: ${name}=… in the environment or in a file .env beside quintet.config.ts.`,
      };
    }
    const value = parse(text);
    if (value !== undefined) return { value };
    return { message: `the environment variable ${name} is ${JSON.stringify(text)}, which is not ${kind}.` };
  };
  return new Setting(`environment variable ${name}`, read);
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["0", false],
  ["no", false],
  ["off", false],
]);

/**
 * Values from the environment (and from a file `.env` beside the configuration). A variable without a default must be
 * set; an empty one counts as not set.
 *
 * @example
 * defineConfig({ debug: env.boolean("DEBUG", false), http: { port: env.integer("PORT", 8000) }, … });
 */
export const env = {
  /** A text. */
  string(name: string, fallback?: string): Setting<string> {
    return fromEnvironment(name, "a text", (text) => text, fallback);
  },
  /** A whole number, such as `8000`. */
  integer(name: string, fallback?: number): Setting<number> {
    const parse = (text: string) => (/^[+-]?\d{1,15}$/.test(text.trim()) ? Number(text) : undefined);
    return fromEnvironment(name, "a whole number", parse, fallback);
  },
  /** `true`, `1`, `yes`, `on` or `false`, `0`, `no`, `off`. */
  boolean(name: string, fallback?: boolean): Setting<boolean> {
    const parse = (text: string) => truths.get(text.trim().toLowerCase());
    return fromEnvironment(name, "one of true, false, 1, 0, yes, no, on, off", parse, fallback);
  },
  /** Texts with commas between them, such as `a.example,b.example`. */
  list(name: string, fallback?: readonly string[]): Setting<readonly string[]> {
    const parse = (text: string) =>
      text
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== "");
    return fromEnvironment<readonly string[]>(name, "a list", parse, fallback);
  },
  /** One of the given texts, such as `env.oneOf("LOG_LEVEL", ["debug", "info"], "info")`. */
  oneOf<const Choice extends string>(
    name: string,
    choices: readonly Choice[],
    fallback?: Choice,
  ): Setting<Choice> {
    const parse = (text: string) => choices.find((choice) => choice === text.trim());
    return fromEnvironment(name, `one of ${choices.join(", ")}`, parse, fallback);
  },
};

/** A text from the environment that never prints, such as the secret key or a password. */
export function secret(name: string, fallback?: string): Setting<Secret> {
  const absent = fallback === undefined ? undefined : new Secret(fallback);
  return fromEnvironment(name, "a text", (text) => new Secret(text), absent);
}
