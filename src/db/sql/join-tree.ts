import type { Dialect } from "./dialect.ts";
import { Alias, join, type Sql } from "./sql.ts";

/** How a table is joined; `undefined` for the one that the FROM clause begins with. */
export type JoinKind = "INNER" | "LEFT" | undefined;

/** A table of a statement. */
export class Join {
  /** Its name in the database, or the name of a query that the statement itself defines. */
  readonly table: string | Alias;
  readonly alias: Alias;
  readonly parent: Join | undefined;
  /** Columns of the table before and of this one that are equal. */
  readonly pairs: readonly ColumnPair[];
  /** Whether there may be no row to find. */
  readonly nullable: boolean;
  /** Tells joins on the same columns with different conditions apart. */
  readonly filterKey: string;
  /** What must hold beside the equal columns. */
  filter: Sql | undefined;
  kind: JoinKind;
  /** Tables that only the join's own condition needs: they are joined inside of it. */
  inside: readonly Join[] = [];
  /** How many expressions use the table; one that nobody uses is left out. */
  uses = 0;

  constructor(wanted: WantedJoin, alias: Alias, kind: JoinKind) {
    this.table = wanted.table;
    this.parent = wanted.parent;
    this.pairs = wanted.pairs;
    this.nullable = wanted.nullable;
    this.filterKey = wanted.filterKey ?? "";
    this.alias = alias;
    this.kind = kind;
  }
}

export interface ColumnPair {
  readonly near: string;
  readonly far: string;
}
export interface WantedJoin {
  readonly table: string | Alias;
  readonly parent: Join | undefined;
  readonly pairs: readonly ColumnPair[];
  readonly nullable: boolean;
  readonly filterKey?: string;
}

/** Names for the tables of one statement, subqueries included: the table's own name once, then `t1`, `t2`, … */
export class AliasNames {
  readonly #taken = new Set<string>();
  /** The tables that the statement reads, in lower case: some databases make no difference. */
  readonly #tables = new Set<string>();
  #count = 0;

  /** Takes a name that nothing else in the statement has. */
  next(wanted: string): Alias {
    let name = wanted;
    while (this.#taken.has(name)) name = `t${++this.#count}`;
    this.#taken.add(name);
    return new Alias(name);
  }

  /** Takes a name for a table, which the statement reads. */
  ofTable(table: string): Alias {
    this.#tables.add(table.toLowerCase());
    return this.next(table);
  }

  /** Renames a query with a name that is also a table's: whoever reads the table would read the query. */
  keepApart(query: Alias): void {
    while (this.#tables.has(query.name.toLowerCase())) query.name = this.next(query.name).name;
  }
}

/*
 * The tables of one SELECT. As in Django, a join that may find nothing is a LEFT JOIN, until a condition demands that
 * it finds something; a chain never has an INNER JOIN behind a LEFT JOIN. Which join is used again is decided by the
 * caller: `reuse` lists the joins to choose from, all of them if it is `undefined`.
 */
export class JoinTree {
  readonly dialect: Dialect;
  readonly names: AliasNames;
  readonly root: Join;
  readonly joins: Join[] = [];
  #touched: Set<Join> | undefined;

  constructor(dialect: Dialect, names: AliasNames, table: string) {
    this.dialect = dialect;
    this.names = names;
    const wanted = { table, parent: undefined, pairs: [], nullable: false };
    this.root = new Join(wanted, names.ofTable(table), undefined);
    this.root.uses = 1;
    this.joins.push(this.root);
  }

  /** The join that is wanted: one that is there and may be used, or a new one. */
  join(wanted: WantedJoin, reuse: ReadonlySet<Join> | undefined, filter?: (made: Join) => Sql): Join {
    const found = this.joins.findLast(
      (item) => (reuse === undefined || reuse.has(item)) && isSameJoin(item, wanted),
    );
    const used = found ?? this.#make(wanted, filter);
    used.uses++;
    this.#touched?.add(used);
    return used;
  }

  /** Joins the rows of a query with a name. */
  joinNamed(query: Alias, optional: boolean, on: (made: Join) => Sql): Join {
    const wanted = {
      table: query,
      parent: this.root,
      pairs: [],
      nullable: optional,
      filterKey: query.name,
    };
    const made = this.#make(wanted, on);
    made.uses++;
    return made;
  }

  #make(wanted: WantedJoin, filter: ((made: Join) => Sql) | undefined): Join {
    const kind = wanted.parent?.kind === "LEFT" || wanted.nullable ? "LEFT" : "INNER";
    const { table } = wanted;
    const alias = table instanceof Alias ? this.names.next(table.name) : this.names.ofTable(table);
    const made = new Join(wanted, alias, kind);
    if (filter === undefined) {
      this.joins.push(made);
      return made;
    }
    // Tables that the condition needs beside this one stand before it, those behind it inside of it.
    const first = this.joins.length;
    const kinds = this.joins.map((item) => item.kind);
    made.filter = filter(made);
    // What the condition needs of a row says nothing of which rows stay where none meets it.
    kinds.forEach((before, position) => {
      this.joins[position]!.kind = before; // there were as many
    });
    made.kind = kind;
    const fresh = this.joins.splice(first);
    made.inside = fresh.filter((item) => isBehind(item, made));
    this.joins.push(...fresh.filter((item) => !isBehind(item, made)), made);
    return made;
  }

  /** Takes back one use. */
  release(item: Join): void {
    if (item !== this.root) item.uses--;
  }

  /** Whether other tables are used beside the first one. */
  get hasJoins(): boolean {
    return this.joins.some((item) => item !== this.root && item.uses > 0);
  }

  /** Runs `work` and gives the joins that it used. */
  touchedBy<Result>(work: () => Result): { readonly result: Result; readonly touched: ReadonlySet<Join> } {
    const outer = this.#touched;
    const touched = new Set<Join>();
    this.#touched = touched;
    try {
      return { result: work(), touched };
    } finally {
      this.#touched = outer;
      for (const item of touched) outer?.add(item);
    }
  }

  /** Makes joins keep rows for which they find nothing, where that can be, and those behind them too. */
  promote(wanted: Iterable<Join>): void {
    const queue = [...wanted];
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      if (item.kind !== "INNER" || !(item.nullable || item.parent?.kind === "LEFT")) continue;
      item.kind = "LEFT";
      queue.push(...this.joins.filter((other) => other.parent === item && !queue.includes(other)));
    }
  }

