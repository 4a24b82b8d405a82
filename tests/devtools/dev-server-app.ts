import type { AddressInfo } from "node:net";
import { after } from "node:test";
import type { WebApp } from "quintet/app";
import { type SmallAppOptions, smallApp } from "../app/small-app.ts";

/** An app with debug on that listens on a free port of this machine, until the tests of the file are over. */
export async function listeningApp(options: SmallAppOptions): Promise<{ app: WebApp; url: string }> {
  const security = { allowedHosts: ["localhost", "127.0.0.1"] };
  const app = await smallApp({ debug: true, security, ...options });
  after(() => app.close());
  const server = await app.listen({ port: 0, shutdownGraceMs: 0 });
  return { app, url: `http://127.0.0.1:${(server.node.address() as AddressInfo).port}` };
}
