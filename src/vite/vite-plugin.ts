import { defaultOutDir, devServerHost, devServerPort, viteFolderName } from "./vite-config.ts";

export interface VitePluginOptions {
  /** The modules and style sheets that pages name, relative to Vite's root: `["src/main.ts"]`. */
  readonly entries: readonly string[];
  /** Must be that of the app's `assets.prefix`; `"/static/"` by default. */
  readonly prefix?: string;
  /** That of the app's `assets.origin`, if what modules load later comes from the CDN, too. */
  readonly origin?: string;
}

/** A plugin as Vite takes it. Told in words of our own, so that who has no Vite needs no types of it. */
export interface VitePlugin {
  readonly name: string;
  config(given: ViteUserConfig, env: { readonly command: "build" | "serve" }): object;
}

/** What the plugin reads of the configuration that it completes. */
interface ViteUserConfig {
  readonly build?: { readonly outDir?: string | undefined } | undefined;
  readonly server?:
    | { readonly host?: string | boolean | undefined; readonly port?: number | undefined }
    | undefined;
}

/**
 * Has Vite build and serve for a Quintet app: addresses below `/static/vite/`, a manifest, and a development server that
 * the app stands in front of. For `plugins` in `vite.config.ts`.
 *
 * @example
 * export default defineConfig({ plugins: [quintet({ entries: ["src/main.ts"] })] });
 */
export function quintet({ entries, prefix = "/static/", origin = "" }: VitePluginOptions): VitePlugin {
  return {
    name: "quintet",
    config({ build, server }, { command }) {
      const host = typeof server?.host === "string" ? server.host : devServerHost;
      const port = server?.port ?? devServerPort;
      return {
        base: (command === "build" ? origin : "") + prefix + viteFolderName,
        // The app has pages of its own; this leaves out Vite's fallback to index.html.
        appType: "custom",
        build: {
          outDir: build?.outDir ?? defaultOutDir,
          manifest: true,
          rollupOptions: { input: [...entries] },
        },
        server: {
          host,
          port,
          strictPort: true,
          // Pages come from the app; what tells them of changes connects to Vite itself.
          ws: { host, clientPort: port },
        },
      };
    },
  };
}
