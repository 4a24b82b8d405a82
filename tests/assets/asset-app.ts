import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ConfigOptions, defineConfig, defineModule, Secret } from "quintet";
import { assets, assetsModule, assetsService, assetUrl } from "quintet/assets";
import { composeMiddleware, httpModule, type Next, Request, runWithRequest, text } from "quintet/http";
import { App, coreConfigSections, resolveConfig } from "../../src/core/index.ts";

/** Files in a temporary folder, by their names in it. */
export class AssetFiles {
  readonly folder: string;

  constructor(files: Readonly<Record<string, string | Buffer>>) {
    this.folder = mkdtempSync(join(tmpdir(), "quintet-assets-"));
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Buffer): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** An app of the folder `project` and the module in `shop`, which answers requests for assets. */
export async function startAssets(
  files: AssetFiles,
  options: Partial<NonNullable<ConfigOptions["assets"]>> & { debug?: boolean } = {},
) {
  const { debug = false, ...given } = options;
  const shop = defineModule({ name: "shop", folder: files.path("shop") });
  const file = defineConfig({
    modules: [shop],
    secretKey: new Secret("a-key-for-tests-that-is-long-enough-0123456789"),
    debug,
    assets: { folders: [files.path("project")], collectedFolder: files.path("collected"), ...given },
  });
  const builtIn = [httpModule, assetsModule];
  const sections = [...coreConfigSections, ...builtIn.flatMap(({ configSections }) => configSections ?? [])];
  const config = resolveConfig(file, sections);
  const app = new App(config, [...builtIn, shop]);
  await app.setUp();
  const chain = composeMiddleware([assets], () => text("the router"));
  const handle: Next = (request) => app.run(() => runWithRequest(request, () => chain(request)));
  return {
    app,
    handle,
    service: app.service(assetsService),
    url: (name: string) => app.run(() => assetUrl(name)),
    ask: async (path: string, init?: RequestInit) =>
      handle(Request.fromPlatform(new globalThis.Request(`http://shop.example${path}`, init))),
  };
}

/** What a command of a module says. */
export async function runCommand(
  app: App,
  name: string,
  given: { args?: Record<string, string>; options?: Record<string, string | boolean> } = {},
): Promise<string[]> {
  const command = app.modules.flatMap(({ commands = [] }) => commands).find((each) => each.name === name);
  if (command === undefined) throw new Error(`There is no command ${name}.`);
  const lines: string[] = [];
  const say = (line = "") => void lines.push(line);
  const refuse = () => Promise.reject(new Error("Nobody is there to answer."));
  const terminal = {
    line: say,
    success: say,
    warn: say,
    interactive: false,
    ask: refuse,
    askSecret: refuse,
    confirm: refuse,
  };
  await app.run(() => command.run({ app, terminal, args: given.args ?? {}, options: given.options ?? {} }));
  return lines;
}
