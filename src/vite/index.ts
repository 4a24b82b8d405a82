export { startViteServer, type ViteDevServer } from "./dev-server.ts";
export {
  MissingViteError,
  ViteEntryError,
  ViteManifestError,
  ViteNotBuiltError,
  ViteServerError,
} from "./errors.ts";
export { vitePreloadTags, viteReactRefresh, viteTags, viteUrl } from "./vite-library.ts";
export { type ViteOptions, vite } from "./vite-module.ts";
export { quintet, type VitePlugin, type VitePluginOptions } from "./vite-plugin.ts";
