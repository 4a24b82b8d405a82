import type { Database } from "../connections/database.ts";
import { InvalidQueryError, UnsupportedQueryError } from "../errors.ts";
import type {
  CaseNode,
  ColumnNode,
  EmbeddedQuery,
  JsonPathNode,
  NamedNode,
  NamedSource,
  Node,
  QueryNode,
  RelationNode,
  RelationPath,
  ValueNode,
} from "../expressions/node.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { FieldInfo } from "../models/field-info.ts";
import { stateKey } from "../query/query-state.ts";
import type { Places } from "../query/shape.ts";
import { writeAggregate, writeCall, writeWindow } from "./call-sql.ts";
import type { Dialect } from "./dialect.ts";
import { computed } from "./functions/computed-type.ts";
import { jsonSql } from "./functions/json-sql.ts";
import type { Join, JoinTree } from "./join-tree.ts";
import { listSql, listType } from "./list-sql.ts";
import { locate } from "./locate-columns.ts";
import { checkMomentArithmetic } from "./moment-arithmetic.ts";
import type { Located, Start } from "./path-joins.ts";
import { type Alias, join, list, type Sql, sqlKey } from "./sql.ts";
import { fieldEncoder, valueEncoder } from "./stored-value.ts";
import { typeOfNode, typeOfQuery, typeOfValue } from "./value-type.ts";
import type { WithClauses } from "./with-clauses.ts";
import { composed, type Written } from "./written.ts";

/** What the writer leaves to the compiler of whole queries and conditions. */
export interface WriterServices {
  /** The SQL of a query that stands inside this statement. */
  /** @param fields - What stands for a row of a query that chose nothing; its key if it isn't said. */
  subquery(
    query: EmbeddedQuery,
    form: "value" | "exists" | "list",
    firstPlace: number,
    outer: ExpressionWriter,
    fields?: readonly FieldInfo[],
  ): Subquery;
  /** A condition that stands in an expression. */
  condition(node: Node, writer: ExpressionWriter): Written;
}
export interface Subquery {
  readonly sql: Sql;
  /** Known to have no rows. */
  readonly isEmpty: boolean;
  /** How many columns it has. */
  readonly width: number;
  /** Columns of the queries around it that it uses. */
  readonly external: readonly Written[];
}

/**
 * Writes expressions of one query as SQL, and joins the tables that they need.
 *
 * A column may belong to a query further out: its depth tells (expressions/callback-depth.ts), and the writer of that
 * query writes it.
 */
export class ExpressionWriter {
  readonly tree: JoinTree;
  readonly start: Start;
  readonly dialect: Dialect;
  readonly places: Places;
  readonly services: WriterServices;
  /** What annotate() added, as it was written when it was added. */
  readonly annotations = new Map<string, Written>();
  /** Queries with names that the statement defines; those of the writer around this one if it has none of its own. */
  get withs(): WithClauses {
    const found = this.#withs ?? this.outer?.withs;
    if (found === undefined) throw new TypeError("This expression stands in no statement.");
    return found;
  }
  set withs(clauses: WithClauses) {
    this.#withs = clauses;
  }
  #withs: WithClauses | undefined;
  /** Queries with names that this one is joined with. */
  readonly named = new Map<NamedSource, Join>();
  readonly outer: ExpressionWriter | undefined;
  /** The depth of the callback that is being written. */
  depth = 0;
  /** The database that the query names. */
  database: Database | string | undefined;
  /** Joins to many rows that may be used again; all if `undefined`. */
  reuse: Set<Join> | undefined;
  /** In totals over a subquery: what makes columns of it. */
  source: ((node: Node) => Written) | undefined;
  /** Columns of the queries around this one that were written. */
  readonly external: Written[] = [];
  /** In a subquery that begins in the middle of a path: where, and what stands there. */
  readonly base: { readonly path: RelationPath; readonly skippedHops: number } | undefined;

  constructor(
    tree: JoinTree,
    start: Start,
    places: Places,
    services: WriterServices,
    outer?: ExpressionWriter,
    base?: { readonly path: RelationPath; readonly skippedHops: number },
  ) {
    this.tree = tree;
    this.start = start;
    this.dialect = tree.dialect;
    this.places = places;
    this.services = services;
    this.outer = outer;
    this.base = base;
  }

