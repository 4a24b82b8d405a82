import type { Command } from "../../../core/index.ts";
import { databaseOf, databaseOption } from "../../connections/database-option.ts";
import { databaseNamed, withSchemaSession } from "../../schema/schema-access.ts";
import { loadMigrationGraph } from "../files/migration-files.ts";
import { previewMigration } from "../run/preview-migration.ts";
import { moduleNamed } from "./module-argument.ts";

/** `quintet migrate sql`: what a migration would run. */
export const sqlCommand: Command = {
  name: "migrate sql",
  summary: "Print the statements of a migration, without running them.",
  args: [
    { name: "<module>", summary: "The module." },
    { name: "<migration>", summary: "The migration's name, or the beginning of it." },
  ],
  options: [{ flags: "--backward", summary: "The statements that undo it." }, databaseOption],
  async run({ app, terminal, args, options }) {
    const graph = await loadMigrationGraph(app.modules);
    const migration = graph.named(moduleNamed(app, String(args.module)).name, String(args.migration));
    const direction = options.backward === true ? "backward" : "forward";
    const database = databaseNamed(app, databaseOf(options));
    const script = await withSchemaSession(database, async (session) => {
      const statements = await previewMigration(session, graph, migration, direction);
      return session.asScript(statements, migration.transaction !== false);
    });
    for (const statement of script) terminal.line(statement.startsWith("--") ? statement : `${statement};`);
  },
};
