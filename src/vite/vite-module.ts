import { resolve } from "node:path";
import { defineModule } from "../core/index.ts";
import { defaultOutDir, devServerVariable, viteFolderName } from "./vite-config.ts";
import { BuiltFrontEnd, DevelopedFrontEnd, viteService } from "./vite-front-end.ts";
import { viteLibrary } from "./vite-library.ts";
import { ViteManifestFile } from "./vite-manifest.ts";
import { askViteServer } from "./vite-proxy.ts";

export interface ViteOptions {
  /** Where Vite writes its build: `build.outDir` of `vite.config.ts`, `"dist"` by default. */
  readonly outDir?: string;
  /** Where Vite's development server listens, if somebody other than `quintet dev` has started it: `"http://127.0.0.1:5173"`. Heeded in debug only. */
  readonly devServer?: string;
}

/**
 * A front end that Vite builds. In debug its sources come from Vite's development server, with changes shown at once; in
 * production from the build. Pages load it by `{% vite "src/main.ts" %}`.
 *
 * @example
 * export default defineConfig({ modules: [vite(), shop], … });
 */
export function vite({ outDir = defaultOutDir, devServer }: ViteOptions = {}) {
  const folder = resolve(outDir);
  const server = (): string | undefined => devServer ?? process.env[devServerVariable];
  const built = new ViteManifestFile(folder, true);
  return defineModule({
    name: "vite",
    folder: import.meta.dirname,
    templateLibraries: [viteLibrary],
    assetFolders: [
      {
        folder,
        at: viteFolderName,
        hasHash: (name) => built.find()?.hasFile(name) ?? false,
        answerInDebug(request) {
          const url = server();
          return url === undefined ? undefined : askViteServer(request, url);
        },
      },
    ],
    // Pages ask Vite what has changed. Their scripts come from the app itself, so they need no further word.
    cspSources({ debug }) {
      const url = debug ? server() : undefined;
      return url === undefined ? undefined : { connectSrc: [url.replace(/^http/, "ws")] };
    },
    setup(app) {
      const { debug } = app.config;
      const url = debug ? server() : undefined;
      app.provide(
        viteService,
        url === undefined ? new BuiltFrontEnd(new ViteManifestFile(folder, debug)) : new DevelopedFrontEnd(),
      );
    },
  });
}