  /** A value. `type` is that of what it stands beside, which says how a plain value is sent. */
  value(node: Node, type?: AcceptingType): Written {
    if (this.source !== undefined && isOfRow(node)) return this.source(node);
    switch (node.kind) {
      case "value":
        return this.parameter(node, type);
      case "column":
      case "relation":
        return this.#column(node);
      case "annotation":
        return this.#annotation(node.name, node.source, node.depth);
      case "arithmetic": {
        const [leftType, rightType] = [typeOfNode(node.left), typeOfNode(node.right)];
        const left = this.value(node.left, operandType(node.left, rightType));
        const right = this.value(node.right, operandType(node.right, leftType));
        const whole = typeOfNode(node);
        checkMomentArithmetic(node.operator, leftType, rightType);
        return composed(this.dialect.arithmetic(node.operator, left, right, whole), whole, [left, right]);
      }
      case "call":
        return writeCall(this, node);
      case "aggregate":
        return writeAggregate(this, node);
      case "window":
        return writeWindow(this, node);
      case "case":
        return this.#case(node);
      case "cast": {
        const item = this.value(node.item);
        return composed(this.dialect.cast(item, node.type), node.type, [item]);
      }
      case "jsonPath":
        return this.#jsonPath(node);
      case "sql": {
        const items = node.items.map((item) => this.value(item));
        const parts = node.texts.flatMap((text, position) =>
          position === 0 ? [text] : [...items[position - 1]!.sql, text],
        );
        const written = composed(parts, undefined, items);
        // What columns a text names isn't known: its rows are grouped by all of it, unless it can't name any.
        const isWhole = items.length > 0 || !/[a-z"`]/i.test(node.texts.join(""));
        return isWhole ? written : { ...written, groupBy: [{ sql: parts, alias: undefined, isKey: false }] };
      }
      case "order":
        return this.value(node.item, type);
      case "tuple": {
        const items = node.items.map((item) => this.value(item));
        const sql = join("(", list(items.map((item) => item.sql)), ")");
        return { ...composed(sql, undefined, items), groupBy: items.flatMap(({ groupBy }) => groupBy) };
      }
      case "named":
        return this.#named(node);
      case "query":
        return node.asList ? this.#list(node) : this.rowsOf(node);
      case "exists":
        return this.#subquery(node, node.query, "exists");
      default:
        return this.services.condition(node, this);
    }
  }

  /** A plain value as a parameter. */
  parameter(node: ValueNode, beside: AcceptingType | undefined): Written {
    const type = node.type ?? beside ?? typeOfValue(node.value);
    const constant = { type, aggregate: false, window: false, groupBy: [] };
    if (node.value === null) return { ...constant, sql: this.dialect.nullOf(type) };
    const encode = type === undefined ? valueEncoder(this.dialect) : fieldEncoder(this.dialect, type);
    return { ...constant, sql: [{ place: this.places.get(node)!, encode, type }] };
  }

  /** The writer of the query that a column belongs to: this one, or one further out. */
  ownerOf(depth: number | undefined): ExpressionWriter {
    let owner: ExpressionWriter = this;
    while (depth !== undefined && depth < owner.depth) {
      if (owner.outer === undefined) throw outsideMistake();
      owner = owner.outer;
    }
    return owner;
  }

  #column(node: ColumnNode | RelationNode): Written {
    const owner = this.ownerOf(node.depth);
    if (owner !== this) {
      const written = owner.value(node);
      this.external.push(written);
      return written;
    }
    const [located] = locate(this, node);
    return this.located(located!); // there is one for each column of a key, and a key has one at least
  }

  located({ join: at, column, type, isKey }: Located): Written {
    const sql: Sql = [at.alias, `.${this.dialect.quote(column)}`];
    return { sql, type, aggregate: false, window: false, groupBy: [{ sql, alias: at.alias, isKey }] };
  }

  /** A writer for what stands at a join, such as the condition of a relation's where(). */
  atJoin(join: Join, meta: Start["meta"]): ExpressionWriter {
    const inner = new ExpressionWriter(this.tree, { join, meta }, this.places, this.services, this);
    inner.depth = this.depth + 1;
    return inner;
  }

