import type { Command } from "../../core/index.ts";
import { checkCommand } from "./commands/migrate-check.ts";
import { downCommand } from "./commands/migrate-down.ts";
import { fakeCommand } from "./commands/migrate-fake.ts";
import { makeCommand } from "./commands/migrate-make.ts";
import { mergeCommand } from "./commands/migrate-merge.ts";
import { optimizeCommand } from "./commands/migrate-optimize.ts";
import { planCommand } from "./commands/migrate-plan.ts";
import { pruneCommand } from "./commands/migrate-prune.ts";
import { sqlCommand } from "./commands/migrate-sql.ts";
import { squashCommand } from "./commands/migrate-squash.ts";
import { statusCommand } from "./commands/migrate-status.ts";
import { toCommand } from "./commands/migrate-to.ts";
import { upCommand } from "./commands/migrate-up.ts";

/** The commands of the group `quintet migrate`, in the order in which a person meets them. */
export const migrationCommands: readonly Command[] = [
  makeCommand,
  upCommand,
  downCommand,
  toCommand,
  statusCommand,
  planCommand,
  checkCommand,
  sqlCommand,
  mergeCommand,
  squashCommand,
  optimizeCommand,
  fakeCommand,
  pruneCommand,
];
