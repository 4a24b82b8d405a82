import { isDeepStrictEqual } from "node:util";
import { fieldsOf } from "../../schema/condition-state.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { columnOf, hasColumn } from "../../schema/table-definition.ts";
import { alterField } from "../operations/field-operations.ts";
import { addedFieldWithFill, fillOption, givesValue } from "./added-fields.ts";
import { type Comparison, type KeptModel, sortedNames } from "./comparison.ts";
import {
  changeOf,
  created,
  type DetectedChange,
  type Milestone,
  targetsOf,
  there,
} from "./detected-change.ts";
import { columnNeeds, firstInCircles, freed, nameForNow, ownerOfColumn, placed } from "./free-names.ts";
import type { Questioner } from "./questioner.ts";
import type { References } from "./references.ts";
import { remadeReferences } from "./remade-references.ts";
import { removedField } from "./removed-fields.ts";

/** Fields that are defined otherwise. What replaces null, where it is no longer taken, is asked for. */
export async function alteredFields(
  comparison: Comparison,
  references: References,
  questioner: Questioner,
): Promise<DetectedChange[]> {
  const remade = remadeReferences(comparison);
  const changes: DetectedChange[] = [];
  for (const pair of comparison.kept) {
    const [old, now] = pair;
    if (old.fields === now.fields) continue;
    const altered = sortedNames(now.fields).filter(
      (name) => Object.hasOwn(old.fields, name) && !isDeepStrictEqual(old.fields[name], now.fields[name]),
    );
    const making = firstInCircles(altered, (name) => {
      const owner = successorOfColumn(pair, name);
      return altered.find((other) => other === owner);
    });
    for (const name of altered) {
      if (remade.changes.has(`${labelOf(now)}.${name}`)) continue;
      const own = changesKind(old.fields[name]!, now.fields[name]!)
        ? [removedField(old, name), await addedFieldWithFill(pair, name, questioner)]
        : await alteredField(pair, name, making.has(name), questioner);
      const needs = remade.needsOf(labelOf(now), name);
      changes.push(
        ...own.map((change) =>
          references.placed({ ...change, needs: [...change.needs, ...needs] }, pair, name),
        ),
      );
    }
  }
  return [...changes, ...[...remade.changes.values()].flat()];
}

/** The field that has the column which this one gets, if that is another. */
function successorOfColumn([old, now]: KeptModel, name: string): string | undefined {
  const field = now.fields[name]!;
  if (!hasColumn(field) || changesKind(old.fields[name]!, field)) return undefined;
  const owner = ownerOfColumn(old, columnOf(name, field));
  return owner === name ? undefined : owner;
}

/** @param makesWay - Whether its column has another name for now, because names of columns go round in a circle. */
async function alteredField(
  [old, now]: KeptModel,
  name: string,
  makesWay: boolean,
  questioner: Questioner,
): Promise<DetectedChange[]> {
  const [before, field, label] = [old.fields[name]!, now.fields[name]!, labelOf(now)];
  const fill = losesNull(before, field)
    ? await questioner.fill(now, name, field, "no-longer-nullable")
    : undefined;
  const column = columnOf(name, before);
  const names = columnNeeds(old, now, name);
  const reaches: Milestone[] = [
    { event: "altered", model: label, field: name },
    ...(names.length > 0 ? [placed(label, name)] : []),
  ];
  const needs = [
    there(label, name),
    ...targetsOf(field),
    ...sourcesOf(now, field),
    ...names,
    ...nullNeeds(old, now, name),
  ];
  const alter = alterField(now.name, name, field, fillOption(fill));
  if (!makesWay) return [changeOf(now, alter, { reaches: [...reaches, freed(label, column)], needs })];
  const forNow = alterField(now.name, name, { ...before, column: nameForNow(column) });
  return [
    changeOf(now, forNow, {
      reaches: [freed(label, column)],
      needs: [there(label, name), ...targetsOf(before)],
    }),
    changeOf(now, alter, { reaches, needs: [...needs, freed(label, column)] }),
  ];
}

/**
 * A reference by several columns that sets them to NULL needs columns that take it: it comes after they do, and goes before
 * they no longer do.
 */
function nullNeeds(old: ModelState, now: ModelState, name: string): Milestone[] {
  const altered = (field: string): Milestone => ({ event: "altered", model: labelOf(now), field });
  const setsNull = (field: FieldState | undefined) => field?.onDelete === "dbSetNull";
  const { [name]: field, ...others } = now.fields;
  const parts = setsNull(field) ? (field!.from ?? []) : [];
  const relations = Object.keys(others).filter(
    (other) => others[other]!.from?.includes(name) && setsNull(old.fields[other]) && !setsNull(others[other]),
  );
  return [...parts, ...relations].map(altered);
}

/** The fields that a field is computed of: they may be new. */
function sourcesOf(model: ModelState, { generated }: FieldState): Milestone[] {
  return (generated ? fieldsOf(generated.expression) : []).map((name) => created(labelOf(model), name));
}

/** A column can't be turned into a table between two models, nor such a table into another: the one goes, the other comes. */
function changesKind(before: FieldState, after: FieldState): boolean {
  if (hasColumn(before) !== hasColumn(after)) return true;
  return before.type === "manyToMany" && before.through !== after.through;
}

function losesNull(before: FieldState, after: FieldState): boolean {
  return hasColumn(after) && before.nullable === true && !after.nullable && !givesValue(after);
}
