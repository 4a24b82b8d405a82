import { defineConfig, Secret } from "quintet";
import {
  composeMiddleware,
  httpModule,
  type Middleware,
  type Next,
  Request,
  type Response,
  runWithRequest,
  text,
  toResponse,
} from "quintet/http";
import { i18nModule } from "quintet/i18n";
import { defineRoutes, path, type Routes, routerService, routingModule } from "quintet/routing";
import { csrf, hosts, type SecurityOptions, securityHeaders, securityModule } from "quintet/security";
import { App, coreConfigSections, resolveConfig } from "../../src/core/index.ts";

export interface SecurityAppOptions {
  readonly debug?: boolean;
  readonly security?: SecurityOptions;
  readonly routes?: Routes;
  readonly middleware?: readonly Middleware[];
}

/** What stands in a test's configuration where the test doesn't say otherwise. */
export function testConfig({ debug = false, security, routes }: SecurityAppOptions = {}) {
  const modules = [i18nModule, httpModule, routingModule, securityModule];
  const file = defineConfig({
    modules: [],
    secretKey: new Secret("a-key-for-tests-that-is-long-enough-0123456789"),
    debug,
    routes: routes ?? defineRoutes({ home: path("", () => text("home")) }),
    security: security ?? { allowedHosts: ["shop.example"] },
  });
  const sections = [...coreConfigSections, ...modules.flatMap((module) => module.configSections ?? [])];
  return { config: resolveConfig(file, sections), modules };
}

/** An app with the security middleware around a router, asked in process. */
export async function securityApp(options: SecurityAppOptions = {}) {
  const { config, modules } = testConfig(options);
  const app = new App(config, modules);
  await app.setUp();
  const router = app.service(routerService);
  const dispatch: Next = (request) => {
    const answer = router.dispatch(request);
    return answer instanceof Promise ? answer.then(toResponse) : toResponse(answer);
  };
  const handle = composeMiddleware(options.middleware ?? [securityHeaders, hosts, csrf], dispatch);
  return {
    app,
    async ask(address: string, init?: RequestInit): Promise<Response> {
      const request = Request.fromPlatform(new globalThis.Request(address, init));
      return app.run(() => runWithRequest(request, () => handle(request)));
    },
  };
}

/** The cookies that a response sets, by name. */
export function cookiesOf(response: Response): Record<string, string> {
  return Object.fromEntries(
    response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!.split("=")),
  );
}
