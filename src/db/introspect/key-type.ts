import type { AutomaticKeyType } from "../fields/automatic-key.ts";
import type { FieldState } from "../schema/model-state.ts";
import type { TableFacts } from "./table-facts.ts";

/** The key that counts in numbers of that size; SQLite's are all of one size, so what refers to it says which is meant. */
export function keyType(
  table: TableFacts,
  all: readonly TableFacts[],
  type: FieldState["type"],
  usual: AutomaticKeyType | undefined,
): AutomaticKeyType {
  if (type === "bigInteger") return "bigAuto";
  if (type === "smallInteger") return "smallAuto";
  const references = all.flatMap((other) =>
    other.foreignKeys
      .filter((key) => key.table === table.name && key.columns.length === 1)
      .map((key) => other.columns.find(({ name }) => name === key.columns[0])?.type ?? ""),
  );
  if (references.some((reference) => /^bigint/i.test(reference))) return "bigAuto";
  return references.length === 0 && usual !== undefined && table.columns.some(isSqliteKey) ? usual : "auto";
}

/** SQLite writes the type of such a key in capitals or small letters, and without a size. */
function isSqliteKey({ type, counts }: TableFacts["columns"][number]): boolean {
  return counts !== undefined && type === "INTEGER";
}
