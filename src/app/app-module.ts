import { assetsService, assetUrl } from "../assets/index.ts";
import { currentApp, defineModule } from "../core/index.ts";
import { storagesService } from "../files/index.ts";
import { findCurrentRequest } from "../http/index.ts";
import { routerService } from "../routing/index.ts";
import { csrfToken } from "../security/index.ts";
import { templateFunctionsService } from "../templates/index.ts";
import { appDeployChecks } from "./deploy-checks.ts";

/**
 * Joins the parts that don't know each other: hands the templates what they need of the router, the assets and the
 * request.
 */
export const appModule = defineModule({
  name: "app",
  folder: import.meta.dirname,
  checks: appDeployChecks,
  sharedData: {
    request: () => findCurrentRequest(),
    STATIC_URL: () => currentApp("The template variable STATIC_URL").service(assetsService).prefix,
    MEDIA_URL: () =>
      currentApp("The template variable MEDIA_URL").service(storagesService).get("default").access.baseUrl,
    debug: () => currentApp("The template variable debug").config.debug,
  },
  setup(app) {
    const router = app.service(routerService);
    app.provide(templateFunctionsService, {
      urlFor: (name, positional, named) => router.reverse(name, positional.length > 0 ? positional : named),
      assetUrl,
      staticPrefix: () => app.service(assetsService).prefix,
      mediaPrefix: () => app.service(storagesService).get("default").access.baseUrl,
      csrfToken() {
        const request = findCurrentRequest();
        return request === undefined ? "" : csrfToken(request);
      },
    });
  },
});
