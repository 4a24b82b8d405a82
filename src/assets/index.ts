export { assetUrl } from "./asset-url.ts";
export { Assets, type AssetsOptions, assetsService, type FoundAsset } from "./assets.ts";
export type { AssetsConfig } from "./assets-config.ts";
export { assetsModule } from "./assets-module.ts";
export { AssetNotFoundError } from "./errors.ts";
export { assets } from "./serve-assets.ts";
