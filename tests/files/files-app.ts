import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, Secret } from "quintet";
import type { WebApp } from "quintet/app";
import { type Storage, type StorageDescription, storagesService } from "quintet/files";
import { text } from "quintet/http";
import { defineRoutes, path, type Routes } from "quintet/routing";
import { createTestApp } from "quintet/testing";

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), "quintet-files-"));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** An app with these storages, and no tables. */
export function filesApp(
  storages: Readonly<Record<string, StorageDescription>>,
  routes: Routes = defineRoutes({ home: path("", () => text("home")) }),
): Promise<WebApp> {
  const config = defineConfig({ modules: [], secretKey: new Secret("replaced"), routes, storages });
  return createTestApp(config, { migrate: false });
}

/** An app with one storage, and that storage. */
export async function storageApp(
  description: StorageDescription,
): Promise<{ app: WebApp; storage: Storage } & AsyncDisposable> {
  const app = await filesApp({ default: description });
  return {
    app,
    storage: app.service(storagesService).get("default"),
    [Symbol.asyncDispose]: () => app.close(),
  };
}

/** All bytes of a stream, as text. */
export async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
