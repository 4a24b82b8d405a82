import type { Database } from "../connections/database.ts";
import { type Compiled, finish, type Sql } from "../sql/sql.ts";
import { maxPlans } from "./plan.ts";

/**
 * A statement that writes, compiled once for each shape; `undefined` where nothing needs to be sent. As many are kept as
 * plans of queries, for the same reason.
 */
export function keptWrite<Made extends Sql | undefined>(
  { writes, dialect }: Database,
  shape: string,
  compile: () => Made,
): Compiled | Extract<Made, undefined> {
  const kept = writes.get(shape);
  if (kept !== undefined) return kept;
  const sql = compile();
  if (sql === undefined) return undefined as Extract<Made, undefined>; // it is
  const compiled = finish(sql, dialect);
  if (writes.size >= maxPlans) writes.clear();
  writes.set(shape, compiled);
  return compiled;
}
