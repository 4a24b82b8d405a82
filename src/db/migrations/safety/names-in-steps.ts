import { fieldsOf } from "../../schema/condition-state.ts";
import type { ModelState } from "../../schema/model-state.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import { implicitThroughModels } from "../../schema/tables-between.ts";

/*
 * Steps put operations into another order, and a database has each name once: a table, a column, an index or a rule can't take
 * a name that another gives up later. The states alone don't tell, because they know fields and models by names of their own.
 */

/** What a model calls its own in the database. */
interface Names {
  readonly tables: readonly string[];
  readonly rules: readonly string[];
  /** Whether each column has a name of its own, and what is computed is computed of fields that are there. */
  readonly isSound: boolean;
}

/** Looks at one state after the other; what has not changed since is not looked at again. */
export class NamesInSteps {
  readonly #known = new WeakMap<ModelState, Names>();

  /** Whether no two things have one name. */
  areFree(state: SchemaState): boolean {
    const names = [...state.models.values()]
      .filter(({ managed }) => managed !== false)
      .map((model) => this.#namesOf(model, state));
    return (
      names.every(({ isSound }) => isSound) &&
      areDistinct(names.flatMap(({ tables }) => tables)) &&
      areDistinct(names.flatMap(({ rules }) => rules))
    );
  }

  #namesOf(model: ModelState, state: SchemaState): Names {
    const known = this.#known.get(model);
    if (known !== undefined) return known;
    const { name, columns, indexes, checks } = tableDefinition(state, model);
    const through = [...implicitThroughModels(state, model).values()];
    const computed = Object.values(model.fields).flatMap(({ generated }) =>
      generated === undefined ? [] : fieldsOf(generated.expression),
    );
    const names: Names = {
      tables: [name, ...through.map((between) => tableDefinition(state, between).name)],
      rules: [...indexes, ...checks].map((rule) => rule.name),
      isSound:
        areDistinct(columns.map((column) => column.name)) &&
        computed.every((field) => Object.hasOwn(model.fields, field)),
    };
    this.#known.set(model, names);
    return names;
  }
}

/** Some databases don't tell capitals apart. */
function areDistinct(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.toLowerCase())).size === names.length;
}
