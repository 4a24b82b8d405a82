import { textsIn } from "../sql/sql-tokens.ts";

/** MariaDB's and MySQL's lists of some of the named texts, which no builder makes. */
export function setValues(columnType: unknown): readonly string[] | undefined {
  if (typeof columnType !== "string" || !/^set\s*\(/i.test(columnType)) return undefined;
  return textsIn(columnType);
}
