import { InvalidQueryError } from "../errors.ts";
import { extendPath, type Node, type RelationPath } from "../expressions/node.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { isJoined } from "../query/joined-include.ts";
import { type QueryState, stateKey } from "../query/query-state.ts";
import { readsField } from "../query/state-changes.ts";
import type { Join } from "./join-tree.ts";
import { joinPath } from "./locate-columns.ts";
import type { NumberedState } from "./number-state.ts";
import { isDefaultOrder, orderItems } from "./order-items.ts";
import { betweenOf } from "./path-joins.ts";
import { type CompileContext, QueryRows } from "./query-rows.ts";
import { Alias, hasParameters, join, list, type Sql } from "./sql.ts";
import type { GroupColumn, Written } from "./written.ts";

/** What one column of a result is. */
export interface ResultColumn {
  readonly sql: Sql;
  readonly type: AcceptingType | undefined;
}
/** Which columns make a row, and the rows joined to it. Numbers are positions in the result. */
export interface RowLayout {
  readonly meta: ModelMeta;
  readonly first: number;
  /** The fields that are read; the others are deferred. */
  readonly fields: readonly FieldInfo[];
  readonly joined: readonly JoinedLayout[];
}
export interface JoinedLayout {
  readonly relation: string;
  /** The property that includeAs() names for it. */
  readonly attribute: string | undefined;
  readonly layout: RowLayout;
  /** The position of a column that is null exactly where there is no row. */
  readonly key: number;
}
/** A value of a row by name. A key of several columns is a tuple: `width` of them from `position` on. */
export interface NamedValue {
  readonly name: string;
  readonly position: number;
  readonly width?: number;
}
/** A SELECT, with what its columns are. */
export interface SelectParts {
  readonly sql: Sql;
  readonly columns: readonly ResultColumn[];
  readonly layout: RowLayout | undefined;
  /** Names of annotations or chosen values, by position. */
  readonly names: readonly NamedValue[];
  /** Where the key of the row stands that a many-to-many row was loaded for. */
  readonly linkPositions: readonly number[];
  /** Where the values stand that the rows are ordered by, of a query that reads them too. */
  readonly orderPositions: readonly number[];
  /** Known to give no row, so that it needn't be asked. */
  readonly isEmpty: boolean;
}

export interface SelectOptions {
  /** Every column under a name, for a query around this one. */
  readonly named?: boolean;
  /** Without order, where it has no meaning. */
  readonly unordered?: boolean;
}

interface OutColumn {
  readonly written: Written;
  readonly name: string | undefined;
}

/** Writes the SELECT of one query. */
export class SelectStatement {
  readonly rows: QueryRows;
  readonly #numbered: NumberedState;
  readonly #columns: OutColumn[] = [];
  readonly #extra: OutColumn[] = [];
  #layout: RowLayout | undefined;
  readonly #names: NamedValue[] = [];
  #linkPositions: number[] = [];
  readonly #orderPositions: number[] = [];

  constructor(numbered: NumberedState, context: CompileContext) {
    this.#numbered = numbered;
    this.rows = new QueryRows(numbered, context);
  }

