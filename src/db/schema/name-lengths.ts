import { SchemaChangeError } from "./errors.ts";
import type { TableDefinition } from "./table-definition.ts";

/** How long a name may be on one kind of server. */
export interface NameLimit {
  readonly server: string;
  readonly length: number;
  /** What is counted: PostgreSQL counts bytes. */
  readonly unit: "bytes" | "characters";
}

/**
 * Refuses the names of a table and its columns that the server would cut off or refuse: two that are cut off could be one.
 * Those of indexes and rules are shortened by the editors.
 */
export function refuseLongNames(
  { name, columns }: Pick<TableDefinition, "name" | "columns">,
  limit: NameLimit,
): void {
  refuseLong(
    name,
    `The table name "${name}"`,
    'Name the table in the model\'s options: this.options({ table: "…" }).',
    limit,
  );
  for (const column of columns) {
    const what = `The column name "${column.name}" of "${name}"`;
    refuseLong(column.name, what, `Give the field "${column.field}" a shorter one: { column: "…" }.`, limit);
  }
}

function refuseLong(name: string, what: string, advice: string, { server, length, unit }: NameLimit): void {
  const size = unit === "bytes" ? Buffer.byteLength(name) : name.length;
  if (size <= length) return;
  throw new SchemaChangeError(`${what} has ${size} ${unit}, and ${length} are kept on ${server}.\n${advice}`);
}
