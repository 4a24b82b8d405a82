import { basename } from "node:path";
import { inspect } from "node:util";
import { envPlaceOf } from "./env-file.ts";
import {
  booleanKind,
  bytesKind,
  choiceKind,
  durationKind,
  type EnvKind,
  integerKind,
  listKind,
  numberKind,
  textKind,
  urlKind,
} from "./env-kinds.ts";
import { EnvironmentError } from "./errors.ts";
import { isSecretName } from "./masking.ts";

/**
 * A value of the configuration that comes from outside, such as an environment variable. It is read when the app is
 * created, so that everything that is missing is told at once. Make one with {@link env} or {@link secret}.
 */
export class Setting<Value> {
  readonly #origin: string | (() => string);
  readonly #read: () => SettingResult<Value>;

  constructor(origin: string | (() => string), read: () => SettingResult<Value>) {
    this.#origin = origin;
    this.#read = read;
  }

  /** Where the value comes from, for people: `"environment variable PORT"`. */
  get origin(): string {
    return typeof this.#origin === "string" ? this.#origin : this.#origin();
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
  | {
      readonly value: Value;
      /** Nothing was set: it is the value for that case. */
      readonly isFallback?: boolean;
    }
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

function fromEnvironment<Value>(
  name: string,
  kind: EnvKind<Value>,
  fallback: Value | undefined,
): Setting<Value> {
  const read = (): SettingResult<Value> => {
    const text = process.env[name]?.trim() ?? "";
    if (text === "") {
      if (fallback !== undefined) return { value: fallback, isFallback: true };
      return {
        message: `the environment variable ${name} is not set.`,
        hint: `Set it: ${name}=… in the environment or in a file .env beside quintet.config.ts.`,
      };
    }
    const value = kind.parse(text);
    if (value !== undefined) return { value };
    const place = envPlaceOf(name);
    return {
      message: `the environment variable ${name} ${shown(name, text)}, which is not ${kind.name}.`,
      hint:
        place === undefined
          ? "Change it where the app is started."
          : `Change it in ${place.file}, line ${place.line}.`,
    };
  };
  return new Setting(() => originOf(name), read);
}

function originOf(name: string): string {
  const place = envPlaceOf(name);
  return `environment variable ${name}${place === undefined ? "" : ` (${basename(place.file)}:${place.line})`}`;
}

/** A value that may be a secret, or hold a password, isn't shown. */
function shown(name: string, text: string): string {
  const isPrivate = isSecretName(name) || /:\/\/[^/]*@/.test(text);
  return isPrivate ? "has a value" : `is ${JSON.stringify(text)}`;
}

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
    return fromEnvironment(name, textKind, fallback);
  },
  /** A whole number, such as `8000`. */
  integer(name: string, fallback?: number): Setting<number> {
    return fromEnvironment(name, integerKind, fallback);
  },
  /** A number, such as `0.5`. */
  number(name: string, fallback?: number): Setting<number> {
    return fromEnvironment(name, numberKind, fallback);
  },
  /** `true`, `1`, `yes`, `on` or `false`, `0`, `no`, `off`. */
  boolean(name: string, fallback?: boolean): Setting<boolean> {
    return fromEnvironment(name, booleanKind, fallback);
  },
  /** Texts with commas between them, such as `a.example,b.example`. */
  list(name: string, fallback?: readonly string[]): Setting<readonly string[]> {
    return fromEnvironment(name, listKind, fallback);
  },
  /** One of the given texts, such as `env.oneOf("LOG_LEVEL", ["debug", "info"], "info")`. */
  oneOf<const Choice extends string>(
    name: string,
    choices: readonly Choice[],
    fallback?: Choice,
  ): Setting<Choice> {
    return fromEnvironment(name, choiceKind(choices), fallback);
  },
  /** An address with its scheme, such as `https://shop.example/`. */
  url(name: string, fallback?: URL): Setting<URL> {
    return fromEnvironment(name, urlKind, fallback);
  },
  /** A length of time with its unit (`250ms`, `30s`, `5m`, `2h`, `7d`), in milliseconds: for keys that end in `Ms`. */
  milliseconds(name: string, fallback?: number): Setting<number> {
    return fromEnvironment(name, durationKind("ms"), fallback);
  },
  /** The same in seconds: for keys that end in `Seconds`. */
  seconds(name: string, fallback?: number): Setting<number> {
    return fromEnvironment(name, durationKind("s"), fallback);
  },
  /** A number of bytes, such as `2500000`, `500kB`, `2.5MB` or `10MiB`. */
  bytes(name: string, fallback?: number): Setting<number> {
    return fromEnvironment(name, bytesKind, fallback);
  },
};

const secretKind: EnvKind<Secret> = { name: "a text", parse: (text) => new Secret(text) };

/** A text from the environment that never prints, such as the secret key or a password. */
export function secret(name: string, fallback?: string): Setting<Secret> {
  return fromEnvironment(name, secretKind, fallback === undefined ? undefined : new Secret(fallback));
}
