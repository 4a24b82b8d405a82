import type { BackendName } from "../backends/backend-kinds.ts";

/** A database as the configuration describes it: which backend, and its options. Plain data, so that settings in it are read. */
export interface DatabaseDescription {
  readonly backend: BackendName;
  readonly options: Readonly<Record<string, unknown>>;
}
