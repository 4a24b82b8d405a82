import { InvalidQueryError } from "../errors.ts";
import { extendPath, type Node, type QueryNode, type RelationPath } from "../expressions/node.ts";
import { containsAggregate, joinedColumns, mentionsAnnotation } from "../expressions/node-parts.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { QueryState } from "../query/query-state.ts";
import { stateKey } from "../query/query-state.ts";
import { numberValues, type Places } from "../query/shape.ts";
import type { Dialect } from "./dialect.ts";
import { ExpressionWriter } from "./expression-writer.ts";
import { type NumberedState, numberState } from "./number-state.ts";
import { Scope, sideOf } from "./scope.ts";
import { join, list, type Sql } from "./sql.ts";
import { fieldEncoder } from "./stored-value.ts";
import { typeOfNode } from "./value-type.ts";

/** What one column of a result is. */
export interface ResultColumn {
  readonly sql: Sql;
  readonly type: AcceptingType | undefined;
}
/** Which columns make a row, and the rows joined to it. Numbers are positions in the result. */
export interface RowLayout {
  readonly meta: ModelMeta;
  readonly first: number;
  readonly joined: readonly { readonly name: string; readonly layout: RowLayout; readonly key: number }[];
}
/** A SELECT, with what its columns are. */
export interface SelectParts {
  readonly sql: Sql;
  readonly columns: readonly ResultColumn[];
  readonly layout: RowLayout | undefined;
  /** Names of annotations or chosen values, by position. */
  readonly names: readonly { readonly name: string; readonly position: number }[];
  /** Where the key of the row stands that a many-to-many row was loaded for. */
  readonly linkPosition: number | undefined;
}

/** Compiles the SELECT of a query. Its parameters are numbered from `firstPlace` on. */
export function compileSelect(state: QueryState, dialect: Dialect, firstPlace = 0): SelectParts {
  return new SelectCompiler(state, dialect, firstPlace).select();
}

/** A SELECT that answers with one number or one row of totals. */
export function compileCount(state: QueryState, dialect: Dialect): Sql {
  return new SelectCompiler(state, dialect, 0).count();
}
export function compileExists(state: QueryState, dialect: Dialect): Sql {
  return new SelectCompiler(state, dialect, 0).exists();
}
export function compileTotals(state: QueryState, dialect: Dialect): SelectParts {
  return new SelectCompiler(state, dialect, 0).totals();
}
/** The WHERE of an UPDATE or DELETE of a query's rows, and the SQL of the new values, on a table called t0. */
export function compileChange(
  state: QueryState,
  nodes: readonly Node[],
  fields: readonly FieldInfo[],
  dialect: Dialect,
) {
  return new SelectCompiler(state, dialect, 0).change(nodes, fields);
}

/** The places of a query's parameters, for a compiler of another form of the same query. */
interface Numbering {
  readonly numbered: NumberedState;
  readonly places: Places;
}

class SelectCompiler {
  readonly #numbered: NumberedState;
  readonly #state: QueryState;
  readonly #dialect: Dialect;
  readonly #scope: Scope;
  readonly #writer: ExpressionWriter;
  readonly #places: Places;
  readonly #where: Sql[] = [];
  readonly #having: Sql[] = [];
  readonly #groupColumns: Sql[] = [];
  #grouped = false;

  constructor(state: QueryState, dialect: Dialect, firstPlace: number, outer?: Scope, numbering?: Numbering) {
    const places: Places = numbering?.places ?? new Map();
    this.#state = state;
    this.#dialect = dialect;
    this.#places = places;
    this.#numbered = numbering?.numbered ?? numberState(state, places, firstPlace);
    this.#scope = outer?.embedded(state.meta) ?? new Scope(dialect, state.meta);
    this.#writer = new ExpressionWriter(this.#scope, places, writeSubquery);
  }

