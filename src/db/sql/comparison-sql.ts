import { InvalidQueryError, UnknownOperatorError, UnsavedRelationError, WrongValueError } from "../errors.ts";
import type {
  ColumnNode,
  CompareNode,
  Node,
  RelationNode,
  TupleNode,
  ValueNode,
} from "../expressions/node.ts";
import { isPartOperator, partOperators } from "../expressions/operators.ts";
import { type AcceptingType, acceptValue } from "../fields/accept-value.ts";
import type { OwnOperator } from "../fields/column.ts";
import { isStorableText, storableText } from "../fields/storable-text.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { metaOfRow, primaryKeyOf, RowState } from "../models/row-state.ts";
import { stateKey } from "../query/query-state.ts";
import { isValueList } from "../query/shape.ts";
import { fractionMark, listLength } from "../query/value-list.ts";
import { comparedNumber } from "./compared-number.ts";
import type { Dialect, Encoder } from "./dialect.ts";
import type { ExpressionWriter } from "./expression-writer.ts";
import { computed } from "./functions/computed-type.ts";
import { matchRegex } from "./functions/regex-sql.ts";
import { compareJson, isJsonOperator } from "./json-comparison.ts";
import { type Located, targetFields } from "./path-joins.ts";
import { join, list, type Sql } from "./sql.ts";
import { fieldEncoder, valueEncoder } from "./stored-value.ts";
import { typeOfNode } from "./value-type.ts";
import { composed, type Written } from "./written.ts";

/** A comparison as SQL, or what it always is. */
export interface Comparison {
  readonly written: Written;
  readonly constant?: boolean;
}

/** Writes a comparison. `rightWriter` writes the other side, where that belongs to a query further out. */
export function compareValues(
  node: CompareNode,
  writer: ExpressionWriter,
  rightWriter: ExpressionWriter = writer,
): Comparison {
  const left = node.left;
  const isKey = (left.kind === "relation" && writer.source === undefined) || left.kind === "tuple";
  if (isKey) return compareKeys(node, left, writer, rightWriter);
  const written = writer.value(left);
  return new ValueComparison(node, written, typeOfNode(left), rightWriter).write();
}

/** An operator that a kind of field has beside the usual ones. */
function ownOperator(type: AcceptingType | undefined, name: string): OwnOperator | undefined {
  const own = type?.custom?.operators;
  return own !== undefined && Object.hasOwn(own, name) ? own[name] : undefined;
}

class ValueComparison {
  readonly #node: CompareNode;
  readonly #left: Written;
  readonly #type: AcceptingType | undefined;
  readonly #writer: ExpressionWriter;
  readonly #parts: Written[];

  constructor(node: CompareNode, left: Written, type: AcceptingType | undefined, writer: ExpressionWriter) {
    this.#node = node;
    this.#left = left;
    this.#type = type;
    this.#writer = writer;
    this.#parts = [left];
  }

