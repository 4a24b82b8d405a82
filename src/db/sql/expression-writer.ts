import { InvalidQueryError } from "../errors.ts";
import type {
  AggregateNode,
  CompareNode,
  Node,
  QueryNode,
  RelationPath,
  ValueNode,
} from "../expressions/node.ts";
import { containsAggregate } from "../expressions/node-parts.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { StoredValue } from "../fields/column.ts";
import { primaryKeyOf, RowState } from "../models/row-state.ts";
import { isValueList, type Places } from "../query/shape.ts";
import { listLength } from "../query/value-list.ts";
import type { Dialect, Encoder } from "./dialect.ts";
import type { Scope } from "./scope.ts";
import { type Bound, join, list, type Sql } from "./sql.ts";
import { fieldEncoder } from "./stored-value.ts";
import { typeOfNode } from "./value-type.ts";

/** Writes a query that stands inside another statement, with its parameters from `firstPlace` on. */
export type SubqueryWriter = (query: QueryNode["query"], firstPlace: number, scope: Scope) => Sql;

/*
 * Writes nodes as SQL. A condition is written knowing two things about where it stands: whether it is negated (a
 * condition on rows at the other side of a to-many relation then becomes a subquery: "no such row" can't be said with a
 * join), and whether it is demanded (it stands in the outermost AND, so that what it compares must be there).
 */
export class ExpressionWriter {
  readonly scope: Scope;
  readonly dialect: Dialect;
  readonly #places: Places;
  readonly #writeQuery: SubqueryWriter;
  /** What annotate() added, as it was written when it was added. */
  readonly annotations: Map<string, Sql>;
  /** Totals over a subquery: what annotate() added there is a column here. */
  annotationsAreColumns = false;

  constructor(
    scope: Scope,
    places: Places,
    writeQuery: SubqueryWriter,
    annotations = new Map<string, Sql>(),
  ) {
    this.scope = scope;
    this.dialect = scope.dialect;
    this.#places = places;
    this.#writeQuery = writeQuery;
    this.annotations = annotations;
  }

  /** A condition of where() or, negated, of whereNot(). */
  condition(node: Node, negated = false): Sql {
    return negated ? this.#negated(node, true) : this.#condition(node, false, true);
  }

