import type { Annotations, Node } from "../expressions/node.ts";
import { containsOwnAggregate, containsWindow } from "../expressions/node-parts.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { JoinStep, Link, QueryState } from "../query/query-state.ts";
import type { Places } from "../query/shape.ts";
import { type Clause, clauseSql, hasAggregate, splitClause } from "./clause.ts";
import { combineClauses } from "./combine-clauses.ts";
import { conditionValue, whereClause } from "./condition-builder.ts";
import type { Dialect } from "./dialect.ts";
import { ExpressionWriter, type WriterServices } from "./expression-writer.ts";
import { type AliasNames, type Join, JoinTree } from "./join-tree.ts";
import { locateField } from "./locate-columns.ts";
import type { NumberedState, ParsedStep } from "./number-state.ts";
import { betweenOf } from "./path-joins.ts";
import { join, list, type Sql } from "./sql.ts";
import { fieldEncoder } from "./stored-value.ts";
import type { WithClauses } from "./with-clauses.ts";
import type { GroupColumn, Written } from "./written.ts";

/** What compiling one query needs from outside. */
export interface CompileContext {
  readonly dialect: Dialect;
  readonly places: Places;
  readonly services: WriterServices;
  readonly names: AliasNames;
  readonly outer: ExpressionWriter | undefined;
  /** Queries with names that the statement defines at its beginning. */
  readonly withs: WithClauses;
}

/*
 * The rows of one query: its tables, conditions and groups, without what is read of them. What a query was told is
 * applied in the order in which it was said, because the order has a meaning, as in Django: a total that is annotated
 * after select() is over groups, one before it is over the rows of each instance.
 */
export class QueryRows {
  readonly state: QueryState;
  readonly meta: ModelMeta;
  readonly dialect: Dialect;
  readonly tree: JoinTree;
  readonly writer: ExpressionWriter;
  /** What select() chose, as it was written when it was chosen. */
  readonly selected = new Map<string, Written>();
  /** Conditions on window functions, which a query around this one asks. */
  readonly windowConditions: Node[] = [];
  readonly #numbered: NumberedState;
  readonly #context: CompileContext;
  readonly #where: Clause[] = [];
  /** `"rows"`: by instance. */
  groupBy: "rows" | readonly GroupColumn[] | undefined;
  linkColumns: readonly Sql[] = [];

  constructor(numbered: NumberedState, context: CompileContext) {
    const { state } = numbered;
    this.#numbered = numbered;
    this.#context = context;
    this.state = state;
    this.meta = state.meta;
    this.dialect = context.dialect;
    this.tree = new JoinTree(context.dialect, context.names, state.meta.table);
    const start = { join: this.tree.root, meta: state.meta };
    this.writer = new ExpressionWriter(this.tree, start, context.places, context.services, context.outer);
    this.writer.withs = context.withs;
    this.writer.database = state.database;
    const linkJoin = this.#applyLink();
    this.#applySteps(numbered.steps, new Set(linkJoin === undefined ? [] : [linkJoin]));
  }

  /** The clauses in their places. `false` stands for: no row at all. */
  clauses(): {
    readonly where: Sql | boolean;
    readonly having: Sql | boolean;
    readonly havingGroups: readonly GroupColumn[];
  } {
    const whole: Clause = { kind: "and", negated: false, items: this.#where };
    const { where, having } = splitClause(whole);
    if (having !== undefined && this.groupBy === undefined) this.groupBy = "rows";
    return {
      where: this.state.isEmpty ? false : where === undefined ? true : clauseSql(where),
      having: having === undefined ? true : clauseSql(having),
      havingGroups: having === undefined ? [] : clauseGroups(having),
    };
  }

  /** Whether conditions speak of totals. */
  get hasTotals(): boolean {
    const annotations = [...this.writer.annotations.values()];
    return this.#where.some(hasAggregate) || annotations.some(({ aggregate }) => aggregate);
  }

  /** The columns of the model's key. */
  keyColumns(): readonly Written[] {
    return this.meta.keyFields.map((field) => this.writer.value({ kind: "column", path: undefined, field }));
  }

  /** All columns of the model, as what instances are grouped by. */
  rowColumns(): readonly GroupColumn[] {
    return [...this.meta.fields.values()].flatMap(
      (field) => this.writer.value({ kind: "column", path: undefined, field }).groupBy,
    );
  }

  /** @param free - Joins to many rows that conditions may be about as well, each for one call of where(). */
  #applySteps(steps: readonly ParsedStep[], free: Set<Join> = new Set()): void {
    for (const step of steps) {
      if (step.kind !== "combine") this.writer.depth = step.depth;
      switch (step.kind) {
        case "where":
          this.#applyWhere(step.node, step.negated, free);
          break;
        case "annotate":
          this.#annotate(step.added, step.shown);
          break;
        case "select":
          this.#select(step.nodes);
          break;
        case "join":
          this.#join(step);
          break;
        case "combine":
          this.#combine(step);
          break;
      }
    }
  }

