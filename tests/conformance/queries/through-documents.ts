import type { FieldDocument, ModelDocument } from "./documents.ts";

/**
 * Documents for the tables between two models that Django makes itself. Its tests query them as models of their own;
 * deletions leave them to the relation that they belong to.
 */
export function throughDocuments(models: readonly ModelDocument[]): ModelDocument[] {
  return models.flatMap((model) => model.fields.flatMap((field) => throughDocument(model, field)));
}

function throughDocument(model: ModelDocument, { relation }: FieldDocument): ModelDocument[] {
  if (relation?.auto_through !== true || relation.through === undefined) return [];
  const [module = "", name = ""] = relation.through.split(".");
  const own = `${model.module}.${model.name}`;
  const isSelf = relation.to === own;
  const [from, to] = isSelf ? ["from_", "to_"] : ["", ""];
  const reference = (prefix: string, label: string, column: string | null | undefined): FieldDocument => ({
    name: prefix + label.split(".")[1]!.toLowerCase(),
    type: "ForeignKey",
    column: column!, // a relation with a table of its own names both
    relation: { to: label, related_name: "+", on_delete: "DO_NOTHING" },
  });
  return [
    {
      name,
      module,
      db_table: relation.table!, // as above
      pk: "id",
      fields: [
        { name: "id", type: "AutoField", column: "id", primary_key: true },
        reference(from, own, relation.column),
        reference(to, relation.to, relation.reverse_column),
      ],
    },
  ];
}
