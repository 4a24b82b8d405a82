import { type App, type ServiceKey, serviceKey } from "../core/index.ts";
import type { Devtools } from "./devtools.ts";

/** The developer's tools of an app; absent where `debug` is off. */
export const devtoolsService: ServiceKey<Devtools> = serviceKey("devtools");

/** Gives an app the developer's tools. They are loaded here, so that an app without debug has none of them in memory. */
export async function openDevtools(app: App): Promise<void> {
  const { Devtools } = await import("./devtools.ts");
  app.provide(devtoolsService, new Devtools(app));
}