  /** A column of a query with a name, which this query or one around it is joined with. */
  #named(node: NamedNode): Written {
    for (let writer: ExpressionWriter | undefined = this; writer !== undefined; writer = writer.outer) {
      const found = writer.named.get(node.source);
      if (found === undefined) continue;
      const sql: Sql = [found.alias, `.${this.dialect.quote(node.column)}`];
      const type = typeOfNode(node);
      const groupBy = [{ sql, alias: found.alias, isKey: false }];
      return { sql, type, aggregate: false, window: false, groupBy };
    }
    const { name } = node.source;
    throw new InvalidQueryError(
      `A query uses ${name}.row.${node.column}, and is not joined with ${name}. Join it first: .join(${name}, (row) => …).`,
    );
  }

  #annotation(name: string, source: Node, depth: number | undefined): Written {
    const owner = this.ownerOf(depth);
    const written = owner.annotations.get(name) ?? owner.value(source);
    if (owner === this) return written;
    if (written.window) {
      throw new UnsupportedQueryError(
        `A query inside another one uses "${name}", which looks at the rows around each row of the outer one: it isn't known yet where the inner one is asked.`,
      );
    }
    this.external.push(written);
    return written;
  }

  #case(node: CaseNode): Written {
    const type = typeOfNode(node);
    const branches = node.branches.map(({ when, value }) => ({
      when: this.services.condition(when, this),
      value: this.value(value, type),
    }));
    const otherwise = node.otherwise === undefined ? undefined : this.value(node.otherwise, type);
    if (branches.length === 0) return otherwise ?? this.parameter({ kind: "value", value: null }, type);
    const sql = join(
      "CASE",
      ...branches.map(({ when, value }) => join(" WHEN ", when.sql, " THEN ", value.sql)),
      otherwise === undefined ? "" : join(" ELSE ", otherwise.sql),
      " END",
    );
    const parts = [
      ...branches.flatMap(({ when, value }) => [when, value]),
      ...(otherwise ? [otherwise] : []),
    ];
    return composed(sql, type, parts);
  }

  #jsonPath(node: JsonPathNode): Written {
    const item = this.value(node.item);
    const json = jsonSql[this.dialect.name];
    const path = this.jsonPath(node);
    const sql = node.asText ? json.text(item.sql, path) : json.value(item.sql, path);
    return composed(sql, typeOfNode(node), [item]);
  }

  /** What is ordered by: of a part of a JSON value a number where it is one, not its text. */
  orderValue(node: Node): Written {
    if (node.kind !== "jsonPath" || node.asText) return this.value(node);
    const item = this.value(node.item);
    const sql = jsonSql[this.dialect.name].comparable(item.sql, this.jsonPath(node));
    return composed(sql, typeOfNode(node), [item]);
  }

  /** The path of a part of a JSON value, as a parameter. */
  jsonPath(node: JsonPathNode): Sql {
    return [{ place: this.places.get(node.path)!, encode: jsonSql[this.dialect.name].encodePath }];
  }

  /** A query inside the statement. Its rows give one value, or those of `fields` where it chose nothing. */
  rowsOf(node: QueryNode, fields?: readonly FieldInfo[]): Written {
    return this.#subquery(node, node.query, "value", fields);
  }

  /** All values of a query inside the statement as one list. */
  #list(node: QueryNode): Written {
    const state = node.query[stateKey];
    const type = typeOfQuery(state) ?? computed("json");
    const written = this.#subquery(node, node.query, "list");
    if (written.width !== 1)
      throw new InvalidQueryError(
        `asList() on ${state.meta.name} makes a list of single values, and the query gives ${written.width}. Choose one with select().`,
      );
    const [column = "c1"] = state.result?.nodes.keys() ?? [];
    const sql = listSql(this.dialect, written.sql, column, type);
    return { ...written, sql, type: listType(this.dialect, type) };
  }

  #subquery(
    node: Node,
    query: EmbeddedQuery,
    form: "value" | "exists" | "list",
    fields?: readonly FieldInfo[],
  ): Written {
    const { sql, external, isEmpty, width } = this.services.subquery(
      query,
      form,
      this.places.get(node)!,
      this,
      fields,
    );
    const written =
      form === "exists" ? join("EXISTS (", sql, ")") : form === "list" ? sql : join("(", sql, ")");
    const inner = external.filter((column) => !this.external.includes(column));
    // A column of a joined table may have several values for one row, and the query another answer for each.
    const isOfRow = inner.every(({ groupBy: [column] }) => column?.alias === this.start.join.alias);
    return {
      sql: written,
      type: typeOfNode(node),
      aggregate: false,
      window: false,
      isEmpty,
      width,
      groupBy: isOfRow
        ? inner.flatMap(({ groupBy }) => groupBy)
        : [{ sql: written, alias: undefined, isKey: false }],
    };
  }

  /** One item of an ORDER BY. */
  order(node: Node): Written {
    const [item, descending, nulls] =
      node.kind === "order" ? [node.item, node.descending, node.nulls] : [node, false, undefined];
    const written = this.orderValue(item);
    return { ...written, sql: this.dialect.orderItem(written.sql, descending, nulls) };
  }

  /** Numbers tables, so that pieces of SQL of this statement can be compared. */
  key(sql: Sql): string {
    return sqlKey(sql, numberOfAlias);
  }
}

const aliasNumbers = new WeakMap<Alias, number>();
let aliasCount = 0;
function numberOfAlias(alias: Alias): number {
  let number = aliasNumbers.get(alias);
  if (number === undefined) {
    number = aliasCount++;
    aliasNumbers.set(alias, number);
  }
  return number;
}

/** Nodes that speak of a row of the query, or of the rows around it, rather than of values. */
function isOfRow(node: Node): boolean {
  return rowKinds.has(node.kind);
}

const rowKinds: ReadonlySet<string> = new Set(["column", "relation", "annotation", "named", "window"]);

/** Of `duration` and a moment each keeps its own kind; a plain number beside a decimal is a decimal. */
function operandType(node: Node, other: AcceptingType | undefined): AcceptingType | undefined {
  if (node.kind !== "value") return undefined;
  const own = typeOfValue(node.value);
  // With as many places as it has: "1.005" times a price of two places isn't 1.01 times it.
  const isDecimal = other?.type === "decimal";
  if (own === undefined || other === undefined) return isDecimal ? computed("decimal") : other;
  if (own.type === "text" || own.type === "json") return isDecimal ? computed("decimal") : other;
  const isNumber = own.type === "integer" || own.type === "float";
  if (isNumber && isDecimal) return computed("decimal");
  return own;
}

function outsideMistake(): InvalidQueryError {
  return new InvalidQueryError(
    "A query uses the handle of a callback that it does not stand in. Build it inside that callback, where the handle is known.",
  );
}