  write(): Comparison {
    const { operator, right } = this.#node;
    const json = this.#type?.type === "json" && isJsonOperator(operator) ? this.#json() : undefined;
    if (json === undefined && operator === "in") return this.#in();
    const sql = json ?? this.#sql(operator, right);
    return {
      written: {
        ...composed(sql, computed("boolean"), this.#parts),
        groupBy: this.#parts.flatMap((part) => part.groupBy),
      },
    };
  }

  #sql(operator: string, right: readonly Node[]): Sql {
    const { dialect } = this.#writer;
    const [first] = right;
    const left = asMomentBeside(this.#left.sql, this.#type, first && typeOfNode(first), dialect);
    const own = ownOperator(this.#type, operator);
    if (own !== undefined) return own.sql[dialect.name]([left, this.#valueAs(first!, own.takes)]);
    if (operator === "isNull") return join(left, isTrue(first) ? " IS NULL" : " IS NOT NULL");
    if (isNullValue(first)) {
      if (operator === "eq") return join(left, " IS NULL");
      if (operator === "ne") return join(left, " IS NOT NULL");
      if (operator !== "eq") throw new InvalidQueryError(`"${operator}" can't be asked of null. Use isNull.`);
    }
    switch (operator) {
      case "eq":
        return join(left, " = ", this.#operand(first!));
      case "ne":
        return dialect.isDistinct(left, this.#operand(first!));
      case "gt":
        return join(left, " > ", this.#operand(first!));
      case "gte":
        return join(left, " >= ", this.#operand(first!));
      case "lt":
        return join(left, " < ", this.#operand(first!));
      case "lte":
        return join(left, " <= ", this.#operand(first!));
      case "between":
        return join(left, " BETWEEN ", this.#operand(first!), " AND ", this.#operand(right[1]!));
      case "regex":
      case "iregex":
        return matchRegex(dialect.name, this.#leftText(), this.#textOperand(first!), operator === "iregex");
      default:
        if (!isPartOperator(operator))
          throw new UnknownOperatorError(
            String(this.#type ?? "A computed value"),
            operator,
            partOperators,
            "compare",
          );
        return this.#text(operator, first!);
    }
  }

  /** The other side, sent as what it is compared with. */
  #operand(node: Node): Sql {
    const { dialect, places } = this.#writer;
    const number =
      node.kind === "value" && node.type === undefined
        ? comparedNumber(dialect, this.#type, node.value)
        : undefined;
    if (number !== undefined) return [{ place: places.get(node)!, ...number }];
    return asMomentBeside(this.#valueAs(node, this.#type), typeOfNode(node), this.#type, dialect);
  }

  #textOperand(node: Node): Sql {
    return this.#valueAs(node, computed("text"));
  }

  #valueAs(node: Node, type: AcceptingType | undefined): Sql {
    const written = this.#writer.value(node, type);
    this.#parts.push(written);
    return written.sql;
  }

  /** A comparison of JSON with plain values; `undefined` where it is like that of any other value. */
  #json(): Sql | undefined {
    if (!this.#node.right.every(({ kind }) => kind === "value")) return undefined;
    const { left } = this.#node;
    return compareJson(
      this.#node,
      left.kind === "jsonPath" && !left.asText ? left : undefined,
      this.#left.sql,
      this.#writer,
    );
  }

  /** The left side as a text: of JSON a string without its quotes. */
  #leftText(): Sql {
    const { left } = this.#node;
    if (left.kind === "jsonPath" && !left.asText) return this.#writer.value({ ...left, asText: true }).sql;
    return this.#writer.dialect.asText(this.#left.sql, this.#type);
  }

  /** A comparison of texts by a part of them. */
  #text(operator: string, node: Node): Sql {
    const { dialect, places } = this.#writer;
    // MariaDB compares what comes out of JSON byte by byte.
    const isBytes =
      dialect.name === "mysql" && (this.#node.left.kind === "jsonPath" || this.#type?.type === "json");
    const fold = (text: Sql) => (isBytes && operator.startsWith("i") ? join("LOWER(", text, ")") : text);
    // Some databases store UUIDs without hyphens, so hyphens of a part mean nothing on any of them.
    const isBareUuid = this.#type?.type === "uuid";
    const text = this.#leftText();
    const left = isBareUuid && dialect.name !== "sqlite" ? withoutHyphens(text, dialect) : fold(text);
    if (node.kind !== "value") {
      const part = this.#textOperand(node);
      return dialect.matchExpression(
        operator,
        left,
        isBareUuid ? join("REPLACE(", part, ", '-', '')") : fold(part),
      );
    }
    const encode: Encoder = (value) => {
      if (typeof value === "string" && !isStorableText(value))
        throw new WrongValueError(this.#type ?? "A computed text", storableText, value);
      if (typeof value === "string")
        return dialect.textPattern(operator, isBareUuid ? value.replaceAll("-", "") : value);
      if (typeof value === "number" || typeof value === "bigint")
        return dialect.textPattern(operator, String(value));
      throw new InvalidQueryError(`"${operator}" takes a text, not ${typeof value}.`);
    };
    return dialect.matchText(operator, left, fold([{ place: places.get(node)!, encode }]));
  }

  #in(): Comparison {
    const { right } = this.#node;
    const boolean = computed("boolean");
    if (right.length === 1 && right[0]!.kind === "query") {
      const query = this.#writer.value(right[0]!);
      if (query.width !== undefined && query.width !== 1) throw widthMistake(1, query.width);
      const written = composed(join(this.#left.sql, " IN ", query.sql), boolean, [this.#left, query]);
      return query.isEmpty ? { written, constant: false } : { written };
    }
    if (!isValueList(this.#node)) {
      const items = right.map((item) => this.#operand(item));
      return { written: composed(join(this.#left.sql, " IN (", list(items), ")"), boolean, this.#parts) };
    }
    const length = listLength(right.map((item) => (item as ValueNode).value));
    if (length === 0) return { written: composed(["1 = 0"], boolean, [this.#left]), constant: false };
    const start = this.#writer.places.get(this.#node)!;
    const { dialect } = this.#writer;
    refuseLongList(length, dialect);
    const fraction = right.find((item) => fractionMark((item as ValueNode).value) !== "");
    const type = this.#type ?? (fraction === undefined ? undefined : computed("float"));
    const encode = this.#type === undefined ? valueEncoder(dialect) : fieldEncoder(dialect, this.#type);
    const given = (fraction as ValueNode | undefined)?.value ?? 0;
    const sent = comparedNumber(dialect, this.#type, given) ?? { encode, type };
    const marks = Array.from({ length }, (_, position): Sql => [{ place: start + position, ...sent }]);
    return { written: composed(join(this.#left.sql, " IN (", list(marks), ")"), boolean, [this.#left]) };
  }
}

/** A day as its first moment, where it stands beside a moment: SQLite has texts for both, and compares them as such. */
function asMomentBeside(
  sql: Sql,
  type: AcceptingType | undefined,
  other: AcceptingType | undefined,
  dialect: Dialect,
): Sql {
  if (dialect.name !== "sqlite" || type?.type !== "date" || other?.type !== "datetime") return sql;
  return dialect.cast({ sql, type }, other);
}

function withoutHyphens(uuid: Sql, { name }: Dialect): Sql {
  const text = name === "postgres" ? join(uuid, "::text") : uuid;
  return join("REPLACE(", text, ", '-', '')");
}

/** @throws {@link InvalidQueryError} for more values than one statement can carry. */
function refuseLongList(length: number, { maxParameters }: Dialect): void {
  if (length <= maxParameters) return;
  const most = 2 ** Math.floor(Math.log2(maxParameters)); // lists are filled up to powers of two
  throw new InvalidQueryError(
    `A list behind "in" is too long for one statement, which takes ${most} values here. Ask for portions of it, or compare with a query.`,
  );
}

/** One column of a key, and how its value is read from what stands for the whole row. */
interface KeyPart {
  readonly written: Written;
  readonly encode: Encoder;
}

/** A comparison of rows: of their keys, which may have several columns. */
function compareKeys(
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
        ? writer.locate(right).map((item) => writer.located(item))
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

function widthMistake(wanted: number, given: number): InvalidQueryError {
  const values = wanted === 1 ? "one value" : `${wanted} values`;
  return new InvalidQueryError(
    `A query that is compared with ${values} gives ${given}. Choose what it gives with select().`,
  );
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
  const located: readonly Located[] = owner.locate(node);
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

function isTrue(node: Node | undefined): boolean {
  return node?.kind === "value" && node.value === true;
}
export function isNullValue(node: Node | undefined): boolean {
  return node?.kind === "value" && node.value === null;
}
export type { ColumnNode };
