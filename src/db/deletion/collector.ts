import type { Database } from "../connections/database.ts";
import type { SetOnDelete } from "../fields/relation.ts";
import { fieldsCondition } from "../models/key-condition.ts";
import { keyIdentity } from "../models/keys.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { relationsTo, throughTablesOf } from "../models/model-registry.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { fromDatabase, metaOfRow, RowState } from "../models/row-state.ts";
import { fetchRows } from "../query/fetch.ts";
import { emptyState, unordered } from "../query/query-state.ts";
import { withCondition } from "../query/state-changes.ts";
import type { CollectOptions, Deletion, DeletionNode, FieldChange, UnseenRows } from "./collect-deletion.ts";
import { canDeleteAtOnce } from "./delete-at-once.ts";

/*
 * What goes, as Django's Collector finds it: from the rows that were asked for along the relations that lead to them,
 * and of a model that inherits to the rows of its parents. Each row is looked at once, so circles end.
 */

type Values = Readonly<Record<string, unknown>>;

interface GrowingNode extends DeletionNode {
  readonly children: GrowingNode[];
}
interface Obstacle {
  readonly row: object;
  readonly relation: RelationInfo;
}

// Below what any database binds in one statement, also where a key has two parts.
const portionSize = 1000;

export class Collector {
  readonly #database: Database;
  readonly #options: CollectOptions;
  readonly #nodes = new Map<ModelMeta, Map<unknown, GrowingNode>>();
  readonly #updates: FieldChange[] = [];
  readonly #released: FieldChange[] = [];
  readonly #unseen: UnseenRows[] = [];
  readonly #protected: Obstacle[] = [];
  readonly #restricted: Obstacle[] = [];

  constructor(database: Database, options: CollectOptions) {
    this.#database = database;
    this.#options = options;
  }

  /** Adds rows that go, and all that goes with them. Gives the nodes of those that were not known yet. */
  async add(rows: readonly object[]): Promise<GrowingNode[]> {
    const fresh: GrowingNode[] = [];
    for (const row of rows) {
      const model = metaOfRow(row).root;
      const known = this.#nodes.get(model) ?? new Map<unknown, GrowingNode>();
      this.#nodes.set(model, known);
      const key = keyIdentity(model.keyOf(row));
      if (known.has(key)) continue;
      const node: GrowingNode = { row, model, children: [] };
      known.set(key, node);
      fresh.push(node);
    }
    for (const [model, nodes] of groupBy(fresh, (node) => node.model)) {
      if (!this.#options.keepParents) await this.#addParents(model, nodes);
      for (const relation of relationsTo(model)) await this.#follow(relation, nodes);
    }
    return fresh;
  }

  /** The rows of the parents go too, with what refers to them. They are the same thing, so they are no nodes of the tree. */
  async #addParents(model: ModelMeta, nodes: readonly GrowingNode[]): Promise<void> {
    for (const link of model.parents) {
      const added = await this.add(nodes.map(({ row }) => parentRow(row, link)));
      for (const parent of added) {
        const own = nodes.find(
          ({ row }) => parentKey(row, link) === keyIdentity(link.target.keyOf(parent.row)),
        );
        own?.children.push(...parent.children);
      }
    }
  }

