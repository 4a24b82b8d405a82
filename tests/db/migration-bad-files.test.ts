import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { loadMigrationGraph } from "../../src/db/migrations/files/migration-files.ts";
import { type MigrationProject, migrationProject } from "./migration-project.ts";

/*
 * Migration files that people have edited, renamed, merged or copied. Each message is the whole of what the person at the
 * terminal reads.
 */

const start = 'import { migration } from "quintet/db";\n';

/** The message of loading these files of the module `shop`. */
async function messageOf(files: Readonly<Record<string, string>>): Promise<string> {
  await using project = await migrationProject();
  for (const [name, text] of Object.entries(files)) await project.write("shop", name, text);
  return loadingMessage(project);
}

/** The paths in it are told as from the folder of the project. */
async function loadingMessage(project: MigrationProject): Promise<string> {
  try {
    await loadMigrationGraph(project.app({ shop: [] }).modules);
  } catch (error) {
    assert.equal((error as { readonly code?: string }).code, "db.migration-file");
    return (error as Error).message.replaceAll(`${project.folder}/`, "");
  }
  return "nothing is wrong";
}

test("a file that can't be parsed is shown at its line", async () => {
  const text = `${start}
export default migration({
  dependsOn: [["shop", "0001_initial"],
  operations: [],
});
`;

  assert.equal(
    await messageOf({ "0002_price.ts": text }),
    `shop/migrations/0002_price.ts:5:13: The migration can't be read: Expected ',', got ':'.
    3 | export default migration({
    4 |   dependsOn: [["shop", "0001_initial"],
  > 5 |   operations: [],
      |             ^
    6 | });
Correct the file. If you don't need it and it is applied nowhere, delete it and run: quintet migrate make`,
  );
});

test("a file in JavaScript that can't be parsed is shown at its line as well", async () => {
  const text = `${start}export default migration({ operations: [ });\n`;

  assert.equal(
    await messageOf({ "0002_price.js": text }),
    `shop/migrations/0002_price.js:2:42: The migration can't be read: Unexpected token '}'.
    1 | import { migration } from "quintet/db";
  > 2 | export default migration({ operations: [ });
      |                                          ^
Correct the file. If you don't need it and it is applied nowhere, delete it and run: quintet migrate make`,
  );
});

test("a name that quintet/db doesn't export is shown where it is imported", async () => {
  const text =
    'import { addFeild, migration } from "quintet/db";\nexport default migration({ operations: [] });\n';

  assert.equal(
    await messageOf({ "0002_price.ts": text }),
    `shop/migrations/0002_price.ts:1:10: The migration can't be read: The requested module 'quintet/db' does not provide an export named 'addFeild'.
  > 1 | import { addFeild, migration } from "quintet/db";
      |          ^
    2 | export default migration({ operations: [] });
Correct the file. If you don't need it and it is applied nowhere, delete it and run: quintet migrate make`,
  );
});

test("a file that imports what is gone says so", async () => {
  const text = `${start}import { slugify } from "../slug.ts";\nexport default migration({ operations: [] });\n`;

  assert.equal(
    await messageOf({ "0002_price.ts": text }),
    `shop/migrations/0002_price.ts: The migration can't be loaded: Cannot find module 'shop/slug.ts' imported from shop/migrations/0002_price.ts.
A migration must load without a database, and whatever the app has become: take out what fails, or write it into runCode().`,
  );
});

