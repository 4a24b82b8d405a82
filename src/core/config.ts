import { variablesAt } from "./config-entries.ts";
import {
  ConfigReader,
  type ConfigSection,
  configSection,
  isPlainObject,
  reportUnknownKey,
} from "./config-section.ts";
import { ConfigError, type ConfigProblem } from "./errors.ts";
import type { Module } from "./module.ts";
import { type Configurable, Secret, Setting } from "./setting.ts";

/** What stands in `quintet.config.ts`. Each part adds its keys by declaration merging. */
export interface ConfigOptions {
  /** The parts of the app, in the order in which they are set up. */
  readonly modules: readonly Module[];
  /** Signs cookies, tokens and sessions; at least 32 characters. Make one with `quintet secret`. */
  readonly secretKey: Configurable<Secret>;
  /** Earlier secret keys, newest first: what they signed is still accepted. */
  readonly secretKeyFallbacks?: readonly Configurable<Secret>[];
  /** Shows errors with their source, and relaxes what only makes sense in production. Never on where others can reach it. */
  readonly debug?: Configurable<boolean>;
  /** How much is logged: `"info"` by default. */
  readonly logLevel?: Configurable<LogLevel>;
}

/** The configuration as the app reads it: checked, with all defaults. Each part adds its keys by declaration merging. */
export interface Config {
  readonly modules: readonly Module[];
  readonly secretKey: Secret;
  readonly secretKeyFallbacks: readonly Secret[];
  readonly debug: boolean;
  readonly logLevel: LogLevel;
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** What `defineConfig()` gives: the configuration as it was written, not yet checked. */
export interface ConfigFile<Options extends ConfigOptions = ConfigOptions> {
  readonly "~quintet": "config";
  readonly options: Options;
}

/**
 * Describes an app. The default export of `quintet.config.ts`. It is checked when the app is created; everything that
 * is wrong is told at once.
 *
 * @example
 * export default defineConfig({
 *   modules: [auth, sessions, shop],
 *   routes,
 *   secretKey: secret("SECRET_KEY"),
 *   databases: { default: sqlite({ file: "db.sqlite3" }) },
 * });
 */
export function defineConfig<const Options extends ConfigOptions>(
  options: Options & KnownKeys<Options, ConfigOptions>,
): ConfigFile<Options> {
  return { "~quintet": "config", options };
}

/** Stands where a key's type would be when there is no such key; the compiler prints it. */
export interface UnknownConfigKey<Name> {
  readonly "~mistake": Name;
}

/*
 * The compiler refuses unknown keys of an object by itself, but not where it infers the object's own type, as
 * defineConfig() does for the sake of `Register`. So the keys are compared here: those of the configuration, and those of
 * its sections one level down.
 */
type KnownKeys<Given, Known> = {
  readonly [Key in keyof Given]: Key extends keyof Known
    ? Section<Given[Key], NonNullable<Known[Key]>>
    : UnknownConfigKey<Key>;
};
/** A section with its keys compared; lists and single values as they are. */
type Section<Given, Known> = Given extends readonly unknown[] | string | number | boolean
  ? unknown
  : { readonly [Key in keyof Given]: Key extends KeyOfAny<Known> ? unknown : UnknownConfigKey<Key> };
/** The keys of each member of a union. */
type KeyOfAny<Union> = Union extends unknown ? keyof Union : never;

/** Whether a value, such as the default export of a file, comes from `defineConfig()`. */
export function isConfigFile(value: unknown): value is ConfigFile {
  return isPlainObject(value) && value["~quintet"] === "config";
}

// The least that a signing key may have: 32 characters of at least 5 kinds, so that "aaaa…" is refused
// (the same measure as Django's check security.W009, there for 50 characters).
const minSecretLength = 32;
const minSecretVariety = 5;

/** The keys of the configuration that core itself reads. */
export const coreConfigSections: readonly ConfigSection[] = [
  configSection({
    key: "modules",
    resolve: (reader, value) =>
      reader.list<Module>(value, [], {
        expected: "a module, what defineModule() makes",
        plural: "modules",
        isRight: isModule,
        hint: (item) =>
          typeof item === "string"
            ? `Import the module, from "quintet/…" or from its own file, and write its name without quotes: modules: [${item.replace(/^.*\./, "")}].`
            : typeof item === "function"
              ? "Where a function makes the module, call it."
              : undefined,
      }),
  }),
  configSection({
    key: "secretKey",
    resolve(reader, value) {
      if (value === undefined) {
        reader.problem(
          "is missing.",
          'Write secretKey: secret("SECRET_KEY"), and make a key with "quintet secret".',
        );
      }
      return resolveSecret(reader, value);
    },
  }),
  configSection({
    key: "secretKeyFallbacks",
    resolve(reader, value) {
      const given = reader.value<readonly unknown[]>(value, [], "a list of secrets", Array.isArray);
      return given.map((item, position) => resolveSecret(reader.below(String(position)), item));
    },
  }),
  configSection({ key: "debug", resolve: (reader, value) => reader.boolean(value, false) }),
  configSection({ key: "logLevel", resolve: (reader, value) => reader.oneOf(value, logLevels, "info") }),
];

/** Whether a value is what `defineModule()` makes. */
export function isModule(value: unknown): value is Module {
  return (
    typeof value === "object" &&
    value !== null &&
    "name" in value &&
    typeof value.name === "string" &&
    "folder" in value &&
    typeof value.folder === "string"
  );
}

function resolveSecret(reader: ConfigReader, value: unknown): Secret {
  if (typeof value === "string") {
    // Not shown: it may be the real key.
    reader.problem("is a text, and must be a secret.", 'Read it from the environment: secret("SECRET_KEY").');
    return new Secret("");
  }
  const key = reader.value(
    value,
    new Secret(""),
    'a secret, such as secret("SECRET_KEY")',
    (given) => given instanceof Secret,
  );
  const text = key.reveal();
  if (text !== "" && (text.length < minSecretLength || new Set(text).size < minSecretVariety)) {
    reader.problem(
      `is too weak: it must have at least ${minSecretLength} characters of at least ${minSecretVariety} kinds, and this one has ${text.length} characters of ${new Set(text).size} kinds.`,
      'Make one with "quintet secret".',
    );
  }
  return key;
}

/**
 * Reads all settings, checks every key and fills in the defaults.
 * @throws {@link ConfigError} with everything that is wrong.
 */
export function resolveConfig(file: ConfigFile, sections: readonly ConfigSection[]): Config {
  const problems: ConfigProblem[] = [];
  const root = new ConfigReader("", problems);
  const options = readSettings(root, file.options) as Record<string, unknown>;

  const known = sections.map((section) => section.key as string);
  // A module that could not be read may be the one that knows a key.
  const isWhole = !Array.isArray(options.modules) || options.modules.every(isModule);
  for (const key of Object.keys(options)) {
    if (isWhole && !known.includes(key)) reportUnknownKey(root.below(key), key, known);
  }

  const debug = options.debug === true;
  const config: Record<string, unknown> = {};
  for (const section of sections) {
    const failed = problems.some(({ path }) => path === section.key);
    const value = section.resolve(
      failed ? new ConfigReader("", []) : root.below(section.key),
      options[section.key],
      { debug },
    );
    config[section.key] = value;
  }
  if (problems.length > 0) throw new ConfigError(problems.map((each) => withVariables(each, file.options)));
  return Object.freeze(config) as unknown as Config; // each section gave the type of its own key
}

/** A value of a right kind may be wrong all the same; then it is told which variable holds it. */
function withVariables(problem: ConfigProblem, written: object): ConfigProblem {
  const { path, message, hint } = problem;
  const variables = variablesAt(path, written);
  if (variables === undefined || message.includes("environment variable")) return problem;
  return { path, message, hint: [hint, `The value comes from the ${variables}.`].filter(Boolean).join(" ") };
}

/** A copy in which each setting, at any depth of plain objects and lists, is replaced by its value. */
function readSettings(reader: ConfigReader, value: unknown): unknown {
  if (value instanceof Setting) {
    const result = value.read();
    if ("value" in result) return result.value;
    reader.problem(result.message, result.hint);
    return undefined;
  }
  // What is not written as data (modules, routes, class instances) keeps its identity.
  if (Array.isArray(value) && value.some((item) => item instanceof Setting)) {
    return value.map((item, position) => readSettings(reader.below(String(position)), item));
  }
  if (!isPlainObject(value) || Object.isFrozen(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, readSettings(reader.below(key), item)]),
  );
}
