import { InvalidQueryError, UnsavedRelationError, WrongValueError } from "../errors.ts";
import type { CompareNode, Node, RelationNode, TupleNode, ValueNode } from "../expressions/node.ts";
import { type AcceptingType, acceptValue } from "../fields/accept-value.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { metaOfRow, primaryKeyOf, RowState } from "../models/row-state.ts";
import { stateKey } from "../query/query-state.ts";
import { isValueList } from "../query/shape.ts";
import { listLength } from "../query/value-list.ts";
import { type Comparison, isNullValue, isTrue, refuseLongList, widthMistake } from "./comparison.ts";
import type { Encoder } from "./dialect.ts";
import type { ExpressionWriter } from "./expression-writer.ts";
import { computed } from "./functions/computed-type.ts";
import { locate } from "./locate-columns.ts";
import { type Located, targetFields } from "./path-joins.ts";
import { join, list, type Sql } from "./sql.ts";
import { fieldEncoder } from "./stored-value.ts";
import { typeOfNode } from "./value-type.ts";
import { composed, type Written } from "./written.ts";

/** One column of a key, and how its value is read from what stands for the whole row. */
interface KeyPart {
  readonly written: Written;
  readonly encode: Encoder;
}

/** A comparison of rows: of their keys, which may have several columns. */
export function compareKeys(
  node: CompareNode,
  left: RelationNode | TupleNode,
  writer: ExpressionWriter,
  rightWriter: ExpressionWriter,
): Comparison {
  const parts = left.kind === "tuple" ? tupleParts(left, writer) : relationParts(left, writer);
  const boolean = computed("boolean");
  const whole = (sql: Sql, others: readonly Written[] = []): Comparison => {
    const all = [...parts.map(({ written }) => written), ...others];
    return { written: { ...composed(sql, boolean, all), groupBy: all.flatMap(({ groupBy }) => groupBy) } };
  };
  const { operator, right } = node;
  const [first] = right;
  if (operator === "isNull" || isNullValue(first)) {
    const isNull = operator === "isNull" ? isTrue(first) : operator === "eq";
    const columns = parts.map(({ written }) => join(written.sql, isNull ? " IS NULL" : " IS NOT NULL"));
    if (columns.length === 1) return whole(columns[0]!);
    // What refers by several columns refers to nothing as soon as one is null.
    return whole(join("(", list(columns, isNull ? " OR " : " AND "), ")"));
  }
  const fields = left.kind === "relation" ? fieldsBehind(left.path.relation, first) : undefined;
  if (operator === "in") return keysIn(node, parts, rightWriter, whole, fields);
  if (first!.kind === "query") {
    const query = rightWriter.rowsOf(first!, fields);
    if (query.width !== parts.length) throw widthMistake(parts.length, query.width ?? 1);
    const sign = operator === "ne" ? " <> " : ` ${orderSigns[operator] ?? "="} `;
    return whole(join(sideBySide(parts), sign, query.sql), [query]);
  }
  if (first!.kind !== "value") return compareWithKey(operator, parts, first!, rightWriter, whole);
  const place = rightWriter.places.get(first!)!;
  const marks = parts.map(({ encode }): Sql => [{ place, encode }]);
  return whole(
    tupleSql(
      operator,
      parts.map(({ written }) => written.sql),
      marks,
      writer,
    ),
  );
}

/**
 * What the rows of a query that chose nothing are compared by: the fields that the relation leads to. Where a relation is
 * the key of its own model, other rows of that model may stand there too.
 * @throws {@link WrongValueError} for a query on another model.
 */
function fieldsBehind(relation: RelationInfo, right: Node | undefined): readonly FieldInfo[] | undefined {
  const fields = targetFields(relation);
  if (right?.kind !== "query") return fields;
  const { meta, result, combined } = right.query[stateKey];
  if (result !== undefined || combined !== undefined || isRelated(meta, relation.target)) return fields;
  const isKey = relation.model.keyFields.length === 1 && relation.model.keyFields[0] === relation.field;
  if (isKey && isRelated(meta, relation.model)) return undefined;
  throw new InvalidQueryError(
    `${relation} leads to rows of ${relation.target.name}, and is compared with a query on ${meta.name}. Choose what it gives with select().`,
  );
}

function isRelated(meta: ModelMeta, other: ModelMeta): boolean {
  return meta.linksTo(other) !== undefined || other.linksTo(meta) !== undefined;
}

function compareWithKey(
  operator: string,
  parts: readonly KeyPart[],
  right: Node,
  writer: ExpressionWriter,
  whole: (sql: Sql, others: readonly Written[]) => Comparison,
): Comparison {
  const others =
    right.kind === "tuple"
      ? right.items.map((item, position) => writer.value(item, parts[position]?.written.type))
      : right.kind === "relation" && writer.ownerOf(right.depth) === writer
        ? locate(writer, right).map((item) => writer.located(item))
        : [writer.value(right, parts[0]!.written.type)];
  if (others.length !== parts.length) throw keyMistake(parts.length, `${others.length} values`);
  const lefts = parts.map(({ written }) => written.sql);
  return whole(
    tupleSql(
      operator,
      lefts,
      others.map(({ sql }) => sql),
      writer,
    ),
    others,
  );
}