  /** Makes joins leave out rows for which they find nothing, and those before them too. */
  demote(wanted: Iterable<Join>): void {
    for (const item of wanted) {
      let step: Join | undefined = item;
      while (step?.kind === "LEFT") {
        step.kind = "INNER";
        step = step.parent;
      }
    }
  }

  get innerJoins(): readonly Join[] {
    return this.joins.filter(({ kind }) => kind === "INNER");
  }

  /** The FROM clause, with all joins that are used. */
  from(): Sql {
    const { dialect, root } = this;
    const used = this.joins.filter((item) => item !== root && item.uses > 0);
    return join("FROM ", tableWithName(root, dialect), ...used.map((item) => this.#joinClause(item)));
  }

  /** A table, with those that its condition needs between brackets. */
  #tables(item: Join): Sql {
    const inside = item.inside.filter(({ uses }) => uses > 0);
    const table = tableWithName(item, this.dialect);
    return inside.length === 0
      ? table
      : join("(", table, ...inside.map((other) => this.#joinClause(other)), ")");
  }

  #joinClause(item: Join): Sql {
    const { dialect } = this;
    const on = item.pairs.map(
      ({ near, far }): Sql => [
        item.alias,
        `.${dialect.quote(far)} = `,
        item.parent!.alias, // only the root has none
        `.${dialect.quote(near)}`,
      ],
    );
    return join(
      ` ${item.kind} JOIN `,
      this.#tables(item),
      " ON ",
      [...on, ...(item.filter === undefined ? [] : [item.filter])].flatMap((part, position) =>
        position === 0 ? part : [" AND ", ...part],
      ),
    );
  }
}

function tableWithName({ table, alias }: Join, dialect: Dialect): Sql {
  if (table instanceof Alias) return [table, " ", alias];
  const quoted = dialect.quote(table);
  return alias.name === table ? [quoted] : [`${quoted} `, alias];
}

function isSameJoin(item: Join, wanted: WantedJoin): boolean {
  return (
    item.table === wanted.table &&
    item.parent === wanted.parent &&
    item.kind !== undefined &&
    item.filterKey === (wanted.filterKey ?? "") &&
    item.pairs.length === wanted.pairs.length &&
    item.pairs.every(({ near, far }, position) => {
      const other = wanted.pairs[position]!; // both are equally long
      return near === other.near && far === other.far;
    })
  );
}

/** Whether a table is reached by way of another one. */
function isBehind(item: Join, other: Join): boolean {
  for (let step = item.parent; step !== undefined; step = step.parent) if (step === other) return true;
  return false;
}
