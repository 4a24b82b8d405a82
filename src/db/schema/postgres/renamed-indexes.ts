import type { SchemaConnection } from "../schema-editor.ts";
import { quoteName } from "./quote-name.ts";
import type { TableObject } from "./table-objects.ts";

export interface RenamedIndex {
  readonly from: TableObject;
  readonly to: TableObject;
}

/** Indexes that only get another name: they keep what they are made of, which may have taken hours to build. */
export async function renamedIndexes(
  connection: SchemaConnection,
  gone: readonly TableObject[],
  fresh: readonly TableObject[],
): Promise<readonly RenamedIndex[]> {
  const found: RenamedIndex[] = [];
  for (const from of gone) {
    if (from.kind !== "index") continue;
    const isFree = (to: TableObject) => to.kind === "index" && !found.some((rename) => rename.to === to);
    const to = fresh.find((object) => isFree(object) && withoutName(object) === withoutName(from));
    if (to === undefined) continue;
    const [row] = await connection.query("SELECT 1 WHERE to_regclass(?) IS NOT NULL", [quoteName(from.name)]);
    if (row !== undefined) found.push({ from, to }); // it may have been dropped by hand
  }
  return found;
}

function withoutName({ identity, name }: TableObject): string {
  return identity.replace(` INDEX ${quoteName(name)} `, () => " INDEX ");
}