test("a file that throws while it loads is shown where it does", async () => {
  const text = `${start}const words: string[] | undefined = undefined;
export default migration({
  operations: [words!.length],
});
`;

  assert.equal(
    await messageOf({ "0002_price.ts": text }),
    `shop/migrations/0002_price.ts:4:23: The migration can't be loaded: Cannot read properties of undefined (reading 'length').
    2 | const words: string[] | undefined = undefined;
    3 | export default migration({
  > 4 |   operations: [words!.length],
      |                       ^
    5 | });
A migration must load without a database, and whatever the app has become: take out what fails, or write it into runCode().`,
  );
  assert.match(await messageOf({ "0002_price.ts": 'throw "no";\n' }), /can't be loaded: it threw "no"\.\n/);
});

const wrongOptions: Readonly<Record<string, readonly [options: string, problem: string, hint: string]>> = {
  "a dependency that is a text": [
    '{ dependsOn: "shop.0001_initial", operations: [] }',
    '"dependsOn" is "shop.0001_initial".',
    'Write a list of pairs: dependsOn: [["shop", "0001_initial"]].',
  ],
  "a dependency without the outer list": [
    '{ dependsOn: ["shop", "0001_initial"], operations: [] }',
    '"dependsOn" is one pair, and must be a list of pairs.',
    'Write: dependsOn: [["shop", "0001_initial"]].',
  ],
  "a replaced migration that is half a pair": [
    '{ replaces: [["shop"]], operations: [] }',
    '"replaces" holds ["shop"] (entry 1).',
    'Write a module and a migration: replaces: [["shop", "0001_initial"]].',
  ],
  "an option that doesn't exist": [
    "{ dependson: [], operations: [] }",
    'migration() has no option "dependson". Did you mean "dependsOn"?',
    "Options: dependsOn, operations, replaces, runBefore, initial, transaction, acceptsDowntime.",
  ],
  "no operations": ["{}", '"operations" is missing.', "Write a list: operations: []."],
  "an operation that was not called": [
    "{ operations: [runSql('SELECT 1'), runSql] }",
    "Operation 2 is the function runSql, which is no operation.",
    "Call it: runSql(…).",
  ],
  "an operation that can do nothing": [
    '{ operations: [{ kind: "addField" }] }',
    'Operation 1 is {"kind":"addField"}, which is no operation.',
    'Write calls of the functions of "quintet/db": addField("Book", "price", { … }).',
  ],
  "a transaction that is neither": [
    '{ transaction: "no", operations: [] }',
    '"transaction" is "no".',
    "Write false to run outside a transaction, or leave it out.",
  ],
};

for (const [title, [options, problem, hint]] of Object.entries(wrongOptions)) {
  test(`${title} is named, with what to write`, async () => {
    const line = `export default migration(${options});`;
    const text = `import { migration, runSql } from "quintet/db";\nrunSql("");\n${line}\n`;

    assert.equal(
      await messageOf({ "0002_price.ts": text }),
      `shop/migrations/0002_price.ts:3:16: ${problem}
    1 | import { migration, runSql } from "quintet/db";
    2 | runSql("");
  > 3 | ${line}
      |                ^
${hint}`,
    );
  });
}

test("a file without a migration as its default export is named", async () => {
  const hint = `
Write: export default migration({ dependsOn: [], operations: [] });
Begin the names of files in this folder that are no migrations with _.`;
  const place = "shop/migrations/0002_price.ts";

  assert.equal(
    await messageOf({ "0002_price.ts": "export const migration = 3;\n" }),
    `${place} has no default export (it exports migration).${hint}`,
  );
  assert.equal(
    await messageOf({ "0002_price.ts": "export default { operations: [] };\n" }),
    `${place} exports an object as its default, which is no migration.${hint}`,
  );
});

test("two files of one migration are refused, also where only capitals differ", async () => {
  assert.equal(
    await messageOf({ "0002_price.ts": "", "0002_price.js": "" }),
    `"shop" has the migration 0002_price twice: shop/migrations/0002_price.js and shop/migrations/0002_price.ts.
Delete the one that isn't the source.`,
  );
  assert.equal(
    await messageOf({ "0002_price.ts": "", "0002_Price.ts": "" }),
    `"shop" has two migrations whose names differ in capitals only, which many systems take for one file: shop/migrations/0002_Price.ts and shop/migrations/0002_price.ts.
Rename one that is applied nowhere yet.`,
  );
});

test("programs that are not named like a migration are refused, and other files are left alone", async () => {
  const migration = `${start}export default migration({ operations: [] });\n`;
  const others = {
    "README.md": "",
    "_slugify.ts": "",
    ".hidden.ts": "",
    "0001_initial.d.ts": "",
    "0001_initial.js.map": "",
    "fixture.json": "{}",
  };

  assert.equal(await messageOf({ ...others, "0001_initial.js": migration }), "nothing is wrong");
  assert.equal(
    await messageOf({ ...others, "0002-price.ts": migration }),
    `shop/migrations/0002-price.ts is not named like a migration.
A migration's name consists of letters, digits and _, and ends in .ts or .js: 0002_book_price.ts. Begin the names of other files with _, or move them out of the folder.`,
  );
});

test("of several broken files the first by name is told, each time", async () => {
  const files = {
    "0003_c.ts": "throw 3;",
    "0002_b.ts": "export default 2;",
    "0001_a.ts": "await 0; throw 1;",
  };

  assert.match(await messageOf(files), /^shop\/migrations\/0001_a\.ts: .* it threw 1\./);
});

test("a folder that can't be read is named", async () => {
  await using project = await migrationProject();
  await mkdir(join(project.folder, "shop"));
  await writeFile(join(project.folder, "shop", "migrations"), "");

  assert.equal(
    await loadingMessage(project),
    `The migrations of "shop" can't be read: shop/migrations is a file.\nIt must be a folder: move the file away.`,
  );
});

test("two modules in one folder don't share their migrations by mistake", async () => {
  await using project = await migrationProject();
  await project.write("shop", "0001_initial.ts", `${start}export default migration({ operations: [] });\n`);
  const [shop] = project.app({ shop: [] }).modules;

  await assert.rejects(loadMigrationGraph([shop!, { ...shop!, name: "store" }]), {
    code: "db.migration-file",
    message:
      /^The modules "shop" and "store" have the same migrations, in .*shop\/migrations\.\nGive each module a folder of its own: folder: import\.meta\.dirname\.$/,
  });
});
