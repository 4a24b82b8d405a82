import {
  type Config,
  type ConfigFile,
  type ConfigOptions,
  configEntries,
  configEntriesService,
  configureLogging,
  coreConfigSections,
  isModule,
  resolveConfig,
  setDefaultApp,
} from "../core/index.ts";
import { openDevtools } from "../devtools/index.ts";
import { builtInModules } from "./built-in-modules.ts";
import { appConfigSections } from "./middleware.ts";
import { WebApp } from "./web-app.ts";

/** How an app is made. */
export interface CreateAppOptions {
  /** Replace keys of the configuration: for tests, and for `quintet dev`. */
  readonly overrides?: Partial<ConfigOptions>;
  /** Whether code that runs outside of a request finds this app as the current one; true by default. */
  readonly isDefault?: boolean;
}

/**
 * Makes the app that a configuration describes: checks it, sets up the modules and composes what answers requests.
 * Nothing listens yet.
 *
 * @throws {@link ConfigError} with everything that is wrong in the configuration.
 *
 * @example
 * const app = await createApp(config, { overrides: { debug: true } });
 * const server = await app.listen();
 */
export async function createApp(file: ConfigFile, options: CreateAppOptions = {}): Promise<WebApp> {
  const written = { ...file, options: { ...file.options, ...options.overrides } };
  const sections = sectionsOf(written);
  const config = resolveConfig(written, sections);
  configureLogging(config.logLevel, logForm(config));

  const app = new WebApp(config, [...builtInModules, ...config.modules]);
  const { overrides = {} } = options;
  app.provide(configEntriesService, () => configEntries(config, { file, overrides, sections }));
  if (options.isDefault ?? true) setDefaultApp(app);
  try {
    if (config.debug) await openDevtools(app);
    await app.setUp();
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

/** The keys that core, the built-in modules and the listed modules read. */
function sectionsOf(file: ConfigFile) {
  const listed: readonly unknown[] = Array.isArray(file.options.modules) ? file.options.modules : [];
  const modules = [...builtInModules, ...listed.filter(isModule)]; // resolveConfig() refuses the rest
  return [
    ...coreConfigSections,
    ...appConfigSections,
    ...modules.flatMap((module) => module.configSections ?? []),
  ];
}

/** Readable lines for a person at a terminal, JSON for whoever collects logs. */
function logForm(config: Config): "json" | "pretty" {
  return config.debug || process.stderr.isTTY ? "pretty" : "json";
}
