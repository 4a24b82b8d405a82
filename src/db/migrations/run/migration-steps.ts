import { printableText } from "../../../core/index.ts";
import type {
  SchemaConnection,
  SchemaEditor,
  SchemaSession,
  StepDirection,
  StepKey,
} from "../../schema/schema-editor.ts";
import { SchemaState } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import { MigrationFailedError } from "../errors.ts";
import { idOf, type Migration, type MigrationId, migrationKey, placeOf } from "../graph/migration.ts";
import { createModel } from "../operations/model-operations.ts";
import type { RowsDone, StepNotes } from "../operations/step-notes.ts";
import { explained } from "./explain-failure.ts";

/*
 * How far a migration that is not one transaction has come. A row says of an operation that it is done (or undone, of a
 * migration that the history has), that it was begun, or what it has noted of itself: a backfill notes the key that it has
 * come to. One row stands for the whole migration, at the position before the first operation. All go when the migration is
 * through. One more, in front of that, is also written of migrations that are one transaction: that one before has taken
 * tables over of which this one makes a part.
 *
 * Whatever is there, a number of operations from the first on are done, and at most one more was begun, in one of the two
 * directions.
 */

const table = "quintet_migration_steps";
/** Has rows of operations that were begun; see schema/mysql/statement-journal.ts. */
const statementsTable = "quintet_migration_statements";
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
const done = "done: ";
const begun = "begun";
const wholeMigration = -1;
const promised = -2;

interface StepRow {
  readonly direction: StepDirection;
  readonly position: number;
  readonly note: string;
}

/** The steps of one migration. */
export class MigrationSteps {
  readonly #connection: SchemaConnection;
  readonly #migration: Migration;
  readonly #isRecorded: boolean;
  readonly #done: Set<number>;
  readonly #begun: StepKey[];
  readonly #adopted: readonly string[] | undefined;

  private constructor(
    connection: SchemaConnection,
    migration: Migration,
    isRecorded: boolean,
    rows: readonly StepRow[],
    begunSteps: readonly StepKey[],
  ) {
    this.#connection = connection;
    this.#migration = migration;
    this.#isRecorded = isRecorded;
    this.#done = donePositions(migration, isRecorded, rows);
    const { module, name } = migration;
    const noted = rows.filter(({ position, note }) => position >= 0 && !note.startsWith(done));
    this.#begun = [
      ...begunSteps,
      ...noted.map(({ direction, position }) => ({ module, name, direction, position })),
    ];
    const whole = rows.find(({ position }) => position === wholeMigration);
    const isUnderway = this.#begun.length > 0 || rows.some(({ position }) => position >= 0);
    this.#adopted = whole !== undefined && isUnderway ? JSON.parse(whole.note) : undefined;
  }

  /**
   * Reads how far a migration has come.
   * @param isRecorded - Whether the history has it, so that its operations are being undone.
   */
  static async open(
    session: SchemaSession,
    editor: SchemaEditor,
    migration: Migration,
    isRecorded: boolean,
  ): Promise<MigrationSteps> {
    await createTable(session, editor);
    const { module, name } = migration;
    const rows = await editor.connection.query(
      `SELECT "direction", "position", "note" FROM "${table}" WHERE "module" = ? AND "name" = ?`,
      [module, name],
    );
    const steps = rows.map(([direction, position, note]) => ({
      direction: direction as StepDirection,
      position: Number(position),
      note: String(note),
    }));
    const begunSteps = (await editor.begunSteps?.(module, name)) ?? [];
    return new MigrationSteps(editor.connection, migration, isRecorded, steps, begunSteps);
  }

  /** The tables that were taken over when it was begun; `undefined` where nothing is done of it yet. */
  get adopted(): readonly string[] | undefined {
    return this.#adopted;
  }

  /** Says that the migration begins, and which tables it takes over. */
  async begin(adopted: readonly string[]): Promise<void> {
    await this.#delete(wholeMigration);
    await this.#write("forward", wholeMigration, JSON.stringify(adopted));
  }

  isDone(position: number): boolean {
    return this.#done.has(position);
  }

  /** Whether an operation was begun in that direction, and didn't come to its end. */
  isBegun(position: number, direction: StepDirection): boolean {
    return this.#begun.some((key) => key.position === position && key.direction === direction);
  }

  /** Says that an operation begins of which nothing else would tell. */
  async markBegun(position: number, direction: StepDirection): Promise<void> {
    if (!this.isBegun(position, direction)) await this.#write(direction, position, begun);
  }

  /** Says that an operation is done, or undone. In the same transaction, so that the two never disagree. */
  async mark(position: number, direction: StepDirection): Promise<void> {
    await this.#delete(position);
    const isAsRecorded = this.#isRecorded === (direction === "forward");
    const what = this.#migration.operations[position]!.describe();
    if (!isAsRecorded) await this.#write(direction, position, done + what);
    if (direction === "forward") this.#done.add(position);
    else this.#done.delete(position);
  }

  /** Forgets all: the migration is through, and may be undone and done again. */
  async forget(): Promise<void> {
    await this.#connection.query(
      `DELETE FROM "${table}" WHERE "module" = ? AND "name" = ?`,
      idOf(this.#migration),
    );
  }

  notes(position: number, direction: StepDirection): StepNotes {
    return {
      read: async () => {
        const [row] = await this.#connection.query(
          `SELECT "note" FROM "${table}" WHERE ${ofPosition} AND "direction" = ?`,
          [...idOf(this.#migration), position, direction],
        );
        return row === undefined || row[0] === begun ? undefined : String(row[0]);
      },
      write: async (note) => {
        await this.#delete(position);
        await this.#write(direction, position, note);
      },
    };
  }

  async #write(direction: StepDirection, position: number, note: string): Promise<void> {
    await this.#connection.query(
      `INSERT INTO "${table}" ("module", "name", "position", "direction", "note") VALUES (?, ?, ?, ?, ?)`,
      [...idOf(this.#migration), position, direction, note],
    );
  }

  async #delete(position: number): Promise<void> {
    await this.#connection.query(`DELETE FROM "${table}" WHERE ${ofPosition}`, [
      ...idOf(this.#migration),
      position,
    ]);
  }
}

