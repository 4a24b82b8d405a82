/** A database as the configuration describes it: which backend, and its options. Plain data, so that settings in it are read. */
export interface DatabaseDescription {
  readonly backend: "sqlite";
  readonly options: Readonly<Record<string, unknown>>;
}
