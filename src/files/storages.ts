import { currentApp, type RegisteredConfig, type ServiceKey, serviceKey } from "../core/index.ts";
import { UnknownStorageError } from "./errors.ts";
import type { Storage } from "./storage.ts";

/** A storage whose files the app hands out, and where: `host` is empty where any of the app's will do. */
interface ServedPlace {
  readonly storage: Storage;
  readonly host: string;
  readonly path: string;
}

/** The storages of an app by the names that the configuration gives them. */
export class Storages {
  readonly #byAlias: ReadonlyMap<string, Storage>;
  readonly #places: readonly ServedPlace[];

  constructor(storages: Iterable<Storage>) {
    const all = [...storages];
    this.#byAlias = new Map(all.map((storage) => [storage.alias, storage]));
    this.#places = all.filter((storage) => storage.isServedByApp).map(placeOf);
  }

  /** The file that an address leads to, if it is that of a storage which the app hands out itself. */
  servedAt(request: {
    readonly path: string;
    readonly host: string;
  }): { storage: Storage; name: string } | undefined {
    for (const { storage, host, path } of this.#places)
      if (request.path.startsWith(path) && (host === "" || request.host === host))
        return { storage, name: request.path.slice(path.length) };
    return undefined;
  }

  /** @throws {@link UnknownStorageError} */
  get(alias: string): Storage {
    const found = this.#byAlias.get(alias);
    if (found === undefined) throw new UnknownStorageError(alias, [...this.#byAlias.keys()]);
    return found;
  }

  [Symbol.iterator](): Iterator<Storage> {
    return this.#byAlias.values();
  }

  async close(): Promise<void> {
    for (const storage of this) await storage.close();
  }
}

function placeOf(storage: Storage): ServedPlace {
  const { baseUrl } = storage.access;
  if (baseUrl.startsWith("/")) return { storage, host: "", path: baseUrl };
  const { host, pathname } = new URL(baseUrl);
  return { storage, host, path: pathname };
}

/** The storages of the app, as a service. */
export const storagesService: ServiceKey<Storages> = serviceKey<Storages>("files.storages");

/** The names of the storages that the app's registered configuration has; any text where none is registered. */
export type StorageAlias = RegisteredConfig extends { readonly options: { readonly storages: infer Given } }
  ? keyof Given & string
  : string;

/**
 * A storage of the app; the one called `default` where none is named.
 * @throws {@link UnknownStorageError}
 *
 * @example
 * await storage("reports").save("june.csv", report);
 */
export function storage(alias: StorageAlias = "default" as StorageAlias): Storage {
  return currentApp("storage()").service(storagesService).get(alias);
}
