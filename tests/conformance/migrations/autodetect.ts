import type { MigrationId, ModelState, Operation, SchemaState } from "quintet/db";
import { cutMigrations } from "../../../src/db/migrations/detect/cut-migrations.ts";
import { detectChanges } from "../../../src/db/migrations/detect/detect-changes.ts";
import { type Questioner, silentQuestioner } from "../../../src/db/migrations/detect/questioner.ts";
import { suggestName } from "../../../src/db/migrations/graph/migration-names.ts";
import { optimizeOperations } from "../../../src/db/migrations/optimize/optimize-operations.ts";
import { labelOf } from "../../../src/db/schema/schema-state.ts";
import { isObject, type Json, type JsonObject } from "../queries/documents.ts";
import { deconstructed, type StateDocument } from "./documents.ts";
import { columnOf, type TranslatedField, withoutNames } from "./fields.ts";
import { afterwards, type DjangoOperation, djangoOperations } from "./operation-list-json.ts";
import type { TranslatedConstraint } from "./rules.ts";
import { isProxy, linkedProxy, schemaStateOf, type TranslatedModel } from "./states.ts";

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
  const changes = await detectChanges(before, after, questionerOf(record.answers, before));
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
      operations: written.map(({ json }) => withEmptyRules(json)),
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
    const constraints = model.constraints.map((rule) => namedByFields(rule));
    const own = { ...withoutEmpty(model), fields: Object.fromEntries(fields), constraints };
    return linkedProxy(own, state);
  });
}

/** The rules of `unique_together` have no names: they stay the same where the table or a column gets another one. */
function namedByFields(rule: TranslatedConstraint): TranslatedConstraint {
  if (rule.django?.type !== "unique_together" || rule.type !== "unique") return rule;
  return { ...rule, name: rule.fields.join(" ") };
}

/** A new model has its `unique_together` from an operation of its own, or not at all. */
function withoutEmpty(model: TranslatedModel): TranslatedModel {
  if (model.django === undefined) return model;
  const { unique_together: _, ...empty } = model.django.empty;
  return { ...model, django: { ...model.django, empty } };
}

/** Texts that are translated later are the same texts. */
function withoutLazy<Document>(documents: Document): Document {
  const texts = (_key: string, value: Json) => (isObject(value) && "$lazy" in value ? value.$lazy : value);
  return JSON.parse(JSON.stringify(documents), texts);
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
  return operations.reduce((state, operation) => afterwards(operation, state, module), start);
}

/** Django lists the empty lists of rules of a proxy, and of no other model. */
function withEmptyRules(json: JsonObject): JsonObject {
  const [name, args, kwargs] = deconstructed(json, "$op");
  const options = kwargs.options as JsonObject | undefined;
  if (name !== "CreateModel" || options?.proxy !== true) return json;
  return { $op: [name, args, { ...kwargs, options: { ...options, indexes: [], constraints: [] } }] };
}

function suggestedName(operations: readonly DjangoOperation[]): string {
  const named = operations.map(({ nameFragment }) => ({ nameFragment }) as Operation); // no more is asked of them
  return suggestName(named).replace(/auto_\d{8}_\d{4}/, "auto_<timestamp>");
}

/**
 * Gives the recorded answers; a question that Django doesn't ask is an error. Quintet also asks about what is only similar:
 * Django takes that for something else, without a question.
 */
function questionerOf(answers: readonly Answer[], before: SchemaState): Questioner {
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
      hasTableOfItsOwn(from) &&
      hasTableOfItsOwn(to) &&
      answer("ask_rename_model", `${from.module}.${from.name}`, `${to.module}.${to.name}`) === true,
    isFieldRenamed: async (model, from, to, likeness) =>
      likeness === "same" &&
      keepsColumn(before.find(labelOf(model)), model, from, to) &&
      (isImplicit(model.fields[to]) || answer("ask_rename", model.name.toLowerCase(), from, to) === true),
    async fill(model, name, field: TranslatedField, reason) {
      // Django fills texts that may be blank with nothing.
      if (
        reason === "added" &&
        field.django?.kwargs.blank === true &&
        (field.type === "string" || field.type === "text" || field.type === "binary")
      )
        return undefined;
      // Django only says that the same value in all rows is wrong, and goes on.
      if (reason === "unique") return undefined;
      if (reason === "present-moment" && field.django?.kwargs.auto_now_add !== true) return undefined;
      // A computed value may be nothing to Quintet.
      if (before.find(labelOf(model))?.fields[name]?.generated !== undefined) return undefined;
      // Quintet's field has a default, and asks for nothing.
      if (field.django?.type === "OrderWrt") return 0;
      if (isImplicit(field)) return undefined;
      const given = answer(questions[reason], name, model.name.toLowerCase());
      return isObject(given) && "$not_provided" in given ? undefined : given;
    },
  };
}

/** To Django, a field with another column is another field, but where the column is named to keep the old one. */
function keepsColumn(old: ModelState | undefined, now: ModelState, from: string, to: string): boolean {
  const [before, field] = [old?.fields[from], now.fields[to]];
  if (old === undefined || before === undefined || field === undefined) return true;
  return field.column === before.column || field.column === columnOf(old, from);
}

/** Django's states don't list it. */
function isImplicit(field: TranslatedField | undefined): boolean {
  return field?.django?.isImplicit === true;
}

const questions = {
  added: "ask_not_null_addition",
  "no-longer-nullable": "ask_not_null_alteration",
  "present-moment": "ask_auto_now_add_addition",
} as const;

/** Proxies have none, nor have models whose tables are others' affair: Django drops and creates them without a question. */
function hasTableOfItsOwn(model: ModelState): boolean {
  return model.managed !== false && !isProxy(model);
}

class UnexpectedQuestion extends Error {}
