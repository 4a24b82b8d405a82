import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "node:test";
import { type ConfigOptions, defineConfig, defineModule, type ModuleOptions, Secret } from "quintet";
import { createApp, type WebApp } from "quintet/app";
import { sqlite } from "quintet/db";

export const testKey = new Secret("a-key-for-tests-alone-0123456789-never-used-elsewhere");

/** What a test app has beyond the least. */
export interface SmallAppOptions extends Partial<ConfigOptions> {
  /** Templates of the app by name, written into a temporary folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Further keys of the app's own module, such as its models. */
  readonly module?: Partial<ModuleOptions>;
}

/** An app with one module, a database in memory, and nothing in its log. Its folder goes when it closes. */
export async function smallApp({
  files = {},
  module = {},
  ...options
}: SmallAppOptions = {}): Promise<WebApp> {
  const folder = mkdtempSync(join(tmpdir(), "quintet-app-"));
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, "templates", name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const shop = defineModule({ name: "shop", folder, ...module });
  const config = defineConfig({
    secretKey: testKey,
    logLevel: "silent",
    databases: { default: sqlite({ file: ":memory:" }) },
    ...options,
    security: { allowedHosts: ["localhost"], ...options.security },
    modules: [shop, ...(options.modules ?? [])],
  });
  const app = await createApp(config);
  app.onClose(() => rmSync(folder, { recursive: true, force: true }));
  return app;
}

/** Opens apps with these options for the tests of one file, and closes them after each test. */
export function smallApps(common: SmallAppOptions): (options?: SmallAppOptions) => Promise<WebApp> {
  const opened: WebApp[] = [];
  afterEach(async () => {
    for (const app of opened.splice(0)) await app.close();
  });
  return async (options = {}) => {
    const app = await smallApp({ ...common, ...options });
    opened.push(app);
    return app;
  };
}

/** Asks an app for a path, as a browser does unless `init` says otherwise. */
export function ask(app: WebApp, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { accept: "text/html,application/xhtml+xml,*/*;q=0.8", ...(init.headers ?? {}) };
  return app.fetch(new Request(`http://localhost${path}`, { ...init, headers }));
}
