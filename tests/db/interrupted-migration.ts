import type { Database } from "quintet/db";

/* A migration in whose middle a test does what it likes: it ends the connection, or fails. */

declare global {
  /** What happens between the two changes of a table, while it is set. */
  var duringMigration: ((database: Database) => Promise<unknown>) | undefined;
}

/** `0001_initial`: a model to change. */
export const initialMigration = `import { createModel, migration } from "quintet/db";
export default migration({
  operations: [
    createModel("Book", { fields: { id: { type: "auto", primaryKey: true }, title: { type: "string", maxLength: 1000 } } }),
  ],
});`;

/**
 * `0002_more`: two changes of a table with code between them.
 * @param options - Of the migration, such as `transaction: false,`.
 */
export const interruptedMigration = (
  options = "",
) => `import { addField, migration, runCode } from "quintet/db";
export default migration({
  dependsOn: [["shop", "0001_initial"]],
  ${options}
  operations: [
    addField("Book", "pages", { type: "integer" }, { fill: 1 }),
    runCode({
      async forward(database) {
        await globalThis.duringMigration?.(database);
        await database.query("SELECT 1");
      },
      backward() {},
    }),
    addField("Book", "words", { type: "integer" }, { fill: 2 }),
  ],
});`;
