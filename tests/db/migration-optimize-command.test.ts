import assert from "node:assert/strict";
import { test } from "node:test";
import { addField, createModel, renameField } from "quintet/db";
import { lineDifference } from "../../src/db/migrations/files/line-difference.ts";
import { writeMigration } from "../../src/db/migrations/files/write-migration.ts";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

const detour: Migration = {
  module: "shop",
  name: "0001_initial",
  dependsOn: [],
  operations: [
    createModel("Book", { fields: { id: { type: "auto", primaryKey: true } } }),
    addField("Book", "title", { type: "string", maxLength: 50 }),
    renameField("Book", "title", "heading"),
  ],
};
const straight: Migration = {
  ...detour,
  operations: [
    createModel("Book", {
      fields: { id: { type: "auto", primaryKey: true }, heading: { type: "string", maxLength: 50 } },
    }),
  ],
};
const named = { module: "shop", migration: "0001" };

test("optimize writes a migration anew without detours, and shows what has changed", async () => {
  await using project = await migrationProject();
  await project.write("shop", "0001_initial.ts", writeMigration(detour));

  const shown = await runCommand(project.app({ shop: [] }), "migrate optimize", named);

  assert.equal(await project.read("shop", "0001_initial.ts"), writeMigration(straight));
  assert.match(
    shown,
    /^- import \{ addField, createModel, migration, renameField \} from "quintet\/db";\n\+ import /,
  );
  assert.match(shown, /^- {5}renameField\("Book", "title", "heading"\),$/m);
  assert.match(shown, /0001_initial\.ts: 3 operations become 1$/);
});

test("optimize --check fails where there are detours, and writes nothing", async () => {
  await using project = await migrationProject();
  await project.write("shop", "0001_initial.ts", writeMigration(detour));
  await project.write(
    "shop",
    "0002_more.ts",
    writeMigration({ ...detour, dependsOn: [["shop", "0001_initial"]], operations: [] }),
  );
  const app = project.app({ shop: [] });

  await assert.rejects(runCommand(app, "migrate optimize", named, { check: true }), {
    message:
      /0001_initial\.ts: 3 operations become 1\.\nWrite it anew with: quintet migrate optimize shop 0001_initial$/,
  });
  assert.equal(await project.read("shop", "0001_initial.ts"), writeMigration(detour));
  assert.match(
    await runCommand(app, "migrate optimize", { module: "shop", migration: "0002" }, { check: true }),
    /0002_more\.ts has no detours\.$/,
  );
});

test("optimize doesn't write over a file with comments, and says which operations are enough", async () => {
  await using project = await migrationProject();
  const text = `// Made on a Monday.\n${writeMigration(detour)}`;
  await project.write("shop", "0001_initial.ts", text);

  await assert.rejects(runCommand(project.app({ shop: [] }), "migrate optimize", named), {
    code: "db.migration-optimize",
    message: /has code or comments of its own.*\n.*These operations are enough:\n {2}\+ Create model Book$/,
  });
  assert.equal(await project.read("shop", "0001_initial.ts"), text);
});

test("the difference of two texts keeps what they have in common", () => {
  assert.deepEqual(lineDifference("a\nb\nc\n", "a\nc\nd\n"), ["  a", "- b", "  c", "+ d"]);
  assert.deepEqual(lineDifference("a", "a"), ["  a"]);
  assert.deepEqual(lineDifference("a", "b"), ["- a", "+ b"]);
});
