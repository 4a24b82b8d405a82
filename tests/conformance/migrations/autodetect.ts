import type { MigrationId, Operation, SchemaState } from "quintet/db";
import { cutMigrations } from "../../../src/db/migrations/detect/cut-migrations.ts";
import { detectChanges } from "../../../src/db/migrations/detect/detect-changes.ts";
import { type Questioner, silentQuestioner } from "../../../src/db/migrations/detect/questioner.ts";
import { suggestName } from "../../../src/db/migrations/graph/migration-names.ts";
import { optimizeOperations } from "../../../src/db/migrations/optimize/optimize-operations.ts";
import { isObject, type Json, type JsonObject } from "../queries/documents.ts";
import type { StateDocument } from "./documents.ts";
import type { TranslatedField } from "./fields.ts";
import { type DjangoOperation, djangoOperations } from "./operation-list-json.ts";
import { schemaStateOf, type TranslatedModel } from "./states.ts";

/*
 * The kind "autodetect": what `migrate make` finds between two states of the models, as migrations of Django's.
 */

export interface AutodetectRecord {
  readonly before: readonly StateDocument[];
  readonly after: readonly StateDocument[];
  readonly answers: readonly Answer[];
}

/** What the questioner was asked about what, and what it answered. */
type Answer = readonly [question: string, about: readonly string[], answer: Json];

export async function detectedMigrations(record: AutodetectRecord): Promise<JsonObject> {
  const before = comparableState(record.before);
  const after = comparableState(sameNames(record));
  const changes = await detectChanges(before, after, questionerOf(record.answers));
  const known = new Set(record.before.map(({ app }) => app));
  const migrations: Record<string, JsonObject[]> = {};
  const states = new Map<string, SchemaState>();
  for (const draft of cutMigrations(changes, (module): readonly MigrationId[] => [[module, "__first__"]])) {
    const { module, position } = draft;
    const operations = optimizeOperations(draft.operations, module);
    const start = states.get(module) ?? before;
    const written = djangoOperations(operations, module, withOthers(start, after, module));
    states.set(module, endOf(operations, module, withOthers(start, after, module)));
    const initial = !known.has(module);
    migrations[module] ??= [];
    migrations[module].push({
      name: `auto_${position}`,
      suggested: initial ? "initial" : suggestedName(written),
      initial,
      operations: written.map(({ json }) => json),
      dependencies: {
        $set: draft.needs.map((need) => ("id" in need ? need.id : [need.module, `auto_${need.position}`])),
      },
    });
  }
  return migrations;
}

/** Names that differ only in case are one to Django, which goes on with the old one. */
function sameNames({ before, after }: AutodetectRecord): readonly StateDocument[] {
  const key = ({ app, name }: StateDocument) => `${app}.${name}`.toLowerCase();
  const old = new Map(before.map((document) => [key(document), document.name]));
  return after.map((document) => ({ ...document, name: old.get(key(document)) ?? document.name }));
}

/** A state without what two of Django's may differ in and mean the same. */
function comparableState(documents: readonly StateDocument[]): SchemaState {
  const state = schemaStateOf(withoutLazy(documents));
  return state.map((model: TranslatedModel) => {
    const fields = Object.entries(model.fields).map(([name, field]) => [name, withoutNames(field)]);
    const [parent] = model.django?.bases.filter((base) => typeof base === "string") ?? [];
    if (model.options?.proxy !== true || parent === undefined)
      return { ...model, fields: Object.fromEntries(fields) };
    return { ...model, fields: { ptr: linkTo(parent.toLowerCase(), state) } };
  });
}

/** Texts that are translated later are the same texts. */
function withoutLazy<Document>(documents: Document): Document {
  const texts = (_key: string, value: Json) => (isObject(value) && "$lazy" in value ? value.$lazy : value);
  return JSON.parse(JSON.stringify(documents), texts);
}

/** How a model referred to is written; the field itself says which it is, also after a rename. */
function withoutNames(field: TranslatedField): TranslatedField {
  if (field.django?.to === undefined || isObject(field.django.to.written)) return field;
  const { to: _, through: __, ...django } = field.django;
  return { ...field, django };
}

/** A proxy has no table: what it needs is its parent. */
function linkTo(parent: string, state: SchemaState): TranslatedField {
  const label = [...state.models.keys()].find((known) => known.toLowerCase() === parent) ?? parent;
  const django = { type: "OneToOneField", args: [], kwargs: {}, isImplicit: true } as const;
  return { type: "belongsTo", to: label, primaryKey: true, django };
}

/** The state of a module's own models, with those of others as they will be: operations only ask for their own. */
function withOthers(state: SchemaState, after: SchemaState, module: string): SchemaState {
  let whole = state;
  for (const model of after.models.values()) if (model.module !== module) whole = whole.with(model);
  for (const [label, model] of whole.models)
    if (model.module !== module && after.find(label) === undefined) whole = whole.without(label);
  return whole;
}

function endOf(operations: readonly Operation[], module: string, start: SchemaState): SchemaState {
  return operations.reduce((state, operation) => operation.apply(state, module), start);
}

function suggestedName(operations: readonly DjangoOperation[]): string {
  const named = operations.map(({ nameFragment }) => ({ nameFragment }) as Operation); // no more is asked of them
  return suggestName(named).replace(/auto_\d{8}_\d{4}/, "auto_<timestamp>");
}

/**
 * Gives the recorded answers; a question that Django doesn't ask is an error. Quintet also asks about what is only similar:
 * Django takes that for something else, without a question.
 */
function questionerOf(answers: readonly Answer[]): Questioner {
  const open = [...answers];
  const answer = (question: string, ...about: readonly string[]): Json => {
    const position = open.findIndex(
      ([name, subject]) => name === question && JSON.stringify(subject) === JSON.stringify(about),
    );
    if (position < 0) throw new UnexpectedQuestion(`unexpected question: ${question} ${about}`);
    const [[, , given]] = open.splice(position, 1) as [Answer];
    return given;
  };
  return {
    ...silentQuestioner,
    isModelRenamed: async (from, to, likeness) =>
      likeness === "same" &&
      answer("ask_rename_model", `${from.module}.${from.name}`, `${to.module}.${to.name}`) === true,
    isFieldRenamed: async (model, from, to, likeness) =>
      likeness === "same" && answer("ask_rename", model.name.toLowerCase(), from, to) === true,
    async fill(model, name, field: TranslatedField, reason) {
      // Django fills texts that may be blank with nothing.
      if (
        reason === "added" &&
        field.django?.kwargs.blank === true &&
        (field.type === "string" || field.type === "text")
      )
        return undefined;
      // Django asks for the present moment with a question of its own, which the corpus doesn't have.
      if (reason === "present-moment" || reason === "unique") return undefined;
      // Quintet's field has a default, and asks for nothing.
      if (field.django?.type === "OrderWrt") return 0;
      const question = reason === "added" ? "ask_not_null_addition" : "ask_not_null_alteration";
      const given = answer(question, name, model.name.toLowerCase());
      return isObject(given) && "$not_provided" in given ? undefined : given;
    },
  };
}

class UnexpectedQuestion extends Error {}
