import type { Command } from "../../core/index.ts";
import { downCommand } from "./commands/migrate-down.ts";
import { makeCommand } from "./commands/migrate-make.ts";
import { sqlCommand } from "./commands/migrate-sql.ts";
import { statusCommand } from "./commands/migrate-status.ts";
import { upCommand } from "./commands/migrate-up.ts";

/** `quintet migrate make`, `up`, `down`, `status` and `sql`. */
export const migrationCommands: readonly Command[] = [
  makeCommand,
  upCommand,
  downCommand,
  statusCommand,
  sqlCommand,
];
