import { createApp, type WebApp } from "../app/index.ts";
import { type ConfigFile, type ConfigOptions, Secret } from "../core/index.ts";
import { migrateAppUp, sqlite } from "../db/index.ts";

export interface TestAppOptions {
  /** Keys of the configuration to replace, after those that a test app replaces itself. */
  readonly overrides?: Partial<ConfigOptions>;
  /** Whether the tables are made; true by default. */
  readonly migrate?: boolean;
}

/**
 * The app of a configuration as tests want it: its database in memory and migrated, hosts open to the test client, and
 * only warnings logged. It is the current app until it is closed.
 *
 * @example
 * await using app = await createTestApp(config);
 * const response = await testClient(app).get("/");
 */
export async function createTestApp(config: ConfigFile, options: TestAppOptions = {}): Promise<WebApp> {
  const { security } = config.options;
  const overrides: Partial<ConfigOptions> = {
    secretKey: new Secret("a-key-for-tests-alone-0123456789-never-used-elsewhere"),
    logLevel: "warn",
    databases: { default: sqlite({ file: ":memory:" }) },
    security: { ...security, allowedHosts: ["localhost"] },
    ...options.overrides,
  };
  const app = await createApp(config, { overrides });
  try {
    if (options.migrate ?? true) await migrateAppUp(app);
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}
