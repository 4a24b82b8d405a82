import { isDeepStrictEqual } from "node:util";
import { didYouMean } from "../../../core/index.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { tableOf } from "../../schema/table-definition.ts";
import { writeModels } from "../../source-text/write-models.ts";
import { HistoricModelError } from "../errors.ts";

/** What reading and writing a field depends on; its indexes, rules and comments are the database's affair. */
const compared = [
  "type",
  "column",
  "primaryKey",
  "nullable",
  "digits",
  "places",
  "columnType",
  "to",
  "toFields",
  "from",
  "generated",
  "through",
  "table",
  "sourceColumn",
  "targetColumn",
] as const satisfies readonly (keyof FieldState)[];

/**
 * Makes sure that a model is declared as it is at this point of the migrations. Fields may be left out.
 * @throws {@link HistoricModelError}
 */
export function checkDeclarations(declared: ModelState, state: SchemaState): void {
  const label = labelOf(declared);
  const found = state.get(label);
  if (tableOf(declared) !== tableOf(found)) {
    throw wrong(
      `${label} is declared with the table "${tableOf(declared)}", and has "${tableOf(found)}" at this point of the migrations.`,
      `Write in the class: static override meta() { return this.options({ table: "${tableOf(found)}" }); }`,
    );
  }
  for (const [name, field] of Object.entries(declared.fields)) {
    const now = found.fields[name];
    if (now === undefined) throw missingField(found, name);
    const key = compared.find((each) => !isDeepStrictEqual(field[each], now[each]));
    if (key !== undefined) throw otherField(found, name, key, field, state);
  }
}

function missingField(model: ModelState, name: string): HistoricModelError {
  const known = Object.keys(model.fields);
  return wrong(
    `${labelOf(model)}.${name} is declared, and the model has no such field at this point of the migrations.${didYouMean(name, known)}`,
    `Fields: ${known.join(", ")}. A field that the model gets later can't be used yet: let the migration depend on the one that adds it.`,
  );
}

function otherField(
  model: ModelState,
  name: string,
  key: (typeof compared)[number],
  declared: FieldState,
  state: SchemaState,
): HistoricModelError {
  const now = model.fields[name]!; // it was compared
  const unlisted = [declared.to, declared.through].find((label) => label?.startsWith("."));
  if (unlisted !== undefined) {
    const target = unlisted.slice(1);
    return wrong(
      `${labelOf(model)}.${name} refers to the class ${target}, which is not among the models of the code.`,
      `Add it: models: { ${model.name}, ${target} }, or "module.${target}": ${target} for a model of another module.`,
    );
  }
  const shown = (field: FieldState) => (field[key] === undefined ? "not said" : JSON.stringify(field[key]));
  return wrong(
    `${labelOf(model)}.${name} is declared otherwise than it is at this point of the migrations: "${key}" is ${shown(declared)} in the class, and ${shown(now)} there.`,
    `Write it as it was: ${declarationOf(model, name, state)}`,
  );
}

/** The lines of a field in the class of its model. */
function declarationOf(model: ModelState, name: string, state: SchemaState): string {
  const alone = { ...model, fields: { [name]: model.fields[name]! }, indexes: [], constraints: [] };
  const text = writeModels(state.with(alone), { module: model.module, exported: false });
  const start = text.indexOf("{\n", text.indexOf(`class ${model.name} `)) + 2;
  return text
    .slice(start, text.indexOf("\n})", start))
    .split("\n")
    .map((line) => line.trim())
    .join(" ");
}

function wrong(problem: string, next: string): HistoricModelError {
  return new HistoricModelError(`${problem}\n${next}`);
}
