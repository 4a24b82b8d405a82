import type { App } from "../../../core/index.ts";
import type { Database } from "../../connections/database.ts";
import { withSchemaSession } from "../../schema/schema-access.ts";
import type { SchemaSession } from "../../schema/schema-editor.ts";
import type { MigrationReport } from "./run-migrations.ts";

/** Lends a connection while nobody else migrates the database. The app is the current one: listeners ask for it. */
export function inTurn<Result>(
  app: App,
  database: Database,
  report: MigrationReport | undefined,
  work: (session: SchemaSession) => Promise<Result>,
): Promise<Result> {
  const turn = () =>
    withSchemaSession(database, (session) =>
      session.inTurn(
        () => work(session),
        (holder) => report?.waitsForTurn?.(holder),
      ),
    );
  return app.run(turn);
}
