import { resolve } from "node:path";
import { type App, type Config, defineModule } from "../core/index.ts";
import type { AssetSource } from "./asset.ts";
import { AssetBuilder } from "./asset-builder.ts";
import { AssetFolders } from "./asset-folders.ts";
import { assetsLibrary } from "./asset-tags.ts";
import { Assets, assetsService } from "./assets.ts";
import { assetsConfigSection } from "./assets-config.ts";
import { BuiltAssets } from "./built-assets.ts";
import { assetChecks } from "./checks.ts";
import { CollectedAssets } from "./collected-assets.ts";
import { assetsCollectCommand } from "./commands/assets-collect.ts";
import { assetsFindCommand } from "./commands/assets-find.ts";
import { readManifest } from "./manifest.ts";

/** What every app has of this part: the key `assets`, and the service that finds them. */
export const assetsModule = defineModule({
  name: "assets",
  folder: import.meta.dirname,
  configSections: [assetsConfigSection],
  checks: assetChecks,
  commands: [assetsCollectCommand, assetsFindCommand],
  templateLibraries: [assetsLibrary],
  cspSources(config) {
    const origin = originOf(config);
    if (origin === undefined) return undefined;
    const from = [origin];
    return { scriptSrc: from, styleSrc: from, imgSrc: from, fontSrc: from, mediaSrc: from, connectSrc: from };
  },
  setup(app) {
    const { debug, assets } = app.config;
    const { prefix, strict, imports } = assets;
    const builder = new AssetBuilder(AssetFolders.of(app), { prefix, imports, isLive: debug });
    const source = sourceOf(app, builder);
    const folders = app.modules.flatMap((module) => module.assetFolders ?? []);
    const origin = originOf(app.config);
    app.provide(assetsService, new Assets({ prefix, origin, builder, source, folders, debug, strict }));
  },
});

/** While developing, the CDN has nothing of what the files are now. */
function originOf({ debug, assets }: Config): string | undefined {
  return debug ? undefined : assets.origin;
}

/** In debug the files as they are now; in production what was collected, if something was. */
function sourceOf({ config }: App, builder: AssetBuilder): AssetSource {
  const folder = resolve(config.assets.collectedFolder);
  const manifest = config.debug ? undefined : readManifest(folder);
  return manifest === undefined
    ? new BuiltAssets(builder, { compresses: !config.debug })
    : new CollectedAssets(folder, manifest);
}
