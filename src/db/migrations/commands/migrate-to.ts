import type { Command } from "../../../core/index.ts";
import { databaseOf, databaseOption } from "../../connections/database-option.ts";
import { migrateAppTo } from "../run/migrate-app.ts";
import { moduleNamed } from "./module-argument.ts";
import { progressOn, summary } from "./progress.ts";

/** `quintet migrate to`: up or down, whichever way leads there. */
export const toCommand: Command = {
  name: "migrate to",
  summary: "Make a migration the last of its module: apply or undo what lies between.",
  args: [
    { name: "<module>", summary: "The module." },
    { name: "<migration>", summary: 'Its name, or the beginning of it; "zero" undoes all.' },
  ],
  options: [databaseOption],
  async run({ app, terminal, args, options }) {
    const { undone, applied } = await migrateAppTo(app, {
      module: moduleNamed(app, String(args.module)).name,
      name: String(args.migration),
      database: databaseOf(options),
      report: progressOn(terminal),
    });
    const parts = [
      ...(undone.length > 0 ? [summary(undone.length, "undone")] : []),
      ...(applied.length > 0 ? [summary(applied.length, "applied")] : []),
    ];
    terminal.success(parts.length === 0 ? "The database is there already." : parts.join(" "));
  },
};
