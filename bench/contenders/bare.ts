import { openBarePostgres } from "./bare-postgres.ts";
import { openBareSqlite } from "./bare-sqlite.ts";
import type { Contender } from "./contender.ts";

/** The driver itself, with queries written by hand: what all others are compared with. */
export const bare: Contender = {
  name: "bare driver",
  sqliteMoments: "text",
  open: async (kind, address) => (kind === "sqlite" ? openBareSqlite(address) : openBarePostgres(address)),
};
