import type { Database } from "../connections/database.ts";
import type { Node } from "../expressions/node.ts";
import { numberValues, type Places, shapeOfNode } from "../query/shape.ts";
import { contextFor } from "../sql/compile-query.ts";
import { conditionValue } from "../sql/condition-builder.ts";
import { ExpressionWriter } from "../sql/expression-writer.ts";
import type { DialectName } from "../sql/functions/function-spec.ts";
import { JoinTree } from "../sql/join-tree.ts";
import { finish, join } from "../sql/sql.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";

/*
 * Conditions of a model's rules, asked about a row that need not be stored: the values of the row take the places of the
 * columns, and the database computes the rest. So a rule means the same here and in the table, whatever it calls.
 */

type Values = Readonly<Record<string, unknown>>;

/** Whether a condition holds for the values of a row; as in a CHECK, it does where it is unknown because of a null. */
export async function holdsFor(
  row: object,
  meta: ModelMeta,
  condition: Node,
  database: Database,
): Promise<boolean> {
  const node = withValues(condition, row, database);
  const params: unknown[] = [];
  shapeOfNode(node, params);
  const places: Places = new Map();
  numberValues(node, places, 0);
  const { dialect } = database;
  const context = contextFor(dialect, places);
  const tree = new JoinTree(dialect, context.names, meta.table);
  const start = { join: tree.root, meta };
  const writer = new ExpressionWriter(tree, start, places, context.services);
  const { sql } = conditionValue(node, writer);
  const { text, bind } = finish(join("SELECT CASE WHEN NOT (", sql, ") THEN 0 ELSE 1 END"), dialect);
  const [found] = await database.run({ text, bigints: false }, bind(params));
  return Number(found?.[0]) !== 0;
}

/** The fields that a condition names. */
export function fieldsIn(node: Node): readonly FieldInfo[] {
  const fields: FieldInfo[] = [];
  mapNode(node, (part) => {
    const field = fieldOf(part);
    if (field !== undefined) fields.push(field);
    return undefined;
  });
  return fields;
}

/** An expression with the values of a row in place of the columns. */
export function withValues(node: Node, row: object, { dialect }: Database): Node {
  return mapNode(node, (part) => {
    const field = fieldOf(part);
    if (field === undefined) return undefined;
    const value = (row as Values)[field.attribute] ?? null;
    // A null that was written into a condition asks for nulls; one in a column makes the answer unknown.
    if (value === null) return { kind: "sql", texts: ["NULL"], items: [] };
    const given: Node = { kind: "value", value, type: field };
    return needsCast(field, dialect.name) ? { kind: "cast", item: given, type: field } : given;
  });
}

/** Whether a server must be told of what kind a parameter is. MySQL takes texts as they are: a cast sets their collation. */
function needsCast({ type }: FieldInfo, dialect: DialectName): boolean {
  if (dialect === "mysql") return type !== "string" && type !== "text";
  return dialect === "postgres";
}

function fieldOf(node: Node): FieldInfo | undefined {
  if (node.kind === "column" && node.path === undefined) return node.field;
  if (node.kind === "relation" && node.path.before === undefined) return node.path.relation.field;
  return undefined;
}

/** A node with each part replaced by what `replace` gives for it; parts for which it gives nothing stay. */
function mapNode(node: Node, replace: (part: Node) => Node | undefined): Node {
  const replaced = replace(node);
  if (replaced !== undefined) return replaced;
  const each = (parts: readonly Node[]) => parts.map((part) => mapNode(part, replace));
  switch (node.kind) {
    case "compare":
      return { ...node, left: mapNode(node.left, replace), right: each(node.right) };
    case "and":
    case "or":
    case "xor":
    case "sql":
    case "tuple":
      return { ...node, items: each(node.items) };
    case "not":
    case "order":
    case "cast":
    case "jsonPath":
      return { ...node, item: mapNode(node.item, replace) };
    case "arithmetic":
      return { ...node, left: mapNode(node.left, replace), right: mapNode(node.right, replace) };
    case "call":
      return { ...node, args: each(node.args) };
    case "case":
      return {
        ...node,
        branches: node.branches.map(({ when, value }) => ({
          when: mapNode(when, replace),
          value: mapNode(value, replace),
        })),
        otherwise: node.otherwise && mapNode(node.otherwise, replace),
      };
    default:
      return node;
  }
}