function keysIn(
  node: CompareNode,
  parts: readonly KeyPart[],
  writer: ExpressionWriter,
  whole: (sql: Sql, others?: readonly Written[]) => Comparison,
  fields: readonly FieldInfo[] | undefined,
): Comparison {
  const [first] = node.right;
  const lefts = parts.map(({ written }) => written.sql);
  const left = sideBySide(parts);
  if (node.right.length === 1 && first?.kind === "query") {
    const query = writer.rowsOf(first, fields);
    if (query.width !== parts.length) throw widthMistake(parts.length, query.width ?? 1);
    const compared = whole(join(left, " IN ", query.sql), [query]);
    return query.isEmpty ? { ...compared, constant: false } : compared;
  }
  if (!isValueList(node)) {
    const each = node.right.map((item) => compareWithKey("eq", parts, item, writer, whole).written.sql);
    return whole(join("(", list(each, " OR "), ")"));
  }
  const length = listLength(node.right.map((item) => (item as ValueNode).value));
  if (length === 0) return { ...whole(["1 = 0"]), constant: false };
  refuseLongList(length * parts.length, writer.dialect);
  const start = writer.places.get(node)!;
  const rows = Array.from({ length }, (_, position) =>
    parts.map(({ encode }): Sql => [{ place: start + position, encode }]),
  );
  if (parts.length === 1) return whole(join(left, " IN (", list(rows.map(([mark]) => mark!)), ")"));
  const each = rows.map((marks) => join("(", tupleSql("eq", lefts, marks, writer), ")"));
  return whole(join("(", list(each, " OR "), ")"));
}

/** The columns of a key: itself, or several between brackets. */
function sideBySide(parts: readonly KeyPart[]): Sql {
  const columns = parts.map(({ written }) => written.sql);
  return columns.length === 1 ? columns[0]! : join("(", list(columns), ")"); // a key has a column at least
}

/** Values side by side are compared from the first one on, as words in a dictionary. */
function tupleSql(
  operator: string,
  left: readonly Sql[],
  right: readonly Sql[],
  writer: ExpressionWriter,
): Sql {
  if (operator === "eq")
    return list(
      left.map((item, position) => join(item, " = ", right[position]!)),
      " AND ",
    );
  if (operator === "ne") {
    const each = left.map((item, position) => writer.dialect.isDistinct(item, right[position]!));
    return join("(", list(each, " OR "), ")");
  }
  const sign = orderSigns[operator];
  if (sign === undefined) throw new InvalidQueryError(`Rows can't be compared by "${operator}".`);
  const strict = sign[0]!;
  const each = left.map((item, position) => {
    const isLast = position === left.length - 1;
    const equal = left.slice(0, position).map((other, index) => join(other, " = ", right[index]!));
    return join(
      "(",
      list([...equal, join(item, ` ${isLast ? sign : strict} `, right[position]!)], " AND "),
      ")",
    );
  });
  return join("(", list(each, " OR "), ")");
}

const orderSigns: Readonly<Record<string, string>> = {
  __proto__: null as never, // no name that an object has from elsewhere
  ...{ gt: ">", gte: ">=", lt: "<", lte: "<=" },
};
function tupleParts(node: TupleNode, writer: ExpressionWriter): KeyPart[] {
  return node.items.map((item, position) => {
    const type = typeOfNode(item);
    return { written: writer.value(item), encode: partEncoder(writer, type, position, node.items.length) };
  });
}

function relationParts(node: RelationNode, writer: ExpressionWriter): KeyPart[] {
  const owner = writer.ownerOf(node.depth);
  const { relation } = node.path;
  const fields = targetFields(relation);
  const located: readonly Located[] = locate(owner, node);
  return located.map((item, position) => {
    const field = fields[position]!; // one for each
    const encode =
      fields.length === 1
        ? rowEncoder(writer, relation, field)
        : keyEncoder(writer, relation, fields, position);
    const written = owner.located(item);
    if (owner !== writer) writer.external.push(written);
    return { written, encode };
  });
}

/** Of a row the value that a reference to it has; anything else must be that value. */
function rowEncoder(writer: ExpressionWriter, relation: RelationInfo, field: FieldInfo): Encoder {
  const encode = fieldEncoder(writer.dialect, field);
  return (value) => {
    return encode(RowState.isRow(value) ? savedValue(relation, value, field) : value);
  };
}

function keyEncoder(
  writer: ExpressionWriter,
  relation: RelationInfo,
  fields: readonly FieldInfo[],
  position: number,
): Encoder {
  const field = fields[position]!;
  const encode = fieldEncoder(writer.dialect, field);
  return (value) => {
    if (RowState.isRow(value)) return encode(savedValue(relation, value, field));
    return encode(componentOf(value, position, fields.length));
  };
}

function partEncoder(
  writer: ExpressionWriter,
  type: AcceptingType | undefined,
  position: number,
  length: number,
): Encoder {
  return (value) => {
    const key = RowState.isRow(value) ? primaryKeyOf(value) : value;
    const part = length === 1 && !Array.isArray(key) ? key : componentOf(key, position, length);
    return type === undefined
      ? (acceptValue(computed("json"), part) as string)
      : fieldEncoder(writer.dialect, type)(part);
  };
}

function componentOf(value: unknown, position: number, length: number): unknown {
  if (Array.isArray(value) && value.length === length) return value[position];
  throw keyMistake(length, Array.isArray(value) ? `a list of ${value.length}` : typeof value);
}

function keyMistake(length: number, given: string): InvalidQueryError {
  return new InvalidQueryError(
    `A key of ${length} columns is compared with ${given}. Give a list of ${length} values, in the order of the key.`,
  );
}

/** What a reference to a row holds. A row that isn't stored yet has nothing that could be compared. */
function savedValue(relation: RelationInfo, row: object, field: FieldInfo): unknown {
  refuseOtherModel(relation, row);
  const value = (row as Record<string, unknown>)[field.attribute] ?? null;
  if (value === null) throw new UnsavedRelationError(relation);
  return value;
}

function refuseOtherModel(relation: RelationInfo, row: object): void {
  if (!isRelated(metaOfRow(row), relation.target))
    throw new WrongValueError(relation, `a ${relation.target.name} or its key`, row);
}
