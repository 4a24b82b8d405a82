import { isDeepStrictEqual } from "node:util";
import type { Config, ConfigFile, ConfigOptions } from "./config.ts";
import { ConfigReader, type ConfigSection, isPlainObject } from "./config-section.ts";
import { type ServiceKey, serviceKey } from "./service.ts";
import { Setting } from "./setting.ts";

/** One value of the configuration, and who has said so. */
export interface ConfigEntry {
  /** As the user would write it: `"http.port"`. */
  readonly path: string;
  readonly value: unknown;
  /** What it would be if nobody had said anything; `undefined` where something must be said. */
  readonly byDefault: unknown;
  readonly isDefault: boolean;
  /**
   * Who has said so: nobody, the configuration file, the environment, or whoever started the app (a command's option, a
   * test).
   */
  readonly origin: "default" | "file" | "environment" | "override";
  /** More exactly, for people: `"environment variable PORT (.env:3)"`. */
  readonly source: string;
}

/** Tells the values of an app's configuration and where they come from. */
export const configEntriesService: ServiceKey<() => ConfigEntry[]> = serviceKey("core.config-entries");

export interface ConfigEntriesOptions {
  /** What was written. */
  readonly file: ConfigFile;
  /** What replaces keys of it. */
  readonly overrides: Partial<ConfigOptions>;
  readonly sections: readonly ConfigSection[];
}

/** All values of a configuration, down to those that are no objects of keys, in the order in which they are read. */
export function configEntries(config: Config, options: ConfigEntriesOptions): ConfigEntry[] {
  const { file, overrides, sections } = options;
  const entries: ConfigEntry[] = [];
  const visit = (path: readonly string[], value: unknown, byDefault: unknown): void => {
    if (isPlainObject(value) && Object.keys(value).length > 0) {
      for (const [key, item] of Object.entries(value)) visit([...path, key], item, member(byDefault, key));
      return;
    }
    const isDefault = isDeepStrictEqual(value, byDefault);
    entries.push({
      path: path.join("."),
      value,
      byDefault,
      isDefault,
      ...originOf(path, file.options, overrides),
    });
  };
  for (const section of sections) {
    // What a key is when nothing is written for it; that something is missing was told when the app was made.
    const byDefault = section.resolve(new ConfigReader("", []), undefined, { debug: config.debug });
    visit([section.key], config[section.key], byDefault);
  }
  return entries;
}

/** The environment variables that have said what stands at a path, for a message; `undefined` where it was none. */
export function variablesAt(path: string, written: object): string | undefined {
  const settings = settingsIn(writtenAt(written, path.split(".")));
  return settings.length === 0 ? undefined : settings.map(({ origin }) => origin).join(", ");
}

function originOf(
  path: readonly string[],
  written: ConfigOptions,
  overrides: Partial<ConfigOptions>,
): Pick<ConfigEntry, "origin" | "source"> {
  const replaced = writtenAt(overrides, path);
  if (replaced !== undefined) return { origin: "override", source: "command line" };
  const given = writtenAt(written, path);
  if (given === undefined) return { origin: "default", source: "default" };
  const settings = settingsIn(given);
  const [first] = settings;
  if (first === undefined) return { origin: "file", source: "quintet.config.ts" };
  const result = first.read();
  if ("isFallback" in result && result.isFallback)
    return { origin: "file", source: `quintet.config.ts (${first.origin} is not set)` };
  return { origin: "environment", source: settings.map(({ origin }) => origin).join(", ") };
}

/** What stands at a path, or around it: `[env.list("HOSTS")]` says what each of its items is. */
function writtenAt(options: object, path: readonly string[]): unknown {
  let value: unknown = options;
  for (const key of path) {
    if (value instanceof Setting || Array.isArray(value)) return value;
    value = member(value, key);
    if (value === undefined) return undefined;
  }
  return value;
}

function settingsIn(value: unknown): Setting<unknown>[] {
  if (value instanceof Setting) return [value];
  return Array.isArray(value) ? value.filter((item) => item instanceof Setting) : [];
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
