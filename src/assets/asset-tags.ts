import { currentApp } from "../core/index.ts";
import { defineLibrary, type Html, html, simpleTag } from "../templates/index.ts";
import type { Asset } from "./asset.ts";
import { endingOf } from "./asset-folders.ts";
import { assetUrl } from "./asset-url.ts";
import { type Assets, assetsService } from "./assets.ts";
import { AssetTagError } from "./errors.ts";
import { importMap } from "./import-map.ts";

/**
 * The value of the attribute `integrity` for an asset, with which browsers refuse it if it was changed on its way:
 * `{% asset_integrity "site.css" %}` in templates.
 * @throws as {@link assetUrl} does. In production it is empty where there is no such asset.
 *
 * @example
 * assetIntegrity("site.css"); // "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"
 */
export function assetIntegrity(name: string): string {
  return currentApp("assetIntegrity()").service(assetsService).get(name)?.integrity ?? "";
}

/**
 * The tags that load assets: a style sheet, a module with `modulepreload` for all that it imports, or the preloading of a
 * font; each with its `integrity`. `{% asset_tags "site.css" "main.js" %}` in templates.
 * @throws {@link AssetTagError} for a file of another kind.
 *
 * @example
 * assetTags("main.js"); // <link rel="modulepreload" href="…" integrity="…"><script type="module" src="…" integrity="…"></script>
 */
export function assetTags(...names: readonly string[]): Html {
  const assets = currentApp("assetTags()").service(assetsService);
  const preloaded = new Set<string>();
  return html`${names.map((name) => tagsOf(assets, name, preloaded))}`;
}

function tagsOf(assets: Assets, name: string, preloaded: Set<string>): Html {
  const url = assetUrl(name);
  // From another site browsers check a file's integrity only if it was loaded without cookies.
  const crossorigin = assets.origin !== undefined;
  const integrity = assets.get(name)?.integrity;
  switch (endingOf(name)) {
    case ".css":
      return html`<link rel="stylesheet" href="${url}" integrity="${integrity}" crossorigin=${crossorigin}>`;
    case ".js":
    case ".mjs": {
      const imports = importsBelow(assets, name, preloaded).map(
        (asset) =>
          html`<link rel="modulepreload" href="${assets.url(asset.name)}" integrity="${asset.integrity}" crossorigin=${crossorigin}>`,
      );
      return html`${imports}<script type="module" src="${url}" integrity="${integrity}" crossorigin=${crossorigin}></script>`;
    }
    case ".woff2":
    case ".woff":
      // Browsers load fonts without cookies, and take what was preloaded only if it was loaded so, too.
      return html`<link rel="preload" as="font" href="${url}" crossorigin integrity="${integrity}">`;
    default:
      throw new AssetTagError(name);
  }
}

/** All modules that a module loads, directly or through others, and that no earlier tag preloads. */
function importsBelow(assets: Assets, name: string, preloaded: Set<string>): Asset[] {
  const found: Asset[] = [];
  const waiting = [...(assets.get(name)?.imports ?? [])];
  const seen = new Set([name]);
  for (const each of waiting) {
    const asset = seen.has(each) ? undefined : assets.get(each);
    if (asset === undefined) continue;
    seen.add(each);
    waiting.push(...asset.imports);
    if (preloaded.has(each)) continue;
    preloaded.add(each);
    found.push(asset);
  }
  return found;
}

/** `{% load assets %}` */
export const assetsLibrary = defineLibrary({
  name: "assets",
  tags: {
    asset_tags: simpleTag(({ args }) => assetTags(...args.map(String))),
    asset_integrity: simpleTag(({ values: { name } }) => assetIntegrity(String(name)), {
      parameters: ["name"],
    }),
    import_map: simpleTag(() => importMap()),
  },
});
