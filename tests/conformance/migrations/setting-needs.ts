import type { SchemaState } from "quintet/db";
import type { DraftMigration } from "../../../src/db/migrations/detect/cut-migrations.ts";
import {
  type DetectedChange,
  type Milestone,
  milestoneKey,
} from "../../../src/db/migrations/detect/detected-change.ts";
import { isObject, type Json } from "../queries/documents.ts";
import type { TranslatedField } from "./fields.ts";
import type { TranslatedModel } from "./states.ts";

/*
 * Relations through a setting. To Quintet they are relations to the model that the setting names, and to Django's migrations
 * dependencies on the setting, which wait for no migration.
 */

interface SettledChange extends DetectedChange {
  /** All that it needed. */
  readonly settled?: readonly Milestone[];
}

/** The changes without needs of models behind a setting that nothing changes. */
export function withoutSettled(
  changes: readonly DetectedChange[],
  after: SchemaState,
): readonly SettledChange[] {
  const reached = new Set(changes.flatMap(({ reaches }) => reaches.map(milestoneKey)));
  const modules = new Set(changes.map(({ module }) => module));
  return changes.map((change) => {
    const isBySetting = settingsOf(change, after);
    const needs = change.needs.filter((need) => {
      const isOpen = reached.has(milestoneKey(need)) || modules.has(moduleOf(need));
      return isOpen || isBySetting(need) === undefined;
    });
    return { ...change, needs, settled: change.needs };
  });
}

/** The migrations that one comes after, and the settings. */
export function dependenciesOf(
  { module, operations, needs }: DraftMigration,
  changes: readonly SettledChange[],
  after: SchemaState,
): readonly Json[] {
  const settings = new Map<string, Json>();
  const plain = new Set<string>();
  for (const change of changes.filter(({ operation }) => operations.includes(operation))) {
    const settingOf = settingsOf(change, after);
    for (const need of change.settled ?? change.needs) {
      if (moduleOf(need) === module) continue;
      const setting = settingOf(need);
      if (setting === undefined) plain.add(moduleOf(need));
      else settings.set(setting, ["__setting__", setting]);
    }
  }
  const ids = needs.flatMap((need): Json[] => {
    const other = "id" in need ? need.id[0] : need.module;
    const id: Json = "id" in need ? need.id : [need.module, `auto_${need.position}`];
    return other === module || plain.has(other) ? [id] : [];
  });
  return [...ids, ...settings.values()];
}

/** The setting through which a change needs a model, if it doesn't need it by its name as well. */
function settingsOf(change: DetectedChange, after: SchemaState): (need: Milestone) => string | undefined {
  const named = new Set<string>();
  const settings = new Map<string, string>();
  for (const field of relationsOf(change, after)) {
    const written = field.django?.to?.written;
    if (isObject(written) && Array.isArray(written.$setting))
      settings.set(field.to!, String(written.$setting[1]));
    else if (field.to !== undefined) named.add(field.to);
  }
  return ({ model }) => (named.has(model) ? undefined : settings.get(model));
}

/** The field that a change is about, or all of its model. */
function relationsOf(
  { module, operation: { kind, args } }: DetectedChange,
  after: SchemaState,
): readonly TranslatedField[] {
  if (kind === "addField" || kind === "alterField") return [args[2] as TranslatedField];
  const name = String(args[kind === "renameModel" ? 1 : 0]);
  const model: TranslatedModel | undefined = after.find(`${module}.${name}`);
  return model === undefined ? [] : Object.values(model.fields);
}

function moduleOf({ model }: Milestone): string {
  return model.slice(0, model.indexOf("."));
}
