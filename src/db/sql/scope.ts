import type { RelationPath } from "../expressions/node.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import type { Dialect } from "./dialect.ts";
import { join, type Sql } from "./sql.ts";

/*
 * The tables of one SELECT: the model's own, called t0, and those that paths lead to, joined when a column of them is
 * first asked for. As in Django,
 * - a path to one row has one join, however often it is used;
 * - a path to many rows has one join for each where() call, because what one call says is about one and the same row;
 *   annotations and orders use the first join that there is;
 * - a join that may find nothing is a LEFT JOIN, until a condition demands that it finds something.
 * No table is joined for a key that stands in the table before it: `book.author.id` is `author_id`.
 */
export class Scope {
  readonly dialect: Dialect;
  readonly meta: ModelMeta;
  readonly alias: string;
  readonly joins: Join[] = [];
  /** Which where() call is being written; `undefined` for annotations, orders and selections. */
  call: number | undefined;
  readonly #names: AliasNames;
  /** Of a subquery for a path: where the path begins to be the subquery's own, and the scope around it. */
  readonly #outer:
    | { readonly scope: Scope; readonly base: RelationPath; readonly through: string | undefined }
    | undefined;

  constructor(dialect: Dialect, meta: ModelMeta, names = new AliasNames(), outer?: OuterScope) {
    this.dialect = dialect;
    this.meta = meta;
    this.#names = names;
    this.alias = names.next();
    this.#outer = outer;
  }

  /** A scope for a query of its own inside this one's statement. */
  embedded(meta: ModelMeta): Scope {
    return new Scope(this.dialect, meta, this.#names);
  }

  /** The column of a field at the end of a path. */
  column(path: RelationPath | undefined, field: FieldInfo): Sql {
    const { alias, column } = this.#locate(path, field);
    return [`${alias}.${this.dialect.quote(column)}`];
  }

  /** Makes the joins of a path, and gives the name of the table at its end. */
  table(path: RelationPath | undefined): string {
    if (path === undefined) return this.alias;
    return this.#tableJoin(path)?.alias ?? this.#outsideAlias(path);
  }

  /** Says that rows for which a path leads to nothing are not wanted: its joins need not keep them. */
  demand(path: RelationPath | undefined, field?: FieldInfo): void {
    if (path === undefined || this.#isOutside(path)) return;
    const { join: found } = field === undefined ? { join: this.#tableJoin(path) } : this.#locate(path, field);
    for (let step = found; step !== undefined; step = step.before) step.isInner = true;
  }

  /** The FROM clause, with all joins that were made. */
  from(): Sql {
    const { dialect } = this;
    const joins = this.joins.map((item) =>
      join(
        ` ${item.isInner ? "INNER" : "LEFT"} JOIN ${dialect.quote(item.table)} ${item.alias} ON `,
        item.on,
      ),
    );
    const root = this.#outer?.through ?? this.meta.table;
    return join(`FROM ${dialect.quote(root)} ${this.alias}`, ...joins);
  }

  /**
   * A subquery over the rows at the end of a path to many: EXISTS (SELECT 1 FROM … WHERE …). `write` writes its
   * condition in the subquery's own scope.
   */
  exists(path: RelationPath, write: (inner: Scope) => Sql): Sql {
    let base = path;
    while (base.before?.toMany) base = base.before;
    const side = sideOf(base.relation);
    const { target, model } = base.relation;
    const inner = new Scope(this.dialect, target, this.#names, { scope: this, base, through: side?.table });
    const condition = write(inner);
    const near = side?.own ?? base.relation.inverse!.field!.column; // a path to many is one or the other
    const link = join(
      `${inner.alias}.${this.dialect.quote(near)} = `,
      this.column(base.before, model.primaryKey),
    );
    return join(
      "EXISTS (SELECT 1 ",
      inner.from(),
      " WHERE ",
      link,
      condition.length === 0 ? "" : " AND ",
      condition,
      ")",
    );
  }

  #isOutside(path: RelationPath): boolean {
    const base = this.#outer?.base;
    return base !== undefined && path.key !== base.key && !path.key.startsWith(`${base.key}.`);
  }

  #outsideAlias(path: RelationPath): string {
    return this.#isOutside(path) ? this.#outer!.scope.table(path) : this.alias; // the base itself is the subquery's own table
  }

  #locate(path: RelationPath | undefined, field: FieldInfo): Located {
    if (path === undefined) {
      if (this.#outer !== undefined) return this.#outer.scope.#locate(path, field);
      return { alias: this.alias, column: field.column, join: undefined };
    }
    if (this.#isOutside(path)) return this.#outer!.scope.#locate(path, field);
    const { relation } = path;
    if (field === relation.target.primaryKey) {
      if (relation.field !== undefined) return this.#locate(path.before, relation.field);
      const side = sideOf(relation);
      if (side !== undefined) {
        const through = this.#throughJoin(path, side);
        return { alias: through?.alias ?? this.alias, column: side.other, join: through };
      }
    }
    const found = this.#tableJoin(path);
    return { alias: found?.alias ?? this.alias, column: field.column, join: found };
  }

  /** The join of the table at the end of a path; `undefined` where that is the scope's own table. */
  #tableJoin(path: RelationPath): Join | undefined {
    if (this.#isOutside(path)) return undefined;
    const { relation, before } = path;
    const { target } = relation;
    const side = sideOf(relation);
    const isBase = this.#outer?.base.key === path.key;
    if (isBase && side === undefined) return undefined;
    if (side !== undefined) {
      const through = this.#throughJoin(path, side);
      const near = `${through?.alias ?? this.alias}.${this.dialect.quote(side.other)}`;
      return this.#join({
        near,
        before: through,
        relation,
        table: target.table,
        far: target.primaryKey.column,
        many: false,
        required: true,
      });
    }
    const local = relation.field ?? relation.model.primaryKey;
    const { alias, column, join: earlier } = this.#locate(before, local);
    const far = relation.field === undefined ? relation.inverse!.field!.column : target.primaryKey.column;
    const required = relation.field !== undefined && !relation.field.nullable;
    const near = `${alias}.${this.dialect.quote(column)}`;
    return this.#join({
      near,
      before: earlier,
      relation,
      table: target.table,
      far,
      many: relation.toMany,
      required,
    });
  }

  /** The join of the table between; `undefined` where that is the scope's own table. */
  #throughJoin(path: RelationPath, side: Side): Join | undefined {
    if (this.#outer?.base.key === path.key) return undefined;
    const { alias, column, join: earlier } = this.#locate(path.before, path.relation.model.primaryKey);
    const near = `${alias}.${this.dialect.quote(column)}`;
    return this.#join({
      near,
      before: earlier,
      relation: path.relation,
      table: side.table,
      far: side.own,
      many: true,
      required: false,
    });
  }

  #join(wanted: WantedJoin): Join {
    const known = this.joins.find(
      (item) =>
        item.near === wanted.near &&
        item.relation === wanted.relation &&
        item.table === wanted.table &&
        (!wanted.many || this.call === undefined || item.call === this.call),
    );
    if (known !== undefined) return known;
    const alias = this.#names.next();
    const { near, before, relation, table, far, required } = wanted;
    const isInner = required && (before === undefined || before.isInner);
    const on = [`${alias}.${this.dialect.quote(far)} = ${near}`];
    const made: Join = { near, before, relation, table, alias, on, isInner, call: this.call };
    this.joins.push(made);
    return made;
  }
}

