import type { ConstraintState, IndexState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { columnOf, hasColumn, tableOf } from "../../schema/table-definition.ts";
import type { Comparison } from "./comparison.ts";
import { type Milestone, removed } from "./detected-change.ts";

/*
 * Names that pass from one thing to another: of tables, of columns, and of indexes and rules, which a database may keep in
 * one place for all tables. What takes such a name needs the change that gives it up.
 */

/** The change of a model that stays gives up a name. */
export function freed(model: string, name: string): Milestone {
  return { event: "freed", model, field: name };
}

/** A field that stays has got its column's name, which was another's. Indexes and rules are made when it is what it will be. */
export function placed(model: string, field: string): Milestone {
  return { event: "placed", model, field };
}

/** What must be done before a model's table gets its name. Where migrations make no table, nothing. */
export function tableNeeds({ before, after }: Comparison, model: ModelState): Milestone[] {
  if (model.managed === false) return [];
  const name = tableOf(model);
  const owner = ownersOf(before).tables.get(name);
  if (owner === undefined || owner === labelOf(model)) return [];
  const now = after.find(owner);
  if (now === undefined) return [removed(owner)];
  return tableOf(now) === name ? [] : [freed(owner, name)];
}

/** What must be done before a model gets an index or constraint of that name. */
export function ruleNameNeeds({ before, after }: Comparison, model: ModelState, name: string): Milestone[] {
  const owner = ownersOf(before).rules.get(name);
  if (owner === undefined || owner === labelOf(model)) return [];
  const now = after.find(owner);
  if (now === undefined) return [removed(owner)];
  return rulesOf(now).some((rule) => rule.name === name) ? [] : [freed(owner, name)];
}

/** What must be done before a field of a model that stays gets its column. */
export function columnNeeds(old: ModelState, now: ModelState, field: string): Milestone[] {
  if (!hasColumn(now.fields[field]!)) return [];
  const column = columnOf(field, now.fields[field]!);
  const owner = ownerOfColumn(old, column);
  if (owner === undefined || owner === field) return [];
  const [label, successor] = [labelOf(now), now.fields[owner]];
  if (successor !== undefined && hasColumn(successor) && columnOf(owner, successor) === column) return [];
  return [removed(label, owner), freed(label, column)];
}

/** The field of a model that has a column. */
export function ownerOfColumn(model: ModelState, column: string): string | undefined {
  return Object.entries(model.fields).find(
    ([name, field]) => hasColumn(field) && columnOf(name, field) === column,
  )?.[0];
}

interface Owners {
  /** The labels of models by the names of their tables. */
  readonly tables: ReadonlyMap<string, string>;
  /** The labels of models by the names of their indexes and constraints. */
  readonly rules: ReadonlyMap<string, string>;
}

const known = new WeakMap<SchemaState, Owners>();

function ownersOf(state: SchemaState): Owners {
  const found = known.get(state);
  if (found !== undefined) return found;
  const models = [...state.models.values()];
  const owners: Owners = {
    tables: new Map(
      models.filter(({ managed }) => managed !== false).map((model) => [tableOf(model), labelOf(model)]),
    ),
    rules: new Map(
      models.flatMap((model) => rulesOf(model).map(({ name }) => [name, labelOf(model)] as const)),
    ),
  };
  known.set(state, owners);
  return owners;
}

function rulesOf({ indexes, constraints }: ModelState): readonly (IndexState | ConstraintState)[] {
  return [...indexes, ...constraints];
}

/**
 * Those that have to make way for the others, where names go round in a circle: one of each circle.
 *
 * @param next - The thing whose name one gets.
 */
export function firstInCircles<Item>(
  items: readonly Item[],
  next: (item: Item) => Item | undefined,
): Set<Item> {
  const first = new Set<Item>();
  const visited = new Set<Item>();
  for (const item of items) {
    const path = new Set<Item>();
    let current: Item | undefined = item;
    while (current !== undefined && !visited.has(current)) {
      visited.add(current);
      path.add(current);
      current = next(current);
    }
    if (current !== undefined && path.has(current)) first.add(current);
  }
  return first;
}

/** A name for the meantime, short enough for every database. */
export function nameForNow(name: string): string {
  return `${name.slice(0, 50)}__interim`;
}
