import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ConfigOptions, defineConfig, defineModule, Secret } from "quintet";
import { createApp, type WebApp } from "quintet/app";
import { html } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { html as markup } from "quintet/templates";
import {
  quintet,
  type ViteOptions,
  vite,
  vitePreloadTags,
  viteReactRefresh,
  viteTags,
  viteUrl,
} from "quintet/vite";
import { build, type InlineConfig } from "vite";

const root = join(import.meta.dirname, "..", "..");

/** A small front end: two entries with a shared part, styles, a picture, and a module that is loaded later. */
const sources = {
  "src/main.ts": `import "./main.css";
import { greet } from "./shared.ts";
import logo from "./logo.svg";
const out: HTMLElement = document.querySelector("#out")!;
out.textContent = greet("main");
out.dataset.logo = logo;
document.querySelector("#more")?.addEventListener("click", async () => {
  const { later } = await import("./later.ts");
  out.textContent = later();
});
`,
  "src/main.css": "#out { color: rgb(1, 2, 3); background: url(./logo.svg) }\n",
  "src/other.ts": `import { greet } from "./shared.ts";\nconsole.log(greet("other"));\n`,
  "src/shared.ts": `import "./shared.css";\nexport const greet = (name: string): string => \`Hello from \${name}\`;\n`,
  "src/shared.css": "#out { padding: 3px }\n",
  "src/later.ts": `import "./later.css";\nexport const later = (): string => "Loaded later";\n`,
  "src/later.css": "#out { margin: 5px }\n",
  // More than Vite writes into the style sheet itself.
  "src/logo.svg": `<svg xmlns="http://www.w3.org/2000/svg">${"<g></g>".repeat(700)}</svg>`,
  "public/robots.txt": "User-agent: *\n",
};

const entries = ["src/main.ts", "src/other.ts"];

/** A project with that front end in a folder of its own, inside of the repository, where packages are found. */
export class FrontEnd {
  readonly folder: string;

  constructor() {
    const parent = join(root, ".quintet");
    mkdirSync(parent, { recursive: true });
    this.folder = mkdtempSync(join(parent, "vite-"));
    for (const [name, content] of Object.entries(sources)) this.write(name, content);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
  }

  /** What Vite is called with: its plugin is the only word of Quintet. */
  config(more: InlineConfig = {}): InlineConfig {
    return {
      root: this.folder,
      configFile: false,
      logLevel: "error",
      plugins: [quintet({ entries })],
      ...more,
    };
  }

  async build(): Promise<void> {
    await build(this.config());
  }

  /** An app whose page loads the front end. */
  app(options: ViteOptions & { debug?: boolean; react?: boolean; origin?: string } = {}): Promise<WebApp> {
    const { debug = false, react = false, origin, ...given } = options;
    const module = vite({ outDir: this.path("dist"), ...given });
    const shop = defineModule({ name: "shop", folder: this.folder });
    const page = () =>
      html(
        String(
          markup`<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="${viteUrl("src/logo.svg")}">${react ? viteReactRefresh() : ""}${viteTags("src/main.ts")}${vitePreloadTags("src/later.ts")}</head><body><p id="out"></p><button id="more">More</button><img alt="Logo" src="${viteUrl("src/logo.svg")}"></body></html>`,
        ),
      );
    const config = defineConfig({
      modules: [module, shop],
      routes: defineRoutes({ home: path("", page) }),
      secretKey: new Secret("a-key-for-tests-that-is-long-enough-0123456789"),
      debug,
      databases: {},
      logLevel: "silent",
      security: { allowedHosts: ["localhost", "127.0.0.1"] },
      assets: { folders: [], collectedFolder: this.path("collected"), origin },
    } satisfies ConfigOptions);
    return createApp(config, { isDefault: false });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
