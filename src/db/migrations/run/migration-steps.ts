import type { SchemaConnection, SchemaEditor, SchemaSession } from "../../schema/schema-editor.ts";
import { SchemaState } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import type { Migration } from "../graph/migration.ts";
import { createModel } from "../operations/model-operations.ts";

/*
 * How far a migration that is not one transaction has come. A row says of an operation that it is done, or what it has
 * noted of itself: a backfill notes the key that it has come to. The rows go when the migration is through.
 */

const table = "quintet_migration_steps";
const stepsModel = createModel("MigrationStep", {
  table,
  fields: {
    id: { type: "auto", primaryKey: true },
    module: { type: "string", maxLength: 255 },
    name: { type: "string", maxLength: 255 },
    direction: { type: "string", maxLength: 8 },
    position: { type: "integer" },
    note: { type: "text" },
  },
});
const done = "done";

/** What an operation that takes several steps remembers of them. */
export interface StepNotes {
  /** What was noted last; `undefined` at the beginning. */
  read(): Promise<string | undefined>;
  /** Notes how far it has come. In the same transaction as the step, so that the two never disagree. */
  write(note: string): Promise<void>;
}

/** The steps of one migration, in one direction. */
export class MigrationSteps {
  readonly #connection: SchemaConnection;
  readonly #key: readonly [module: string, name: string, direction: string];

  constructor(connection: SchemaConnection, { module, name }: Migration, direction: "forward" | "backward") {
    this.#connection = connection;
    this.#key = [module, name, direction];
  }

  /** Makes the table, where it is not there yet. */
  static async create(session: SchemaSession, editor: SchemaEditor): Promise<void> {
    if (await session.hasTable(table)) return;
    const state = stepsModel.apply(new SchemaState(), "quintet");
    await editor.createTable(tableDefinition(state, state.get("quintet.MigrationStep")));
  }

  async isDone(position: number): Promise<boolean> {
    return (await this.notes(position).read()) === done;
  }

  markDone(position: number): Promise<void> {
    return this.notes(position).write(done);
  }

  /** Forgets all: the migration is through, and may be undone and done again. */
  async forget(): Promise<void> {
    const where = `WHERE "module" = ? AND "name" = ?`;
    await this.#connection.query(`DELETE FROM "${table}" ${where}`, this.#key.slice(0, 2));
  }

  notes(position: number): StepNotes {
    const where = `WHERE "module" = ? AND "name" = ? AND "direction" = ? AND "position" = ?`;
    const key = [...this.#key, position];
    const query = (sql: string, parameters: readonly unknown[]) => this.#connection.query(sql, parameters);
    const read = async () => {
      const [row] = await query(`SELECT "note" FROM "${table}" ${where}`, key);
      return row === undefined ? undefined : String(row[0]);
    };
    return {
      read,
      async write(note) {
        const isNew = (await read()) === undefined;
        const insert = `INSERT INTO "${table}" ("note", "module", "name", "direction", "position") VALUES (?, ?, ?, ?, ?)`;
        await query(isNew ? insert : `UPDATE "${table}" SET "note" = ? ${where}`, [note, ...key]);
      },
    };
  }
}
