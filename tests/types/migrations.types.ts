import { addConstraint, addField, createModel, migration, runCode, runSql } from "quintet/db";

export const right = migration({
  dependsOn: [["auth", "0001_initial"]],
  operations: [
    createModel("Book", {
      fields: {
        id: { type: "auto", primaryKey: true },
        title: { type: "string", maxLength: 200 },
        author: { type: "belongsTo", to: "shop.Author", onDelete: "cascade" },
        tags: { type: "manyToMany", to: "shop.Tag" },
      },
      indexes: [{ name: "by_title", fields: ["-title"] }],
    }),
    addField("Book", "price", { type: "decimal", digits: 8, places: 2 }, { fill: "0.00" }),
    addConstraint("Book", {
      type: "check",
      name: "price_positive",
      condition: { op: "gte", of: [{ field: "price" }, { value: 0 }] },
    }),
    runSql(["UPDATE shop_book SET title = ''"], ""),
    runCode({ forward: async (database) => void (await database.query("SELECT 1")) }),
  ],
});

// @ts-expect-error: a migration says what it does
migration({ dependsOn: [] });

// @ts-expect-error: a dependency names a module and a migration
migration({ dependsOn: ["auth.0001_initial"], operations: [] });

// @ts-expect-error: there is no field type "varchar"
addField("Book", "title", { type: "varchar" });

// @ts-expect-error: the option is called maxLength
addField("Book", "title", { type: "string", maxlength: 3 });

// @ts-expect-error: there is no operator "atLeast"
addConstraint("Book", { type: "check", name: "x", condition: { op: "atLeast", of: [] } });

// @ts-expect-error: code needs a way forward
runCode({ backward() {} });
