export type { Asset } from "./asset.ts";
export type { AssetProblem } from "./asset-file.ts";
export type { AssetFolder } from "./asset-folder.ts";
export { assetIntegrity, assetTags } from "./asset-tags.ts";
export { assetUrl } from "./asset-url.ts";
export { Assets, assetsService } from "./assets.ts";
export type { AssetsConfig, AssetsOptions } from "./assets-config.ts";
export { assetsModule } from "./assets-module.ts";
export {
  AssetEndingError,
  AssetManifestError,
  AssetNotFoundError,
  AssetReferenceError,
  AssetTagError,
} from "./errors.ts";
export { importMap } from "./import-map.ts";
export { assets } from "./serve-assets.ts";
