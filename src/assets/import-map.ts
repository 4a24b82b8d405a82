import { currentApp } from "../core/index.ts";
import { currentRequest } from "../http/index.ts";
import { type SafeString, safe } from "../templates/index.ts";
import type { Asset } from "./asset.ts";
import { type Assets, assetsService } from "./assets.ts";
import { isModuleBelow, isOutside } from "./import-names.ts";

/*
 * Browsers know addresses; modules of packages import names: `import { html } from "lit"`. An import map tells which
 * address a name stands for. Names stay in the files as they are, so a module's hash doesn't change with the packages that
 * it imports.
 */

/**
 * The tag that tells browsers which assets the bare names in `assets.imports` stand for, with the integrity of each:
 * `{% import_map %}` in templates. It carries the page's nonce, and stands in front of all modules.
 * @throws as {@link assetUrl} does, for an entry that leads to no asset.
 *
 * @example
 * importMap(); // <script type="importmap" nonce="…">{"imports":{"lit":"/static/vendor/lit.3f2a9c81d07b.js"},"integrity":{…}}</script>
 */
export function importMap(): SafeString {
  const app = currentApp("importMap()");
  const map = mapOf(app.service(assetsService), app.config.assets.imports);
  // Browsers undo no escapes of HTML in a script. Without "<" nothing ends the element.
  const json = JSON.stringify(map).replaceAll("<", "\\u003c");
  const { cspNonce } = currentRequest("importMap()");
  return safe(`<script type="importmap" nonce="${cspNonce}">${json}</script>`);
}

interface ImportMap {
  readonly imports: Record<string, string>;
  /** By address: what is imported has no tag that could hold it. */
  readonly integrity: Record<string, string>;
}

function mapOf(assets: Assets, given: Readonly<Record<string, string>>): ImportMap {
  const map: ImportMap = { imports: {}, integrity: {} };
  const add = (name: string, asset: string): void => {
    const found: Asset | undefined = assets.get(asset);
    const url = assets.url(asset);
    map.imports[name] = url;
    if (found !== undefined) map.integrity[url] = found.integrity;
  };
  for (const [name, target] of Object.entries(given)) {
    if (isOutside(target)) map.imports[name] = target;
    else if (!name.endsWith("/")) add(name, target);
    // A folder has no hash that all of its files share: each has a line of its own.
    else
      for (const asset of assets.names())
        if (isModuleBelow(asset, target)) add(name + asset.slice(target.length), asset);
  }
  return map;
}