  get #state(): QueryState {
    return this.#numbered.state;
  }

  /** The rows with all that they hold. */
  select(options: SelectOptions = {}): SelectParts {
    this.#addRowColumns();
    if (this.#state.readsOrder) this.#addOrderColumns();
    const columns = this.#columns.map(({ written }) => ({ sql: written.sql, type: written.type }));
    const { sql, isEmpty } = this.#statement(options);
    return {
      sql,
      columns,
      layout: this.#layout,
      names: this.#names,
      linkPositions: this.#linkPositions,
      orderPositions: this.#orderPositions,
      isEmpty,
    };
  }

  /** The rows with these values instead of their own. */
  selectValues(
    values: readonly { readonly written: Written; readonly name?: string }[],
    options: SelectOptions = {},
  ) {
    for (const { written, name } of values) this.#columns.push({ written, name });
    return this.#statement(options);
  }

  #addRowColumns(): void {
    const { result, annotations, shown } = this.#state;
    const { writer, selected } = this.rows;
    const add = (name: string, written: Written): void => {
      this.#names.push({ name, position: this.#columns.push({ written, name }) - 1 });
    };
    if (result === undefined) {
      this.#layout = this.#addRow(this.#state, undefined);
      for (const name of shown) {
        const node = annotations.get(name)!; // what is shown was annotated
        add(name, writer.annotations.get(name) ?? writer.value(node));
      }
      for (const sql of this.rows.linkColumns) this.#addLinkColumn(sql);
    } else {
      for (const [name, node] of result.nodes)
        if (node.kind === "tuple") this.#addTuple(name, node.items);
        else add(name, selected.get(name) ?? writer.annotations.get(name) ?? writer.value(node));
    }
  }

  #addTuple(name: string, items: readonly Node[]): void {
    this.#names.push({ name, position: this.#columns.length, width: items.length });
    for (const item of items) this.#columns.push({ written: this.rows.writer.value(item), name: undefined });
  }

  #addLinkColumn(sql: Sql): void {
    const { relation } = this.#state.link!; // there are link columns only with a link
    const types =
      betweenOf(relation)?.near.map(({ field }) => field) ?? relation.joinColumns.map(({ far }) => far);
    const type = types[this.#linkPositions.length];
    const written = { sql, type, aggregate: false, window: false, groupBy: [] };
    this.#linkPositions.push(this.#columns.push({ written, name: undefined }) - 1);
  }

  #addOrderColumns(): void {
    for (const { node } of orderItems(this.#numbered.order, this.rows.meta)) {
      const written = this.#orderValue(node);
      this.#orderPositions.push(this.#columns.push({ written, name: undefined }) - 1);
    }
  }

  /** The columns of an instance, and of those that are joined to it. */
  #addRow(state: QueryState, path: RelationPath | undefined): RowLayout {
    const first = this.#columns.length;
    const { meta } = state;
    const joined: JoinedLayout[] = [];
    const table = path === undefined ? undefined : joinPath(this.rows.writer, path);
    const fields = wantedFields(state);
    for (const field of fields)
      this.#columns.push({ written: this.#rowColumn(field, path, table), name: undefined });
    for (const include of state.includes) {
      if (!isJoined(include)) continue;
      const { relation, query, attribute } = include;
      refuseUnread(state, relation);
      const layout = this.#addRow(query[stateKey], extendPath(path, relation));
      const position = layout.fields.findIndex((field) => layout.meta.keyFields.includes(field));
      joined.push({ relation: relation.name, attribute, layout, key: layout.first + position });
    }
    return { meta, first, fields, joined };
  }

  /** A column of a joined row is read from its own table, its key too: the key says whether there is a row. */
  #rowColumn(field: FieldInfo, path: RelationPath | undefined, table: Join | undefined): Written {
    const { writer } = this.rows;
    if (table === undefined || field.model.root !== path!.relation.target.root)
      return writer.value({ kind: "column", path, field });
    table.uses++;
    const isKey = field.model.keyFields.length === 1 && field.model.keyFields[0] === field;
    return writer.located({ join: table, column: field.column, type: field, nullable: true, isKey });
  }

  /** SELECT … FROM … WHERE … GROUP BY … ORDER BY … LIMIT …, of the columns that were added. */
  #statement({ named = false, unordered = false }: SelectOptions): { sql: Sql; isEmpty: boolean } {
    const { rows } = this;
    const { writer, dialect } = rows;
    const limited = this.#state.limit !== undefined || this.#state.offset !== undefined;
    const isAround = rows.windowConditions.length > 0 || (limited && this.#state.link !== undefined);
    if (isAround) return this.#around({ named, unordered: unordered && !limited });
    const { where, having, havingGroups } = rows.clauses();
    const distinctOn = this.#numbered.distinct.map((node) => writer.value(node));
    const isOrdered = !unordered || limited || distinctOn.length > 0;
    const order = isOrdered ? this.#order() : [];
    const grouping = this.#grouping(order, havingGroups);
    // Totals over no rows are a row all the same, unless rows are grouped.
    const isTotal = grouping.length === 0 && this.#columns.some(({ written }) => written.aggregate);
    const isEmpty = where === false && !isTotal;
    // The order of instances doesn't split the groups, that of single rows would.
    const isOfRows = grouping.length === 0 || this.#state.result === undefined;
    const keepsOrder = isOfRows || !isDefaultOrder(this.#state);
    const orderSql =
      order.length === 0 || !keepsOrder ? [] : join(" ORDER BY ", list(order.map(({ sql }) => sql)));
    const sql = join(
      "SELECT ",
      this.#distinct(distinctOn),
      this.#columnList(named),
      " ",
      rows.tree.from(),
      whereSql(where),
      grouping.length === 0 ? [] : join(" GROUP BY ", list(grouping)),
      havingSql(having, grouping.length > 0, dialect),
      orderSql,
      this.#limit(),
      this.#state.lock === undefined ? [] : dialect.lock(this.#state.lock, this.#lockedTables()),
    );
    if (!named || this.#extra.length === 0) return { sql, isEmpty };
    // The order needed columns of its own, which a query around this one must not see.
    const shown = this.#columns.map((_, index): Sql => [dialect.quote(this.#nameOf(index))]);
    return { sql: join("SELECT ", list(shown), " FROM (", sql, ") ordered_rows"), isEmpty };
  }

  #columnList(named: boolean): Sql {
    const all = [...this.#columns, ...this.#extra];
    const { dialect } = this.rows;
    if (all.length === 0) return ["1"];
    return list(
      all.map(({ written }, index) =>
        named ? join(written.sql, ` AS ${dialect.quote(this.#nameOf(index))}`) : written.sql,
      ),
    );
  }

  /** The name of a column for a query around this one. */
  #nameOf(index: number): string {
    return this.#columns[index]?.name ?? `c${index + 1}`;
  }

  #distinct(on: readonly Written[]): Sql {
    if (this.#state.distinct === false) return [];
    if (on.length === 0) return ["DISTINCT "];
    return this.rows.dialect.distinctOn(on.map(({ sql }) => sql));
  }

  #order(): readonly Written[] {
    const { writer, dialect } = this.rows;
    const items: Written[] = [];
    const seen = new Set<string>();
    for (const { node, descending, nulls } of orderItems(this.#numbered.order, this.rows.meta)) {
      const written = this.#orderValue(node);
      const key = writer.key(written.sql);
      if (seen.has(key)) continue;
      seen.add(key);
      const shown = this.#columns.find((column) => writer.key(column.written.sql) === key);
      if (written.aggregate && this.rows.groupBy === undefined) {
        throw new InvalidQueryError(
          `orderBy() on ${this.rows.meta.name} is given a total, and the query has none. Annotate it first: annotate((row) => ({ total: … })).orderBy("total").`,
        );
      }
      // Equal rows are found by all that is read: what only the order needs must be read as well.
      if (shown === undefined && this.#state.distinct === true)
        this.#extra.push({ written, name: undefined });
      const groupBy = shown === undefined ? written.groupBy : [];
      items.push({ ...written, sql: dialect.orderItem(written.sql, descending, nulls), groupBy });
    }
    return items;
  }

  #orderValue(node: Node): Written {
    const { writer, selected } = this.rows;
    if (node.kind === "annotation") return selected.get(node.name) ?? writer.value(node);
    writer.depth = this.#state.order?.depth ?? 0;
    return writer.orderValue(node);
  }

  #grouping(order: readonly Written[], having: readonly GroupColumn[]): readonly Sql[] {
    const { groupBy, writer } = this.rows;
    if (groupBy === undefined) return [];
    const columns: GroupColumn[] = groupBy === "rows" ? [] : [...groupBy];
    const grouped = new Set(columns.map(({ sql }) => writer.key(sql)));
    for (const { written } of this.#columns)
      if (!grouped.has(writer.key(written.sql))) columns.push(...written.groupBy);
    if (groupBy === "rows" && this.#state.result === undefined) columns.push(...this.rows.rowColumns());
    const isOfRows = this.#state.result === undefined;
    if (isOfRows || !isDefaultOrder(this.#state)) for (const item of order) columns.push(...item.groupBy);
    const isHaving = new Set(having);
    columns.push(...having);
    const keyed = new Set(columns.filter(({ isKey }) => isKey).map(({ alias }) => alias));
    const result = new Map<string, Sql>();
    for (const column of columns) {
      // The other columns of a table follow from its key.
      const follows = column.alias !== undefined && keyed.has(column.alias) && !column.isKey;
      if (follows && !isHaving.has(column)) continue;
      const key = writer.key(column.sql);
      if (!result.has(key)) result.set(key, this.#groupItem(column.sql, key));
    }
    return [...result.values()];
  }

  /** What has parameters is named by its position: the database couldn't see that both are the same. */
  #groupItem(sql: Sql, key: string): Sql {
    if (!hasParameters(sql)) return sql;
    const position = this.#columns.findIndex(({ written }) => this.rows.writer.key(written.sql) === key);
    return position < 0 ? sql : [String(position + 1)];
  }

  #limit(): Sql {
    const { limit, offset } = this.#state;
    const { limitPlace, offsetPlace } = this.#numbered;
    return this.rows.dialect.limit(
      limit === undefined ? undefined : [{ place: limitPlace, encode: undefined }],
      offset === undefined ? undefined : [{ place: offsetPlace, encode: undefined }],
    );
  }

  #lockedTables(): readonly Alias[] {
    const { lock } = this.#state;
    if (lock?.of === undefined) return [];
    return lock.of.map((name) => {
      if (name === "self") return this.rows.tree.root.alias;
      let path: RelationPath | undefined;
      let inner: QueryState = this.#state;
      for (const step of name.split(".")) {
        const found = inner.includes.find((item) => item.relation.name === step && isJoined(item));
        if (found === undefined) throw lockMistake(this.#state, name);
        path = extendPath(path, found.relation);
        inner = found.query[stateKey];
      }
      return joinPath(this.rows.writer, path!).alias;
    });
  }

  /** Conditions on window functions: SELECT … FROM (the rows with the windows' values) WHERE … */
  #around({ named, unordered }: Required<SelectOptions>): { sql: Sql; isEmpty: boolean } {
    const { rows } = this;
    const { writer, dialect } = rows;
    const alias = new Alias("windowed");
    const isLinked =
      this.#state.link !== undefined && (this.#state.limit !== undefined || this.#state.offset !== undefined);
    const shownCount = this.#columns.length;
    const reference = (index: number): Sql => [alias, `.${dialect.quote(this.#nameOf(index))}`];
    const exported = (written: Written): Written => {
      const key = writer.key(written.sql);
      const known = this.#columns.findIndex((column) => writer.key(column.written.sql) === key);
      const index =
        known >= 0 ? known : this.#columns.push({ written, name: `w${this.#columns.length + 1}` }) - 1;
      return { ...written, sql: reference(index), aggregate: false, window: false, groupBy: [] };
    };
    const isOrdered = !unordered && this.#order().length > 0;
    const order = isOrdered ? orderItems(this.#numbered.order, rows.meta) : [];
    const orderSql = order.map(({ node, descending, nulls }) =>
      dialect.orderItem(exported(this.#orderValue(node)).sql, descending, nulls),
    );
    const limits = isLinked ? this.#rankLimits(exported, order) : [];
    const conditions = rows.windowConditions.map((node) => {
      writer.source = (inner) => {
        writer.source = undefined;
        const result = exported(writer.value(inner));
        writer.source = source;
        return result;
      };
      const source = writer.source;
      const written = writer.services.condition(node, writer).sql;
      writer.source = undefined;
      return written;
    });
    const { where, having, havingGroups } = rows.clauses();
    const grouping = this.#grouping([], havingGroups);
    const inner = join(
      "SELECT ",
      this.#columnList(true),
      " ",
      rows.tree.from(),
      whereSql(where),
      grouping.length === 0 ? [] : join(" GROUP BY ", list(grouping)),
      havingSql(having, grouping.length > 0, dialect),
    );
    const shown = Array.from(
      { length: shownCount },
      (_, index): Sql =>
        named ? join(reference(index), ` AS ${dialect.quote(this.#nameOf(index))}`) : reference(index),
    );
    const sql = join(
      "SELECT ",
      shown.length === 0 ? "1" : list(shown),
      " FROM (",
      inner,
      `) ${dialect.quote(alias.name)} WHERE `,
      list([...conditions, ...limits], " AND "),
      orderSql.length === 0 ? [] : join(" ORDER BY ", list(orderSql)),
      isLinked ? [] : this.#limit(),
    );
    return { sql, isEmpty: where === false };
  }

  /** The limit of a relation's rows is one for each row that they belong to: they are numbered. */
  #rankLimits(exported: (written: Written) => Written, order: ReturnType<typeof orderItems>): readonly Sql[] {
    const { dialect, writer } = this.rows;
    const { limit, offset } = this.#state;
    const { limitPlace, offsetPlace } = this.#numbered;
    const orderBy = order.map(({ node, descending, nulls }) =>
      dialect.orderItem(writer.value(node).sql, descending, nulls),
    );
    const over = join(
      "ROW_NUMBER() OVER (PARTITION BY ",
      list(this.rows.linkColumns),
      orderBy.length === 0 ? "" : join(" ORDER BY ", list(orderBy)),
      ")",
    );
    const rank = exported({ sql: over, type: undefined, aggregate: false, window: true, groupBy: [] }).sql;
    const skipped: Sql | undefined =
      offset === undefined ? undefined : [{ place: offsetPlace, encode: undefined }];
    const limits: Sql[] = skipped === undefined ? [] : [join(rank, " > ", skipped)];
    if (limit !== undefined) {
      const most: Sql = [{ place: limitPlace, encode: undefined }];
      limits.push(join(rank, " <= ", skipped === undefined ? most : join(most, " + ", skipped)));
    }
    return limits;
  }
}

/** A reference that isn't read can't be followed: the row would say nothing of what it refers to, and hold it. */
function refuseUnread(state: QueryState, { name, joinColumns, kind }: RelationInfo): void {
  if (kind !== "belongsTo" || joinColumns.every(({ near }) => readsField(state, near))) return;
  throw new InvalidQueryError(
    `include("${name}") on ${state.meta.name} follows a reference that only() or defer() leaves out. Name "${name}" in only() too, or don't defer it.`,
  );
}

/** Rows that aren't read can't be locked. */
function lockMistake(state: QueryState, name: string): InvalidQueryError {
  const included = state.includes.filter(isJoined);
  const known = ["self", ...included.map(({ relation }) => relation.name)];
  return new InvalidQueryError(
    `lock({ of: [${JSON.stringify(name)}] }) on ${state.meta.name} locks rows that are read with the others: include() relations to one row first. It can be of ${known.join(", ")}.`,
  );
}

/** The fields of instances that are read: all, or those of only(). The key always is. */
function wantedFields(state: QueryState): readonly FieldInfo[] {
  const fields = [...state.meta.fields.values()];
  return state.columns === undefined ? fields : fields.filter((field) => readsField(state, field));
}

export function whereSql(where: Sql | boolean): Sql {
  if (where === true) return [];
  return where === false ? [" WHERE 1 = 0"] : join(" WHERE ", where);
}

function havingSql(having: Sql | boolean, isGrouped: boolean, dialect: { readonly name: string }): Sql {
  if (having === true) return [];
  const condition: Sql = having === false ? ["1 = 0"] : having;
  // SQLite before 3.39 takes HAVING only behind GROUP BY.
  const group = isGrouped || dialect.name !== "sqlite" ? "" : " GROUP BY NULL";
  return join(group, " HAVING ", condition);
}