  async #follow(relation: RelationInfo, nodes: readonly GrowingNode[]): Promise<void> {
    const { onDelete } = relation;
    if (!relation.isFollowedOnDelete) return;
    const far = relation.joinColumns.map((columns) => columns.far);
    const byKey = new Map<unknown, GrowingNode>();
    const keys: unknown[][] = [];
    for (const node of nodes) {
      const tuple = far.map(({ attribute }) => (node.row as Values)[attribute] ?? null);
      if (tuple.includes(null)) continue;
      byKey.set(keyIdentity(tuple), node);
      keys.push(tuple);
    }
    if (onDelete === "cascade" && this.#options.unseen && canGoUnseen(relation.model)) {
      this.#unseen.push({ relation, keys });
      return;
    }
    const referring = await this.#referring(relation, keys);
    if (referring.length === 0) return;
    if (onDelete === "cascade") await this.#cascade(relation, referring, byKey);
    else if (onDelete === "protect") this.#protected.push(...referring.map((row) => ({ row, relation })));
    else if (onDelete === "restrict") this.#restricted.push(...referring.map((row) => ({ row, relation })));
    else await this.#keep(relation, referring);
  }

  async #cascade(
    relation: RelationInfo,
    referring: readonly object[],
    byKey: ReadonlyMap<unknown, GrowingNode>,
  ): Promise<void> {
    const near = relation.joinColumns.map((columns) => columns.near);
    // MariaDB and MySQL check each row at once: where rows refer in circles, one must let go first.
    if (this.#database.dialect.name === "mysql") {
      for (const field of near.filter(({ nullable }) => nullable))
        this.#released.push({ field, rows: referring, value: null });
    }
    for (const node of await this.add(referring)) {
      const tuple = near.map(({ attribute }) => (node.row as Values)[attribute]);
      byKey.get(keyIdentity(tuple))?.children.push(node);
    }
  }

  /** Rows that stay, and refer to something else from now on. */
  async #keep(relation: RelationInfo, rows: readonly object[]): Promise<void> {
    const { onDelete } = relation;
    for (const { near } of relation.joinColumns) {
      if (onDelete === "setNull") {
        if (near.nullable) this.#updates.push({ field: near, rows, value: null });
      } else {
        const written = onDelete === "setDefault" ? near.default : (onDelete as SetOnDelete).set;
        const value = typeof written === "function" ? await (written as () => unknown)() : written;
        this.#updates.push({
          field: near,
          rows,
          value: RowState.isRow(value) ? near.referredValue(value) : value,
        });
      }
    }
  }

  async #referring(relation: RelationInfo, keys: readonly (readonly unknown[])[]): Promise<object[]> {
    const near = relation.joinColumns.map((columns) => columns.near);
    const found: object[] = [];
    for (let start = 0; start < keys.length; start += portionSize) {
      const portion = keys.slice(start, start + portionSize);
      const condition = fieldsCondition(near, near.length === 1 ? portion.map(([key]) => key) : portion);
      const state = withCondition(emptyState(relation.model, this.#database), condition, false);
      found.push(...(await fetchRows({ ...state, order: unordered })));
    }
    return found;
  }

  result(tree: readonly DeletionNode[]): Deletion {
    const goes = (row: object) => {
      const model = metaOfRow(row).root;
      return this.#nodes.get(model)?.has(keyIdentity(model.keyOf(row))) ?? false;
    };
    // A restricted row stands in the way unless it goes by another way; a protected one always does.
    const blocking = [...this.#protected, ...this.#restricted.filter(({ row }) => !goes(row))];
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
    return {
      tree,
      rows,
      unseen: this.#unseen,
      updates,
      released: this.#released,
      links,
      protectedRows: blocking.map(({ row }) => row),
      protectedBy: [...new Set(blocking.map(({ relation }) => relation))],
      isProtected: this.#protected.length > 0,
    };
  }
}

/** Whether nobody asks which rows of a model go: not even a relation that refuses unless they do. */
function canGoUnseen(model: ModelMeta): boolean {
  const isRestricted = [...model.ownRelations.values()].some(({ onDelete }) => onDelete === "restrict");
  return !isRestricted && canDeleteAtOnce(model);
}

/** The row of a parent, of the values that its child has: nothing is asked. */
function parentRow(row: object, link: RelationInfo): object {
  const parent = link.target.root;
  const made = new parent.model(fromDatabase) as Record<string, unknown>;
  for (const { attribute } of parent.fields.values()) made[attribute] = (row as Values)[attribute];
  const { near, far } = link.joinColumns[0]!; // a parent link has one column
  made[far.attribute] = (row as Values)[near.attribute];
  RowState.attach(made, RowState.group(row));
  return made;
}

function parentKey(row: object, link: RelationInfo): unknown {
  return keyIdentity((row as Values)[link.joinColumns[0]!.near.attribute]);
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
