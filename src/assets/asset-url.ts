import { currentApp } from "../core/index.ts";
import { assetsService } from "./assets.ts";

/**
 * The address of a style sheet, script or picture: `{% static "site.css" %}` in templates.
 * @throws {@link AssetNotFoundError} in debug, where no folder holds it.
 *
 * @example
 * assetUrl("admin/admin.css"); // "/static/admin/admin.3f2a9c81d07b.css"
 */
export function assetUrl(name: string): string {
  return currentApp("assetUrl()").service(assetsService).url(name);
}
