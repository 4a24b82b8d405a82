import assert from "node:assert/strict";
import { forEachDatabase } from "./databases.ts";
import { type MigrationProject, migrationProject, runCommand } from "./migration-project.ts";

/* Names that SQL has to quote, and names that are too long: in each kind of operation, up and down. */

interface Names {
  readonly model: string;
  readonly field: string;
  readonly other: string;
  readonly rule: string;
  readonly table: string;
}

const plain: Names = { model: "Book", field: "title", other: "pages", rule: "by_title", table: "books" };
const hostile: Readonly<Record<string, Names>> = {
  "with quotes of every kind": {
    model: `O"Bo\`o'k`,
    field: `ti"t\`l'e`,
    other: `he"a\`d'`,
    rule: `i"n\`d'x`,
    table: `ta"b\`l'e`,
  },
  "that are keywords": { model: "Select", field: "order", other: "group", rule: "table", table: "where" },
  "with marks that mean something elsewhere": {
    model: "Per%cent?",
    field: "a;b -- c",
    other: "d\ne?",
    rule: "x?;%s",
    table: "t\\ab?",
  },
  "with brackets": {
    model: "Bo(o)k",
    field: "a) REFERENCES b(c",
    other: "[d",
    rule: "x) CHECK (y",
    table: "t) REFERENCES ab(c",
  },
  "in other alphabets": { model: "Bücher", field: "größe", other: "日本", rule: "индекс", table: "tablé" },
  "with dots": { model: "Book", field: "f.g", other: "g.h", rule: "i.j", table: "t.ab" },
  "of 200 characters for indexes and rules": { ...plain, rule: "i".repeat(200) },
};

const text = JSON.stringify;
const operations =
  "addConstraint, addField, addIndex, alterField, alterTable, createModel, migration, removeConstraint, removeField, removeIndex, renameField, renameIndex, renameModel, renameTable";

async function namedProject(
  project: MigrationProject,
  { model, field, other, rule, table }: Names,
): Promise<void> {
  const renamed = `${model}X`;
  const first = `createModel(${text(model)}, { fields: { id: { type: "auto", primaryKey: true }, ${text(field)}: { type: "string", maxLength: 50 } } }),
    addIndex(${text(model)}, { name: ${text(rule)}, fields: [${text(field)}] })`;
  const second = `addField(${text(model)}, ${text(other)}, { type: "integer", default: 3, comment: ${text(field)} }),
    addConstraint(${text(model)}, { type: "unique", name: ${text(`u${rule}`)}, fields: [${text(field)}, ${text(other)}] }),
    alterField(${text(model)}, ${text(other)}, { type: "bigInteger", nullable: true }),
    renameIndex(${text(model)}, ${text(rule)}, ${text(`${rule}2`)}),
    renameField(${text(model)}, ${text(field)}, ${text(`${field}3`)}),
    renameTable(${text(model)}, ${text(table)}),
    alterTable(${text(model)}, { comment: ${text(table)} }),
    renameModel(${text(model)}, ${text(renamed)}),
    removeConstraint(${text(renamed)}, ${text(`u${rule}`)}),
    removeIndex(${text(renamed)}, ${text(`${rule}2`)}),
    removeField(${text(renamed)}, ${text(`${field}3`)})`;
  const file = (needs: string, list: string) =>
    `import { ${operations} } from "quintet/db";\nexport default migration({ dependsOn: ${needs}, operations: [${list}] });`;
  await project.write("shop", "0001_initial.ts", file("[]", first));
  await project.write("shop", "0002_more.ts", file(`[["shop", "0001_initial"]]`, second));
}

forEachDatabase((kind) => {
  if (kind.name === "SQLite in memory") return; // the same as in a file
  const { dialect, test } = kind;

  for (const [title, names] of Object.entries(hostile)) {
    test(`names ${title} are names in every operation, up and down`, async () => {
      await using project = await migrationProject(kind);
      await namedProject(project, names);
      const app = project.app({ shop: [] });
      await runCommand(app, "migrate up", { module: "shop", migration: "0001" });
      // What is kept of migrations is not of the models. SQLite writes what was changed in its own way.
      const schema = async () => {
        const lines = JSON.parse(JSON.stringify(await project.schema())) as string[];
        return lines.filter((line) => !JSON.stringify(line).includes("quintet_migration"));
      };
      if (dialect === "sqlite") {
        await runCommand(app, "migrate up");
        await runCommand(app, "migrate down", { module: "shop" });
      }
      const before = await schema();

      await runCommand(app, "migrate up");
      assert.notDeepEqual(await schema(), before);
      await runCommand(app, "migrate down", { module: "shop" });

      assert.deepEqual(await schema(), before);
      await runCommand(app, "migrate down", { module: "shop", migration: "zero" });
      assert.deepEqual(await schema(), []);
    });
  }

  if (dialect === "sqlite") return;
  const limit =
    dialect === "postgres"
      ? "bytes, and 63 are kept on PostgreSQL"
      : "characters, and 64 are kept on MariaDB and MySQL";

  test("names of 200 characters for models, tables and fields are refused, with what to do", async () => {
    const messageOf = async (names: Names) => {
      await using project = await migrationProject(kind);
      await namedProject(project, names);
      return await runCommand(project.app({ shop: [] }), "migrate up").then(
        () => assert.fail("it should be refused"),
        (error: Error) => error.message,
      );
    };

    const long = "x".repeat(200);
    const model = await messageOf({ ...plain, model: `B${long}` });
    const field = await messageOf({ ...plain, field: long });
    const table = await messageOf({ ...plain, table: long });

    const at = (position: number, operation: string) =>
      `Migration shop.000${position === 6 ? "2_more" : "1_initial"} failed at operation ${position} (${operation}): `;
    assert.ok(
      model.startsWith(
        `${at(1, `Create model B${long}`)}The table name "shop_b${long}" has 206 ${limit}.\nName the table`,
      ),
      model,
    );
    assert.ok(
      field.startsWith(
        `${at(1, "Create model Book")}The column name "${long}" of "shop_book" has 200 ${limit}.\nGive the field "${long}" a shorter one: { column: "…" }.\nIt stands in `,
      ),
      field,
    );
    assert.ok(
      table.startsWith(
        `${at(6, `Rename the table of Book to ${long}`)}The table name "${long}" has 200 ${limit}.`,
      ),
      table,
    );
  });
});