  select(): SelectParts {
    const { selection, distinct, link } = this.#state;
    this.#applySteps(true);
    const columns: ResultColumn[] = [];
    const names: { name: string; position: number }[] = [];
    const plainColumns: Sql[] = [];
    const add = (name: string, node: Node): void => {
      const sql = this.#writer.value(node);
      names.push({ name, position: columns.push({ sql, type: typeOfNode(node) }) - 1 });
      if (!containsAggregate(node)) plainColumns.push(sql);
    };
    let layout: RowLayout | undefined;
    if (selection === undefined) {
      layout = this.#layout(this.#state, undefined, columns);
      for (const [name, node] of this.#state.annotations) add(name, node);
    } else {
      for (const [name, node] of selection.nodes) add(name, node);
    }
    const chosenTotals = selection !== undefined && [...selection.nodes.values()].some(containsAggregate);
    const linkPosition = link !== undefined && selection === undefined ? this.#addLink(columns) : undefined;
    const order = this.#order();
    const tables = this.#scope.from();
    const head = join(
      `SELECT ${distinct ? "DISTINCT " : ""}`,
      list(columns.map(({ sql }) => sql)),
      " ",
      tables,
      this.#whereClause(),
    );
    const group = this.#groupClause(layout, plainColumns, chosenTotals);
    return { sql: join(head, group, order, this.#limitClause()), columns, layout, names, linkPosition };
  }

  count(): Sql {
    const { selection } = this.#state;
    const isGroups = selection !== undefined && [...selection.nodes.values()].some(containsAggregate);
    if (this.#needsSubquery() || isGroups) {
      const inner = this.#another(withoutIncludes(this.#state)).#rowsToCount();
      return join("SELECT COUNT(*) FROM (", inner, ") counted");
    }
    this.#applySteps(false);
    return join("SELECT COUNT(*) ", this.#scope.from(), this.#whereClause());
  }

  exists(): Sql {
    const inner = this.#another(withoutIncludes(this.#state)).#rowsToCount();
    return join("SELECT EXISTS (", inner, ")");
  }

  totals(): SelectParts {
    const { selection } = this.#state;
    const isNested = this.#needsSubquery() || [...this.#state.annotations.values()].some(containsAggregate);
    const columns: ResultColumn[] = [];
    const names: { name: string; position: number }[] = [];
    if (!isNested) this.#applySteps(true);
    const writer = isNested ? this.#overSubquery() : this.#writer;
    for (const [name, node] of selection!.nodes) {
      names.push({ name, position: columns.push({ sql: writer.value(node), type: typeOfNode(node) }) - 1 });
    }
    const head = join("SELECT ", list(columns.map(({ sql }) => sql)), " ");
    if (!isNested)
      return {
        sql: join(head, this.#scope.from(), this.#whereClause()),
        columns,
        layout: undefined,
        names,
        linkPosition: undefined,
      };
    const rows = this.#another({ ...this.#state, selection: undefined }).#namedRows();
    return {
      sql: join(head, "FROM (", rows, ") ", this.#scope.alias),
      columns,
      layout: undefined,
      names,
      linkPosition: undefined,
    };
  }

  change(nodes: readonly Node[], fields: readonly FieldInfo[]): { where: Sql; values: readonly Sql[] } {
    const { meta, limit, offset, link } = this.#state;
    let place = countPlaces(this.#numbered);
    for (const node of nodes) place = numberValues(node, this.#places, place);
    const values = nodes.map((node, position) => this.#writer.operand(node, fields[position]));
    if (this.#scope.joins.length > 0) {
      throw new InvalidQueryError(
        `update() on ${meta.name} takes values of the row itself, not of related ones.`,
      );
    }
    this.#applySteps(false);
    const isPlain =
      this.#scope.joins.length === 0 &&
      this.#having.length === 0 &&
      limit === undefined &&
      offset === undefined;
    if (isPlain && link === undefined) return { where: this.#whereClause(), values };
    // What needs other tables, or only some of the rows, goes by the keys of a query of its own.
    const key = meta.primaryKey;
    const rows = this.#another({ ...withoutIncludes(this.#state), selection: undefined }).#keys();
    return { where: join(` WHERE t0.${this.#dialect.quote(key.column)} IN (`, rows, ")"), values };
  }

  #keys(): Sql {
    this.#applySteps(false);
    const { limit, offset, meta } = this.#state;
    const key = this.#scope.column(undefined, meta.primaryKey);
    const order = limit === undefined && offset === undefined ? [] : this.#order();
    return join(
      "SELECT ",
      key,
      " ",
      this.#scope.from(),
      this.#whereClause(),
      this.#groupClause(undefined, [], false),
      order,
      this.#limitClause(),
    );
  }

  /** A subquery in another statement: of its one chosen value, or of the keys of its rows. */
  static embedded(query: QueryNode["query"], firstPlace: number, scope: Scope): Sql {
    const state = query[stateKey];
    const chosen = state.selection ?? keySelection(state.meta);
    if (chosen.nodes.size !== 1) {
      throw new InvalidQueryError(
        `A query inside another one gives one value, and select() on ${state.meta.name} chose ${chosen.nodes.size}.`,
      );
    }
    const whole = { ...withoutIncludes(state), selection: chosen };
    return new SelectCompiler(whole, scope.dialect, firstPlace, scope).select().sql;
  }

  /** Conditions and annotations, in the order in which they were said. */
  #applySteps(withAnnotations: boolean): void {
    let call = 0;
    const needed =
      withAnnotations ||
      this.#numbered.steps.some((step) => step.kind === "where" && mentionsAnnotation(step.node));
    for (const step of this.#numbered.steps) {
      if (step.kind === "where") {
        this.#scope.call = call++;
        this.#applyWhere(step.node, step.negated);
        this.#scope.call = undefined;
      } else if (needed) {
        for (const [name, node] of step.added) {
          this.#writer.annotations.set(name, this.#writer.value(node));
          if (containsAggregate(node)) this.#grouped = true;
        }
      }
    }
    this.#applyLink();
  }

  /** What speaks of totals is HAVING, the rest WHERE. */
  #applyWhere(node: Node, negated: boolean): void {
    if (!negated && node.kind === "and") {
      for (const item of node.items) this.#applyWhere(item, false);
      return;
    }
    const isTotal = containsAggregate(node);
    if (isTotal) {
      this.#grouped = true;
      // What stands beside a total is one value for each group: groups are made by it as well, as in Django.
      for (const column of joinedColumns(node)) this.#groupColumns.push(this.#writer.value(column));
    }
    const written = this.#writer.condition(node, negated);
    (isTotal ? this.#having : this.#where).push(
      node.kind === "or" && !negated ? join("(", written, ")") : written,
    );
  }

  /** Only rows that a relation of certain other rows leads to. */
  #applyLink(): void {
    const { link } = this.#state;
    if (link === undefined) return;
    const encode = fieldEncoder(this.#dialect, link.relation.model.primaryKey);
    const marks = Array.from(
      { length: this.#numbered.linkLength },
      (_, position): Sql => [{ place: this.#numbered.linkPlace + position, encode }],
    );
    const keys = join(" IN (", marks.length === 0 ? ["NULL"] : list(marks), ")");
    this.#where.push(join(this.#linkColumn(), keys));
  }

  #linkColumn(): Sql {
    const { relation } = this.#state.link!; // only called for queries with a link
    const side = sideOf(relation);
    if (side === undefined) return this.#scope.column(undefined, relation.inverse!.field!);
    return [`${this.#scope.alias}_link.${this.#dialect.quote(side.own)}`];
  }

  #addLink(columns: ResultColumn[]): number | undefined {
    const { relation } = this.#state.link!;
    if (sideOf(relation) === undefined) return undefined;
    return columns.push({ sql: this.#linkColumn(), type: relation.model.primaryKey }) - 1;
  }

  #linkJoin(): Sql {
    const { link, meta } = this.#state;
    const side = link === undefined ? undefined : sideOf(link.relation);
    if (side === undefined) return [];
    const { quote } = this.#dialect;
    const alias = `${this.#scope.alias}_link`;
    return [
      ` INNER JOIN ${quote(side.table)} ${alias} ON ${alias}.${quote(side.other)} = ${this.#scope.alias}.${quote(meta.primaryKey.column)}`,
    ];
  }

  #layout(state: QueryState, path: RelationPath | undefined, columns: ResultColumn[]): RowLayout {
    const first = columns.length;
    const { meta } = state;
    // A joined row is read with all of its columns, its key among them: the key says whether there is a row.
    if (path !== undefined) this.#scope.table(path);
    const alias = this.#scope.table(path);
    for (const field of meta.fields.values())
      columns.push({ sql: [`${alias}.${this.#dialect.quote(field.column)}`], type: field });
    const joined: { name: string; layout: RowLayout; key: number }[] = [];
    for (const { relation, query } of state.includes) {
      if (relation.toMany) continue;
      const layout = this.#layout(query[stateKey], extendPath(path, relation), columns);
      const key = layout.first + [...layout.meta.fields.values()].indexOf(layout.meta.primaryKey);
      joined.push({ name: relation.name, layout, key });
    }
    return { meta, first, joined };
  }

  #whereClause(): Sql {
    const where = this.#where.length === 0 ? [] : join(" WHERE ", list(this.#where, " AND "));
    return join(this.#linkJoin(), where);
  }

  #groupClause(layout: RowLayout | undefined, plainColumns: readonly Sql[], chosenTotals: boolean): Sql {
    const having = this.#having.length === 0 ? [] : join(" HAVING ", list(this.#having, " AND "));
    if (this.#grouped) {
      const keys = [this.#scope.column(undefined, this.#state.meta.primaryKey), ...this.#joinedKeys(layout)];
      return join(" GROUP BY ", list([...keys, ...plainColumns, ...this.#groupColumns]), having);
    }
    if (chosenTotals && plainColumns.length > 0) return join(" GROUP BY ", list(plainColumns), having);
    return having;
  }

  /** The keys of joined rows: with them, their other columns are determined too. */
  #joinedKeys(layout: RowLayout | undefined, path?: RelationPath): Sql[] {
    return (layout?.joined ?? []).flatMap((item) => {
      const relation = layout!.meta.relations.get(item.name)!; // the layout was made of it
      const next = extendPath(path, relation);
      const alias = this.#scope.table(next);
      const key: Sql = [`${alias}.${this.#dialect.quote(item.layout.meta.primaryKey.column)}`];
      return [key, ...this.#joinedKeys(item.layout, next)];
    });
  }

  #order(): Sql {
    const { selection, order } = this.#state;
    // The model's own order speaks of single rows: it would split groups, so groups have none unless they are given one.
    if (
      order === undefined &&
      selection !== undefined &&
      [...selection.nodes.values()].some(containsAggregate)
    )
      return [];
    const items = this.#numbered.order.map((node): Sql => {
      const [item, descending, nulls] =
        node.kind === "order" ? [node.item, node.descending, node.nulls] : [node, false, undefined];
      refusePathToMany(this.#state.meta, item);
      const written = join(this.#writer.value(item), descending ? " DESC" : "");
      return nulls === undefined ? written : join(written, ` NULLS ${nulls.toUpperCase()}`);
    });
    return items.length === 0 ? [] : join(" ORDER BY ", list(items));
  }

  #limitClause(): Sql {
    const { limit, offset } = this.#state;
    const { limitPlace, offsetPlace } = this.#numbered;
    return this.#dialect.limit(
      limit === undefined ? undefined : [{ place: limitPlace, encode: undefined }],
      offset === undefined ? undefined : [{ place: offsetPlace, encode: undefined }],
    );
  }

  #needsSubquery(): boolean {
    const { distinct, limit, offset } = this.#state;
    const totals = this.#numbered.steps.some((step) => step.kind === "where" && containsAggregate(step.node));
    return distinct || limit !== undefined || offset !== undefined || totals;
  }

  /** One row for each row of the query; what it holds matters only where equal ones count once. */
  #rowsToCount(): Sql {
    const { distinct, selection, limit, offset } = this.#state;
    if (distinct || (selection !== undefined && [...selection.nodes.values()].some(containsAggregate)))
      return this.#namedRows();
    this.#applySteps(false);
    const order = limit === undefined && offset === undefined ? [] : this.#order();
    const where = this.#where.length === 0 ? [] : join(" WHERE ", list(this.#where, " AND "));
    const tables = join(this.#scope.from(), this.#linkJoin());
    return join(
      "SELECT 1 ",
      tables,
      where,
      this.#groupClause(undefined, [], false),
      order,
      this.#limitClause(),
    );
  }

  /** The rows with every column under a name, for a query around this one. */
  #namedRows(): Sql {
    return this.#another(withoutIncludes(this.#state)).#named();
  }

  #named(): Sql {
    this.#applySteps(true);
    const { meta, annotations, selection, distinct } = this.#state;
    const { quote } = this.#dialect;
    const columns: Sql[] = [];
    const plainColumns: Sql[] = [];
    if (selection === undefined) {
      for (const field of meta.fields.values()) {
        columns.push(join(this.#scope.column(undefined, field), ` AS ${quote(field.column)}`));
      }
      for (const name of annotations.keys())
        columns.push(join(this.#writer.annotations.get(name)!, ` AS ${quote(`~${name}`)}`));
    } else {
      for (const [name, node] of selection.nodes) {
        const sql = this.#writer.value(node);
        if (!containsAggregate(node)) plainColumns.push(sql);
        columns.push(join(sql, ` AS ${quote(name)}`));
      }
    }
    const order = this.#state.limit === undefined && this.#state.offset === undefined ? [] : this.#order();
    const tables = this.#scope.from();
    const group = this.#groupClause(
      undefined,
      plainColumns,
      plainColumns.length < columns.length && selection !== undefined,
    );
    return join(
      `SELECT ${distinct ? "DISTINCT " : ""}`,
      list(columns),
      " ",
      tables,
      this.#whereClause(),
      group,
      order,
      this.#limitClause(),
    );
  }

  /** A compiler of another form of the same query, with the same places for its parameters. */
  #another(state: QueryState): SelectCompiler {
    return new SelectCompiler(state, this.#dialect, 0, undefined, {
      numbered: this.#numbered,
      places: this.#places,
    });
  }

  /** A writer for totals over a subquery, in which annotations have become columns. */
  #overSubquery(): ExpressionWriter {
    for (const name of this.#state.annotations.keys()) {
      this.#writer.annotations.set(name, [`${this.#scope.alias}.${this.#dialect.quote(`~${name}`)}`]);
    }
    this.#writer.annotationsAreColumns = true;
    return this.#writer;
  }
}

/** How many parameters a query has. */
function countPlaces({ offsetPlace, state }: NumberedState): number {
  return offsetPlace + (state.offset === undefined ? 0 : 1);
}

function writeSubquery(query: QueryNode["query"], firstPlace: number, scope: Scope): Sql {
  return SelectCompiler.embedded(query, firstPlace, scope);
}

function keySelection(meta: ModelMeta) {
  return {
    nodes: new Map<string, Node>([["key", { kind: "column", path: undefined, field: meta.primaryKey }]]),
    shape: "",
    params: [],
  };
}

function withoutIncludes(state: QueryState): QueryState {
  return { ...state, includes: [] };
}

/** An order by one of many rows has no meaning: which of them? */
function refusePathToMany(meta: ModelMeta, node: Node): void {
  if ((node.kind !== "column" && node.kind !== "relation") || !node.path?.toMany) return;
  throw new InvalidQueryError(
    `orderBy() on ${meta.name} follows ${node.path.key}, which leads to many rows. Order by one value of them: (row) => row.${node.path.key}.….min().`,
  );
}