  #applyWhere(node: Node, negated: boolean, free: Set<Join>): void {
    if (!negated && node.kind === "and" && containsWindow(node)) {
      const plain = node.items.filter((item) => !containsWindow(item));
      this.windowConditions.push(...node.items.filter(containsWindow));
      if (plain.length > 0) this.#applyWhere({ kind: "and", items: plain }, false, free);
      return;
    }
    if (containsWindow(node)) this.windowConditions.push(negated ? { kind: "not", item: node } : node);
    else {
      const { result, touched } = this.tree.touchedBy(() => whereClause(node, negated, this.writer, free));
      for (const item of touched) free.delete(item);
      this.#where.push(result);
    }
  }

  #annotate(added: Annotations, shown: boolean): void {
    let totals = false;
    for (const [name, node] of added) {
      if (node.kind === "relation") continue; // a path with a condition, joined where it is used
      const written = this.writer.value(node);
      this.writer.annotations.set(name, written);
      if (this.state.result !== undefined && this.selected.size > 0 && shown)
        this.selected.set(name, written);
      totals ||= written.aggregate && !written.window;
    }
    if (!totals) return;
    if (this.selected.size === 0) this.groupBy ??= "rows";
    else this.groupBy = this.#selectedGroups();
  }

  #select(nodes: Annotations): void {
    if (this.groupBy === "rows") this.groupBy = this.rowColumns();
    this.selected.clear();
    let totals = false;
    for (const [name, node] of nodes) {
      const written = this.writer.value(node);
      this.selected.set(name, written);
      if (!this.meta.fields.has(name)) this.writer.annotations.set(name, written);
      totals ||= containsOwnAggregate(node);
    }
    if (totals && this.groupBy === undefined) this.groupBy = this.#selectedGroups();
  }

  /** What select() chose, without its totals. */
  #selectedGroups(): readonly GroupColumn[] {
    return [...this.selected.values()].flatMap(({ aggregate, groupBy, sql, window }) =>
      aggregate || window
        ? groupBy
        : groupBy.length === 0
          ? []
          : [
              {
                sql,
                alias: groupBy[0]!.alias,
                isKey: groupBy[0]!.isKey && groupBy.length === 1 && groupBy[0]!.sql === sql,
              },
            ],
    );
  }

  /** Rows of a query with a name, which the statement defines at its beginning. */
  #join({ source, on, optional }: JoinStep): void {
    const { writer } = this;
    const name = this.#context.withs.define(source, this.#context);
    this.tree.joinNamed(name, optional, (made) => {
      writer.named.set(source, made);
      return writer.services.condition(on, writer).sql;
    });
  }

  #combine(step: ParsedStep & { readonly kind: "combine" }): void {
    const clause = combineClauses(step.connector, this.tree, {
      before: () => this.#collect(step.before, new Set()),
      other: (free) => this.#collect(step.other, free),
    });
    this.#where.push(clause);
  }

  /** The conditions of steps, without adding them. */
  #collect(steps: readonly ParsedStep[], free: Set<Join>): Clause {
    const start = this.#where.length;
    this.#applySteps(steps, free);
    return { kind: "and", negated: false, items: this.#where.splice(start) };
  }

  /** Only rows that a relation of certain other rows leads to. Gives the join of the table between, if there is one. */
  #applyLink(): Join | undefined {
    const { link } = this.state;
    if (link === undefined) return undefined;
    const { columns, between, types } = linkColumnsOf(link, this.tree, this.writer);
    this.linkColumns = columns;
    const { linkPlace, linkLength } = this.#numbered;
    const rows = Array.from({ length: linkLength }, (_, number) =>
      columns.map((_column, position): Sql => {
        const encode = fieldEncoder(this.dialect, types[position]!); // one for each column
        const whole = columns.length === 1 ? encode : (key: unknown) => encode((key as unknown[])[position]);
        return [
          {
            place: linkPlace + number,
            encode: whole,
            type: columns.length === 1 ? types[position] : undefined,
          },
        ];
      }),
    );
    const condition =
      columns.length === 1
        ? join(columns[0]!, " IN (", list(rows.map(([mark]) => mark!)), ")")
        : join(
            "(",
            list(
              rows.map((marks) =>
                join(
                  "(",
                  list(
                    marks.map((mark, index) => join(columns[index]!, " = ", mark)),
                    " AND ",
                  ),
                  ")",
                ),
              ),
              " OR ",
            ),
            ")",
          );
    const written = { sql: condition, type: undefined, aggregate: false, window: false, groupBy: [] };
    this.#where.push(
      linkLength === 0 ? { kind: "leaf", written, constant: false } : { kind: "leaf", written },
    );
    return between;
  }
}

/** The columns, in the query for the rows at the other side, that hold the key of the row that they belong to. */
function linkColumnsOf({ relation }: Link, tree: JoinTree, writer: ExpressionWriter) {
  const through = betweenOf(relation);
  if (through === undefined) {
    const fields = relation.joinColumns.map(({ far }) => far);
    const located = fields.map((field) => locateField(writer, undefined, field));
    return { columns: located.map((item) => writer.located(item).sql), between: undefined, types: fields };
  }
  const own = through.far.map(({ field }) => locateField(writer, undefined, field));
  const between = tree.join(
    {
      table: through.table,
      parent: own[0]!.join, // a key has a column at least
      pairs: through.far.map(({ column }, position) => ({ near: own[position]!.column, far: column })),
      nullable: true,
    },
    new Set(),
  );
  between.kind = "INNER";
  const quoted = through.near.map(({ column }): Sql => [between.alias, `.${tree.dialect.quote(column)}`]);
  return { columns: quoted, between, types: through.near.map(({ field }) => field) };
}

function clauseGroups(clause: Clause): readonly GroupColumn[] {
  return clause.kind === "leaf" ? clause.written.groupBy : clause.items.flatMap(clauseGroups);
}

/** The services that writers of one statement share. */
export function conditionOf(node: Node, writer: ExpressionWriter): Written {
  return conditionValue(node, writer);
}
