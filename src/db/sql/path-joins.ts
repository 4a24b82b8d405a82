import type { Node, RelationPath } from "../expressions/node.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import type { ColumnPair, Join, JoinTree } from "./join-tree.ts";
import type { Sql } from "./sql.ts";

/*
 * From paths along relations to joins. A path becomes one hop for each table on its way: one for a reference, two for a
 * relation with a table between. When all tables are joined, those at the end are given up again whose column stands in
 * the table before as well: `book.author.id` is `author_id`, and needs no join.
 */

/** One table further. */
export interface Hop {
  readonly table: string;
  readonly pairs: readonly ColumnPair[];
  /** Leads to any number of rows. */
  readonly many: boolean;
  /** The columns of `pairs` stand in the table before as references to the next one. */
  readonly forward: boolean;
  readonly nullable: boolean;
  /** The relation whose condition stands at this join. */
  readonly filter: RelationPath | undefined;
}

/** A column of a table of the statement. */
export interface Located {
  readonly join: Join;
  readonly column: string;
  /** What its values are. */
  readonly type: AcceptingType;
  /** Whether the column itself may be null. */
  readonly nullable: boolean;
  /** Whether it is the whole primary key of the table. */
  readonly isKey: boolean;
}

/** Where a walk along a path begins: the query's own table, or within a subquery somewhere on the path. */
export interface Start {
  readonly join: Join;
  readonly meta: ModelMeta;
}

/** Writes the condition of a relation at its join. */
export type FilterWriter = (
  path: RelationPath,
  made: Join,
  node: Node,
) => { readonly key: string; readonly write: () => Sql };

/** The hops of one relation, from the table of the model `from`. */
export function hopsOf(from: ModelMeta, path: RelationPath): readonly Hop[] {
  const { relation } = path;
  const filter = path.filter === undefined ? undefined : path;
  return [...hopsToModel(from, relation.model), ...relationHops(relation, filter)];
}

function relationHops(relation: RelationInfo, filter: RelationPath | undefined): readonly Hop[] {
  const { target } = relation;
  const through = betweenOf(relation);
  if (through !== undefined) {
    const [near, far] = [through.near, through.far];
    return [
      {
        table: through.table,
        pairs: near.map(({ field, column }) => ({ near: field.column, far: column })),
        many: true,
        forward: false,
        nullable: true,
        filter: undefined,
      },
      {
        table: far[0]!.field.model.table,
        pairs: far.map(({ field, column }) => ({ near: column, far: field.column })),
        many: false,
        forward: true,
        nullable: false,
        filter,
      },
      ...hopsToModel(far[0]!.field.model, target),
    ];
  }
  const { joinColumns } = relation;
  const forward = relation.field !== undefined || relation.kind === "belongsTo";
  const far = joinColumns[0]!.far.model;
  return [
    {
      table: far.table,
      pairs: joinColumns.map((pair) => ({ near: pair.near.column, far: pair.far.column })),
      many: relation.kind === "hasMany",
      forward,
      nullable: forward ? joinColumns.some((pair) => pair.near.nullable) : true,
      filter,
    },
    ...hopsToModel(far, target),
  ];
}

/** From a model's table to that of one of its parents, or of a child whose parent it is. */
export function hopsToModel(from: ModelMeta, to: ModelMeta): readonly Hop[] {
  const up = from.linksTo(to);
  if (up !== undefined) return up.flatMap((link) => relationHops(link, undefined));
  const down = to.linksTo(from) ?? [];
  return down.toReversed().map((link) => {
    const [hop] = relationHops(link, undefined);
    const pairs = hop!.pairs.map(({ near, far }) => ({ near: far, far: near }));
    return { ...hop!, table: link.model.table, pairs, forward: false, nullable: true };
  });
}

/** The joins of a walk: the table that it begins at, and one for each hop. */
export interface Walk {
  readonly joins: Join[];
  readonly hops: Hop[];
}

/**
 * Joins the tables of hops. `reuse` are the joins to many rows that may be used again; all of them if it isn't said. Each
 * join is among them at once: what else the same condition says, also at a later join, is about the same row.
 */
export function walkHops(
  tree: JoinTree,
  start: Join,
  hops: readonly Hop[],
  reuse: Set<Join> | undefined,
  filterOf: (path: RelationPath) => { readonly key: string; readonly write: (made: Join) => Sql },
): Walk {
  const joins = [start];
  for (const hop of hops) {
    const parent = joins.at(-1)!; // begins with the start
    const filter = hop.filter === undefined ? undefined : filterOf(hop.filter);
    const wanted = {
      table: hop.table,
      parent,
      pairs: hop.pairs,
      nullable: hop.nullable,
      ...(filter === undefined ? {} : { filterKey: filter.key }),
    };
    const made = tree.join(wanted, hop.many ? reuse : undefined, filter?.write);
    reuse?.add(made);
    joins.push(made);
  }
  return { joins, hops: [...hops] };
}

/** Columns at the end of a walk. */
export interface WalkEnd {
  readonly join: Join;
  readonly columns: readonly string[];
  /** Where they are those of a reference to the row that was wanted: whether it may lead nowhere. */
  readonly nullable?: boolean | undefined;
}

/** Gives up the last joins as long as the wanted columns stand in the table before as well. */
export function trimWalk(walk: Walk, columns: readonly string[]): WalkEnd {
  let wanted = columns;
  let nullable: boolean | undefined;
  for (let hop = walk.hops.at(-1); hop !== undefined && walk.joins.length > 1; hop = walk.hops.at(-1)) {
    if (!hop.forward || hop.filter !== undefined) break;
    const nearOf = new Map(hop.pairs.map(({ near, far }) => [far, near]));
    if (!wanted.every((column) => nearOf.has(column))) break;
    wanted = wanted.map((column) => nearOf.get(column)!); // each one is there
    walk.joins.pop()!.uses--;
    walk.hops.pop();
    nullable = hop.nullable;
  }
  return { join: walk.joins.at(-1)!, columns: wanted, nullable };
}

/** The table between the two sides of a relation, with its columns; `undefined` for relations without one. */
export function betweenOf(relation: RelationInfo) {
  const table = relation.throughTable;
  if (table === undefined) return undefined;
  return { table, near: relation.throughNear, far: relation.throughFar };
}

/** The fields that stand for the rows at the end of a relation: the key, or what the reference names. */
export function targetFields(relation: RelationInfo): readonly FieldInfo[] {
  if (relation.kind === "belongsTo") return relation.joinColumns.map(({ far }) => far);
  const through = betweenOf(relation);
  if (through !== undefined) return through.far.map(({ field }) => field);
  return relation.target.keyFields;
}