  /** A value. */
  value(node: Node): Sql {
    switch (node.kind) {
      case "value":
        return [this.#parameter(node, undefined)];
      case "column":
        return this.scope.column(node.path, node.field);
      case "relation":
        return this.#relationKey(node.path);
      case "annotation":
        return this.annotations.get(node.name) ?? this.value(node.source);
      case "arithmetic": {
        const type = typeOfNode(node.left) ?? typeOfNode(node.right);
        return join(
          "(",
          this.operand(node.left, type),
          ` ${node.operator} `,
          this.operand(node.right, type),
          ")",
        );
      }
      case "call": {
        const type = node.args.map(typeOfNode).find((found) => found !== undefined);
        return this.dialect.call(
          node.name,
          node.args.map((arg) => this.operand(arg, type)),
        );
      }
      case "aggregate":
        return this.#aggregate(node);
      case "sql":
        return join(
          ...node.texts.flatMap((text, position) =>
            position === 0 ? [text] : [this.value(node.items[position - 1]!), text],
          ),
        );
      case "order":
        return this.value(node.item);
      case "query":
        return join("(", this.#writeQuery(node.query, this.#places.get(node)!, this.scope), ")");
      default:
        return join("(", this.#condition(node, false, false), ")");
    }
  }

  #condition(node: Node, negated: boolean, demanded: boolean): Sql {
    switch (node.kind) {
      case "and":
        if (node.items.length === 0) return ["1 = 1"];
        return list(
          node.items.map((item) => this.#grouped(item, negated, demanded)),
          " AND ",
        );
      case "or":
        if (node.items.length === 0) return ["1 = 0"];
        return list(
          node.items.map((item) => this.#grouped(item, negated, false)),
          " OR ",
        );
      case "not":
        return this.#negated(node.item, !negated);
      case "compare":
        return this.#compare(node, negated, demanded);
      default:
        return this.value(node);
    }
  }

  #grouped(node: Node, negated: boolean, demanded: boolean): Sql {
    const written = this.#condition(node, negated, demanded);
    const isSimple = (node.kind !== "and" && node.kind !== "or") || node.items.length === 1;
    return isSimple ? written : join("(", written, ")");
  }

  /** NOT, in the logic of two values: what is unknown because of a null is not true, so its negation is. */
  #negated(item: Node, negated: boolean): Sql {
    const written = join("(", this.#condition(item, negated, false), ")");
    return mayBeUnknown(item) ? this.dialect.isNotTrue(written) : join("NOT ", written);
  }

  #compare(node: CompareNode, negated: boolean, demanded: boolean): Sql {
    const many = negated ? firstPathToMany(node) : undefined;
    if (many !== undefined) {
      if (node.operator === "isNull" && node.left.kind === "relation" && node.left.path.toMany) {
        const exists = this.scope.exists(many, () => []);
        return isTrue(node.right[0]!) ? join("NOT ", exists) : exists;
      }
      return this.scope.exists(many, (inner) => this.#in(inner).#compare(node, false, false));
    }
    const left = this.value(node.left);
    const type = typeOfNode(node.left) ?? typeOfNode(node.right[0] ?? node.left);
    const keepsNull =
      node.operator === "isNull"
        ? isTrue(node.right[0]!)
        : node.operator === "ne" || isNullValue(node.right[0]);
    if (demanded && !keepsNull) for (const side of [node.left, ...node.right]) this.#demand(side);
    return this.#comparison(node, left, type);
  }

  #comparison(node: CompareNode, left: Sql, type: AcceptingType | undefined): Sql {
    const [first] = node.right;
    switch (node.operator) {
      case "isNull":
        return join(left, isTrue(first!) ? " IS NULL" : " IS NOT NULL");
      case "eq":
        return isNullValue(first) ? join(left, " IS NULL") : join(left, " = ", this.operand(first!, type));
      case "ne":
        if (isNullValue(first)) return join(left, " IS NOT NULL");
        if (mayBeNull(node.left) || mayBeNull(first!))
          return this.dialect.isDistinct(left, this.operand(first!, type));
        return join(left, " <> ", this.operand(first!, type));
      case "in":
        return this.#in_(node, left, type);
      case "between":
        return join(
          left,
          " BETWEEN ",
          this.operand(first!, type),
          " AND ",
          this.operand(node.right[1]!, type),
        );
      case "gt":
        return join(left, " > ", this.operand(first!, type));
      case "gte":
        return join(left, " >= ", this.operand(first!, type));
      case "lt":
        return join(left, " < ", this.operand(first!, type));
      case "lte":
        return join(left, " <= ", this.operand(first!, type));
      default:
        return this.#matchText(node, left);
    }
  }

  #matchText(node: CompareNode, left: Sql): Sql {
    const [right] = node.right;
    if (right!.kind !== "value") return this.dialect.matchExpression(node.operator, left, this.value(right!));
    const pattern: Encoder = (value) => {
      if (typeof value !== "string")
        throw new InvalidQueryError(`"${node.operator}" takes a text, not ${typeof value}.`);
      return this.dialect.textPattern(node.operator, value);
    };
    return this.dialect.matchText(node.operator, left, [
      { place: this.#places.get(right!)!, encode: pattern },
    ]);
  }

  #in_(node: CompareNode, left: Sql, type: AcceptingType | undefined): Sql {
    const [first] = node.right;
    if (first?.kind === "query") return join(left, " IN ", this.value(first));
    if (!isValueList(node))
      return join(left, " IN (", list(node.right.map((item) => this.operand(item, type))), ")");
    const start = this.#places.get(node)!;
    const length = listLength(node.right.map((item) => (item as ValueNode).value));
    if (length === 0) return ["1 = 0"];
    const encode = type === undefined ? encodeAny : fieldEncoder(this.dialect, type);
    const marks = Array.from({ length }, (_, position): Sql => [{ place: start + position, encode }]);
    return join(left, " IN (", list(marks), ")");
  }

  /** A value beside another one, which says how it is stored. */
  operand(node: Node, type: AcceptingType | undefined): Sql {
    return node.kind === "value" ? [this.#parameter(node, type)] : this.value(node);
  }

  #parameter(node: ValueNode, type: AcceptingType | undefined): Bound {
    if (node.value === null) return { constant: null };
    const encode = type === undefined ? encodeAny : fieldEncoder(this.dialect, type);
    return { place: this.#places.get(node)!, encode };
  }

  /** The key of the row that a relation leads to. */
  #relationKey(path: RelationPath): Sql {
    if (path.relation.field !== undefined) return this.scope.column(path.before, path.relation.field);
    return this.scope.column(path, path.relation.target.primaryKey);
  }

  #aggregate(node: AggregateNode): Sql {
    if (node.item !== undefined && containsAggregate(node.item) && !this.annotationsAreColumns) {
      throw new InvalidQueryError(
        `${node.name}() stands around another total. Annotate the inner one, and aggregate() that.`,
      );
    }
    const item = node.item === undefined ? undefined : this.value(node.item);
    const filtered =
      node.filter === undefined
        ? item
        : join("CASE WHEN ", this.#condition(node.filter, false, false), " THEN ", item ?? ["1"], " END");
    if (filtered === undefined) return ["COUNT(*)"];
    return join(`${node.name.toUpperCase()}(${node.distinct ? "DISTINCT " : ""}`, filtered, ")");
  }

  #demand(node: Node): void {
    if (node.kind === "column") this.scope.demand(node.path, node.field);
    else if (node.kind === "relation") this.scope.demand(node.path, node.path.relation.target.primaryKey);
  }