interface OuterScope {
  readonly scope: Scope;
  readonly base: RelationPath;
  readonly through: string | undefined;
}
interface Located {
  readonly alias: string;
  readonly column: string;
  readonly join: Join | undefined;
}
interface WantedJoin {
  /** The column that the join begins at. */
  readonly near: string;
  readonly before: Join | undefined;
  readonly relation: RelationInfo;
  readonly table: string;
  /** The column of the new table. */
  readonly far: string;
  readonly many: boolean;
  /** Whether there is always a row to find. */
  readonly required: boolean;
}
export interface Join {
  readonly near: string;
  readonly before: Join | undefined;
  readonly relation: RelationInfo;
  readonly table: string;
  readonly alias: string;
  readonly on: Sql;
  isInner: boolean;
  readonly call: number | undefined;
}

/** Names for the tables of one statement, subqueries included. */
class AliasNames {
  #count = 0;
  next(): string {
    return `t${this.#count++}`;
  }
}

interface Side {
  readonly table: string;
  readonly own: string;
  readonly other: string;
}

/** The table between of a many-to-many relation, from either side. */
export function sideOf(relation: RelationInfo): Side | undefined {
  if (relation.through !== undefined) {
    const { table, sourceColumn, targetColumn } = relation.through;
    return { table, own: sourceColumn, other: targetColumn };
  }
  const through = relation.inverse?.through;
  return through === undefined
    ? undefined
    : { table: through.table, own: through.targetColumn, other: through.sourceColumn };
}
