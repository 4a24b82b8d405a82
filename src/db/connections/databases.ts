import { didYouMean, type ServiceKey, serviceKey } from "../../core/index.ts";
import { UnknownDatabaseError } from "../errors.ts";
import type { Database } from "./database.ts";

/** The databases of an app by the names that the configuration gives them. */
export class Databases {
  readonly #byAlias: ReadonlyMap<string, Database>;

  constructor(databases: Iterable<Database>) {
    this.#byAlias = new Map([...databases].map((database) => [database.alias, database]));
  }

  /** The database that is used where none is named. */
  get default(): Database {
    return this.get("default");
  }

  /**
   * The database of that name.
   * @throws {@link UnknownDatabaseError}
   */
  get(alias: string): Database {
    const found = this.#byAlias.get(alias);
    if (found !== undefined) return found;
    const names = [...this.#byAlias.keys()];
    throw new UnknownDatabaseError(
      `There is no database "${alias}".${didYouMean(alias, names)}\nAdd it to "databases" in quintet.config.ts${names.length === 0 ? "." : `; there are: ${names.join(", ")}.`}`,
    );
  }

  [Symbol.iterator](): Iterator<Database> {
    return this.#byAlias.values();
  }

  async close(): Promise<void> {
    for (const database of this) await database.close();
  }
}

/** The databases of the app, as a service. */
export const databasesService: ServiceKey<Databases> = serviceKey<Databases>("db.databases");
