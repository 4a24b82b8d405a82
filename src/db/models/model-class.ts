import type { Database } from "../connections/database.ts";
import type { Query } from "../query/query.ts";
import type { ModelInstance } from "./model-instance.ts";
import type { AnyModel } from "./model-meta.ts";

/** A row of some model, where its fields aren't known: by property. */
// biome-ignore lint/suspicious/noExplicitAny: whoever works with any model checks its description instead
export type AnyRow = ModelInstance<any> & Record<string, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
type AnyQuery = Query<AnyRow, any>;

/**
 * Any model, for code that works with all of them (the admin, forms): queries and rows are not typed by its fields;
 * `modelMeta()` tells what they are.
 */
export interface ModelClass extends AnyModel {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  new (values?: any): AnyRow;
  all(): AnyQuery;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  where(condition: any): AnyQuery;
  using(database: Database | string): AnyQuery;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  get(condition: any): Promise<AnyRow>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  find(condition: any): Promise<AnyRow | null>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  create(values: any): Promise<AnyRow>;
  count(): Promise<number>;
}
