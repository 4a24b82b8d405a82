import { findCurrentApp, serviceKey } from "../core/index.ts";
import { defineRequestProperty } from "../http/index.ts";
import type { Router } from "./router.ts";

/** The router of an app. */
export const routerService = serviceKey<Router>("routing.router");

/** Known to middleware before the router is reached; a request that nobody asks about is resolved in `dispatch()`. */
export const routeProperty = defineRequestProperty("route", (request) => {
  const app = findCurrentApp();
  return app?.hasService(routerService) ? app.service(routerService).resolve(request.path) : undefined;
});
