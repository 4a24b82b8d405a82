import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openDatabase, sqlite } from "quintet/db";

/* Files that can't be databases say why, and what to do: openDatabase() is the first that meets them. */

const folder = await mkdtemp(join(tmpdir(), "quintet-files-"));
after(() => rm(folder, { recursive: true }));

test("a file in a folder that isn't there", () => {
  const missing = join(folder, "missing");

  assert.throws(() => openDatabase(sqlite({ file: join(missing, "db.sqlite3") })), {
    code: "db.connection",
    message: `SQLite (${join(missing, "db.sqlite3")}) can't be opened: unable to open database file.
There is no folder ${missing}: make it, or name another file in "databases".`,
  });
});

test("a folder", () => {
  assert.throws(() => openDatabase(sqlite({ file: folder })), {
    code: "db.connection",
    message:
      /can't be opened: unable to open database file\.\nThe process .*must be able to read and write the file/,
  });
});

test("a file that is something else", async () => {
  const file = join(folder, "notes.txt");
  await writeFile(file, "These are notes, and no database at all. ".repeat(100));

  assert.throws(() => openDatabase(sqlite({ file })), {
    code: "db.connection",
    message: `SQLite (${file}) can't be opened: file is not a database.
It isn't a file of SQLite, or a damaged one: name another in "databases", or bring it back from a backup.`,
  });
});
