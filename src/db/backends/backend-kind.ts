import type { ConfigReader } from "../../core/index.ts";
import type { Backend } from "./backend.ts";

/** What is done with the description of a database, by its kind. */
export interface BackendKind {
  /** Checks what was written in the configuration, and fills in the defaults. */
  resolve(reader: ConfigReader, options: unknown): Readonly<Record<string, unknown>>;
  /** Makes the backend of options whose settings are read. No connection is needed for that. */
  open(options: Readonly<Record<string, unknown>>): Backend;
  /** How one is described, for messages: `sqlite({ file: "db.sqlite3" })`. */
  readonly example: string;
}
