import type { BackendKind } from "../backend-kind.ts";
import { SqliteBackend, type SqliteSettings } from "./sqlite-backend.ts";

const defaults: SqliteSettings = { file: "", busyTimeoutMs: 5000 };

/** SQLite, as the configuration describes it. */
export const sqliteKind: BackendKind = {
  example: 'sqlite({ file: "db.sqlite3" })',
  resolve(reader, value) {
    const options = reader.object(value, ["file", "busyTimeoutMs"]);
    const file = reader.below("file").string(options.file, defaults.file);
    if (file === "" && options.file !== undefined)
      reader.below("file").problem("is empty.", 'Name a file, or ":memory:".');
    return {
      file,
      busyTimeoutMs: reader
        .below("busyTimeoutMs")
        .integer(options.busyTimeoutMs, defaults.busyTimeoutMs, { min: 0 }),
    };
  },
  open: (options) => new SqliteBackend({ ...defaults, ...(options as Partial<SqliteSettings>) }), // sqlite() typed them
};
