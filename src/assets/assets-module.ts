import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Check, defineModule } from "../core/index.ts";
import { AssetFolders } from "./asset-folders.ts";
import { Assets, assetsService } from "./assets.ts";
import { assetsConfigSection } from "./assets-config.ts";

const foldersCheck: Check = {
  name: "assets.folders",
  run: ({ config }) =>
    config.assets.folders
      .filter((folder) => folder !== "assets" && !existsSync(resolve(folder)))
      .map((folder) => ({
        id: "assets.W004", // as Django's staticfiles.W004
        level: "warning",
        message: `The folder ${JSON.stringify(folder)} in assets.folders does not exist (${resolve(folder)}).`,
        hint: "Make it, or take it out of quintet.config.ts.",
      })),
};

/** What every app has of this part: the key `assets`, and the service that finds them. */
export const assetsModule = defineModule({
  name: "assets",
  folder: import.meta.dirname,
  configSections: [assetsConfigSection],
  checks: [foldersCheck],
  setup(app) {
    const { debug, assets } = app.config;
    app.provide(assetsService, new Assets(AssetFolders.of(app), { prefix: assets.prefix, debug }));
  },
});