  #in(scope: Scope): ExpressionWriter {
    return new ExpressionWriter(scope, this.#places, this.#writeQuery, this.annotations);
  }
}

/** A value that stands alone, or beside SQL of the app's own: by what it is. */
function encodeAny(value: unknown): StoredValue {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString().replace("T", " ").slice(0, -1);
  if (value instanceof Uint8Array) return value;
  if (RowState.isRow(value)) return primaryKeyOf(value) as StoredValue;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") return value;
  return String(value);
}

function isTrue(node: Node): boolean {
  return node.kind === "value" && node.value === true;
}
function isNullValue(node: Node | undefined): boolean {
  return node?.kind === "value" && node.value === null;
}

function mayBeNull(node: Node): boolean {
  switch (node.kind) {
    case "value":
      return node.value === null;
    case "column":
      return node.field.nullable || pathMayEnd(node.path);
    case "relation":
      return (
        node.path.relation.field === undefined ||
        node.path.relation.field.nullable ||
        pathMayEnd(node.path.before)
      );
    default:
      return true;
  }
}

function pathMayEnd(path: RelationPath | undefined): boolean {
  for (let step = path; step !== undefined; step = step.before)
    if (step.relation.field?.nullable !== false) return true;
  return false;
}

/** Whether a condition can be neither true nor false. */
function mayBeUnknown(node: Node): boolean {
  switch (node.kind) {
    case "and":
    case "or":
      return node.items.some(mayBeUnknown);
    case "not":
      return mayBeUnknown(node.item);
    case "compare":
      if (node.operator === "isNull" || isNullValue(node.right[0])) return false;
      return mayBeNull(node.left) || node.right.some(mayBeNull);
    default:
      return true;
  }
}

/** The first path of a comparison that leads to many rows, outside of aggregates. */
function firstPathToMany(node: Node): RelationPath | undefined {
  switch (node.kind) {
    case "column":
    case "relation":
      return node.path?.toMany ? node.path : undefined;
    case "compare":
      return firstOf([node.left, ...node.right]);
    case "arithmetic":
      return firstOf([node.left, node.right]);
    case "call":
      return firstOf(node.args);
    case "sql":
      return firstOf(node.items);
    default:
      return undefined;
  }
}
function firstOf(nodes: readonly Node[]): RelationPath | undefined {
  for (const node of nodes) {
    const path = firstPathToMany(node);
    if (path !== undefined) return path;
  }
  return undefined;
}
