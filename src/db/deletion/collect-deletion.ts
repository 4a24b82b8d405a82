import { defaultDatabase } from "../connections/current-database.ts";
import type { Database } from "../connections/database.ts";
import { ProtectedError } from "../errors.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { relationsTo, throughTablesOf } from "../models/model-registry.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { metaOfRow, primaryKeyOf, RowState } from "../models/row-state.ts";
import { fetchRows } from "../query/fetch.ts";
import { rowsWithKeys } from "../query/rows-with-keys.ts";

/** One row that is deleted, and the rows that go with it because they refer to it. */
export interface DeletionNode {
  readonly row: object;
  readonly model: ModelMeta;
  readonly children: readonly DeletionNode[];
}

/** What deleting some rows means, before it is done. */
export interface Deletion {
  /** The rows that were asked for, each with what goes with it: for the admin's question. */
  readonly tree: readonly DeletionNode[];
  /** All rows that go, by model; models whose rows refer to others come first. */
  readonly rows: ReadonlyMap<ModelMeta, readonly object[]>;
  /** Fields of rows that stay and lose their reference. */
  readonly updates: readonly {
    readonly field: FieldInfo;
    readonly rows: readonly object[];
    readonly value: unknown;
  }[];
  /** Rows of tables between, by table: pairs that go with a row. */
  readonly links: readonly {
    readonly relation: RelationInfo;
    readonly column: string;
    readonly rows: readonly object[];
  }[];
  /** Rows that stand in the way; where there are some, nothing can be deleted. */
  readonly protectedRows: readonly object[];
  /** The relations by which they do. */
  readonly protectedBy: readonly RelationInfo[];
}

/**
 * Finds out what goes when these rows are deleted: rows that refer to them by `cascade`, and so on; what stands in the
 * way; what loses its reference. Nothing is changed.
 */
export async function collectDeletion(
  rows: readonly object[],
  options: { readonly database?: Database } = {},
): Promise<Deletion> {
  const first = rows[0];
  const database =
    options.database ?? (first && RowState.group(first)?.database) ?? defaultDatabase("collectDeletion()");
  const collector = new Collector(database);
  const tree = await collector.add(rows, undefined);
  return collector.result(tree);
}

interface GrowingNode extends DeletionNode {
  readonly children: GrowingNode[];
}

class Collector {
  readonly #database: Database;
  readonly #nodes = new Map<ModelMeta, Map<unknown, GrowingNode>>();
  readonly #updates: { field: FieldInfo; rows: object[]; value: unknown }[] = [];
  readonly #protected: { row: object; relation: RelationInfo }[] = [];
  readonly #restricted: { row: object; relation: RelationInfo }[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds rows that go, and all that goes with them. */
  async add(
    rows: readonly object[],
    parentKey: FieldInfo | undefined,
    parents?: Map<unknown, GrowingNode>,
  ): Promise<GrowingNode[]> {
    const fresh: GrowingNode[] = [];
    for (const row of rows) {
      const model = metaOfRow(row).root;
      const known = this.#nodes.get(model) ?? new Map<unknown, GrowingNode>();
      this.#nodes.set(model, known);
      if (known.has(primaryKeyOf(row))) continue;
      const node: GrowingNode = { row, model, children: [] };
      known.set(primaryKeyOf(row), node);
      fresh.push(node);
      if (parentKey !== undefined)
        parents?.get((row as Record<string, unknown>)[parentKey.attribute])?.children.push(node);
    }
    for (const [model, nodes] of groupBy(fresh, ({ model }) => model)) await this.#follow(model, nodes);
    return fresh;
  }

  async #follow(model: ModelMeta, nodes: readonly GrowingNode[]): Promise<void> {
    const byKey = new Map(nodes.map((node) => [primaryKeyOf(node.row), node]));
    for (const relation of relationsTo(model)) {
      if (relation.onDelete === "doNothing") continue;
      const field = relation.field!; // relationsTo() gives belongsTo relations
      const referring = await this.#referring(field, [...byKey.keys()]);
      if (referring.length === 0) continue;
      if (relation.onDelete === "cascade") await this.add(referring, field, byKey);
      else if (relation.onDelete === "protect")
        this.#protected.push(...referring.map((row) => ({ row, relation })));
      else if (relation.onDelete === "restrict")
        this.#restricted.push(...referring.map((row) => ({ row, relation })));
      else
        this.#updates.push({
          field,
          rows: referring,
          value: relation.onDelete === "setNull" ? null : field.default,
        });
    }
  }

  #referring(field: FieldInfo, keys: readonly unknown[]): Promise<object[]> {
    return fetchRows(rowsWithKeys(field, keys, this.#database, "delete"));
  }

  result(tree: readonly DeletionNode[]): Deletion {
    const goes = (row: object) => this.#nodes.get(metaOfRow(row).root)?.has(primaryKeyOf(row)) ?? false;
    // A restricted row stands in the way unless it goes by another way.
    const blocking = [...this.#protected, ...this.#restricted].filter(({ row }) => !goes(row));
    const rows = new Map(
      sortedModels([...this.#nodes.keys()]).map((model) => [
        model,
        [...this.#nodes.get(model)!.values()].map(({ row }) => row),
      ]),
    );
    const links = [...rows].flatMap(([model, gone]) =>
      throughTablesOf(model).map((table) => ({ ...table, rows: gone })),
    );
    const updates = this.#updates
      .map((update) => ({ ...update, rows: update.rows.filter((row) => !goes(row)) }))
      .filter((update) => update.rows.length > 0);
    const protectedBy = [...new Set(blocking.map(({ relation }) => relation))];
    return { tree, rows, updates, links, protectedRows: blocking.map(({ row }) => row), protectedBy };
  }
}

/** Models that refer to others first, so that no row is left referring to one that is gone. */
function sortedModels(models: readonly ModelMeta[]): ModelMeta[] {
  const ordered: ModelMeta[] = [];
  const visit = (model: ModelMeta, path: readonly ModelMeta[]): void => {
    if (ordered.includes(model) || path.includes(model)) return;
    for (const relation of relationsTo(model)) {
      const referrer = relation.model.root;
      if (models.includes(referrer)) visit(referrer, [...path, model]);
    }
    ordered.push(model);
  };
  for (const model of models) visit(model, []);
  return ordered;
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Refuses a deletion that rows stand in the way of. */
export function refuseProtected(deletion: Deletion): void {
  if (deletion.protectedRows.length === 0) return;
  const [first] = deletion.tree;
  throw new ProtectedError(
    first?.model.name ?? "A row",
    deletion.protectedRows,
    deletion.protectedBy.map(String),
  );
}