const ofPosition = `"module" = ? AND "name" = ? AND "position" = ?`;

async function createTable(session: SchemaSession, editor: SchemaEditor): Promise<void> {
  if (await session.hasTable(table)) return;
  const state = stepsModel.apply(new SchemaState(), "quintet");
  await editor.createTable(tableDefinition(state, state.get("quintet.MigrationStep")));
}

/** Which operations are done; their descriptions must be those that they had then. */
function donePositions(migration: Migration, isRecorded: boolean, rows: readonly StepRow[]): Set<number> {
  const changed = isRecorded ? "backward" : "forward";
  const marked = rows.filter(({ direction, note }) => direction === changed && note.startsWith(done));
  for (const { position, note } of marked) {
    const now = migration.operations[position]?.describe();
    if (note === done + now) continue;
    throw new MigrationFailedError(
      `Migration ${migrationKey(idOf(migration))} is half applied, and ${placeOf(migration)} was changed since: operation ${position + 1} was "${printableText(note.slice(done.length))}", and is ${now === undefined ? "gone" : `"${printableText(now)}"`}.\nGive the operations that are done back what they said; those behind them may be changed.`,
    );
  }
  const positions = new Set(marked.map(({ position }) => position));
  return new Set(
    [...migration.operations.keys()].filter((position) => positions.has(position) !== isRecorded),
  );
}

/** A migration that is neither applied nor undone. */
export interface HalfApplied {
  readonly id: MigrationId;
  /** How many of its operations are done, or undone of one that was applied. */
  readonly marked: number;
  /** How far the one that was begun has come, where it goes through rows. */
  readonly rows?: RowsDone;
}

/** The migrations that a crash or an error has left in the middle; there is rarely more than one. */
export async function halfApplied(session: SchemaSession): Promise<readonly HalfApplied[]> {
  const rows = await explained(session, async () => [
    ...((await session.hasTable(table))
      ? await session.query(
          `SELECT "module", "name", "note" FROM "${table}" WHERE "position" >= 0 ORDER BY "id"`,
        )
      : []),
    ...((await session.hasTable(statementsTable))
      ? await session.query(
          `SELECT DISTINCT "module", "name", '' FROM "${statementsTable}" WHERE "module" <> ''`,
        )
      : []),
  ]);
  const byKey = Map.groupBy(rows, ([module, name]) => migrationKey([String(module), String(name)]));
  return [...byKey.values()].map((own): HalfApplied => {
    const notes = own.map(([, , note]) => String(note));
    const rows = notes.map(rowsDoneIn).find((found) => found !== undefined);
    return {
      id: [String(own[0]![0]), String(own[0]![1])],
      marked: notes.filter((note) => note.startsWith(done)).length,
      ...(rows !== undefined && { rows }),
    };
  });
}

/** The rows that an operation has noted, by itself or as a part of a way back; operations of an app note what they want. */
function rowsDoneIn(note: string): RowsDone | undefined {
  if (!note.startsWith("{")) return undefined;
  try {
    const { rows, of, note: own } = JSON.parse(note) as Partial<RowsDone> & { readonly note?: unknown };
    if (typeof own === "string") return rowsDoneIn(own);
    return typeof rows === "number" && typeof of === "number" ? { rows, of } : undefined;
  } catch {
    return undefined;
  }
}

/** Says of further migrations of a module that the tables which its first one takes over have what they make as well. */
export async function promiseAdoption(
  session: SchemaSession,
  editor: SchemaEditor,
  ids: readonly MigrationId[],
  tables: readonly string[],
): Promise<void> {
  await createTable(session, editor);
  for (const id of ids) {
    await editor.connection.query(`DELETE FROM "${table}" WHERE ${ofPosition}`, [...id, promised]);
    await editor.connection.query(
      `INSERT INTO "${table}" ("module", "name", "position", "direction", "note") VALUES (?, ?, ?, ?, ?)`,
      [...id, promised, "forward", JSON.stringify(tables)],
    );
  }
}

/** The tables that migrations before have taken over, by the migrations that have not gone on with it yet. */
export async function promisedAdoptions(
  session: SchemaSession,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (!(await session.hasTable(table))) return new Map();
  const rows = await session.query(
    `SELECT "module", "name", "note" FROM "${table}" WHERE "position" = ${promised}`,
  );
  return new Map(
    rows.map(([module, name, note]) => [
      migrationKey([String(module), String(name)]),
      JSON.parse(String(note)) as string[],
    ]),
  );
}

/** Forgets what the first migration of a module has promised of the others: it is undone. */
export async function forgetPromises(
  session: SchemaSession,
  connection: SchemaConnection,
  module: string,
): Promise<void> {
  if (await session.hasTable(table))
    await connection.query(`DELETE FROM "${table}" WHERE "module" = ? AND "position" = ?`, [
      module,
      promised,
    ]);
}

/** Forgets how far a migration has come, for one that was brought to its end by hand. */
export async function forgetSteps(
  session: SchemaSession,
  connection: SchemaConnection,
  [module, name]: MigrationId,
): Promise<void> {
  for (const rows of [table, statementsTable])
    if (await session.hasTable(rows))
      await connection.query(`DELETE FROM "${rows}" WHERE "module" = ? AND "name" = ?`, [module, name]);
}
