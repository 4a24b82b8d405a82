import { currentApp } from "../core/index.ts";
import { defineLibrary, type Html, html, simpleTag } from "../templates/index.ts";
import { viteService } from "./vite-front-end.ts";

/**
 * The tags that load an entry of Vite, with its style sheets and all that it imports: `{% vite "src/main.ts" %}` in templates.
 * @throws {@link ViteNotBuiltError} {@link ViteEntryError}
 *
 * @example
 * html`<head>${viteTags("src/main.ts")}</head>`
 */
export function viteTags(...entries: readonly string[]): Html {
  const front = currentApp("viteTags()").service(viteService);
  return html`${entries.map((entry) => front.tags(entry))}`;
}

/**
 * The tags that have a browser load what a page will import later: `{% vite_preload "src/editor.ts" %}` in templates.
 * @throws {@link ViteNotBuiltError} {@link ViteEntryError}
 */
export function vitePreloadTags(...sources: readonly string[]): Html {
  const front = currentApp("vitePreloadTags()").service(viteService);
  return html`${sources.map((source) => front.preloadTags(source))}`;
}

/**
 * The address of a file that Vite has built, such as a picture: `{% vite_asset "src/logo.svg" %}` in templates.
 * @throws {@link ViteNotBuiltError} {@link ViteEntryError}
 *
 * @example
 * viteUrl("src/logo.svg"); // "/static/vite/assets/logo-Dq3Xk1aB.svg"
 */
export function viteUrl(source: string): string {
  return currentApp("viteUrl()").service(viteService).url(source);
}

/**
 * What components of React need to be shown anew when they change: `{% vite_react_refresh %}` in templates, in front of
 * {@link viteTags}. Nothing outside of development. For Vite's plugin `@vitejs/plugin-react`.
 *
 * @example
 * html`<head>${viteReactRefresh()}${viteTags("src/main.tsx")}</head>`
 */
export function viteReactRefresh(): Html {
  return currentApp("viteReactRefresh()").service(viteService).reactRefreshTag();
}

/** `{% load vite %}` */
export const viteLibrary = defineLibrary({
  name: "vite",
  tags: {
    vite: simpleTag(({ args }) => viteTags(...args.map(String))),
    vite_react_refresh: simpleTag(() => viteReactRefresh()),
    vite_preload: simpleTag(({ args }) => vitePreloadTags(...args.map(String))),
    vite_asset: simpleTag(({ values: { source } }) => viteUrl(String(source)), { parameters: ["source"] }),
  },
});
