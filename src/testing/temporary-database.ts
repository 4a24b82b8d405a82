import {
  createTables,
  type Database,
  type ModelClass,
  type ModelList,
  openDatabase,
  sqlite,
} from "../db/index.ts";

/**
 * A database in memory with the tables of these models, and of no others. It is gone when it is closed.
 *
 * @example
 * await using database = await temporaryDatabase([Author, Book]);
 * await withDatabase(database, async () => {
 *   await Author.create({ name: "Tove" });
 * });
 */
export async function temporaryDatabase(models: ModelList<ModelClass>): Promise<Database> {
  const database = openDatabase(sqlite({ file: ":memory:" }));
  try {
    await createTables(database, models);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
